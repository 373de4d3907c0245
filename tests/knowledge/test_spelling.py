from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.knowledge.search.abbreviations import abbreviations
from bot.knowledge.search.spelling import Spelling

SPELLING = Spelling(["android", "annual", "boots", "plans", "storage", "projects", "invoice"])


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("an andriod app", "an android app"),
        ("anual price 4 ppl", "annual price 4 people"),
        ("stroage w/o limit", "storage without limit"),
        ("r u open", "are you open"),
        ("projcts", "projects"),
        ("opne tomorow", "open tomorrow"),
        ("avalable with bad creddit", "available with bad credit"),
        ("cna yuo help", "can you help"),
    ],
)
def test_slips_and_shorthand_are_mended(typed: str, meant: str) -> None:
    assert SPELLING.mend(typed) == meant


@pytest.mark.parametrize(
    "text",
    [
        "do you sell boats",
        "planes",
        "R&D",
        "n@u.example",
        "u.s. plans",
        "Andriod",
        "it's u's",
        "trello",
        "qashqai",
        "hubspot or okta",
    ],
)
def test_other_words_stay(text: str) -> None:
    assert SPELLING.mend(text) == text


@given(st.text())
def test_any_text_can_be_mended(text: str) -> None:
    SPELLING.mend(text)


TERMS = ["Single sign-on", "Data Protection Officer", "Text Messages", "Time Machine"]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("do you have sso", "do you have single sign on"),
        ("which plan has SSO?", "which plan has single sign on?"),
        ("dpo", "data protection officer"),
        ("who is the dpo of yours", "who is the data protection officer of yours"),
        ("do you have the sla", "do you have the service level agreement"),
        ("tm", "tm"),  # of messages or of time
        ("is it so", "is it so"),
        ("USB", "USB"),
    ],
)
def test_initials_are_written_out(typed: str, meant: str) -> None:
    short = abbreviations(TERMS, ["What the service level agreement says"])
    assert Spelling(["messages", "so"], short).mend(typed) == meant
