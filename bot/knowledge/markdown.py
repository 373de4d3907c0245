"""Markdown and MDX as sections of blocks, each with the line where it stands."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass

from markdown_it import MarkdownIt
from markdown_it.token import Token

_NOT_TEXT = re.compile(
    r"<!--.*?(?:-->|\Z)|<(script|style|svg)\b.*?(?:</\1\s*>|\Z)|<%.*?%>",
    re.DOTALL | re.IGNORECASE,
)
_TAG = re.compile(r"</?[A-Za-z][^<>]*>|</?>")
_TITLE_TAG = re.compile(
    r"<(?:summary|h[1-6])\b[^>]*>(.*?)(?:</(?:summary|h[1-6])>|$)", re.IGNORECASE
)
_MDX_CODE = re.compile(
    r"^(?:import\s.+from\s+['\"]|import\s+['\"]|export\s+(?:const|default|function|let)\s)"
)
_FENCED_DIV = re.compile(r"^:::+.*$|^\{.*\}$|^\[\^.+\]:.*$")
_HEADING_ID = re.compile(r"\s*\{#[^}]*\}\s*$")
_Q = re.compile(r"^Q(?:uestion)?\s*[:.]\s*", re.IGNORECASE)
_A = re.compile(r"^A(?:nswer)?\s*[:.]\s*")
_QUESTION_LEVEL = 7  # a question set as bold text stands below every real heading
MARKDOWN = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])


@dataclass(frozen=True)
class Block:
    """One paragraph, list item, table row or piece of code, reduced to its words.

    `text` keeps the line breaks of the file so that each sentence's line is known; `group` is
    equal for the items of one list and the rows of one table; `header` are a table's column names.
    """

    kind: str  # text | item | row | code
    text: str
    line: int
    group: int
    cells: tuple[str, ...] = ()
    header: tuple[str, ...] = ()


class Reader:
    """Walks the tokens of a page, keeping the headings above and the blocks of each section."""

    def __init__(self, path: str, first_line: int) -> None:
        self._path = path
        self._first = first_line
        self._above: list[tuple[int, str]] = []
        self._group = 0
        self.first_title = ""
        self.sections: list[tuple[int, tuple[str, ...], list[Block]]] = [(first_line, (), [])]

    def tokens(self, tokens: Sequence[Token]) -> None:
        """Read the top level of a page."""
        at = 0
        while at < len(tokens):
            token = tokens[at]
            end = _closing(tokens, at)
            if token.type == "heading_open":
                self._heading(int(token.tag[1]), _plain(tokens[at + 1]), self._line(token))
            elif token.type == "table_open":
                self._table(tokens[at:end])
            elif token.type in ("bullet_list_open", "ordered_list_open"):
                self._group += 1
                self._items(tokens[at + 1 : end])
            elif token.type == "blockquote_open":
                self.tokens(tokens[at + 1 : end])
            elif token.type == "paragraph_open":
                self._paragraph(tokens[at + 1])
            elif token.type == "html_block":
                self._html(token)
            elif token.type in ("fence", "code_block"):
                self._add(Block("code", token.content.strip(), self._line(token), self._next()))
            at = end + 1

    def _line(self, token: Token) -> int:
        return (token.map[0] if token.map else 0) + self._first

    def _next(self) -> int:
        self._group += 1
        return self._group

    def _add(self, block: Block) -> None:
        if block.text.strip():
            self.sections[-1][2].append(block)

    def _heading(self, level: int, text: str, line: int) -> None:
        text = _HEADING_ID.sub("", " ".join(text.split()))
        if level == 1 and not self.first_title:
            self.first_title = text
        self._above = [(other, name) for other, name in self._above if other < level]
        self._above.append((level, text))
        self.sections.append((line, tuple(name for _, name in self._above), []))

    def _paragraph(self, inline: Token) -> None:
        line = self._line(inline)
        question, rest = _bold_question(inline)
        if question:
            self._heading(_QUESTION_LEVEL, question, line)
            if rest.strip():
                self._text(rest, line)
            return
        self._text(_plain(inline), line)

    def _text(self, text: str, line: int) -> None:
        kept: list[str] = []
        start = line
        for offset, written in enumerate(text.split("\n")):
            row = written.strip()
            if _MDX_CODE.match(row) or _FENCED_DIV.match(row):
                row = ""
            if _Q.match(row) and row.endswith("?"):
                self._flush(kept, start)
                self._heading(_QUESTION_LEVEL, _Q.sub("", row), line + offset)
                row = ""
            elif not any(kept) and self._above and self._above[-1][0] == _QUESTION_LEVEL:
                row = _A.sub("", row)
            if not kept:
                start = line + offset
            kept.append(row)
        self._flush(kept, start)

    def _flush(self, rows: list[str], line: int) -> None:
        while rows and not rows[0]:
            rows.pop(0)
            line += 1
        text = "\n".join(rows).rstrip()
        rows.clear()
        if any(c.isalnum() for c in text):
            self._add(Block("text", text, line, self._next()))

    def _items(self, tokens: Sequence[Token]) -> None:
        group = self._group
        parts: list[str] = []
        line = 0
        depth = 0
        for token in tokens:
            if token.type in ("list_item_open", "list_item_close"):
                if parts:
                    self._add(Block("item", "\n".join(parts), line, group))
                parts = []
                depth += token.nesting
            elif token.type == "inline" and depth:
                line = line if parts else self._line(token)
                parts.append(_plain(token))
            elif token.type in ("fence", "code_block"):
                self._add(Block("code", token.content.strip(), self._line(token), group))

    def _table(self, tokens: Sequence[Token]) -> None:
        group = self._next()
        header: tuple[str, ...] = ()
        row: list[str] = []
        line = 0
        in_head = False
        for token in tokens:
            if token.type == "thead_open":
                in_head = True
            elif token.type == "thead_close":
                in_head, header = False, tuple(row)
            elif token.type == "tr_open":
                row, line = [], self._line(token)
            elif token.type == "inline":
                row.append(" ".join(_plain(token).split()))
            elif token.type == "tr_close" and not in_head:
                text = " | ".join(cell for cell in row if cell)
                self._add(Block("row", text, line, group, tuple(row), header))

    def _html(self, token: Token) -> None:
        line = self._line(token)
        text = _NOT_TEXT.sub(lambda m: "\n" * m.group().count("\n"), token.content)
        for title in _TITLE_TAG.finditer(text):
            name = html.unescape(_TAG.sub("", title.group(1))).strip()
            if name:
                offset = text.count("\n", 0, title.start())
                self._heading(_QUESTION_LEVEL, name, line + offset)
        text = _TITLE_TAG.sub("", text)
        text = _TAG.sub(lambda m: "\n" * m.group().count("\n") or " ", text)
        plain = "\n".join(row.strip() for row in html.unescape(text).split("\n"))
        if any(c.isalnum() for c in plain):
            inline = MARKDOWN.parseInline(plain)[0]
            self._text(_plain(inline), line)


def _closing(tokens: Sequence[Token], start: int) -> int:
    """The index of the token that closes the one at `start` (itself if it opens nothing)."""
    depth = 0
    for at in range(start, len(tokens)):
        depth += tokens[at].nesting
        if depth <= 0:
            return at
    return len(tokens) - 1


def _plain(inline: Token) -> str:
    """The words of an inline token: links reduced to their text, pictures and tags left out."""
    return _plain_children(inline.children or ())


def _plain_children(children: Sequence[Token]) -> str:
    parts: list[str] = []
    for child in children:
        if child.type in ("text", "code_inline"):
            parts.append(child.content)
        elif child.type in ("softbreak", "hardbreak"):
            parts.append("\n")
        elif child.type == "html_inline" and child.content.lower().startswith("<br"):
            parts.append(" ")
    return re.sub(r"<%.*?%>", "", "".join(parts))


def _bold_question(inline: Token) -> tuple[str, str]:
    """A paragraph's leading bold question and the text after it; two empty texts if none."""
    children = [c for c in inline.children or () if c.type != "text" or c.content]
    if not children or children[0].type != "strong_open":
        return "", ""
    closes = next((n for n, c in enumerate(children) if c.type == "strong_close"), 0)
    question = " ".join(_plain_children(children[:closes]).split())
    question = _Q.sub("", question)
    if not question.endswith("?"):
        return "", ""
    rest = _plain_children(children[closes + 1 :])
    return question, rest
