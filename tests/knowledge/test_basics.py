"""What a company is and does, and what it sells: asked in any words, of any content."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.encoder import Encoder
from bot.knowledge.knowledge import Knowledge
from bot.knowledge.question.basics import basic_in
from tests.knowledge.conftest import written

COMPANY = """
what do you do|what do you guys do|what does this company do|whats this thing do|what is this
what's this all about?|tell me about your company|tell me more about you
what is you|what does you do|what's you all about?|so what exactly do you do
hi, what do you do exactly?|can you tell me what you do|can you explain what you do?
what is it that you do|what kind of company are you|what is this website about
what's your business|give me a quick overview|hello there what does it do|what is your product
hi there! what exactly is this?|what is your company about
"""
OFFER = """
what do you sell|what services do you offer|what kind of services do you offer?
what products do you have|what can you offer us|what's on offer
what are your services|what can i buy here|which products are available|show me your products
what can i get from you|what products and services do you offer
"""
YOU = "who are you|who are you guys?|how can you help|what can you do for me|what are you"
CHOICE = """
i need help choosing|not sure which one i need|help me decide|can you help me choose
what would you recommend|what do you recommend?|which one should i take|what should we get
i'm not sure what to buy|which one is best for me|i need some advice|whats the best option for us
"""
NEITHER = """
what do you do with my data|what do you charge|what do you do if i cancel|what is the price
what plans do you have|what is this fee|what does the basic plan include|do you sell data
what do you have in blue|what is your refund policy|tell me about the trial
who are your customers|what is your address
what are my options for delivery|what is available on sunday|what is it made of
what is your product made of|what does it cost|what|i need help|i need help with my invoice
what do you recommend for a bathroom|what should i bring|what do you get
"""


def listed(text: str) -> list[str]:
    return [each for line in text.strip().split("\n") for each in line.split("|")]


@pytest.mark.parametrize(
    ("plain", "basic"),
    [
        *((one, "company") for one in listed(COMPANY)),
        *((one, "offer") for one in listed(OFFER)),
        *((one, "choice") for one in listed(CHOICE)),
        *((one, "you") for one in listed(YOU)),
        *((one, None) for one in listed(NEITHER)),
    ],
)
def test_what_is_asked_of_the_company(plain: str, basic: str | None) -> None:
    assert basic_in(plain, first=True) == basic


@pytest.mark.parametrize("plain", ["what is it", "what does that do", "what is it about"])
def test_after_another_question_it_is_what_was_spoken_of(plain: str) -> None:
    assert basic_in(plain, first=True) == "company"
    assert basic_in(plain, first=False) is None


PAGES = {
    "index.md": (
        "# Quiet roofs\n\nRain is loud under tin. Marrowby builds green roofs for sheds, schools"
        " and bus stops in the North. We bring soil and seed, and come back every spring.\n\n"
        "## Do you build walls?\n\nNo, roofs only.\n"
    ),
    "privacy.md": (
        "# Privacy\n\n## What do you do with my data?\n\nMarrowby is bound by the law on data and"
        " keeps what you write for 90 days.\n"
    ),
    "about.md": "# The people\n\nEleven roofers and a botanist, in Hexham since 2009.\n",
    "vs-slate.md": "# Marrowby vs slate\n\nMarrowby is the cheaper of the two after nine years.\n",
}
CATALOGUE = """
products:
  - {id: shed, name: Shed Roof, category: roof, summary: "For roofs of up to 20 square metres."}
  - {id: school, name: School Roof, category: roof, summary: "For large roofs that people walk on."}
  - {id: visit, name: Spring Visit, category: service}
"""
SAYS = "Marrowby builds green roofs for sheds, schools and bus stops in the North."


@pytest.fixture(scope="module")
def roofs(encoder: Encoder, tmp_path_factory: pytest.TempPathFactory) -> Knowledge:
    folder = written(tmp_path_factory.mktemp("roofs"), "Marrowby Roofs", PAGES, CATALOGUE)
    return Knowledge.load(folder, encoder)


@pytest.mark.parametrize(
    "asked",
    [
        "what do you do",
        "What is Marrowby?",
        "so what does marrowby roofs do exactly",
        "who are you",
    ],
)
def test_the_company_in_its_own_words_and_what_it_sells(roofs: Knowledge, asked: str) -> None:
    answer = roofs.ask(asked)
    assert answer.text == (
        f"{SAYS} We bring soil and seed, and come back every spring.\n\n"
        "Marrowby Roofs offers:\n- **Roof**: Shed Roof and School Roof"
    )
    assert [(one.path, one.line) for one in answer.sources] == [
        ("pages/index.md", 3), ("catalog.yml", 3), ("catalog.yml", 4),
    ]  # fmt: skip
    assert answer.kind == "answer"


def test_all_that_is_sold(roofs: Knowledge) -> None:
    assert roofs.ask("what services do you offer?").text == (
        "Marrowby Roofs offers:\n- **Shed Roof**: For roofs of up to 20 square metres.\n"
        "- **School Roof**: For large roofs that people walk on.\n- **Spring Visit**"
    )


def test_who_cannot_choose_hears_what_there_is(roofs: Knowledge) -> None:
    answer = roofs.ask("i need help choosing")
    assert answer.kind == "recommend"
    assert answer.text == (
        "Marrowby Roofs offers:\n- **Shed Roof**: For roofs of up to 20 square metres.\n"
        "- **School Roof**: For large roofs that people walk on.\n\n"
        "Tell me what you need it for, or your budget, and I can narrow that down."
    )
    among = roofs.ask(
        "which one would you recommend", ["compare the shed roof and the school roof"]
    )
    assert "Marrowby Roofs offers" not in among.text


def test_a_description_goes_first(encoder: Encoder, tmp_path: Path) -> None:
    folder = written(tmp_path, "Marrowby", PAGES)
    with (folder / "company.yml").open("a") as file:
        file.write("description: >\n  Green roofs from Hexham,\n  planted by hand.\n")
    answer = Knowledge.load(folder, encoder).ask("what do you do?")
    assert answer.text == "Green roofs from Hexham, planted by hand."
    assert [(one.path, one.line) for one in answer.sources] == [("company.yml", 4)]


TERMS = (
    "# Terms\n\n## Fees\n\nNone at all for anybody here.\n\n## About us\n\nFounded by two sisters"
    " above a bakery in Leith.\n"
)


@pytest.mark.parametrize(
    ("pages", "says"),
    [
        # a section that is headed so, on whatever page
        (
            {"index.md": "# Hello\n\nSpring sale!\n", "terms.md": TERMS},
            "Founded by two sisters",
        ),
        # the only page, where nothing is headed so
        ({"all.md": "# Ada's\n\n## What you get\n\nTwo floors, a sauna and coffee all day long.\n"},
         "Two floors, a sauna"),
        # pages that speak of something else do not say what the company is
        ({one: PAGES[one] for one in ("privacy.md", "vs-slate.md")}, "I don't know that"),
    ],
)  # fmt: skip
def test_where_the_company_is_described(
    encoder: Encoder, tmp_path: Path, pages: dict[str, str], says: str
) -> None:
    answer = Knowledge.load(written(tmp_path, "Marrowby", pages), encoder).ask("what do you do")
    assert answer.text.startswith(says)


def test_a_page_that_is_called_so_answers_first_with_what_begins_it(
    encoder: Encoder, tmp_path: Path
) -> None:
    page = (
        "# Free trial\n\n## Can I try it for nothing?\n\nYes. The trial lasts nine days.\n\n"
        "## What happens after the trial?\n\nNothing is deleted.\n\n"
        "## Can the trial be extended?\n\nYes, once, by a week.\n"
    )
    knowledge = Knowledge.load(written(tmp_path, "Marrowby", {"trial.md": page}), encoder)
    for asked in ("is there a trial?", "do you have a trial"):
        assert "The trial lasts nine days." in knowledge.ask(asked).text.split("\n")[0]
    after = knowledge.ask("what happens after the trial").text
    assert after.startswith("Nothing is deleted.")


def test_a_scrap_stands_under_its_heading(encoder: Encoder, tmp_path: Path) -> None:
    page = (
        "# Questions\n\n## Which plan may I use for projects of my own?\n\nThe free one.\n\n"
        "## How long are reports kept?\n\nFor nine months.\n"
    )
    knowledge = Knowledge.load(written(tmp_path, "Marrowby", {"faq.md": page}), encoder)
    same = knowledge.ask("how long are reports kept").text
    other = knowledge.ask("old reports").text
    assert same == "For nine months."
    assert other == "**How long are reports kept?** For nine months."


def test_words_that_go_on_from_a_question_stand_under_it(encoder: Encoder, tmp_path: Path) -> None:
    page = (
        "# Visiting\n\n## How do I get to the mill?\n\nBy the 14 tram to the last stop, then on"
        " foot along the river. Dogs stay outside.\n\n## Is there a café?\n\nYes, on Sundays.\n"
    )
    knowledge = Knowledge.load(written(tmp_path, "Marrowby", {"visit.md": page}), encoder)
    assert knowledge.ask("how do I get to the mill").text.startswith("By the 14 tram")
    other = knowledge.ask("which tram do I take to the mill").text
    assert other.startswith("**How do I get to the mill?** By the 14 tram")
