"""Pages as real sites have them: components, templating, HTML, boxes, questions, tables."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from bot.countries import EU
from bot.errors import ContentError
from bot.knowledge.reading.content import read_pages
from bot.knowledge.reading.pages import Page, read_page


def told(page: Page) -> list[tuple[str, str]]:
    """Heading and words of each passage, on one line."""
    return [(p.heading, " ".join(p.text.split())) for p in page.passages]


def words(text: str, path: str = "a.mdx") -> str:
    return " ".join(" ".join(p.text for p in read_page(text, path).passages).split())


def test_components_keep_their_words_and_lose_their_code() -> None:
    page = read_page(
        'import Tabs from "@theme/Tabs"\nexport const rows = [\n  {a: 1},\n\n  {b: 2},\n]\n\n'
        "# Plans\n\n<Tabs>\n"
        '  <TabItem value="mac" label="macOS">\n\n    Install **brew**:\n\n    - one\n\n'
        "    ```bash\n    brew install\n    ```\n\n  </TabItem>\n</Tabs>\n\n"
        '<Card\n  title="Quickstart"\n  href="/q"\n>\n  Start in five minutes.\n</Card>\n'
        '<Card title="Only a link" href="/q" />\n\n<Table rows={rows} />\n',
        "plans.mdx",
    )
    (passage,) = page.passages
    assert [(b.kind, " ".join(b.text.split()), b.line) for b in passage.blocks] == [
        ("text", "macOS:", 11),
        ("text", "Install brew:", 13),
        ("item", "one", 15),
        ("code", "brew install", 18),
        ("text", "Quickstart: Start in five minutes.", 24),
    ]
    assert [(s.line, s.kind) for s in page.skipped] == [(32, "component")]


@pytest.mark.parametrize(
    "text",
    [
        "<details>\n<summary>Can I leave?</summary>\n\nYes.\n\n</details>\n",
        '<Accordion title="Can I leave?">\n  Yes.\n</Accordion>\n',
        '<FAQ question="Can I leave?" answer="Yes." />\n',
        "**Can I leave?** Yes.\n",
        "**Can I leave?**\nYes.\n",
        "- **Can I leave?** Yes.\n",
        "Q: Can I leave?\nA: Yes.\n",
        "### Q1. Can I leave?\n\nA: Yes.\n",
        "Can I leave?\n: Yes.\n",
        "<dl>\n<dt>Can I leave?</dt>\n<dd>Yes.</dd>\n</dl>\n",
        '??? question "Can I leave?"\n    Yes.\n',
        "::: details Can I leave?\nYes.\n:::\n",
        '{{< details title="Can I leave?" >}}\nYes.\n{{< /details >}}\n',
        "```{dropdown} Can I leave?\nYes.\n```\n",
    ],
)
def test_questions_with_their_answers_in_every_shape(text: str) -> None:
    assert told(read_page(f"{text}\n## After\n\nMore.\n", "faq.md")) == [
        ("Can I leave?", "Yes."),
        ("After", "More."),
    ]


def test_what_follows_an_accordion_is_not_part_of_it() -> None:
    page = read_page(
        '# Help\n\n<Accordion title="Safe?">\n\n### Deep\n\nInside.\n\n</Accordion>\n\nOutside.\n',
        "a.mdx",
    )
    assert [p.headings for p in page.passages] == [("Help", "Safe?", "Deep"), ("Help",)]
    assert page.passages[1].line == 11


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("The price is {{ site.price }} now. Prices stay.", "Prices stay."),
        ("The price is {price} now. It stays so. Prices stay.", "Prices stay."),
        ("The price is <Price plan='a' /> now. Prices stay.", "Prices stay."),
        ("The price is <%= price %> now. Prices stay.", "Prices stay."),
        ("{{< param price >}} a month. Prices stay.", "Prices stay."),
        ("Costs {{ page.price }} a month.", "Costs 12 a month."),
        ("Costs {frontmatter.price} a month.", "Costs 12 a month."),
        ('It is{" "}free.', "It is free."),
        ("### Text {#id}\n\nMore.", "More."),
    ],
)
def test_a_sentence_with_a_value_that_is_not_there_is_not_quoted(text: str, left: str) -> None:
    assert words(f"---\nprice: 12\n---\n{text}\n") == left


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("{% if a %}Yes.{% else %}No.{% endif %}", "Yes."),
        ("{% comment %}Secret{% endcomment %}Shown.", "Shown."),
        ("{% for p in plans %}{{ p }} costs.{% endfor %}Shown.", "Shown."),
        ('See [the page]({{< ref "a.md" >}}).', "See the page."),
        ('{% tab title="Linux" %}\nUse it.\n{% endtab %}', "Linux: Use it."),
        ("{{% notice note %}}\nMind it.\n{{% /notice %}}", "Mind it."),
        (":::note[Heads up]\nMind it.\n:::", "Heads up: Mind it."),
        ("::: {.callout-tip title='Tip'}\nMind it.\n:::", "Tip: Mind it."),
        ('!!! warning "Care"\n    Mind it.', "Care: Mind it."),
        ("/// note | Heads up\nMind it.\n///", "Heads up: Mind it."),
        ("> [!NOTE]\n> Mind it.", "Mind it."),
        ("See [the page][nowhere] and [][none].", "See the page and ."),
        ("1. {!missing.md!}\n2. Two.", "Two."),
        ("```{note}\nMind it.\n```", "Mind it."),
        ("[text](/x){: .button } and {: .lead}more", "text and more"),
        ("Fast &amp; “easy” &ndash; done\u200b.", "Fast & “easy” – done."),
        ("Press ![gear](g.png) now. [![ci](b.svg)](/x)", "Press gear now."),
        ("![A screenshot of all](s.png)\n\nText.", "Text."),
        ("Ready :rocket: to [[Page|go]].", "Ready to go."),
        ("Use `{{ this }}` and `<b>`.", "Use {{ this }} and <b>."),
        ("Run destroy <name>; mail <a@b.example>.", "Run destroy <name>; mail a@b.example."),
        ("<!-- a\n\nb -->Shown. <script>x()</script>", "Shown."),
        ("<p>One.</p><p>Two.</p>", "One. Two."),
        ("2 < 3 and a <b>bold</b> move", "2 < 3 and a bold move"),
        ("[toc]\n\nText. %%", "Text. %%"),
    ],
)
def test_what_other_tools_leave_in_a_text(text: str, left: str) -> None:
    assert words(f"{text}\n", "a.md") == left


def test_tables_of_html_are_rows_with_their_columns() -> None:
    page = read_page(
        "<table>\n<thead><tr><th>Plan</th><th>Price</th><th>SSO</th></tr></thead>\n<tbody>\n"
        "<tr><td>Team</td><td>$12<br/>a user</td><td><Check /></td></tr>\n"
        '<tr>\n<td colspan="2">On | request</td><td>:x:</td></tr>\n</tbody></table>\n\nAfter.\n',
        "a.mdx",
    )
    team, other, after = page.passages[0].blocks
    assert (team.kind, team.line, team.header) == ("row", 4, ("Plan", "Price", "SSO"))
    assert team.cells == ("Team", "$12 a user", "✓")
    assert (other.line, other.cells) == (5, ("On | request", "On | request", "✗"))
    assert (after.text, after.line) == ("After.", 9)


def test_cells_that_reach_over_rows_and_tables_for_layout() -> None:
    page = read_page(
        '<table><tr><th>Plan</th><th>Price</th></tr><tr><td rowspan="2">Team</td><td>$1</td></tr>'
        "<tr><td>$2</td></tr></table>\n",
        "a.md",
    )
    assert [b.cells for b in page.passages[0].blocks] == [("Team", "$1"), ("Team", "$2")]
    layout = read_page("<table><tr><td>Just text.</td></tr></table>\n", "a.md")
    assert [b.kind for b in layout.passages[0].blocks] == ["text"]


def test_lists_of_html_and_what_items_stand_below() -> None:
    page = read_page(
        "<ul>\n  <li>One</li>\n  <li>\n    Two\n    <ul><li>Inner</li></ul>\n  </li>\n</ul>\n\n"
        "- Team\n  - $12\n",
        "a.md",
    )
    assert [(b.kind, b.text, b.line, b.header) for b in page.passages[0].blocks] == [
        ("item", "One", 2, ()),
        ("item", "Two", 4, ()),
        ("item", "Inner", 5, ("Two",)),
        ("item", "Team", 9, ()),
        ("item", "$12", 10, ("Team",)),
    ]


def test_footnotes_belong_to_what_refers_to_them() -> None:
    page = read_page("# A\n\nFree.[^1]\n\n## B\n\nMore.\n\n[^1]: For a year.\n", "a.md")
    assert told(page) == [("A", "Free. For a year."), ("B", "More.")]
    assert page.passages[0].blocks[1].line == 9


def test_lines_stay_exact_through_all_that_is_left_out() -> None:
    text = (
        "---\ntitle: T\n---\nimport A from 'a'\n\n<A\n  b={1}\n/>\n\nOne <!-- x\ny --> two.\n"
        "Three.\n\n<div>\n\n  ## Head\n  Four `co\n  de`.\n  Five.\n</div>\n\n* Six\n\n  Seven\n"
    )
    page = read_page(text, "a.mdx")
    lines = text.split("\n")
    found = [
        (row.split()[0], lines[block.line - 1 + n].split()[0].strip("*"))
        for passage in page.passages
        for block in passage.blocks
        for n, row in enumerate(block.text.split("\n"))
        if row and not row.startswith(("two", "de"))
    ]
    assert [read for read, _ in found] == ["One", "Three.", "Four", "Five.", "Six", "Seven"]
    assert all(written in {read, ""} for read, written in found)


def test_sections_with_only_code_stay_when_they_are_short() -> None:
    page = read_page(
        "# A\n\n```\nfly launch\n```\n\n# B\n\n```\n" + "x = 1\n" * 9 + "```\n", "a.md"
    )
    assert [p.blocks[0].text for p in page.passages] == ["fly launch"]
    assert [(s.kind, s.line) for s in page.skipped] == [("code", 10)]


def test_indented_code_and_indented_content() -> None:
    code = read_page("Text:\n\n    <b>code</b>\n", "a.md").passages[0].blocks
    assert [(b.kind, b.text) for b in code] == [("text", "Text:"), ("code", "<b>code</b>")]
    assert words("<Steps>\n  <Step>\n\n      Deep text.\n\n  </Step>\n</Steps>\n") == "Deep text."


def test_addresses_titles_and_drafts_of_other_tools(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("---\npermalink: /a/\nsidebar_label: Short\n---\nText.\n")
    (tmp_path / "b.md").write_text('{\n"title": "Json",\n"slug": "/b"\n}\n\nText.\n')
    (tmp_path / "c.md").write_text("---\ndraft: true\n---\nNot yet.\n")
    (tmp_path / "d.md").write_text("---\npermalink: /:year/:title\n---\n# Own\n\nText.\n")
    (tmp_path / "e.md").write_text("---\ntitle: never closed\n\nText.\n")
    pages, skipped = read_pages(tmp_path)
    assert [(p.title, p.url) for p in pages] == [("Short", "/a/"), ("Json", "/b"), ("Own", None)]
    assert [(s.path, s.kind) for s in skipped] == [("c.md", "draft"), ("e.md", "page")]
    assert pages[1].passages[0].blocks[0].line == 6


@pytest.mark.parametrize(
    "switch", ["draft: yes", 'draft: "true"', "draft: On", "published: no", "published: 'false'"]
)
def test_drafts_in_every_spelling(tmp_path: Path, switch: str) -> None:
    (tmp_path / "a.md").write_text(f"---\n{switch}\n---\nNot yet.\n")
    pages, skipped = read_pages(tmp_path)
    assert not pages
    assert [one.kind for one in skipped] == ["draft"]


@pytest.mark.parametrize(
    ("regions", "expected"),
    [
        ("[GB, ie]", {"GB", "IE"}),
        ("UK", {"GB"}),
        ("DE, AT", {"DE", "AT"}),
        ("[Germany]", {"DE"}),
        ("[EU]", EU),
        ("[us-east-1]", {"us-east-1"}),
    ],
)
def test_regions_as_people_write_them(regions: str, expected: set[str]) -> None:
    page = read_page(f"---\nregions: {regions}\nproducts: a, b\n---\nText.\n", "a.md")
    assert page.regions == expected
    assert page.products == ("a", "b")
    assert page.holds(date(2026, 11, 23), "EU") is bool(EU & expected)


@pytest.mark.parametrize(
    ("front", "line", "says"),
    [
        ("valid_until: 2027-12-31 or later", 2, "a date as YYYY-MM-DD"),
        ("valid_from: 2027-02-01\nvalid_until: 2027-01-01", 3, "a day from 2027-02-01 on"),
        ("title: A\nurl: javascript:alert(1)", 3, "an address beginning with https://"),
        ("questions:\n  - Delivery: do you deliver?", 2, "a text with a colon in quotes"),
    ],
)
def test_front_matter_that_cannot_be_meant(front: str, line: int, says: str) -> None:
    with pytest.raises(ContentError, match=re.escape(says)) as caught:
        read_page(f"---\n{front}\n---\nText.\n", "a.md")
    assert caught.value.line == line


def test_front_matter_below_empty_lines_is_read() -> None:
    page = read_page("\n \n---\ntitle: Tariffs\nproducts: [a]\n---\n# Prices\n\nText.\n", "a.md")
    assert (page.title, page.products) == ("Tariffs", ("a",))
    assert [(one.line, one.text) for one in page.passages] == [(7, "Text.")]
    with pytest.raises(ContentError) as caught:
        read_page("\n\n---\ntitle: A\nvalid_until: soon\n---\nText.\n", "a.md")
    assert caught.value.line == 5
    for rule in ("\n---\nText.\n\n---\n", "\n---\nNote: a text.\n\nMore.\n"):
        assert "ext." in read_page(rule, "a.md").passages[0].text


def test_what_is_left_out_is_told_once_for_each_reason() -> None:
    page = read_page("<Chart />\n\n" * 9 + "".join(f"<C{n} />\n\n" for n in range(60)), "a.mdx")
    assert page.skipped[0].reason == "the component <Chart> has no text of its own (9 times)"
    assert len(page.skipped) == 21
    assert page.skipped[-1].reason == "and 41 more parts"
