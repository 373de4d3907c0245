"""What an answer may rest on: the figures that stand in the cited lines of the content."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from babel.core import get_global
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from bot.knowledge.answer import Source
from bot.knowledge.reading.pages import Page
from bot.knowledge.replies.claims import Claim, base, claims
from bot.knowledge.replies.rows import render
from bot.knowledge.words import words

_KEPT = 4096  # cited places whose claims are kept
_NUMBER = re.compile(r"[-+]?\d+(?:\.\d+)?")
_CURRENCY = re.compile(r"currency:\s*[\"']?(?P<code>[A-Z]{3})\b")


@dataclass(frozen=True)
class Ground:
    """A claim of the content; `units` are what a number of a YAML file may be said to count,
    None for what stands in a text."""

    claim: Claim
    units: frozenset[str] | None = None


@dataclass(frozen=True)
class _Around:
    """What a YAML value inherits: its key; of its price the currency, the unit, the period and how
    it is billed."""

    key: str = ""
    currency: str = "USD"
    unit: str = ""
    per: str = ""
    billed: str = ""


class Grounds:
    """The claims of a content folder by line.

    `files` are lines by path, of the YAML files; `pages` are read as far as they are cited;
    `currency` is that of amounts where a file names none.
    """

    def __init__(
        self,
        files: Mapping[str, Sequence[str]],
        pages: Iterable[Page] = (),
        currency: str = "USD",
    ) -> None:
        self._pages = {page.path: page for page in pages}
        parts = {name: part for page in self._pages.values() for name, part in page.parts.items()}
        self._files = {**parts, **files}
        self._currency = {
            path: next((m["code"] for line in lines if (m := _CURRENCY.match(line))), currency)
            for path, lines in files.items()
            if _is_yaml(path)
        }
        self._known: dict[tuple[str, int, int | None], tuple[Ground, ...]] = {}

    def of(self, source: Source) -> tuple[Ground, ...]:
        """The claims of what a source cites, and of its heading."""
        place = (source.path, source.line, source.last)
        if place not in self._known:
            if len(self._known) >= _KEPT:
                self._known.clear()
            self._known[place] = tuple(self._read(*place))
        return (*self._known[place], *map(Ground, claims(source.heading)))

    def _read(self, path: str, line: int, last: int | None) -> Iterator[Ground]:
        page = self._pages.get(path)
        lines = lines_of(page) if page is not None else self._files.get(path, ())
        if not 0 < line <= len(lines):
            return
        if not _is_yaml(path):
            end = last or _section_end(lines, line)
            yield from map(Ground, claims("\n".join(lines[line - 1 : end])))
            return
        text = textwrap.dedent("\n".join(lines[line - 1 : _block_end(lines, line)]))
        try:
            node = YAML(typ="safe", pure=True).compose(text)
        except (YAMLError, ValueError, RecursionError):
            yield from map(Ground, claims(text))
            return
        if node is not None:
            yield from _grounds(node, _Around(currency=self._currency[path]))


def lines_of(page: Page) -> list[str]:
    """The lines of a page as its words are read, each at its place in the file."""
    found = [""] * len(page.lines)

    def put(line: int, text: str) -> None:
        for offset, row in enumerate(text.split("\n")):
            at = min(line - 1 + offset, len(found) - 1)
            if row.strip() and row not in found[at]:
                found[at] = f"{found[at]} | {row}" if found[at] else row

    for passage in (one for one in page.passages if one.path == page.path):
        if passage.headings and passage.blocks and passage.line < passage.blocks[0].line:
            put(passage.line, f"# {passage.heading}")
        for block in passage.blocks:
            put(block.line, block.text if block.kind == "text" else render(block))
    return found


def _is_yaml(path: str) -> bool:
    return path.endswith((".yml", ".yaml"))


def _section_end(lines: Sequence[str], line: int) -> int:
    end = line
    while end < len(lines) and not re.match(r"#{1,6}\s", lines[end]):
        end += 1
    return end


def _block_end(lines: Sequence[str], line: int) -> int:
    """The line before the next that is not indented deeper."""
    depth = _indent(lines[line - 1])
    end = line
    while end < len(lines) and (not lines[end].strip() or _indent(lines[end]) > depth):
        end += 1
    return end


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _grounds(node: Node, around: _Around) -> Iterator[Ground]:
    if isinstance(node, MappingNode):
        pairs = [(str(key.value), value) for key, value in node.value]
        own = {key: value.value for key, value in pairs if isinstance(value, ScalarNode)}
        inner = replace(
            around,
            currency=str(own.get("currency", around.currency)),
            unit=str(own.get("unit", around.unit)),
            per=str(own.get("per", around.per)),
            billed=str(own.get("billed", around.billed)),
        )
        for key, value in pairs:
            yield from map(Ground, claims(key.replace("_", " ")))  # "free_domain" says free
            name = around.key if key == "value" else key
            yield from _grounds(value, replace(inner, key=name))
    elif isinstance(node, SequenceNode):
        for value in node.value:
            yield from _grounds(value, around)
    elif isinstance(node, ScalarNode):
        yield from _scalar(str(node.value), around)


def _scalar(text: str, around: _Around) -> Iterator[Ground]:
    parts = re.split(r"[_\-\s]", around.key)
    unit = frozenset(base(word) for word in words(around.unit) if not word.isdigit())
    if not _NUMBER.fullmatch(text):
        for claim in claims(text):
            yield Ground(claim, frozenset())
        return
    value = Decimal(text).normalize()
    if "amount" in parts:
        per = frozenset((base(around.per), *unit))
        billed = around.billed.removesuffix("ly")
        yield Ground(
            Claim("money", value, text, unit=around.currency, per=per, billed=billed), unit
        )
    elif "percent" in parts or around.unit == "%":
        yield Ground(Claim("percent", value, text), unit)
    else:
        if around.unit in get_global("all_currencies"):
            yield Ground(Claim("money", value, text, unit=around.unit), unit)
        own = frozenset(base(part) for part in parts)
        counted = unit if around.unit else frozenset()
        if "minimum" in parts and not around.unit:
            counted = frozenset({base(around.per)})  # "at least 3 hours" of a price by the hour
        yield Ground(Claim("number", value, text), own | counted)
