"""A page as passages: what stands under one heading, with its line numbers."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from hashlib import sha256

from bot.countries import EU
from bot.errors import ContentError
from bot.knowledge.reading.front import (
    date_in,
    front_matter,
    is_draft,
    list_in,
    names_in,
    regions_in,
    text_in,
    url_in,
    validity_in,
)
from bot.knowledge.reading.includes import Includes
from bot.knowledge.reading.markdown import Reader
from bot.knowledge.reading.marks import without_marks
from bot.knowledge.reading.markup import Markup, Reading
from bot.knowledge.reading.plain import MOST_LINES, TooManyLines
from bot.knowledge.reading.sections import Block
from bot.knowledge.reading.skipped import Skipped, summed
from bot.knowledge.reading.tags import Unclosed

_WORD = re.compile(r"[^\W_]+|[$€£¥%<>=+-]")  # signs too: they tell figures apart
_LONGEST_LINE = 20_000  # characters: what is longer is data, not prose
_TITLES = ("title", "sidebar_label", "sidebarTitle", "linkTitle", "nav_title")


@dataclass(frozen=True)
class Elsewhere:
    """Another place where a passage stands in the same words."""

    path: str
    line: int
    headings: tuple[str, ...]


@dataclass(frozen=True)
class Passage:
    """What stands under one heading; `headings` are the page's title and the headings above.

    `path` is the file where it stands: a page, or a file that a page includes. `also` are the
    other places that say the same in the same words.
    """

    path: str
    line: int
    headings: tuple[str, ...]
    blocks: tuple[Block, ...]
    also: tuple[Elsewhere, ...] = ()

    @property
    def heading(self) -> str:
        """The nearest heading."""
        return self.headings[-1] if self.headings else ""

    @property
    def text(self) -> str:
        """All its words, without code."""
        return "\n".join(block.text for block in self.blocks if block.kind != "code")

    @cached_property
    def said(self) -> tuple[int, bytes]:
        """How many words it has, and a digest of them: equal for texts that differ only in
        markup, capitals and punctuation."""
        words = _WORD.findall("\n".join(block.text for block in self.blocks).casefold())
        return len(words), sha256(" ".join(words).encode()).digest()


@dataclass(frozen=True)
class Page:
    """A page with what its front matter says of it; absent dates and regions mean no limit.

    `parts` are the lines of the files that it includes, by path; `skipped` what of it is not read.
    """

    path: str
    title: str
    url: str | None
    owner: str | None
    review_by: date | None
    valid_from: date | None
    valid_until: date | None
    regions: frozenset[str]
    products: tuple[str, ...]
    questions: tuple[tuple[str, int], ...]
    passages: tuple[Passage, ...]
    lines: tuple[str, ...] = field(repr=False)
    front_line: Mapping[str, int] = field(default_factory=dict, repr=False)
    parts: Mapping[str, tuple[str, ...]] = field(default_factory=dict, repr=False)
    skipped: tuple[Skipped, ...] = field(default=(), repr=False)
    draft: bool = False

    def holds(self, today: date, region: str | None) -> bool:
        """Whether what it says is valid on `today` in `region` (None: not known)."""
        return (
            (self.valid_from is None or self.valid_from <= today)
            and (self.valid_until is None or today <= self.valid_until)
            and (region is None or not self.regions or self._is_for(region))
        )

    def _is_for(self, region: str) -> bool:
        return region in self.regions or (region == "EU" and bool(self.regions & EU))


def read_page(text: str, path: str, includes: Includes | None = None) -> Page:
    """Parse a page; raises ContentError when it cannot be used.

    `includes` are the files that it may include; without them it includes none.
    """
    front, at, body_line = front_matter(text, path)
    lines = text.split("\n")
    reading = Reading(front, includes, mdx=path.lower().endswith(".mdx"))
    try:
        Markup(
            reading, prose(lines[body_line - 1 :], path, body_line, reading), path, body_line
        ).run()
    except TooManyLines:
        found = f"more than {MOST_LINES:,} lines"
        raise ContentError(path, None, found, "a shorter page") from None
    except Unclosed:
        raise ContentError(path, None, "too many tags that never end", "a readable page") from None
    plain = reading.plain
    read = Reader(plain.lines, plain.places, reading.mdx)
    named = next((title for key in _TITLES if (title := text_in(front, key))), None)
    title = text_in(front, "title") or read.first_title or named or _title_of(path)
    passages = tuple(
        Passage(*section.place, _headings(title, section.headings), tuple(section.blocks))
        for section in read.sections
        if section.blocks and section.place
    )
    questions = list_in(front, "questions", path, at)
    valid_from, valid_until = validity_in(front, path, at)
    return Page(
        path=path,
        title=title,
        url=url_in(front, path, at),
        owner=text_in(front, "owner"),
        review_by=date_in(front, "review_by", path, at),
        valid_from=valid_from,
        valid_until=valid_until,
        regions=regions_in(front, path, at),
        products=tuple(names_in(front, "products", path, at)),
        questions=tuple((q, at.get(f"questions.{n}", 1)) for n, q in enumerate(questions)),
        passages=passages,
        lines=tuple(lines),
        front_line=at,
        parts={name: tuple(part.split("\n")) for name, part in reading.parts.items()},
        skipped=tuple(summed([*reading.skipped, *read.skipped])),
        draft=is_draft(front),
    )


def prose(lines: Sequence[str], path: str, first: int, reading: Reading) -> str:
    """The lines without those that are too long to be prose."""
    kept = []
    for number, line in enumerate(lines, first):
        if len(line) > _LONGEST_LINE:
            reason = f"a line of {len(line):,} characters"
            reading.skipped.append(Skipped(path, number, reason, "text"))
            kept.append("")
        else:
            kept.append(line)
    return without_marks("\n".join(kept))


def _title_of(path: str) -> str:
    name = path.rsplit("/", 1)[-1].split(".", maxsplit=1)[0]
    if name in {"index", "_index", "README", "readme"} and "/" in path:
        name = path.rsplit("/", 2)[-2]
    return name.replace("-", " ").replace("_", " ").strip().capitalize()


def _headings(title: str, above: Sequence[str]) -> tuple[str, ...]:
    rest = [heading for heading in above if heading]
    return (title, *(rest[1:] if rest and rest[0].casefold() == title.casefold() else rest))
