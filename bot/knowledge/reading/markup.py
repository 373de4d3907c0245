"""What a site's own tools wrote, as plain Markdown: code, comments, templating and tags resolved.

One pass over a file, in time that grows with its length. Words stay, each on the line where it
stands; structure that Markdown has no sign for becomes one of the marks.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.knowledge.reading import boxes, directives, elements
from bot.knowledge.reading.includes import Includes
from bot.knowledge.reading.marks import CLOSE, HOLE, OPEN, TITLE, escaped
from bot.knowledge.reading.plain import Plain
from bot.knowledge.reading.skipped import Kind, Skipped
from bot.knowledge.reading.tags import Scan, literal

_SYNTAX = r"""
  (?P<fence>^[ \t>]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)?(?:`{3,}|~{3,})[^\n`]*$)
| (?P<indented>(?:(?<=\n\n)|\A)(?:[ ]{4}|\t)[^\n]*(?:\n(?:[ ]{4}|\t)[^\n]*)*)
| (?P<colons>^[ \t>]*(?::{3,}|/{3,})[^\n]*$)
| (?P<box>^[ \t]*(?:!!!|\?\?\?\+?|===[!+]?)[ \t]+["\w][^\n]*$)
| (?P<snippet>\{![^\n!{}]+!\}
             |^[ \t]*(?:-{1,2}8<-{1,2}|<!--[ \t]*@include:|@include\(|\[!INCLUDE\b)[^\n]*$)
| (?P<attributes>\{:[^\n{}]*\}|(?<=\))\{[ ]?[.\#\w][^\n{}]*\}
                |(?<=[ \t])\{[ ]?[.\#][\w-][^\n{}]*\}(?=[ \t]*$))
| (?P<contents>^[ \t]*(?:\[toc\]|\[\[_?toc_?\]\])[ \t]*$)
| (?P<module>^(?:import|export)\b)
| (?P<escape>\\[!-/:-@\[-`{-~])
| (?P<span>`+)
| (?P<comment><!--|\{/\*)
| (?P<erb><%)
| (?P<liquid>\{%)
| (?P<shortcode>\{\{[<%])
| (?P<value>\{\{)
| (?P<tag></?[A-Za-z]|</?>)
"""
_FLAGS = re.MULTILINE | re.VERBOSE | re.IGNORECASE
_IN_MARKDOWN = re.compile(_SYNTAX, _FLAGS)
_IN_MDX = re.compile(_SYNTAX + r"| (?P<braces>\{)", _FLAGS)
_IMPORT = re.compile(
    r"import\s*(?:[\w*{][^;'\"]{0,2000}?\bfrom\s*)?['\"][^'\"\n]+['\"][ \t]*;?[ \t]*$", re.MULTILINE
)
_EXPORT = re.compile(r"export\s+(?:const|let|var|default|function|class|async|type|interface|[{*])")
_IMPORTED = re.compile(r"import\s+(\w+)\s+from\s*['\"]([^'\"\n]+\.(?:mdx?|markdown))['\"]")
_BRACKET = re.compile(r"[(\[{}\])]|\"[^\"\n]*\"|'[^'\n]*'|\n")
_BLANK_LINE = re.compile(r"\n[ \t]*\n")
_REST = re.compile(r"[ \t]*(?:\n|\Z)")
_VALUE = re.compile(
    r"\s*(?:(?:page|\$?frontmatter|props|meta)\.|\.Params\.|\.)(\w+)(?:\s*\|\s*\w+)*\s*\Z",
    re.IGNORECASE,
)
_INDENT = re.compile(r"[ \t]*\n(?:[ \t]*\n)*([ \t]*)(?=\S)")
_LONGEST_SPAN = 8  # backticks


@dataclass
class Reading:
    """A page while it and the files that it includes are read."""

    front: Mapping[str, Any]
    includes: Includes | None = None
    mdx: bool = False
    plain: Plain = field(default_factory=Plain)
    skipped: list[Skipped] = field(default_factory=list)
    parts: dict[str, str] = field(default_factory=dict)  # text of the files included
    size: int = 0  # characters included


class Markup:
    """One file, or a piece of one, on its way into `reading.plain`."""

    def __init__(
        self, reading: Reading, text: str, path: str, line: int, above: tuple[str, ...] = ()
    ) -> None:
        self.reading = reading
        self.text = text
        self.path = path
        self.line = line
        self.above = (*above, path)
        self.scan = Scan(text)
        self.plain = reading.plain
        self.imported: dict[str, str] = {}
        self.elements = elements.Elements(self)
        self.boxes: list[bool] = []  # of each open box with colons, whether it unfolds
        self.no_span: dict[int, int] = {}  # of a number of backticks, up to where it stands alone
        self.paragraph_end = -1

    def run(self) -> None:
        """Write all of it; raises Unclosed when too much in it never ends."""
        self.plain.begin(self.path, self.line)
        tokens = _IN_MDX if self.reading.mdx else _IN_MARKDOWN
        at = 0
        while match := tokens.search(self.text, at):
            at = self.elements.reach(at, match.start())
            if at <= match.start():
                self.copy(at, match.start())
                at = _HANDLERS[str(match.lastgroup)](self, match)
        at = self.elements.reach(at, len(self.text))
        self.copy(at, len(self.text))
        self.elements.end()
        for folds in self.boxes:
            if folds:
                self.close_fold()

    def copy(self, start: int, end: int) -> int:
        """Write what stands in the file."""
        piece = self.text[start:end]
        if piece:
            self.plain.copy(piece, self.path, self.line)
            self.line += piece.count("\n")
        return end

    def drop(self, start: int, end: int) -> int:
        """Leave out what stands in the file."""
        breaks = self.text.count("\n", start, end)
        self.plain.gap(breaks, self.ends_line(end), self.path, self.line)
        self.line += breaks
        return end

    def paragraph(self) -> None:
        """Begin a new paragraph; a table's row goes on."""
        if self.in_row:
            self.plain.make(" ")
        else:
            self.plain.paragraph(self.path, self.line)

    def title(self, text: str) -> None:
        """Write the title of a box at the head of its first paragraph."""
        self.paragraph()
        self.plain.make(("" if self.plain.one_line or self.in_row else TITLE) + escaped(text))
        self.plain.make(" " if text.endswith((":", "?", "!", ".")) else ": ")

    def open_fold(self, text: str) -> None:
        """Write the heading of what can be unfolded."""
        self.paragraph()
        if self.plain.one_line or self.in_row:
            self.plain.make(f"{escaped(text)} ")
            return
        self.plain.mark(OPEN + escaped(text))
        self.paragraph()

    def close_fold(self) -> None:
        """End what can be unfolded."""
        self.paragraph()
        if not self.plain.one_line and not self.in_row:
            self.plain.mark(CLOSE)
            self.paragraph()

    def hole(self) -> None:
        """Write that a value is missing here."""
        self.plain.make(HOLE)

    def code(self, start: int, end: int) -> int:
        """Write a part of the file as code."""
        if self.plain.one_line or self.in_row:
            return self.copy(start, end)
        self.paragraph()
        self.plain.make("~~~~~~")
        self.plain.new_line("", self.path, self.line)
        self.copy(start, end)
        self.plain.new_line("~~~~~~", self.path, self.line)
        self.plain.new_line("", self.path, self.line)
        return end

    def inside(self, text: str, line: int) -> None:
        """Write a piece of this file that was changed, such as one without its indentation."""
        cut, self.plain.cut = self.plain.cut, 0
        self.plain.new_line("", self.path, line)
        self.piece(text, line).run()
        self.plain.cut = cut

    def piece(self, text: str, line: int) -> Markup:
        """The reader of a piece of this file that begins on `line`."""
        piece = Markup(self.reading, text, self.path, line, self.above[:-1])
        piece.imported = self.imported
        return piece

    @property
    def in_row(self) -> bool:
        """Whether the line is a row of a table written in Markdown."""
        line = self.plain.current
        return line[:100].lstrip(" \t>").startswith("|") or " | " in line[-500:]

    def ends_line(self, at: int) -> bool:
        """Whether nothing more stands on the line."""
        return _REST.match(self.text, at) is not None

    def alone(self, end: int) -> bool:
        """Whether what stands up to `end` has its line for itself."""
        return self.plain.quiet and self.ends_line(end) and not self.plain.one_line

    def indent_below(self, at: int) -> int | None:
        """The indentation of the next line with text, None when text follows on this line."""
        match = _INDENT.match(self.text, at)
        return len(match[1]) if match else None

    def skip(self, kind: Kind, reason: str) -> None:
        """Note that something on this line is not read."""
        self.reading.skipped.append(Skipped(self.path, self.line, reason, kind))

    def value(self, code: str) -> str | None:
        """The value of `page.title` and the like, when the front matter has it."""
        match = _VALUE.match(code)
        if not match:
            return None
        name = match[1]
        found = self.reading.front.get(name, self.reading.front.get(name[:1].lower() + name[1:]))
        return str(found) if isinstance(found, (str, int, float)) else None


def _verbatim(markup: Markup, match: re.Match[str]) -> int:
    return markup.copy(match.start(), match.end())


def _nothing(markup: Markup, match: re.Match[str]) -> int:
    return markup.drop(match.start(), match.end())


def _indented(markup: Markup, match: re.Match[str]) -> int:
    """Code, unless it belongs to a list or to an element that is indented itself."""
    before = markup.text[max(0, match.start() - 2000) : match.start()].rstrip().rpartition("\n")[2]
    in_list = re.match(r"[ \t]|[-*+][ \t]|\d{1,9}[.)][ \t]|\[\^|:[ \t]", before)
    if in_list or markup.reading.mdx or markup.elements.inside:
        width = len(match[0]) - len(match[0].lstrip(" \t"))
        return markup.copy(match.start(), match.start() + width)
    return _verbatim(markup, match)


def _module(markup: Markup, match: re.Match[str]) -> int:
    """An import or an export of MDX."""
    text, start = markup.text, match.start()
    above = markup.plain.lines[-2] if len(markup.plain.lines) > 1 else ""
    if above.strip() or not markup.plain.quiet:
        return _verbatim(markup, match)
    statement = _IMPORT.match(text, start)
    if statement:
        found = _IMPORTED.match(statement[0])
        if found:
            markup.imported[found[1]] = found[2]
        return markup.drop(start, statement.end())
    if not _EXPORT.match(text, start):
        return _verbatim(markup, match)
    depth, end = 0, len(text)
    for step in _BRACKET.finditer(text, start, start + 50_000):
        depth += (step[0] in "([{") - (step[0] in ")]}")
        if step[0] == "\n" and depth <= 0 and text[: step.start()].rstrip()[-1:] not in "=,(>&|?":
            end = step.start()
            break
    return markup.drop(start, end)


def _span(markup: Markup, match: re.Match[str]) -> int:
    """Code within a line; without its end it is just a character."""
    start, size = match.start(), len(match[0])
    if size > _LONGEST_SPAN or start < markup.no_span.get(size, 0):
        return _verbatim(markup, match)
    if start > markup.paragraph_end:
        blank = _BLANK_LINE.search(markup.text, start)
        markup.paragraph_end = blank.start() if blank else len(markup.text)
    closing = re.compile(rf"(?<!`)`{{{size}}}(?!`)").search(
        markup.text, match.end(), markup.paragraph_end
    )
    if not closing:
        markup.no_span[size] = markup.paragraph_end
        return _verbatim(markup, match)
    # Within code a line break is a space, which would tell the lines after it wrong.
    markup.plain.one_line += 1
    end = markup.copy(start, closing.end())
    markup.plain.one_line -= 1
    return end


def _comment(markup: Markup, match: re.Match[str]) -> int:
    ends = "-->" if match[0] == "<!--" else "*/}"
    end = markup.scan.find(ends, match.end())
    return markup.drop(match.start(), len(markup.text) if end < 0 else end + 3)


def _braces(markup: Markup, match: re.Match[str]) -> int:
    """A JavaScript expression of MDX."""
    start = match.start()
    end = markup.scan.braces(start)
    if end < 0:
        return _verbatim(markup, match)
    inner = markup.text[start + 1 : end - 1]
    words = literal(inner)
    words = markup.value(inner) if words is None else words
    if words is not None or not inner.strip():
        markup.plain.make(escaped(words or ""))
    elif markup.alone(end) or "\n" in inner or "<" in inner:
        markup.skip("component", "code in braces")
        if not markup.plain.quiet:
            markup.hole()
    else:
        markup.skip("template", f"a value that is not in the file, {{{inner[:40].strip()}}}")
        markup.hole()
    return markup.drop(start, end)


_HANDLERS: Mapping[str, Callable[[Markup, re.Match[str]], int]] = {
    "fence": boxes.fence,
    "colons": boxes.colons,
    "box": boxes.indented_box,
    "snippet": directives.snippet,
    "erb": directives.erb,
    "liquid": directives.liquid,
    "shortcode": directives.shortcode,
    "value": directives.value,
    "tag": lambda markup, match: markup.elements.tag(match.start()),
    "indented": _indented,
    "attributes": _nothing,
    "contents": _nothing,
    "module": _module,
    "escape": _verbatim,
    "span": _span,
    "comment": _comment,
    "braces": _braces,
}
