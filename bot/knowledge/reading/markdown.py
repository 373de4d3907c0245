"""Plain Markdown with marks as sections of blocks, each with the place where it stands."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from markdown_it.token import Token

from bot.knowledge.reading.inline import (
    DEEPEST,
    TooLong,
    blocks,
    children,
    footnotes,
    one_line,
    words,
)
from bot.knowledge.reading.marks import BREAK, CLOSE, HOLE, OPEN, TITLE, words_only
from bot.knowledge.reading.plain import Place
from bot.knowledge.reading.sections import Block, Section, whole
from bot.knowledge.reading.skipped import Kind, Skipped

_HEADING_END = re.compile(r"\s*(?:\{[ ]?[:#.][^{}]*\}|\[#[^\]]*\]|¶)\s*$")
_Q = re.compile(r"^Q(?:uestion)?\s*\d*\s*[:.)]\s*", re.IGNORECASE)
_A = re.compile(r"^A(?:nswer)?\s*\d*\s*[:.)]\s+")
_FOLD = 10  # levels of headings inside of each thing that unfolds
_QUESTION = 7  # a question set as bold text stands below every real heading
_SHORT_PARENT = 8  # words of a list item that are a title for the items below it


class Reader:
    """Walks the blocks of a page, keeping the headings above and the blocks of each section."""

    def __init__(self, lines: Sequence[str], places: Sequence[Place], mdx: bool) -> None:
        self._places = places
        self._env: dict[str, Any] = {}
        self._above: list[tuple[int, str]] = []
        self._folds: list[int] = []
        self._group = 0
        self._notes: dict[str, list[tuple[str, Block]]] = {}
        self.first_title = ""
        self.skipped: list[Skipped] = []
        self.sections = [Section(places[0], ())]
        tokens = blocks("\n".join(lines), mdx, self._env)
        deep = next((one for one in tokens if one.level >= DEEPEST - 2), None)
        if deep is not None:
            self._skip("text", deep, f"what is nested deeper than {DEEPEST} levels")
        self._walk(tokens)
        self._finish()

    # Blocks

    def _walk(self, tokens: Sequence[Token], quoted: bool = False) -> None:
        at = 0
        while at < len(tokens):
            token = tokens[at]
            end = _closing(tokens, at)
            inner = tokens[at + 1 : end]
            if token.type == "heading_open":
                if quoted:
                    self._paragraph(inner[0])
                else:
                    self._title(int(token.tag[1]), inner[0])
            elif token.type == "table_open":
                self._table(inner)
            elif token.type in ("bullet_list_open", "ordered_list_open"):
                self._list(inner, self._next(), ())
            elif token.type == "blockquote_open":
                self._walk(inner, True)
            elif token.type == "paragraph_open":
                self._paragraph(inner[0])
            elif token.type == "dl_open":
                self._definitions(inner)
            elif token.type == "footnote_reference_open":
                self._footnote(token, inner)
            elif token.type in ("fence", "code_block"):
                self._code(token, self._next())
            at = end + 1

    def _title(self, level: int, inline: Token) -> None:
        try:
            text = one_line(words(children(inline, self._env)).replace(HOLE, " "))
        except TooLong as reason:
            self._skip("text", inline, str(reason))
            return
        text = _HEADING_END.sub("", text)
        if text.endswith("?"):
            text = _Q.sub("", text)
        if level == 1 and not self.first_title:
            self.first_title = text
        self._heading(level, text, self._place(inline))

    def _heading(self, level: int, text: str, place: Place) -> None:
        level += _FOLD * len(self._folds)
        self._above = [(other, name) for other, name in self._above if other < level]
        self._above.append((level, text))
        self._section(place)

    def _section(self, place: Place | None) -> Section:
        self.sections.append(Section(place, tuple(name for _, name in self._above)))
        return self.sections[-1]

    def _end_fold(self) -> None:
        if self._folds:
            level = self._folds.pop()
            self._above = [(other, name) for other, name in self._above if other < level]
            self._section(None)

    def _end_questions(self) -> None:
        if self._above and self._above[-1][0] % _FOLD == _QUESTION:
            self._above.pop()
            self._section(None)

    def _paragraph(self, inline: Token) -> None:
        start = inline.content.lstrip()[:1]
        if start == CLOSE:
            self._end_fold()
            return
        rows, bold = self._rows(inline)
        if not rows:
            return
        if start == OPEN:
            title = words_only(one_line(" ".join(text for text, _ in rows).replace(HOLE, "")))
            self._heading(_QUESTION, title, rows[0][1])
            self._folds.append(self._above[-1][0])
        elif bold:
            self._heading(_QUESTION, bold, rows[0][1])
            self._text(rows[1:])
        else:
            self._text(rows)

    def _rows(self, inline: Token) -> tuple[list[tuple[str, Place]], str]:
        """The lines of a paragraph with their places; and the bold question that it begins with,
        whose place is that of the first line then."""
        try:
            parts = children(inline, self._env)
        except TooLong as reason:
            self._skip("text", inline, str(reason))
            return [], ""
        self.sections[-1].notes += footnotes(parts)
        question, rest = _bold_question(parts)
        if question:
            asked = words(parts[: len(parts) - len(rest)])
            first = self._placed(asked, inline)
            below = first[-1][1][1] - first[0][1][1]
            own = self._placed(words(rest), inline)
            moved = [(text, (path, line + below)) for text, (path, line) in own]
            return [first[0], *moved], question
        return self._placed(words(parts), inline), ""

    def _placed(self, text: str, inline: Token) -> list[tuple[str, Place]]:
        found = []
        start = inline.map[0] if inline.map else 0
        for n, written in enumerate(text.split("\n")):
            path, line = self._places[min(start + n, len(self._places) - 1)]
            for k, row in enumerate(written.split(BREAK)):
                found.append((" ".join(row.split()), (path, line + k)))
        return found

    def _text(self, rows: Sequence[tuple[str, Place]]) -> None:
        kept: list[tuple[str, Place]] = []
        for row, place in rows:
            text = row
            if _Q.match(text) and text.endswith("?"):
                self._flush(kept)
                self._heading(_QUESTION, _Q.sub("", text), place)
                text = ""
            elif self._begins_answer(kept):
                text = _A.sub("", text)
            kept.append((text, place))
        self._flush(kept)

    def _begins_answer(self, kept: Sequence[tuple[str, Place]]) -> bool:
        asked = bool(self._above) and self._above[-1][1].endswith("?")
        return asked and not self.sections[-1].blocks and not any(text for text, _ in kept)

    def _flush(self, rows: list[tuple[str, Place]]) -> None:
        text, place = whole(rows)
        rows.clear()
        only_title = text.startswith(TITLE) and text.rstrip().endswith(":") and "\n" not in text
        text = words_only(text)
        if any(c.isalnum() for c in text):
            if only_title:
                self.sections[-1].titles.add(len(self.sections[-1].blocks))
            self._add("text", text, place, self._next())

    def _list(self, tokens: Sequence[Token], group: int, above: tuple[str, ...]) -> None:
        at = 0
        asked = False
        while at < len(tokens):
            end = _closing(tokens, at)
            asked = self._item(tokens[at + 1 : end], group, above) or asked
            at = end + 1
        if asked:
            self._end_questions()

    def _item(self, tokens: Sequence[Token], group: int, above: tuple[str, ...]) -> bool:
        """Read a list item; True when it is a question with its answer."""
        parts: list[tuple[str, Place]] = []
        at = 0
        while at < len(tokens):
            token = tokens[at]
            end = _closing(tokens, at)
            inner = tokens[at + 1 : end]
            if token.type in ("paragraph_open", "heading_open"):
                mark = inner[0].content.lstrip()[:1]
                if mark in (OPEN, CLOSE):
                    self._flush_item(parts, group, above)
                    self._paragraph(inner[0])
                else:
                    rows, bold = self._rows(inner[0])
                    if bold and not parts and (len(rows) > 1 or end + 1 < len(tokens)):
                        self._heading(_QUESTION, bold, rows[0][1])
                        self._text(rows[1:])
                        self._walk(tokens[end + 1 :])
                        return True
                    parts += [(bold, rows[0][1]), *rows[1:]] if bold else rows
            elif token.type in ("bullet_list_open", "ordered_list_open"):
                title = words_only(one_line(" ".join(text for text, _ in parts))).rstrip(":")
                self._flush_item(parts, group, above)
                below = (*above, title) if 0 < len(title.split()) <= _SHORT_PARENT else above
                self._list(inner, group, below)
            elif token.type in ("fence", "code_block"):
                self._flush_item(parts, group, above)
                self._code(token, group)
            else:
                self._flush_item(parts, group, above)
                self._walk(tokens[at : end + 1], True)
            at = end + 1
        self._flush_item(parts, group, above)
        return False

    def _flush_item(
        self, rows: list[tuple[str, Place]], group: int, above: tuple[str, ...]
    ) -> None:
        text, place = whole(rows)
        rows.clear()
        text = re.sub(r"^\[[ xX]\]\s+", "", words_only(text))
        if any(c.isalnum() for c in text):
            self._add("item", text, place, group, header=above)

    def _table(self, tokens: Sequence[Token]) -> None:
        group = self._next()
        header: tuple[str, ...] = ()
        row: list[str] = []
        place = self._places[0]
        for token in tokens:
            if token.type == "thead_close":
                header = tuple(row)
            elif token.type == "tr_open":
                row, place = [], self._place(token)
            elif token.type == "inline":
                row.append(self._cell(token))
            elif token.type == "tr_close" and header:
                text = " | ".join(cell for cell in row if cell)
                if any(c.isalnum() for c in text):
                    self._add("row", text, place, group, tuple(row), header)

    def _cell(self, inline: Token) -> str:
        try:
            parts = children(inline, self._env)
        except TooLong as reason:
            self._skip("text", inline, str(reason))
            return ""
        self.sections[-1].notes += footnotes(parts)
        text = one_line(words(parts, cell=True))
        return "" if HOLE in text else text

    def _definitions(self, tokens: Sequence[Token]) -> None:
        group = self._next()
        term, at = "", 0
        asked = False
        while at < len(tokens):
            token = tokens[at]
            end = _closing(tokens, at)
            inner = tokens[at + 1 : end]
            if token.type == "dt_open" and inner:
                rows, bold = self._rows(inner[0])
                term = bold or one_line(" ".join(text for text, _ in rows))
                place = self._place(inner[0])
                if term.endswith("?"):
                    self._heading(_QUESTION, _Q.sub("", term), place)
                    asked = True
            elif token.type == "dd_open" and asked:
                self._walk(inner)
            elif token.type == "dd_open":
                rows = [row for one in inner if one.type == "inline" for row in self._rows(one)[0]]
                text, place = whole(rows)
                text = one_line(text)
                if text and HOLE not in term:
                    self._add("row", f"{term} | {text}", place, group, (text,), (term,))
            at = end + 1
        if asked:
            self._end_questions()

    def _footnote(self, token: Token, inner: Sequence[Token]) -> None:
        label = str((token.meta or {}).get("label", ""))
        for one in inner:
            if one.type == "inline":
                text, place = whole(self._rows(one)[0])
                if text.strip():
                    block = Block("text", text, place[1], self._next())
                    self._notes.setdefault(label, []).append((place[0], block))

    def _code(self, token: Token, group: int) -> None:
        text = words_only(token.content).replace(BREAK, "\n").replace(HOLE, "").strip()
        if text and token.map:
            first = token.map[0] + (1 if token.type == "fence" else 0)
            self._add("code", text, self._places[min(first, len(self._places) - 1)], group)

    # Small parts

    def _place(self, token: Token) -> Place:
        return self._places[token.map[0] if token.map else 0]

    def _next(self) -> int:
        self._group += 1
        return self._group

    def _skip(self, kind: Kind, token: Token, reason: str) -> None:
        path, line = self._place(token)
        self.skipped.append(Skipped(path, line, reason, kind))

    def _add(
        self,
        kind: str,
        text: str,
        place: Place,
        group: int,
        cells: tuple[str, ...] = (),
        header: tuple[str, ...] = (),
    ) -> None:
        section = self.sections[-1]
        if section.blocks and section.place and section.place[0] != place[0]:
            section = self._section(None)  # what is included is quoted from its own file
        if not section.blocks and (section.place is None or section.place[0] != place[0]):
            section.place = place
        section.blocks.append(Block(kind, text, place[1], group, cells, header))

    def _finish(self) -> None:
        """Titles of boxes without text go, footnotes come to the sections that refer to them."""
        for section in self.sections:
            section.drop_bare_titles()
            path = section.place[0] if section.place else ""
            for label in dict.fromkeys(section.notes):
                notes = self._notes.get(label, ())
                section.blocks += [note for file, note in notes if file == path]
            if section.only_long_code:
                reason = "a section with only code"
                self.skipped.append(Skipped(path, section.blocks[0].line, reason, "code"))
                section.blocks = []


def _closing(tokens: Sequence[Token], start: int) -> int:
    """The index of the token that closes the one at `start` (itself if it opens nothing)."""
    depth = 0
    for at in range(start, len(tokens)):
        depth += tokens[at].nesting
        if depth <= 0:
            return at
    return len(tokens) - 1


def _bold_question(parts: Sequence[Token]) -> tuple[str, Sequence[Token]]:
    """The bold question that running text begins with, and what follows; empty if none."""
    first = next((n for n, c in enumerate(parts) if c.type != "text" or c.content.strip()), None)
    if first is None or parts[first].type != "strong_open":
        return "", ()
    closes = next((n for n, c in enumerate(parts) if c.type == "strong_close"), 0)
    question = _Q.sub("", one_line(words(parts[first:closes])))
    if not question.endswith("?") or HOLE in question:
        return "", ()
    return question, parts[closes + 1 :]
