"""Yes and no: only where the text says so; a wrong yes is the worst."""

from __future__ import annotations

import pytest

from bot.knowledge.replies.polarity import polarity, with_polarity

PRODUCTS = {"team": "Team", "business": "Business"}


def named(text: str) -> frozenset[str]:
    return frozenset(key for key, name in PRODUCTS.items() if name.lower() in text.lower().split())


@pytest.mark.parametrize(
    ("question", "sentence", "answer"),
    [
        ("do you accept cash?", "We accept cash and cards.", "Yes"),
        ("is there a lift?", "There is a lift.", "Yes"),
        ("are dogs welcome?", "Dogs are welcome.", "Yes"),
        ("does it work with slack?", "It works with Slack.", "Yes"),
        ("do you have a pool?", "We do not have a pool.", "No"),
        ("do you take aviva?", "Aviva is not accepted yet.", "No"),
        ("can i pay with cash?", "You cannot pay with cash.", "No"),
        # in doubt
        ("do you do test drives?", "A test drive is free and does not oblige you.", None),
        ("do you have sso?", "SSO is available on the Business plan.", None),
        ("do you have sso?", "SSO is only on Enterprise.", None),
        ("does team have sso?", "Business has SSO.", None),
        ("does team have sso?", "Business has everything in Team plus SSO.", None),
        ("is support included?", "Support is included in Pro.", None),
        ("is parking free?", "Parking is free for guests of the hotel.", None),
        ("is parking free?", "Parking is free for 2 hours.", None),
        ("do you deliver everywhere?", "We deliver.", None),
        ("are all rooms heated?", "The rooms are heated.", None),
        ("is it available without a contract?", "A contract is available.", None),
        ("do you ship to norway?", "We ship to Sweden.", None),
        ("do you have an android app?", "We have an app.", None),
        ("can i cancel?", "You can cancel before the trial ends.", None),
        ("do you share notes?", "We do not share notes without your consent.", None),
        ("is it not included?", "It is included.", None),
        ("do you sell cars or vans?", "We sell cars.", None),
        ("can i get a refund?", "You may be able to get a refund.", None),
        ("is setup free?", "Setup is not free, but training is.", None),
        ("how do you accept cash?", "We accept cash.", None),
        ("is gluten in it?", "It is not only gluten that is in it.", None),
    ],
)
def test_polarity(question: str, sentence: str, answer: str | None) -> None:
    assert polarity(sentence, question, named) == answer


@pytest.mark.parametrize(
    ("text", "question", "heading", "near", "shown"),
    [
        ("No. You can come without.", "do i need a referral?", "Do I need a referral?", 1.0,
         "No. You can come without."),
        ("Yes, on paid plans.", "is there an api?", "Is there an API?", 1.0, "Yes, on paid plans."),
        ("No. It can be undone.", "can i import from excel?", "Will I lose data?", 0.1,
         "It can be undone."),
        ("No. Tax is added.", "are prices without tax?", "Do prices include tax?", 0.9,
         "Tax is added."),
        ("Yes, by card.", "what about cards?", "Can clients pay online?", 0.2, "By card."),
        ("No.", "is there a fee?", "Can I pay?", 0.1, "No."),
        ("We have a pool.", "do you have a pool?", "Pool", 0.5, "Yes. We have a pool."),
    ],
)  # fmt: skip
def test_yes_and_no_answer_the_question_that_is_asked(
    text: str, question: str, heading: str, near: float, shown: str
) -> None:
    assert with_polarity(text, question, heading, near, named) == shown
