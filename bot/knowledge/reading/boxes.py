"""Boxes that Markdown dialects draw: notes, tabs and what unfolds, by fences or by indentation."""

from __future__ import annotations

import re
import textwrap
from typing import TYPE_CHECKING

from bot.knowledge.reading import directives
from bot.knowledge.reading.templates import FOLDS, NOTES

if TYPE_CHECKING:
    from bot.knowledge.reading.markup import Markup

_INFO = re.compile(r"\{([\w:-]+)\}[ \t]*(.*)")
_OPTIONS = re.compile(r"\n(?:[ \t]*:[\w-]+:[^\n]*\n)*")
_COLONS = re.compile(r"[ \t>]*(?::{3,}|/{3,})[ \t]*(?:\{?\.?(?:callout-)?([\w-]+)\}?)?(.*)")
_TITLE = re.compile(r"^\[([^\]]+)\]|title\s*=\s*\"([^\"]+)\"|title\s*=\s*'([^']+)'")
_BOX = re.compile(r"([ \t]*)(!!!|\?\?\?\+?|===[!+]?)[ \t]+([\w-]*)[ \t\w-]*(?:\"([^\"\n]*)\")?")


def fence(markup: Markup, match: re.Match[str]) -> int:
    """A block of code, or a note in the manner of MyST."""
    text = markup.text
    mark = match[0].lstrip(" \t>-*+.)0123456789")
    ticks = mark[: len(mark) - len(mark.lstrip(mark[0]))]
    end = re.compile(rf"^[ \t>]*{ticks[0]}{{{len(ticks)},}}[ \t]*$", re.MULTILINE)
    closing = end.search(text, match.end())
    stop, after = closing.span() if closing else (len(text), len(text))
    info = _INFO.match(mark[len(ticks) :].strip())
    if info and info[1] == "include" and info[2]:
        return directives.include(markup, info[2], match.start(), after)
    if not info or info[1] not in NOTES:
        return markup.copy(match.start(), after)
    options = _OPTIONS.match(text, match.end())
    inner = min(options.end(), stop) if options else match.end()
    markup.paragraph()
    folds = info[1] == "dropdown" and bool(info[2])
    if folds:
        markup.open_fold(info[2])
    elif info[2] and not info[1].startswith("version"):
        markup.title(info[2])
    markup.line += text.count("\n", match.start(), inner)
    markup.inside(textwrap.dedent(text[inner:stop]), markup.line)
    if folds:
        markup.close_fold()
    markup.line += text.count("\n", inner, after)
    markup.plain.new_line("", markup.path, markup.line)
    return after


def colons(markup: Markup, match: re.Match[str]) -> int:
    """The first or the last line of a box between lines of colons or slashes."""
    found = _COLONS.match(match[0])
    name, rest = (found[1] or "", found[2].strip()) if found else ("", "")
    if not name:
        if markup.boxes and markup.boxes.pop():
            markup.close_fold()
        return markup.drop(match.start(), match.end())
    given = _TITLE.search(rest)
    plain = "" if rest.startswith(("{", "[")) or "=" in rest else rest.strip(":/| ")
    title = next(one for one in given.groups() if one) if given else plain
    folds = name.lower() in FOLDS and bool(title)
    markup.boxes.append(folds)
    markup.paragraph()
    if folds:
        markup.open_fold(title)
    elif any(c.isalnum() for c in title):
        markup.title(title)
    return match.end()


def indented_box(markup: Markup, match: re.Match[str]) -> int:
    """A note, tab or what unfolds whose content is indented below its first line."""
    text = markup.text
    found = _BOX.match(match[0])
    if found is None:
        return markup.copy(match.start(), match.end())
    width = len(found[1].expandtabs(4)) + 4
    below = re.compile(rf"(?:\n[ \t]*(?=\n|\Z)|\n(?:[ ]{{{width}}}|\t)[^\n]*)*")
    content = below.match(text, match.end())
    end = content.end() if content else match.end()
    if not text[match.end() : end].strip() and found[2] != "!!!":
        return markup.copy(match.start(), match.end())
    title = found[4] or ""
    folds = found[2].startswith("???") and bool(title)
    markup.paragraph()
    if folds:
        markup.open_fold(title)
    elif title:
        markup.title(title)
    inner = text[match.end() : end].removeprefix("\n")
    markup.line += 1
    markup.inside(textwrap.dedent(inner), markup.line)
    if folds:
        markup.close_fold()
    markup.line += inner.count("\n")
    markup.plain.new_line("", markup.path, markup.line)
    return end
