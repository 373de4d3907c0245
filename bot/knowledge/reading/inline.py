"""The words of a piece of running Markdown: links and pictures reduced to words, signs kept."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.footnote import footnote_plugin

from bot.knowledge.reading.marks import BREAK

DEEPEST = 50  # blocks inside of each other
_LONGEST = 20_000  # characters in one paragraph
_MOST_BRACKETS = 1_000  # in one paragraph: beyond, looking for links takes too long
_SHORTCODE = re.compile(r"(?<![\w:]):([a-z][a-z0-9_+-]{0,40}):(?:\{[^{}\n]*\})?(?![\w:])")
_YES = re.compile(r"check|tick|^yes$")
_NO = re.compile(r"^(?:x|cross|no)$|cross_?mark|close|-x(?:-\d+)?$|^no_entry")
_WIKI = re.compile(r"!?\[\[(?:[^\[\]|\n]{1,200}\|)?([^\[\]|\n]{1,200})\]\]")
_NO_TARGET = re.compile(r"\[([^\[\]\n]{0,200})\]\[[^\[\]\n]{0,200}\]")
_ALERT = re.compile(r"^\[!\w+\][+-]?[ \t]*")
_FILE_NAME = re.compile(r"\.\w{2,4}$|[_/]|^\s*$")
_ANY_PICTURE = re.compile(
    r"\b(?:icon|logo|image|picture|screenshot|screen|badge|photo|gif)\b", re.IGNORECASE
)
_ALT_WORDS = 3


def _parser(*off: str) -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False, "maxNesting": DEEPEST})
    parser.enable(["table", "strikethrough"]).use(deflist_plugin).use(footnote_plugin)
    parser.disable(["footnote_inline", *off])
    # Blocks only: running text is read piece by piece, so that its size can be looked at before.
    parser.core.ruler.enableOnly(["normalize", "block"])
    return parser


_MARKDOWN = _parser()
_MDX = _parser("code")  # what is indented is no code in MDX


class TooLong(Exception):
    """A paragraph that is no prose; says why."""


def blocks(text: str, mdx: bool, env: dict[str, Any]) -> list[Token]:
    """The blocks of a text; `env` keeps the targets of its links for `words`."""
    return (_MDX if mdx else _MARKDOWN).parse(text, env)


def children(inline: Token, env: dict[str, Any]) -> list[Token]:
    """The parts of running text; raises TooLong."""
    content = inline.content
    if len(content) > _LONGEST:
        raise TooLong(f"a paragraph of {len(content):,} characters")
    brackets = content.count("[")
    env["brackets"] = env.get("brackets", 0) + brackets
    if brackets > _MOST_BRACKETS or env["brackets"] > 20 * _MOST_BRACKETS:
        raise TooLong(f"a paragraph with {brackets:,} brackets")
    found: list[Token] = []
    _MARKDOWN.inline.parse(content, _MARKDOWN, env, found)
    joined: list[Token] = []
    for part in found:
        if part.type == "text_special":  # an entity or a character with \ before it
            part.type = "text"
        if part.type == "text" and joined and joined[-1].type == "text":
            joined[-1].content += part.content
        else:
            joined.append(part)
    return joined


def words(parts: Sequence[Token], cell: bool = False) -> str:
    """The words of running text with the line breaks of the file; `cell`: of a table's cell."""
    found = "".join(_written(parts, cell))
    if "][" in found:
        found = _NO_TARGET.sub(r"\1", found)
    if "[[" in found:
        found = _WIKI.sub(r"\1", found)
    return _ALERT.sub("", found) if found.startswith("[!") else found


def footnotes(parts: Sequence[Token]) -> Iterator[str]:
    """The labels of the footnotes that a text refers to."""
    for part in parts:
        if part.type == "footnote_ref" and part.meta:
            yield str(part.meta.get("label", ""))


def one_line(text: str) -> str:
    """A text on one line."""
    return " ".join(text.replace(BREAK, " ").split())


def _written(parts: Sequence[Token], cell: bool) -> Iterator[str]:
    for at, part in enumerate(parts):
        if part.type == "text":
            yield _SHORTCODE.sub(_sign, part.content) if ":" in part.content else part.content
        elif part.type == "code_inline":
            yield part.content
        elif part.type in ("softbreak", "hardbreak"):
            yield "\n"
        elif part.type == "image":
            before = parts[at - 1] if at else None
            after = parts[at + 1] if at + 1 < len(parts) else None
            inside = (
                before is not None
                and after is not None
                and before.type == after.type == "text"
                and before.content.endswith(" ")
                and after.content[:1] in (" ", ",", ".")
            )
            alone = all(one.type == "image" or not one.content.strip() for one in parts)
            if inside or (cell and alone):
                yield _alternative(part.content)


def _alternative(text: str) -> str:
    """What a picture says in the place of a word, empty when it does not."""
    short = " ".join(text.split())
    if len(short.split()) > _ALT_WORDS or _FILE_NAME.search(short) or _ANY_PICTURE.search(short):
        return ""
    return short


def _sign(match: re.Match[str]) -> str:
    name = match[1]
    return "✓" if _YES.search(name) else "✗" if _NO.search(name) else ""
