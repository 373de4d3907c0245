"""HTML elements and JSX components of a page: the words they hold, the structure they draw."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.knowledge.reading import directives
from bot.knowledge.reading.htmltables import table
from bot.knowledge.reading.marks import BREAK, OPEN, escaped
from bot.knowledge.reading.tags import (
    BLOCKS,
    DROPPED,
    KNOWN,
    OPEN_ENDED,
    VERBATIM,
    VOID,
    Tag,
    Unclosed,
)

if TYPE_CHECKING:
    from bot.knowledge.reading.markup import Markup

_LONGEST_TITLE = 3000  # characters between <h2> and </h2>
_DEEPEST = 200  # elements that are open at once
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))


@dataclass
class _Open:
    """An element that is not closed yet."""

    name: str
    cut: int
    base: int
    folds: bool = False
    list_mark: str = ""
    titled_at: tuple[int, int] | None = None  # line of the title, and how long that line was


class Elements:
    """The open elements of one file."""

    def __init__(self, markup: Markup) -> None:
        self._markup = markup
        self._open: list[_Open] = []
        self._ends: list[tuple[int, Callable[[], None]]] = []

    @property
    def inside(self) -> bool:
        """Whether an element is open."""
        return bool(self._open)

    def reach(self, at: int, until: int) -> int:
        """Write up to the nearest place before `until` where a title on one line ends."""
        while self._ends and self._ends[-1][0] <= until:
            end, close = self._ends.pop()
            if at < end:
                at = self._markup.copy(at, end)
            self._markup.plain.one_line -= 1
            close()
        return at

    def end(self) -> None:
        """Close all that is still open at the end of the file."""
        while self._open:
            self._pop(self._open[-1].name)

    def tag(self, start: int) -> int:
        """Read what begins with < at `start`."""
        markup = self._markup
        text = markup.text
        if text.startswith(("<>", "</>"), start):
            return markup.drop(start, text.index(">", start) + 1)
        tag = markup.scan.tag(start)
        if tag is None:
            return markup.copy(start, start + 1)
        name = tag.name.lower()
        if tag.component and tag.name in markup.imported and not tag.closing:
            end = tag.end
            if not tag.alone:
                closing = markup.scan.find(f"</{tag.name}>", tag.end)
                end = closing + len(tag.name) + 3 if closing >= 0 else end
            return directives.include(markup, markup.imported[tag.name], start, end)
        if not tag.component or name in VERBATIM:
            return self._element(tag, name, start)
        if tag.closing:
            return self._close(tag, tag.name, start)
        return self._component(tag, start)

    # HTML

    def _element(self, tag: Tag, name: str, start: int) -> int:
        markup = self._markup
        if tag.closing:
            return self._close(tag, name, start)
        if name in DROPPED or name in VERBATIM:
            end = -1 if tag.alone else self._closing(name, tag.end)
            if end < 0:
                return markup.drop(start, tag.end)
            after = markup.text.find(">", end) + 1
            if name in DROPPED:
                return markup.drop(start, after)
            inner = markup.drop(start, tag.end)
            markup.code(inner, end)
            return markup.drop(end, after)
        if name == "img":
            alt = (tag.attributes.get("alt") or "").replace("[", "").replace("]", "")
            markup.plain.make(f"![{' '.join(alt.split())}](x)")
        elif name == "br":
            markup.plain.make(" ")
        elif name in _HEADINGS:
            return self._heading(tag, int(name[1]), start)
        elif name == "summary":
            return self._summary(tag, start)
        elif name in ("dt", "dd"):
            return self._term(tag, name, start)
        elif name in ("ul", "ol", "menu"):
            if not markup.in_row:
                if not any(one.list_mark for one in self._open):
                    markup.paragraph()
                self._push(tag, name, start).list_mark = "1. " if name == "ol" else "- "
        elif name == "li":
            return self._item(tag, start)
        elif name == "table" and not markup.plain.one_line:
            end = self._closing("table", tag.end)
            if end >= 0:
                return table(markup, start, tag.end, end)
        elif name in BLOCKS:
            markup.paragraph()
            if name not in OPEN_ENDED and name not in VOID and not tag.alone:
                self._push(tag, name, start)
        return markup.drop(start, tag.end)

    def _closing(self, name: str, start: int) -> int:
        find = self._markup.scan.find
        found = [
            at for at in (find(f"</{name}", start), find(f"</{name.upper()}", start)) if at >= 0
        ]
        return min(found, default=-1)

    def _until(self, end: int, close: Callable[[], None]) -> None:
        self._markup.plain.one_line += 1
        self._ends.append((end, close))

    def _heading(self, tag: Tag, level: int, start: int) -> int:
        markup = self._markup
        end = self._closing(f"h{level}", tag.end)
        if markup.plain.one_line or markup.in_row or not 0 <= end - tag.end <= _LONGEST_TITLE:
            markup.paragraph()
            return markup.drop(start, tag.end)
        markup.paragraph()
        at = markup.drop(start, tag.end)
        markup.plain.make(f"{'#' * level} ")
        self._until(end, markup.paragraph)
        return at

    def _summary(self, tag: Tag, start: int) -> int:
        markup = self._markup
        end = self._closing("summary", tag.end)
        around = next((one for one in reversed(self._open) if one.name == "details"), None)
        fits = 0 <= end - tag.end <= _LONGEST_TITLE
        markup.paragraph()
        if around is None or around.folds or not fits or markup.plain.one_line:
            return markup.drop(start, tag.end)
        around.folds = True
        at = markup.drop(start, tag.end)
        markup.plain.mark(OPEN)
        self._until(end, markup.paragraph)
        return at

    def _term(self, tag: Tag, name: str, start: int) -> int:
        """A term and its definition, in the manner of Markdown's definition lists."""
        markup = self._markup
        ends = [self._closing(one, tag.end) for one in ("dt", "dd", "dl")]
        ends += [at for one in ("<dt", "<dd") if (at := markup.scan.find(one, tag.end)) >= 0]
        end = min((at for at in ends if at >= 0), default=-1)
        if markup.plain.one_line or markup.in_row or not 0 <= end - tag.end <= 5 * _LONGEST_TITLE:
            return markup.drop(start, tag.end)
        if name == "dt":
            markup.paragraph()
            at = markup.drop(start, tag.end)
            self._until(end, lambda: None)
            return at
        breaks = markup.text.count("\n", start, tag.end)
        if markup.plain.quiet:
            while len(markup.plain.lines) > 1 and not markup.plain.current.strip():
                markup.plain.drop_line()
        markup.plain.new_line(": " + BREAK * breaks, markup.path, markup.line)
        markup.line += breaks
        self._until(end, markup.paragraph)
        return tag.end

    def _item(self, tag: Tag, start: int) -> int:
        markup = self._markup
        depth = sum(1 for one in self._open if one.list_mark)
        if markup.plain.one_line or markup.in_row or not depth:
            markup.plain.make("; " if markup.plain.current.strip("| \t") else "")
            return markup.drop(start, tag.end)
        self._pop("li")
        lists = [one for one in self._open if one.list_mark]
        lead = "   " * (depth - 1)
        size = len(markup.text)
        end = tag.end
        while end < size and markup.text[end].isspace():
            end += 1
        if markup.plain.current.strip():
            markup.plain.new_line("", markup.path, markup.line)
        markup.plain.begin_line(lead + lists[-1].list_mark, markup.path, markup.line)
        breaks = markup.text.count("\n", start, end)
        markup.plain.make(BREAK * breaks)
        markup.line += breaks
        one = _Open("li", markup.plain.cut, 3 * depth)
        self._deeper()
        line_end = markup.scan.find("\n", end)
        below = markup.indent_below(line_end) if line_end >= 0 else None
        self._open.append(one)
        if below is not None:
            markup.plain.cut = max(0, below - 3 * depth)
        return end

    # Components

    def _component(self, tag: Tag, start: int) -> int:
        markup = self._markup
        pairs = not tag.alone and markup.scan.find(f"</{tag.name}", tag.end) >= 0
        named = tag.name[:1].isupper() and not tag.name.isupper() and "_" not in tag.name
        if not pairs and not tag.alone and not named and not any(tag.attributes.values()):
            # A placeholder: "apps destroy <name>".
            markup.plain.make(escaped(" ".join(markup.text[start : tag.end].split())))
            markup.line += markup.text.count("\n", start, tag.end)
            return tag.end
        first = markup.plain.quiet and not markup.in_row
        if not pairs:
            return self._lone(tag, start)
        if not first or markup.plain.one_line:
            return markup.drop(start, tag.end)
        markup.paragraph()
        one = self._push(tag, tag.name, start)
        if tag.folds:
            one.folds = True
            markup.open_fold(tag.title)
        elif tag.title:
            markup.title(tag.title)
            breaks = markup.text.count("\n", start, tag.end)
            markup.plain.make(BREAK * breaks)
            markup.line += breaks
            one.titled_at = (len(markup.plain.lines), len(markup.plain.current))
            return tag.end
        return markup.drop(start, tag.end)

    def _lone(self, tag: Tag, start: int) -> int:
        """<Card title="…" description="…" />"""
        markup = self._markup
        alone = markup.alone(tag.end)
        if tag.shows_code:
            return markup.drop(start, tag.end)
        if alone and tag.body and any(c.isalnum() for c in tag.body):
            if tag.folds:
                markup.open_fold(tag.title)
            elif tag.title:
                markup.title(tag.title)
            markup.plain.make(" ".join(tag.body.split()))
            if tag.folds:
                markup.close_fold()
            else:
                markup.paragraph()
        elif tag.sign:
            markup.plain.make(tag.sign)
        elif not alone and (tag.body or tag.title):
            markup.plain.make(tag.body or tag.title)
        elif tag.name[:1].isupper() and not tag.picture and not tag.title:
            markup.skip("component", f"the component <{tag.name}> has no text of its own")
            if not alone and not markup.plain.quiet and not markup.ends_line(tag.end):
                markup.hole()
        return markup.drop(start, tag.end)

    # Opening and closing

    def _push(self, tag: Tag, name: str, start: int) -> _Open:
        markup = self._markup
        own = len(markup.plain.current) - len(markup.plain.current.lstrip(" "))
        base = self._open[-1].base if self._open else own
        one = _Open(name, markup.plain.cut, base)
        self._deeper()
        self._open.append(one)
        below = markup.indent_below(tag.end)
        if below is not None and not markup.plain.one_line:
            markup.plain.cut = max(0, below - base)
        return one

    def _deeper(self) -> None:
        if len(self._open) >= _DEEPEST:
            raise Unclosed

    def _close(self, tag: Tag, name: str, start: int) -> int:
        markup = self._markup
        if any(one.name == name for one in self._open):
            block = name in BLOCKS or name not in KNOWN
            self._pop(name)
            if block and not markup.in_row:
                markup.paragraph()
        elif name in OPEN_ENDED and not markup.in_row:
            markup.paragraph()
        return markup.drop(start, tag.end)

    def _pop(self, name: str) -> None:
        """Close the nearest element of this name with all that is open inside of it."""
        if name == "li":
            inner = next(
                (one for one in reversed(self._open) if one.list_mark or one.name == "li"), None
            )
            if inner is None or inner.name != "li":
                return
        elif not any(one.name == name for one in self._open):
            return
        while True:
            one = self._open.pop()
            self._markup.plain.cut = one.cut
            if one.folds:
                self._markup.close_fold()
            if one.titled_at:
                self._markup.plain.forget_title(*one.titled_at)
            if one.name == name:
                return
