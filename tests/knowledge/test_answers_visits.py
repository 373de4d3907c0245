"""Conversations at a company without a price list, whose pages say what things cost."""

from __future__ import annotations

import pytest

from bot.encoder import Encoder
from bot.knowledge import Knowledge
from tests.knowledge.conftest import TODAY, written

PAGES = {
    "prices.md": (
        "# What things cost\n\n## Neutering\n\n"
        "| | Castrate (boys) | Spay (girls) |\n|---|---|---|\n"
        "| Cat | £72 | £98 |\n| Dog under 10 kg | £210 | £265 |\n"
        "| Dog 10 to 25 kg | £245 | £310 |\n"
        "| Dog 25 to 40 kg | £290 | £375 |\n| Dog over 40 kg | £340 | £440 |\n\n"
        "The price takes in the pain relief to go home with, the collar and the check ten days "
        "later. Keyhole spays are £140 more.\n\n"
        "## Vaccinations\n\n| Animal | First course | Yearly booster |\n|---|---|---|\n"
        "| Dog | £82 | £54 |\n| Cat | £78 | £52 |\n| Rabbit | £62 | £62 |\n"
    ),
    "fees.md": (
        "# Fees\n\n## Seeing somebody\n\n| | |\n|---|---|\n| Consultation (15 minutes) | £46 |\n"
        "| Follow-up within 14 days | £32 |\n| Consultation outside opening hours | £195 |\n"
        "| Home visit, within 8 miles | £110 on top of the consultation |\n"
        "| Repeat prescription check, every six months | £28 |\n"
    ),
    "club.md": (
        "# The Paws Club\n\nSpread what your pet needs every year over twelve months.\n\n"
        "## What it costs\n\n| Pet | Each month |\n|---|---|\n| Cat | £15.50 |\n"
        "| Small dog (up to 10 kg) | £16.50 |\n| Medium dog (10–25 kg) | £18.90 |\n"
        "| Large dog (over 25 kg) | £22.40 |\n\nThere's no joining fee.\n\n"
        "## It isn't insurance\n\nThe club is for what we know is coming. It doesn't pay for "
        "illness or accidents, so we'd like you to have insurance too.\n"
    ),
    "insurance.md": (
        "# Insurance\n\n## Do you claim for me?\n\nIf your insurer is Petplan or Agria we send the "
        "claim and wait for their money; you only pay your excess on the day. With all others you "
        "pay us first and we fill in the form.\n"
    ),
    "team.md": (
        "# Who's who\n\n## Josh Adeyemi, vet\n\nRabbits and other small ones, and skin. Doesn't "
        "work Mondays.\n\n## Bea Lindqvist, head nurse\n\nRuns the nurse clinics and puppy "
        "parties. Speaks Swedish and German.\n"
    ),
    "small.md": (
        "# Rabbits and guinea pigs\n\nSmall furries should see Josh.\n\n## What we don't see\n\n"
        "Birds, snakes, ferrets and fish. Ask at Moor Top Exotics in Ripley. Horses and farm "
        "animals go to Dales Large Animal.\n"
    ),
    "puppies.md": (
        "# New puppy or kitten?\n\n## Puppy parties\n\nThursdays at half past six in the waiting "
        "room, for pups between 8 and 14 weeks who've had their first injection. Four evenings, "
        "£30 the lot. Kittens don't enjoy parties, so there are none for them.\n"
    ),
    "links.md": (
        "# Integrations\n\n| Tool | What goes across | Where |\n|---|---|---|\n"
        "| SharePoint | lab reports, each night | both sites |\n"
        "| Procore | bills one way | Mill Lane |\n| Dropbox | pictures | both sites |\n\n"
        "Through Zapier you can have Slack, Trello and some 400 others.\n\n## Not connected yet\n\n"
        "We have no connection to Xero, Sage or other accounting software.\n"
    ),
}


@pytest.fixture(scope="module")
def vet(encoder: Encoder, tmp_path_factory: pytest.TempPathFactory) -> Knowledge:
    return Knowledge.load(written(tmp_path_factory.mktemp("vet"), "Brackenfield", PAGES), encoder)


@pytest.mark.parametrize(
    ("asked", "says", "never"),
    [
        # rows for ranges
        (["how much to spay a 30kg dog"], ["£375"], ["£310", "£440"]),
        (["how much to spay a 30kg dog", "and a male one"], ["£290"], ["£245", "£340"]),
        (["what do I pay a month for the club with a labrador 32 kilos"], ["£22.40"], ["£18.90"]),
        # several rows are a table; what the headings name need not stand in it
        (["how much is the paws club a month"],
         ["| Pet | Each month |\n|---|---|\n| Cat | £15.50 |"], ["can't find"]),
        # a price that stands on a page is told with its source, another is not made up
        (["how much more is keyhole"], ["Keyhole spays are £140 more."], []),
        (["how much is an x-ray"], ["I don't know that"], ["price list", "£"]),
        # what "that" asks about, and what "and" names anew
        (["how much to spay a 30kg dog", "does that include the collar"], ["the collar"], []),
        (["do you connect to procore", "and sharepoint"], ["SharePoint"], ["Procore"]),
        (["is there a connection to xero", "and sage", "and slack"], ["Zapier"], ["Xero"]),
        # to deal with somebody is no deal
        (["do you deal with petplan"], ["we send the claim"], ["can't find"]),
        # headings without which the quote says something else
        (["do you see horses"], ["**What we don't see**: Birds"], []),
        (["do you speak german"], ["**Bea Lindqvist, head nurse**: Runs"], []),
        # a passage with all words of the question is the nearest, where none is sure
        (["is the waiting room used on thursdays"], ["The nearest", "**Puppy parties**"], []),
        (["home visit or pain"], ["**Seeing somebody**:\n- Home visit"], []),
        # a line of a list that has what is asked for by its name
        (["do you do home visits"], ["Home visit, within 8 miles: £110 on top"], ["nearest"]),
        # the words of a heading
        (["do you have puppy parties"], ["Thursdays at half past six"], ["can't find"]),
    ],
)  # fmt: skip
def test_a_visit(vet: Knowledge, asked: list[str], says: list[str], never: list[str]) -> None:
    *history, question = asked
    answer = vet.ask(question, history, today=TODAY)
    assert all(part in answer.text for part in says), answer.text
    assert not any(part in answer.text for part in never), answer.text
    assert answer.sources or answer.kind == "unknown"
