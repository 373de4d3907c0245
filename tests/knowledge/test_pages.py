from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from bot.errors import ContentError
from bot.files import SIZE_LIMIT
from bot.knowledge.reading.content import read_pages
from bot.knowledge.reading.pages import read_page


def test_headings_lines_links_and_tables() -> None:
    page = read_page(
        "---\ntitle: Plans\n---\n# Plans\n\nSee [the docs](https://x.example) first.\n\n"
        "## Limits {#limits}\n\n| Plan | Users |\n|---|---|\n| Team | 50 |\n",
        "plans.md",
    )
    first, limits = page.passages
    assert first.headings == ("Plans",)
    assert (first.blocks[0].text, first.blocks[0].line) == ("See the docs first.", 6)
    assert limits.headings == ("Plans", "Limits")
    row = limits.blocks[0]
    assert (row.kind, row.line, row.header, row.cells) == (
        "row", 12, ("Plan", "Users"), ("Team", "50"),
    )  # fmt: skip


def test_questions_set_in_bold_in_details_and_with_q_and_a() -> None:
    page = read_page(
        "**Can I leave?** Yes, at any time.\n\n<details>\n<summary>Is it safe?</summary>\n\n"
        "It is.\n\n</details>\n\nQ: Who reads it?\nA: Nobody.\n",
        "faq.md",
    )
    found = [(p.heading, p.text) for p in page.passages]
    assert found == [
        ("Can I leave?", "Yes, at any time."),
        ("Is it safe?", "It is."),
        ("Who reads it?", "Nobody."),
    ]


def test_mdx_code_comments_and_scripts_are_not_text() -> None:
    page = read_page(
        "import X from '@x'\n\n<!-- secret -->\n<script>alert(1)</script>\n\n"
        "<X a={1} />\n\n:::note\nMind the gap.\n:::\n\n<div>Kept &amp; shown</div>\n",
        "a.mdx",
    )
    assert [block.text for p in page.passages for block in p.blocks] == [
        "Mind the gap.", "Kept & shown",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("front", "line"),
    [("title: [a", 2), ("valid_until: soon", 2), ("a: 1\nproducts: {x: 1}", 3), ("- a", 2)],
)
def test_front_matter_that_cannot_be_used(front: str, line: int) -> None:
    with pytest.raises(ContentError) as caught:
        read_page(f"---\n{front}\n---\nText.\n", "a.md")
    assert caught.value.line in (line, line + 1)


def test_front_matter_of_other_tools() -> None:
    toml = read_page('+++\ntitle = "Hello"\n+++\n\nText.\n', "a.md")
    assert (toml.title, toml.passages[0].blocks[0].line) == ("Hello", 5)
    other = read_page("---\nlayout: docs\nlayout: again\ndate: 2025-01-01\n---\nText.\n", "b.md")
    assert other.title == "B"
    ruled = read_page("Text.\n\n---\n\nMore.\n", "c.md")
    assert len(ruled.passages) == 1


def test_dates_and_regions_limit_a_page() -> None:
    page = read_page(
        "---\nvalid_from: 2026-02-01\nvalid_until: 2026-03-01\nregions: [DE]\n---\nText.\n", "a.md"
    )
    assert page.holds(date(2026, 3, 1), "DE")
    assert page.holds(date(2026, 2, 1), None)
    assert not page.holds(date(2026, 3, 2), "DE")
    assert not page.holds(date(2026, 1, 31), "DE")
    assert not page.holds(date(2026, 2, 2), "US")


def test_pages_that_are_skipped(tmp_path: Path) -> None:
    inside = tmp_path / "content"
    inside.mkdir()
    (inside / "good.md").write_text("# Good\n\nText.\n")
    (inside / "bad.md").write_text("---\ntitle: [\n---\n")
    (inside / "latin.md").write_bytes(b"# Caf\xe9\n")
    (inside / "big.md").write_text("a" * (SIZE_LIMIT + 1))
    (inside / ".hidden.md").write_text("# Hidden\n\nText.\n")
    outside = tmp_path / "secret.md"
    outside.write_text("# Secret\n\nText.\n")
    (inside / "link.md").symlink_to(outside)
    (inside / "gone.md").symlink_to(inside / "nothing.md")
    pages, skipped = read_pages(inside)
    assert [page.path for page in pages] == ["good.md"]
    reasons = {page.path: page.reason for page in skipped}
    assert set(reasons) == {"bad.md", "latin.md", "big.md", "link.md", "gone.md"}
    assert "outside" in reasons["link.md"]
    assert "UTF-8" in reasons["latin.md"]
