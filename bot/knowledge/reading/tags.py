"""HTML and JSX tags: one read at a time, and what each name means for the text."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass

_DROPPED_NAMES = """
script style svg head template object iframe math canvas select video audio noscript map
colgroup
"""
DROPPED = frozenset(_DROPPED_NAMES.split())
_VERBATIM_NAMES = """
pre codeblock code-block syntaxhighlighter mermaid terminal
"""
VERBATIM = frozenset(_VERBATIM_NAMES.split())
_VOID_NAMES = """
area base br col embed hr img input link meta source track wbr
"""
VOID = frozenset(_VOID_NAMES.split())
_BLOCKS_NAMES = """
address article aside blockquote body center dd details dialog div dl dt fieldset figcaption
figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr html li main menu nav ol p pre search
section summary table tbody td tfoot th thead tr ul
"""
BLOCKS = frozenset(_BLOCKS_NAMES.split())
_INLINE_NAMES = """
a abbr acronym b bdi bdo big button cite code data del dfn em font i ins kbd label mark meter
output picture progress q rb rp rt ruby s samp small span strike strong sub sup time tt u var
wbr br img input option textarea legend caption
"""
INLINE = frozenset(_INLINE_NAMES.split())
KNOWN = DROPPED | VERBATIM | VOID | BLOCKS | INLINE
# Their text stands one after the other; they end where the next begins and hold nothing open.
_OPEN_ENDED_NAMES = """
p li td th tr dt dd tbody thead tfoot option caption body html
"""
OPEN_ENDED = frozenset(_OPEN_ENDED_NAMES.split())

_NAME = re.compile(r"</?([A-Za-z][\w.:-]*)")
_SPACE = re.compile(r"[\s/]+")
_ATTRIBUTE = re.compile(r"[^\s=<>/\"'{}]+")
_BARE = re.compile(r"[^\s<>\"'{}]+")
_FOLDS = re.compile(
    r"accordion|details|collaps|expand|toggle|disclosure|faq|question|fold", re.IGNORECASE
)
_PICTURE = re.compile(
    r"icon|image|img|logo|badge|avatar|anchor|spacer|svg|emoji|divider|arrow|picture|video|figure"
    r"|^(?:fa|md|fi|io|ai|bs|lu|hi|tb|br|hr)(?=[A-Z]|$)|^(?:br|hr|link|new|beta|toc)$",
    re.IGNORECASE,
)
_CODE = re.compile(r"snippet|code|command|terminal|shell|console|highlight", re.IGNORECASE)
_TITLES = ("title", "question", "summary", "label", "heading", "header")
_FIELD = re.compile(r"(?:field|param|property|option|prop)$", re.IGNORECASE)
_FIELD_NAMES = ("name", "path", "query", "body", "header", "id")
_BODIES = ("answer", "description", "children", "text", "content", "body")
_YES = re.compile(
    r"^(?:fa|md|fi|hi|lu|io)?(?:yes|check(?:mark|ed)?|tick)(?:icon|mark)?$", re.IGNORECASE
)
_NO = re.compile(r"^(?:fa|md|fi|hi|lu|io)?(?:no|x|cross|times)(?:icon|mark)?$", re.IGNORECASE)


class Unclosed(Exception):
    """Tags and braces that never end make reading too slow."""


@dataclass(frozen=True)
class Tag:
    """A tag and where it ends; an attribute whose value is code is None."""

    name: str
    closing: bool
    alone: bool  # <Tag />
    attributes: Mapping[str, str | None]
    end: int

    @property
    def component(self) -> bool:
        """Whether it is no element of HTML."""
        return self.name.lower() not in KNOWN or self.name[:1].isupper()

    @property
    def folds(self) -> bool:
        """Whether its content unfolds under its title."""
        title = self.title
        named = self.name == "details" or (self.component and _FOLDS.search(self.name) is not None)
        return bool(title) and (named or "question" in self.attributes or title.endswith("?"))

    @property
    def title(self) -> str:
        """The words of the attribute that is shown above its content."""
        names = (*_FIELD_NAMES, *_TITLES) if _FIELD.search(self.name) else _TITLES
        return self._words(names) if self.component else ""

    @property
    def shows_code(self) -> bool:
        """Whether its words are code."""
        return self.component and _CODE.search(self.name) is not None

    @property
    def body(self) -> str:
        """The words of the attribute that is shown as its content."""
        return self._words(_BODIES) if self.component else ""

    @property
    def picture(self) -> bool:
        """Whether it shows something without words."""
        return _PICTURE.search(self.name) is not None

    @property
    def sign(self) -> str:
        """✓ or ✗ for a component that is one."""
        if not self.alone:
            return ""
        return "✓" if _YES.match(self.name) else "✗" if _NO.match(self.name) else ""

    def _words(self, names: tuple[str, ...]) -> str:
        for name in names:
            value = self.attributes.get(name)
            if value and any(c.isalnum() for c in value):
                return " ".join(value.split())
        return ""


class Scan:
    """Looks ahead in one text, with a limit to how much is looked at in vain."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._left = 10 * len(text) + 10_000
        self._missing: dict[str, int] = {}
        self._last: dict[str, int] = {}

    def find(self, what: str, start: int, end: int | None = None) -> int:
        """Index of `what` from `start`, -1 if it is not there."""
        if start >= self._missing.get(what, len(self.text) + 1):
            return -1
        at = self.text.find(what, start)
        if at < 0:
            self._missing[what] = start
        return at if end is None or at < end else -1

    def closed(self, pattern: str, start: int) -> bool:
        """Whether a pattern matches somewhere after `start`; of 200 patterns in one text."""
        if pattern not in self._last:
            if len(self._last) == _PATTERNS:
                return False
            ends = [match.start() for match in re.finditer(pattern, self.text)]
            self._last[pattern] = ends[-1] if ends else -1
        return self._last[pattern] >= start

    def tag(self, at: int) -> Tag | None:
        """The tag that begins at `at`, None when it is none."""
        match = _NAME.match(self.text, at)
        if not match or self.text.startswith("@", match.end()) or "://" in match[0]:
            return None
        name, pos = match[1], match.end()
        if name.endswith(":") or (":" in name and self.text[pos : pos + 1] not in (" ", ">", "/")):
            return None
        closing = match[0].startswith("</")
        attributes: dict[str, str | None] = {}
        size = len(self.text)
        while pos < size:
            space = _SPACE.match(self.text, pos)
            if space:
                pos = space.end()
                if "\n\n" in space[0]:
                    break
            if self.text[pos : pos + 1] == ">":
                alone = self.text[pos - 1] == "/"
                return Tag(name, closing, alone, attributes, pos + 1)
            found = self._attribute(pos)
            if found is None:
                break
            key, value, end = found
            attributes[key] = value
            pos = end
        self._spend(pos - at)
        return None

    def _attribute(self, pos: int) -> tuple[str, str | None, int] | None:
        text = self.text
        if text[pos : pos + 1] == "{":  # {...props}
            end = self.braces(pos)
            return ("", None, end) if end > 0 else None
        match = _ATTRIBUTE.match(text, pos)
        if not match:
            return None
        name, pos = match[0], match.end()
        after = _SPACE.match(text, pos)
        here = after.end() if after and "/" not in after[0] else pos
        if text[here : here + 1] != "=":
            return name, "", pos
        pos = here + 1
        space = _SPACE.match(text, pos)
        pos = space.end() if space and "/" not in space[0] else pos
        mark = text[pos : pos + 1]
        if mark in ('"', "'"):
            end = self.find(mark, pos + 1)
            return (name, html.unescape(text[pos + 1 : end]), end + 1) if end > 0 else None
        if mark == "{":
            end = self.braces(pos)
            return (name, literal(text[pos + 1 : end - 1]), end) if end > 0 else None
        bare = _BARE.match(text, pos)
        if not bare:
            return None
        value = bare[0]
        if value.endswith("/") and text[bare.end() : bare.end() + 1] == ">":
            value = value[:-1]
        return name, html.unescape(value), pos + max(len(value), 1)

    def braces(self, start: int) -> int:
        """The index after the brace that closes the one at `start`, -1 if none does."""
        depth = 0
        for match in _BRACE.finditer(self.text, start):
            if match[0] == "{":
                depth += 1
            elif match[0] == "}":
                depth -= 1
                if depth == 0:
                    return match.end()
        self._spend(len(self.text) - start)
        return -1

    def _spend(self, looked_at: int) -> None:
        self._left -= looked_at
        if self._left < 0:
            raise Unclosed


_PATTERNS = 200
_BRACE = re.compile(r"[{}]|\"[^\"\n{}]*\"|'[^'\n{}]*'")
_STRING = re.compile(r"\s*(?:\"([^\"\n]*)\"|'([^'\n]*)'|`([^`$\n]*)`)\s*\Z")


def literal(code: str) -> str | None:
    """The text of a JavaScript expression that is nothing but a string on one line."""
    match = _STRING.match(code)
    return next((one for one in match.groups() if one is not None), "") if match else None
