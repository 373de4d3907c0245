"""Template directives that are left in content: of Liquid, Jinja, Hugo, ERB and MyST."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

_INCLUDES_NAMES = """
include include_relative include-markdown includes readfile snippet partial render transclude
embed-file input import includemd markdownify-file include_cached
"""
INCLUDES = frozenset(_INCLUDES_NAMES.split())
_FOLDS_NAMES = """
details accordion collapse expand faq question dropdown spoiler toggle
"""
FOLDS = frozenset(_FOLDS_NAMES.split())
_TITLED_NAMES = """
tab note tip warning info caution danger hint callout alert card step admonition important
notice pageinfo
"""
TITLED = frozenset(_TITLED_NAMES.split())
_NOTES_NAMES = """
note tip warning info caution danger hint important admonition attention error seealso dropdown
tab-item tab-set card grid grid-item-card versionadded versionchanged deprecated margin sidebar
topic epigraph
"""
NOTES = frozenset(_NOTES_NAMES.split())
_NAME = re.compile(r"[-~=#\s]*(/?)\s*([A-Za-z_][\w./-]*)?")
_ARGUMENT = re.compile(
    r"""(?:([\w-]+)\s*[=:]\s*)?(?:"([^"]*)"|'([^']*)'|`([^`]*)`|([^\s"'`=,|()]+))"""
)


@dataclass(frozen=True)
class Directive:
    """A directive's name and its arguments; those without a name have numbers."""

    name: str
    closing: bool
    arguments: Mapping[str, str]

    @property
    def title(self) -> str:
        """The words shown above its content."""
        for name in ("title", "question", "summary", "label", "header", "name", "0"):
            if any(c.isalnum() for c in self.arguments.get(name, "")):
                return " ".join(self.arguments[name].split())
        return ""

    @property
    def target(self) -> str:
        """The file that it names."""
        for name in ("file", "path", "src", "partial", "0"):
            if name in self.arguments:
                return self.arguments[name]
        return ""

    @property
    def words(self) -> str:
        """The words that it shows in a sentence."""
        return self.arguments.get("text", "")


def directive(inside: str) -> Directive:
    """What stands between the marks of a directive, such as `tab title="Linux"`."""
    inside = inside.strip().strip("-~").strip()
    match = _NAME.match(inside)
    closing, name = ("/", "") if match is None else (match[1], match[2] or "")
    rest = inside[match.end() :] if match else ""
    found: dict[str, str] = {}
    for one in _ARGUMENT.finditer(rest[:2000]):
        value = next(text for text in one.groups()[1:] if text is not None)
        found.setdefault(one[1] or str(len(found)), value)
    if name.startswith("end") and name != "end":
        return Directive(name[3:].lstrip("_"), True, found)
    return Directive(name, bool(closing), found)
