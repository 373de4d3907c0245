"""One cell of a table on a page, looked up by the names of its row and its column."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.knowledge.prices.catalog import Catalog
from bot.knowledge.question.asked import Asked, understand
from bot.knowledge.question.names import Names
from bot.knowledge.reading.content import read_pages
from bot.knowledge.reading.remembered import Remembered
from bot.knowledge.replies.cells import Table, cell_reply, table_first, tables
from bot.knowledge.search.index import Index
from tests.knowledge.conftest import written
from tests.knowledge.fakes import HashEncoder

PAGES = {
    "rights.md": (
        "# Members\n\n## Who may do what\n\n| Role | Enter | Lend | Edit the list |\n"
        "|---|---|---|---|\n| Helper | yes | no | no |\n"
        "| Keeper, second keeper | yes | yes | no |\n"
        "| Chair | yes | yes | ✓ |\n\nHelpers get a key.\n"
    ),
    "seasons.md": (
        "# Seasons\n\n| Month | Open | Guided tours |\n|---|---|---|\n| May | weekends | none |\n"
        "| June | daily | at 3 pm |\n"
    ),
    "hours.md": "# Rooms\n\n| Room | Seats |\n|---|---|\n| Attic | 12 |\n",
    "us-or-hill.md": (
        "# Us or Hill House\n\nBoth are old.\n\n## Side by side\n\n| | Us | Hill House |\n"
        "|---|---|---|\n| Rooms | 9 | 30 |\n\n## When Hill House is better\n\nFor big parties.\n"
    ),
}  # fmt: skip


def heard(text: str) -> Asked:
    return understand(text, Names(Catalog(), "Old Barn", ()), frozenset())


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> list[Table]:
    folder = written(tmp_path_factory.mktemp("barn"), "Old Barn", PAGES)
    return tables(read_pages(folder, Remembered(None))[0])


@pytest.mark.parametrize(
    ("question", "says"),
    [
        ("can a helper lend?", "No. Role: Helper; Lend: no."),
        ("may helpers lend", "Role: Helper; Lend: no."),
        ("can the second keeper lend", "Yes. Role: Keeper, second keeper; Lend: yes."),
        ("can the chair edit the list", "Yes. Role: Chair; Edit the list: ✓."),
        ("can a helper enter and lend", "Role: Helper; Enter: yes; Lend: no."),
        ("who can lend?", "| Keeper, second keeper | yes |"),
        ("are there guided tours in june", "Month: June; Guided tours: at 3 pm."),
    ],
)
def test_a_cell(found: list[Table], question: str, says: str) -> None:
    reply = cell_reply(heard(question), [], found)
    assert reply is not None
    assert says in reply.text
    assert reply.sources[0].line > 4


@pytest.mark.parametrize(
    "question",
    [
        "can a guest lend?",  # no such row
        "can a helper swim?",  # no such column
        "can a helper lend at night?",  # says more than the table
        "can 3 helpers lend?",
        "who can swim?",
        "how many helpers lend",  # no number
        "what does it cost for a helper to lend",
        "is it open",
        "how many seats has the attic",  # two columns: read as a sentence is
    ],
)
def test_no_cell(found: list[Table], question: str) -> None:
    assert cell_reply(heard(question), [], found) is None


def test_of_a_page_about_others_the_table_comes_first(tmp_path: Path) -> None:
    pages, _ = read_pages(written(tmp_path, "Old Barn", PAGES), Remembered(None))
    index = Index(pages, HashEncoder(), None, "barn")
    hits = index.search("hill", index.encode("hill"))
    better = next(h for h in hits if h.passage.heading == "When Hill House is better")
    others = [h for h in hits if h is not better]
    first, *_ = table_first([better, *others])
    assert first.passage.heading == "Side by side"
    assert first.trust == better.trust
    rooms = [h for h in hits if h.passage.path == "pages/hours.md"]
    assert table_first([*rooms, *others])[0] is rooms[0]
