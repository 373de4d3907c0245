"""A page as passages: what stands under one heading, with its line numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from bot.knowledge.front import date_in, front_matter, list_in, text_in
from bot.knowledge.markdown import MARKDOWN, Block, Reader


@dataclass(frozen=True)
class Passage:
    """What stands under one heading; `headings` are the page's title and the headings above."""

    path: str
    line: int
    headings: tuple[str, ...]
    blocks: tuple[Block, ...]

    @property
    def heading(self) -> str:
        """The nearest heading."""
        return self.headings[-1] if self.headings else ""

    @property
    def text(self) -> str:
        """All its words, without code."""
        return "\n".join(block.text for block in self.blocks if block.kind != "code")


@dataclass(frozen=True)
class Page:
    """A page with what its front matter says of it; absent dates and regions mean no limit."""

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

    def holds(self, today: date, region: str | None) -> bool:
        """Whether what it says is valid on `today` in `region` (None: not known)."""
        return (
            (self.valid_from is None or self.valid_from <= today)
            and (self.valid_until is None or today <= self.valid_until)
            and (region is None or not self.regions or region in self.regions)
        )


def read_page(text: str, path: str) -> Page:
    """Parse a page; raises ContentError when its front matter cannot be used."""
    front, at, body_line = front_matter(text, path)
    body = text.split("\n")[body_line - 1 :]
    read = Reader(path, body_line)
    read.tokens(MARKDOWN.parse("\n".join(body)))
    title = text_in(front, "title") or read.first_title or _title_of(path)
    passages = tuple(
        Passage(path, line, _headings(title, above), tuple(blocks))
        for line, above, blocks in read.sections
        if blocks
    )
    questions = list_in(front, "questions", path, at)
    return Page(
        path=path,
        title=title,
        url=text_in(front, "url"),
        owner=text_in(front, "owner"),
        review_by=date_in(front, "review_by", path, at),
        valid_from=date_in(front, "valid_from", path, at),
        valid_until=date_in(front, "valid_until", path, at),
        regions=frozenset(list_in(front, "regions", path, at)),
        products=tuple(list_in(front, "products", path, at)),
        questions=tuple((q, at.get(f"questions.{n}", 1)) for n, q in enumerate(questions)),
        passages=passages,
        lines=tuple(text.split("\n")),
        front_line=at,
    )


def _title_of(path: str) -> str:
    name = path.rsplit("/", 1)[-1].split(".", maxsplit=1)[0]
    if name in {"index", "README", "readme"} and "/" in path:
        name = path.rsplit("/", 2)[-2]
    return name.replace("-", " ").replace("_", " ").strip().capitalize()


def _headings(title: str, above: Sequence[str]) -> tuple[str, ...]:
    rest = [heading for heading in above if heading]
    return (title, *(rest[1:] if rest and rest[0].casefold() == title.casefold() else rest))
