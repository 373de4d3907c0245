"""What `baton knowledge check` finds, and what it leaves alone."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from bot.encoder import Encoder
from bot.knowledge import Knowledge
from bot.knowledge.care.calibration import Rate, calibrate
from bot.knowledge.care.review import broken, review
from bot.knowledge.reading.content import read_pages
from bot.knowledge.search.trust import HIGHEST, LOWEST, TRUSTED, drawn, foreign_questions

TODAY = date(2026, 11, 23)
CATALOG = """\
products:
  - id: solo
    name: Solo
    attributes: {storage_gb: 50, max_users: 1}
    prices: [{amount: 9, per: month, unit: user, billed: monthly}]
  - id: crew
    name: Crew
    attributes: {storage_gb: 200, max_users: 40}
    prices: [{amount: 15, per: month, unit: user, billed: monthly, minimum: 3}]
"""


def found(folder: Path, encoder: Encoder, **pages: str) -> dict[str, list[str]]:
    """Findings by code, of a company with these pages."""
    (folder / "pages").mkdir(exist_ok=True)
    (folder / "company.yml").write_text("name: Plank\n")
    (folder / "catalog.yml").write_text(CATALOG)
    for name, text in pages.items():
        (folder / "pages" / f"{name}.md").write_text(text)
    by_code: dict[str, list[str]] = {}
    for one in review(Knowledge.load(folder, encoder), encoder, TODAY):
        by_code.setdefault(one.code, []).append(str(one))
    return by_code


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("You can return everything within 30 days.", "You can return everything within 14 days."),
        ("Support answers within 8 hours.", "Our support answers your mail within 4 hours."),
        ("Delivery costs $12 in the whole country.", "Delivery costs $15 in the country."),
        ("We keep a backup for 90 days.", "A backup is kept for 60 days."),
        ("Refunds carry a fee of 5%.", "Refunds carry a handling fee of 8%."),
    ],
)
def test_contradictions_are_found(
    tmp_path: Path, encoder: Encoder, first: str, second: str
) -> None:
    codes = found(tmp_path, encoder, a=f"# One\n\n{first}\n", b=f"# Two\n\n{second}\n")
    (text,) = codes["contradiction"]
    assert text.startswith("warning: pages/b.md:3: ")
    assert "pages/a.md:3" in text


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("You can return everything within 30 days.", "Returns are free for 30 days."),
        ("Support answers within 8 hours.", "Support answers within 4 hours on Saturdays."),
        ("Solo includes 50 GB of storage.", "Crew includes 200 GB of storage."),
        ("Acme charges $30 for delivery.", "Bolt charges $20 for delivery."),
        ("Delivery takes 3 days.", "The trial takes 14 days."),
        ("Delivery takes 3 days before Christmas.", "Delivery takes 5 days after Christmas."),
    ],
)
def test_what_only_looks_alike_is_left_alone(
    tmp_path: Path, encoder: Encoder, first: str, second: str
) -> None:
    codes = found(tmp_path, encoder, a=f"# One\n\n{first}\n", b=f"# Two\n\n{second}\n")
    assert "contradiction" not in codes


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("Crew costs $14 per user per month.", "$14"),
        ("Solo is $10 a month per user.", "$10"),
        ("Crew comes with 100 GB of storage.", "100"),
        ("Crew is for up to 50 users.", "50"),
        ("| | Solo | Crew |\n|---|---|---|\n| Price per user and month | $9 | $16 |", "$16"),
        ("| Plan | Storage |\n|---|---|\n| Crew | 250 GB |", "250"),
    ],
)
def test_pages_that_disagree_with_the_catalogue(
    tmp_path: Path, encoder: Encoder, text: str, says: str
) -> None:
    codes = found(tmp_path, encoder, a=f"# Plans\n\n{text}\n")
    (finding,) = codes["disagrees"]
    assert f"says {says}" in finding
    assert "catalog.yml:" in finding


@pytest.mark.parametrize(
    "text",
    [
        "Crew costs $15 per user per month.",
        "Crew costs $180 per user a year.",
        "Crew is $6 more than Solo.",
        "Acme costs $14 per user per month.",
        "Crew users upload 20 GB of storage more each month.",
        "| | Solo | Crew |\n|---|---|---|\n| Price per user and month | $9 | $15 |",
    ],
)
def test_pages_that_agree(tmp_path: Path, encoder: Encoder, text: str) -> None:
    assert "disagrees" not in found(tmp_path, encoder, a=f"# Plans\n\n{text}\n")


def test_dates(tmp_path: Path, encoder: Encoder) -> None:
    codes = found(
        tmp_path,
        encoder,
        due="---\nreview_by: 2026-11-22\nowner: Kim\n---\n# A\n\nWords.\n",
        soon="---\nreview_by: 2026-12-20\n---\n# B\n\nOther words.\n",
        gone="---\nvalid_until: 2026-11-01\n---\n# C\n\nMore words.\n",
        going="---\nvalid_until: 2026-12-01\n---\n# D\n\nFewer words.\n",
        said="# E\n\nThe offer is open until 31 March 2024. Founded before 1 May 2030.\n",
        later="---\nreview_by: 2027-06-01\n---\n# F\n\nLast words.\n",
    )
    assert codes["review-due"] == [
        "warning: pages/due.md:2: was to be reviewed by Kim by 2026-11-22 [review-due]"
    ]
    assert [one.split(":")[1] for one in codes["review-soon"]] == [" pages/soon.md"]
    assert [one.split(":")[1] for one in codes["expired"]] == [" pages/gone.md"]
    assert [one.split(":")[1] for one in codes["expires-soon"]] == [" pages/going.md"]
    assert len(codes["past-date"]) == 1


def test_links_and_orphans(tmp_path: Path, encoder: Encoder) -> None:
    pages = {f"p{n}": f"# Page {n}\n\nSee [next](p{(n + 1) % 8}.md).\n" for n in range(8)}
    pages["p3"] += "\n[gone](nowhere.md), [site](https://example.com/x.md), [mail](mailto:a@b.c)\n"
    pages["lost"] = "# Lost\n\nNobody comes here, [home](./p0.md#top).\n"
    codes = found(tmp_path, encoder, **pages)
    assert codes["dead-link"] == [
        "warning: pages/p3.md:5: links to nowhere.md, which is no page [dead-link]"
    ]
    assert codes["orphan"] == ["warning: pages/lost.md: no other page links to it [orphan]"]


def test_repeats(tmp_path: Path, encoder: Encoder) -> None:
    text = (
        "Our engineers answer every question about installation, maintenance and spare parts "
        "within one working day, by telephone or in writing, whatever contract you have signed"
    )
    codes = found(
        tmp_path,
        encoder,
        a=f"# A\n\n## Help\n\n{text}.\n",
        b=f"# B\n\n## Help\n\n{text}.\n",
        c=f"# C\n\n## Help\n\n{text} with us.\n",
        d="# D\n",
    )
    assert len(codes["repeated"]) == 1
    assert len(codes["near-duplicate"]) == 1
    assert codes["empty"] == ["warning: pages/d.md: has no text [empty]"]


def test_phrasings(tmp_path: Path, encoder: Encoder) -> None:
    asked = "---\nquestions:\n  - where are the lions fed?\n---\n"
    codes = found(
        tmp_path,
        encoder,
        a=f"{asked}# Lions\n\nThe lions are fed at noon at the north gate.\n",
        b=f"{asked}# Opening\n\nWe open at nine.\n",
    )
    assert codes["asked-twice"] == [
        "warning: pages/b.md:3: “where are the lions fed?” is asked of pages/a.md too [asked-twice]"
    ]


def test_what_cannot_be_used_is_named(tmp_path: Path) -> None:
    (tmp_path / "company.yml").write_text("name: [\n")
    (tmp_path / "catalog.yml").write_text(CATALOG.replace("id: crew", "id: solo"))
    assert [(one.code, one.path) for one in broken(tmp_path)] == [
        ("broken", "company.yml"),
        ("broken", "catalog.yml"),
    ]
    assert broken(tmp_path / "nowhere")[0].code == "no-folder"


def test_wilson() -> None:
    low, high = Rate(95, 100).interval
    assert (round(low, 4), round(high, 4)) == (0.8882, 0.9785)
    assert Rate(0, 0).interval == (0.0, 1.0)


def test_calibration(folder: Path, tmp_path: Path, encoder: Encoder) -> None:
    kept = tmp_path / "kept"
    knowledge = Knowledge.load(folder, encoder, kept)
    found = calibrate(knowledge)
    assert found.trusted == knowledge.trusted
    assert found.foreign.of == len(foreign_questions()) > 140
    assert found.right.of == found.answered.count <= found.answered.of
    assert calibrate(knowledge) == found


def test_the_line_is_drawn_once(folder: Path, tmp_path: Path, encoder: Encoder) -> None:
    kept = tmp_path / "kept"
    first = Knowledge.load(folder, encoder, kept)
    assert LOWEST <= first.trusted <= HIGHEST
    file = next(kept.glob("*.trust.json"))
    file.write_text(json.dumps({"line": 0.62, "passages": len(first.index)}))
    assert Knowledge.load(folder, encoder, kept).trusted == 0.62
    file.write_text(json.dumps({"line": 0.62, "passages": 2 * len(first.index)}))
    assert Knowledge.load(folder, encoder, kept).trusted == first.trusted
    file.write_text("{")
    assert Knowledge.load(folder, encoder, kept).trusted == first.trusted
    assert Knowledge.load(folder, encoder).trusted == TRUSTED


def test_where_the_line_is_drawn() -> None:
    assert drawn([0.1] * 98 + [0.62, 0.9]) == pytest.approx(0.6201)
    assert drawn([0.0] * 100) == LOWEST
    assert drawn([1.0] * 100) == HIGHEST


def test_what_is_not_read_is_told(tmp_path: Path, encoder: Encoder) -> None:
    (tmp_path / "faq.md").write_text("# FAQ\n\nWe deliver on Mondays.\n")
    (tmp_path / "README.md").write_text("# How to edit\n")
    (tmp_path / "pages").mkdir()
    for name in ("terms.docx", "old.txt", "older.txt", "part.html"):
        (tmp_path / "pages" / name).write_text("Something.\n")
    front = "---\nvalid_untill: 2027-01-01\nRegion: GB\nregions: [Atlantis]\nlayout: wide\n---\n"
    page = f'{front}# A\n\nWe open at nine.\n\n{{% include "part.html" %}}\n'
    codes = found(tmp_path, encoder, a=page)
    assert codes["unread"] == [
        "warning: faq.md: is not read: pages stand in pages/ [unread]",
        (
            "warning: pages/old.txt: is not read, nor 1 more files of .txt: pages are files of "
            ".md, .mdx, .markdown [unread]"
        ),
        "warning: pages/terms.docx: is not read: pages are files of .md, .mdx, .markdown [unread]",
    ]
    assert codes["unknown-key"] == [
        (
            "warning: pages/a.md:2: the key 'valid_untill' is not read; 'valid_until' may be meant "
            "[unknown-key]"
        )
    ]
    assert "pages/a.md:4" in codes["unknown-region"][0]


@pytest.mark.parametrize("name", ["catalogue.yml", "catalog.yaml", "Catalog.yml"])
def test_a_catalogue_of_nearly_the_right_name(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text(CATALOG)
    (tmp_path / "a.md").write_text("# A\n\nText.\n")
    reasons = [(one.path, one.reason) for one in read_pages(tmp_path)[1]]
    assert reasons == [(name, "found a name that is not read, expected 'catalog.yml'")]
