"""Folders of pages: what is included, what repeats, and what must not be read."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.errors import ContentError
from bot.files import SIZE_LIMIT
from bot.knowledge.reading.content import content_files, read_pages
from bot.knowledge.reading.pages import read_page
from bot.knowledge.reading.sections import Block
from bot.knowledge.reading.windows import OVERLAP, WORDS, windows
from bot.knowledge.words import sentences

LONG = "Backups run every night at two and are kept for thirty days in two places."


def write(folder: Path, **files: str) -> Path:
    for name, text in files.items():
        path = folder / name.replace("__", "/")
        path = path.with_name(f"{path.name}.md")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    "directive",
    [
        "{% include parts/part.md %}",
        "{% include-markdown 'parts/_part.md' %}",
        '{{< include "parts/_part.md" >}}',
        '{{% readfile file="parts/_part.md" %}}',
        '<%= partial "parts/part" %>',
        "{{#include parts/_part.md}}",
        '--8<-- "parts/_part.md"',
        "<!--@include: ./parts/_part.md-->",
        "[!INCLUDE [part](parts/_part.md)]",
        "```{include} parts/_part.md\n```",
        "import Part from './parts/_part.md'\n\n<Part />",
        "import Part from '@site/docs/parts/_part.md'\n\n<Part></Part>",
    ],
)
def test_what_is_included_is_read_where_it_stands(tmp_path: Path, directive: str) -> None:
    write(
        tmp_path,
        a=f"# A\n\nBefore.\n\n{directive}\n\nAfter.\n",
        parts___part="---\nx: 1\n---\nIn.\n",
    )
    pages, skipped = read_pages(tmp_path)
    assert [page.path for page in pages] == ["a.md"]
    assert skipped == []
    found = [(p.path, p.headings, p.text) for p in pages[0].passages]
    assert found == [
        ("a.md", ("A",), "Before."),
        ("parts/_part.md", ("A",), "In."),
        ("a.md", ("A",), "After."),
    ]
    assert pages[0].passages[1].line == 4
    assert pages[0].parts["parts/_part.md"][3] == "In."


def test_includes_that_are_refused_leave_the_page_live(tmp_path: Path) -> None:
    inside = write(
        tmp_path / "content",
        a="Text.\n\n{% include b.md %}\n",
        b="More.\n\n{% include a.md %}\n",
        c="Kept.\n\n{% include ../secret.md %}\n\n{% include none.md %}\n\n{% include link.md %}\n",
        d="Kept.\n\n{% include app.js %}\n",
        _unused="Nobody.\n",
    )
    write(tmp_path, secret="Secret.\n")
    (inside / "link.md").symlink_to(tmp_path / "secret.md")
    pages, skipped = read_pages(inside)
    assert [page.path for page in pages] == ["a.md", "b.md", "c.md", "d.md"]
    assert all("Secret" not in p.text for page in pages for p in page.passages)
    reasons = {(s.path, s.line): (s.kind, s.reason) for s in skipped}
    assert "itself: a.md → b.md → a.md" in reasons["b.md", 3][1]
    assert "outside" in reasons["c.md", 3][1]
    assert "not there" in reasons["c.md", 5][1]
    assert "outside" in reasons["c.md", 7][1]
    assert "no text" in reasons["d.md", 3][1]
    assert reasons["_unused.md", None][0] == "part"
    assert reasons["link.md", None][0] == "page"


def test_includes_cannot_grow_without_end(tmp_path: Path) -> None:
    files = {f"p{n}": f"{{% include p{n + 1}.md %}}\n\n" * 9 for n in range(8)}
    write(tmp_path, **files, p8=f"{LONG * 90}\n")
    pages, skipped = read_pages(tmp_path)
    assert len(pages) == 9
    assert all(sum(len(p.text) for p in page.passages) <= 2 * SIZE_LIMIT for page in pages)
    assert any("more than" in s.reason for s in skipped)


def test_the_same_passage_on_many_pages_is_kept_once(tmp_path: Path) -> None:
    write(
        tmp_path,
        a=f"# A\n\n## Backups\n\n{LONG}\n\nAlways.\n",
        b=f"# B\n\n## Backups\n\n**{LONG}**  \nAlways\n\n## Price\n\nFree.\n",
        c=f"# C\n\n## Backups\n\n{LONG.replace('thirty', 'sixty')}\n\nAlways.\n",
        d=f"---\nvalid_until: 2030-01-01\n---\n# D\n\n## Backups\n\n{LONG}\n\nAlways.\n",
        e="# E\n\n## Price\n\nFree.\n",
    )
    pages, _ = read_pages(tmp_path)
    assert [[p.heading for p in page.passages] for page in pages] == [
        ["Backups"], ["Price"], ["Backups"], ["Backups"], ["Price"],
    ]  # fmt: skip
    (other,) = pages[0].passages[0].also
    assert (other.path, other.line, other.headings) == ("b.md", 3, ("B", "Backups"))
    assert pages[3].valid_until == date(2030, 1, 1)


def test_files_that_are_no_text_are_refused_by_name(tmp_path: Path) -> None:
    (tmp_path / "good.md").write_text("Text.\n")
    (tmp_path / "utf16.md").write_bytes("# Plän\n\nText.\n".encode("utf-16"))
    (tmp_path / "bare16.md").write_bytes("# Plan\n\nText.\n".encode("utf-16-le"))
    (tmp_path / "latin.md").write_bytes("Café\n".encode("latin-1"))
    (tmp_path / "nul.md").write_bytes(b"Text" * 200 + b"\0\n")
    (tmp_path / "binary.md").write_bytes(bytes(range(256)) * 9)
    (tmp_path / "png.md").write_bytes(b"\x89PNG\r\n\x1a\n")
    (tmp_path / "loop.md").symlink_to(tmp_path / "loop.md")
    (tmp_path / "folder").symlink_to(tmp_path)
    os.mkfifo(tmp_path / "pipe.md")
    with (tmp_path / "huge.md").open("wb") as file:
        file.truncate(50_000_000)
    pages, skipped = read_pages(tmp_path)
    assert [page.path for page in pages] == ["good.md"]
    reasons = {s.path: s.reason for s in skipped}
    for name, part in {
        "utf16": "UTF-16", "bare16": "UTF-16", "latin": "Latin-1", "nul": "NUL",
        "binary": "binary", "png": "PNG", "loop": "link", "pipe": "pipe", "huge": "50,000,000",
    }.items():  # fmt: skip
        assert part in reasons[f"{name}.md"], reasons
    assert {file.name for file in content_files(tmp_path)} & {"huge.md", "pipe.md"} == set()


@pytest.mark.parametrize(
    ("front", "part"),
    [
        ("a: &a [x, x]\n" + "".join(f"b{n}: [*a, *a]\n" for n in range(30_000)), "characters"),
        (
            "a0: &a0 [x, x, x, x, x, x, x, x]\n"
            + "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 8)}]\n" for n in range(1, 9)),
            "100,000 values",
        ),
        ("a: " + "[" * 3000, "deep"),
    ],
)
def test_front_matter_that_grows_is_refused(front: str, part: str) -> None:
    with pytest.raises(ContentError, match=part):
        read_page(f"---\n{front}\n---\nText.\n", "a.md")


@pytest.mark.parametrize(
    "text",
    [
        ">" * 10_000 + " deep",
        "- " * 10_000 + "deep",
        "\n".join(" " * (2 * n) + "- a" for n in range(300)),
        "<div>" * 10_000,
        "a\n\n" * 100_000,
        "<p>a\n" * 100_000,
        "<details><summary>" * 3_000,
        "<ul><li>\n" * 3_000,
        "[" * 1_000_000,
        "*" * 1_000_000,
        "<" * 1_000_000,
        ("[" * 15_000 + "\n\n") * 20,
        ("![[](" * 3_000 + "\n\n") * 20,
        "<a {" * 4_000,
        '<a b="' * 3_000,
        "{% if a %}{% else %}" * 1_000,
        "{{< x >}}" * 2_000,
        "`" * 19_000,
        "` `` ``` " * 2_000,
        ":::details A\n" * 2_000,
    ],
)
@pytest.mark.parametrize("path", ["a.md", "a.mdx"])
def test_hostile_pages_end_and_leave_the_rest_alone(text: str, path: str, tmp_path: Path) -> None:
    (tmp_path / path).write_text(f"# Top\n\nKept.\n\n{text}\n", encoding="utf-8")
    (tmp_path / "good.md").write_text("Good.\n")
    pages, skipped = read_pages(tmp_path)
    assert "good.md" in {page.path for page in pages}
    assert {page.path for page in pages} | {one.path for one in skipped} == {path, "good.md"}


SYNTAX = """
    # ## - 1. > | ``` ~~~ ` * ** _ [ ]( ) ![ <b> </b> <A <A> </A> /> <Card title="x"> <details>
    </details> <summary> </summary> <table> <tr> <td> </td> </table> <ul> <li> </ul> <dl> <dt> <dd>
    <h2> </h2> <!-- --> {/* */} { } {{ }} {{< >}} {% %} {%if%} {%else%} {%endif%} <% %> ::: :::note
    [^1] [^1]: : --- === \\ & &amp; $1 word. Word? **Q?** A: Q: import
    export const = <script> <pre> \ue000 \ue001 \ue002 \ue004 é 😀 \u200b"""
SPACES = ("\n", "\n\n", " ", "    ", "\t", "\n!!! note\n    ", '\n??? "Q?"\n    ')
PIECES = st.sampled_from((*SYNTAX.split(), *SPACES))


@given(st.lists(PIECES, max_size=60).map("".join), st.sampled_from(["a.md", "a.mdx"]))
@settings(max_examples=300, deadline=None)
def test_any_text_is_read_or_refused_and_lines_stay_in_the_file(text: str, path: str) -> None:
    try:
        page = read_page(text, path)
    except ContentError:
        return
    count = len(page.lines)
    for passage in page.passages:
        assert 1 <= passage.line <= count
        assert passage.blocks
        for block in passage.blocks:
            assert 1 <= block.line <= count
            assert block.kind == "code" or block.line + block.text.count("\n") <= count
            assert block.text == block.text.strip()
            assert not set(block.text) & set("\ue000\ue001\ue002\ue003\ue004")
    assert all(one.line is None or 1 <= one.line <= count for one in page.skipped)


@given(st.lists(st.integers(1, 60), min_size=1, max_size=30))
def test_windows_hold_every_word_in_whole_sentences(sizes: list[int]) -> None:
    text = " ".join(f"S{n} {'word ' * (size - 1)}end." for n, size in enumerate(sizes))
    found = windows([Block("text", text, 1, 1)])
    whole = {sentence for sentence, _ in sentences(text)}
    assert all(set(window.split("\n")) <= whole or len(found) == 1 for window in found)
    together = [line for window in found for line in window.split("\n")]
    assert [w for line in dict.fromkeys(together) for w in line.split()] == text.split()
    assert all(len(w.split()) <= WORDS * 1.4 + OVERLAP for w in found)
