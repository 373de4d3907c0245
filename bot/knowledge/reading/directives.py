"""Templating left in content, and files that are included by it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.files import SIZE_LIMIT
from bot.knowledge.reading.includes import Refused
from bot.knowledge.reading.templates import FOLDS, INCLUDES, TITLED, Directive, directive

if TYPE_CHECKING:
    from bot.knowledge.reading.markup import Markup

_DEEPEST = 10  # files that include each other
_NAMED_FILE = re.compile(r"['\"(:]\s*([^'\"()<>{}!]+?)\s*(?:['\")}!]|--+>|$)")
_RENDER = re.compile(
    r"[=\s-]*(?:partial|render|include|markdown_partial)\b[^'\"]{0,40}['\"]([^'\"]+)"
)
_IN_LINK = re.compile(r"\]\([^)\s]*$|\]:\s*\S*$")
_CONDITION = re.compile(r"\{%[-~]?\s*(end)?(?:if\w*|unless)\b")
_END_OF_CONDITION = r"\{%[-~]?\s*end(?:if|unless)"
_SILENT_NAMES = """
if unless ifversion ifequal elif else set assign capture raw block extends layout load from
macro call filter autoescape case when cycle increment seo toc tabs endtabs content-ref embed
file code with swagger stepper step columns column cards hint figure ref relref img image
youtube vimeo gist tweet video icon rawhtml html div comment feedback table-of-contents section
endsection anchor highlight for link url post_url paginate permalink button
"""
_SILENT = frozenset(_SILENT_NAMES.split())


def include(markup: Markup, target: str, start: int, end: int) -> int:
    """Write the text of a file where it is included; says why when that cannot be done."""
    reading = markup.reading
    try:
        if reading.includes is None:
            raise Refused("which is not there")
        path = reading.includes.find(target, markup.path)
        if path in markup.above:
            round_trip = " → ".join((*markup.above[markup.above.index(path) :], path))
            raise Refused(f"which includes itself: {round_trip}")
        if len(markup.above) > _DEEPEST:
            raise Refused(f"more than {_DEEPEST} files deep")
        text, line = reading.includes.read(path)
        if reading.size + len(text) > SIZE_LIMIT:
            raise Refused(f"with which the page has more than {SIZE_LIMIT:,} characters")
    except Refused as reason:
        markup.skip("include", f"includes {target[:100]}, {reason}")
        if not markup.alone(end):
            markup.hole()
        return markup.drop(start, end)
    if not markup.alone(end):
        markup.skip("include", f"includes {target[:100]} in the middle of a line")
        markup.hole()
        return markup.drop(start, end)
    reading.size += len(text)
    reading.parts[path] = text
    markup.paragraph()
    cut, markup.plain.cut = markup.plain.cut, 0
    body = text.split("\n")[line - 1 :]
    type(markup)(reading, "\n".join(body), path, line, markup.above).run()
    markup.plain.cut = cut
    markup.line += markup.text.count("\n", start, end)
    markup.plain.new_line("", markup.path, markup.line)
    markup.plain.new_line("", markup.path, markup.line)
    return end


def snippet(markup: Markup, match: re.Match[str]) -> int:
    """A line that includes a file, in the manner of MkDocs, VitePress or Microsoft's docs."""
    named = _NAMED_FILE.search(match[0].replace("[!INCLUDE", "", 1).partition("](")[2] or match[0])
    if "](" in match[0]:
        named = re.search(r"\]\(([^)\s]+)\)", match[0])
    if not named:
        return markup.drop(match.start(), match.end())
    return include(markup, named[1], match.start(), match.end())


def erb(markup: Markup, match: re.Match[str]) -> int:
    """<% … %>"""
    start = match.start()
    end = markup.scan.find("%>", start)
    if end < 0:
        return markup.copy(start, match.end())
    inner = markup.text[start + 2 : end]
    end += 2
    named = _RENDER.match(inner)
    if named and inner.startswith("="):
        return include(markup, named[1], start, end)
    if inner.startswith("=") and not _in_link(markup):
        _missing(markup, inner, end)
    return markup.drop(start, end)


def value(markup: Markup, match: re.Match[str]) -> int:
    """{{ … }}"""
    start = match.start()
    end = markup.scan.find("}}", start, start + 2000)
    if end < 0:
        return markup.copy(start, match.end())
    inner = markup.text[start + 2 : end]
    end += 2
    one = directive(inner)
    if one.name in INCLUDES and one.target:
        return include(markup, one.target, start, end)
    known = markup.value(inner)
    if known is not None:
        markup.plain.make(known)
    elif not _in_link(markup):
        _missing(markup, inner, end)
    return markup.drop(start, end)


def shortcode(markup: Markup, match: re.Match[str]) -> int:
    """{{< … >}} and {{% … %}}"""
    start = match.start()
    ends = ">}}" if match[0].endswith("<") else "%}}"
    end = markup.scan.find(ends, start, start + 20_000)
    if end < 0:
        return markup.copy(start, match.end())
    one = directive(markup.text[start + 3 : end])
    closing = rf"\{{\{{[<%]\s*/\s*{re.escape(one.name)}\b"
    return _directive(markup, one, start, end + 3, closing)


def liquid(markup: Markup, match: re.Match[str]) -> int:
    """{% … %}"""
    start = match.start()
    end = markup.scan.find("%}", start, start + 20_000)
    if end < 0:
        return markup.copy(start, match.end())
    one = directive(markup.text[start + 2 : end])
    end += 2
    closing = rf"\{{%[-~]?\s*(?:/|end_?){re.escape(one.name)}\b[^%]{{0,200}}%\}}"
    if not one.closing and one.name in ("comment", "for", "highlight", "else", "elsif", "elif"):
        return _section(markup, one, start, end, closing)
    return _directive(markup, one, start, end, closing)


def _section(markup: Markup, one: Directive, start: int, end: int, closing: str) -> int:
    """What stands between a directive and its end, and is not text."""
    if one.name in ("else", "elsif", "elif"):
        stop = _end_of_condition(markup, end)
        if stop > end:
            markup.skip("template", "the other branch of a condition")
        return markup.drop(start, stop)
    closes = (
        re.compile(closing).search(markup.text, end) if markup.scan.closed(closing, end) else None
    )
    if closes is None:
        return markup.drop(start, end)
    if one.name == "highlight":
        inner = markup.drop(start, end)
        markup.code(inner, closes.start())
        return markup.drop(closes.start(), closes.end())
    if one.name == "for":
        markup.skip("template", "a loop that the site's own tools fill in")
    return markup.drop(start, closes.end())


def _end_of_condition(markup: Markup, start: int) -> int:
    depth = 1
    if not markup.scan.closed(_END_OF_CONDITION, start):
        return start
    for match in _CONDITION.finditer(markup.text, start, start + 50_000):
        depth += -1 if match[1] else 1
        if depth == 0:
            return match.start()
    return start


def _directive(markup: Markup, one: Directive, start: int, end: int, closing: str) -> int:
    name = one.name.lower()
    if one.closing:
        if name in FOLDS and markup.boxes and markup.boxes.pop():
            markup.close_fold()
        elif not markup.in_row and name in TITLED:
            markup.paragraph()
        return markup.drop(start, end)
    words = one.arguments.get("content") or one.words
    if name in INCLUDES and one.target and not words:
        return include(markup, one.target, start, end)
    pairs = markup.scan.closed(closing, end)
    title = one.title
    if name in FOLDS and title and pairs:
        markup.boxes.append(True)
        markup.open_fold(title)
    elif name in TITLED and pairs:
        given = {key: text for key, text in one.arguments.items() if key in _TITLE_KEYS}
        if name in ("tab", "step", "card"):
            given = dict(one.arguments)
        shown = Directive(name, False, given).title
        if shown:
            markup.title(shown)
    elif words:
        markup.plain.make(words)
    elif name not in _SILENT and name and not pairs and not _in_link(markup):
        _missing(markup, name, end)
    return markup.drop(start, end)


_TITLE_KEYS = ("title", "question", "summary", "label", "header")


def _in_link(markup: Markup) -> bool:
    return _IN_LINK.search(markup.plain.current[-300:]) is not None


def _missing(markup: Markup, what: str, end: int) -> None:
    alone = markup.alone(end)
    named = " ".join(what.split())[:40]
    markup.skip("template", f"what the site's own tools fill in for “{named}”")
    if not alone:
        markup.hole()
