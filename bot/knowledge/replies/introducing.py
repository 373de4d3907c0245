"""Who the company is and what it sells, for those who ask nothing more than that."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from bot.knowledge.answer import Source
from bot.knowledge.company import FILE, Company
from bot.knowledge.prices.attributes import capital, join
from bot.knowledge.prices.catalog import Catalog, Product
from bot.knowledge.prices.pricelist import families, main_products
from bot.knowledge.question.basics import Basic, basic_in
from bot.knowledge.question.names import Names
from bot.knowledge.reading.pages import Page, Passage
from bot.knowledge.reading.sections import Block
from bot.knowledge.replies.reply import Reply, source_of
from bot.knowledge.words import fold, sentences

_MOST_WORDS = 60  # of the introduction that is quoted
_FEWEST_WORDS = 6  # of a sentence that tells something
_NAMED = 6  # things of a category that are named; more are counted
_SURE = 0.9
_NARROWS = "Tell me what you need it for, or your budget, and I can narrow that down."
_HOME = re.compile(r"(?:index|home|homepage|readme|overview|welcome|start)")
_ABOUT = re.compile(r"\b(?:about|company|who we are|what we do|our story|introduction|mission)\b")
_ABOUT_US = re.compile(
    r"(?:about|who (?:is|are|we are)|what (?:is|does|we do)|our (?:company|story|firm|business))"
    r"(?: us| the company)?(?: do)?|the company|introduction"
)
# Pages that name the company often and say something else of it.
_ASIDE = re.compile(
    r"\b(?:vs|versus|compar\w+|alternatives?|privacy|terms|conditions|legal|imprint|cookies?|polic\w+"
    r"|customers?|case stud\w+|stor(?:y|ies)|references|reviews?|careers?|jobs?|press|news|blog"
    r"|changelog|releases?|support|partners?)\b"
)
_IS = re.compile(r"(?:is|are)\b(?! (?:not|available|open|closed|based|at|in|on)\b)")
_DOES = re.compile(r"(?!is\b|has\b|was\b|does\b)[a-z]{3,}s\b")
_WE_ARE = re.compile(r"we(?:'re| are) (?:an?|the|your|\w+ (?:who|that))\b")
_WE_DO = re.compile(
    r"we (?:\w+ly )?(?:sell|make|build|offer|help|provide|rent|hire|lend|repair|teach|train|clean"
    r"|run|design|supply|deliver|organi[sz]e|plan|install|print|grow|produce|manage|look after"
    r"|translate|bring|serve|advise|support|develop|create|arrange|cook|bake|brew|restore)\b"
)


@dataclass(frozen=True)
class _Introduction:
    """Sentences of one block that say what the company is; `weight` is how surely they do."""

    weight: float
    text: str
    source: Source


class Introducing:
    """Answers the first questions of all; one for each state of the content."""

    def __init__(
        self, company: Company, catalog: Catalog, pages: Sequence[Page], names: Names
    ) -> None:
        self._company = company
        self._catalog = catalog
        self._names = names
        alone = len(pages) == 1
        found = [(page, one) for page in pages for one in self._introductions(page, alone=alone)]
        self._found = sorted(found, key=lambda each: -each[1].weight)

    def basic(self, plain: str, *, first: bool) -> Basic | None:
        """What a folded question asks of the company as a whole."""
        return basic_in(self._names.without_company(plain, "you"), first=first)

    def reply(self, basic: Basic, holds: Callable[[Page], bool]) -> Reply | None:
        """What the company is, in its own words, with what it sells; or the latter alone, with
        what is told about each thing where somebody has to choose."""
        goods, sold_at = self._goods(in_full=basic in ("offer", "choice"), extras=basic == "offer")
        if basic == "choice":
            return Reply("recommend", f"{goods}\n\n{_NARROWS}", sold_at, _SURE) if goods else None
        said = self._described() or next((one for page, one in self._found if holds(page)), None)
        if said is None or (basic == "offer" and goods):
            text, sources = goods, sold_at
        else:
            text = f"{said.text}\n\n{goods}" if goods else said.text
            sources = (said.source, *sold_at)
        return Reply("answer", text, sources, _SURE) if text else None

    def _described(self) -> _Introduction | None:
        """What company.yml says of it."""
        company = self._company
        source = Source(FILE, company.lines.at("description"), company.name)
        return _Introduction(0.0, company.description, source) if company.description else None

    def _goods(self, *, in_full: bool, extras: bool) -> tuple[str, tuple[Source, ...]]:
        """What is sold, by category, and the lines of the catalogue that say so; `in_full`: what
        each thing is, if there are few, `extras`: also what comes on top."""
        catalog = self._catalog
        found = families(catalog.products if extras else main_products(catalog))
        if not found:
            return "", ()
        kinds = {one.category: [f for f in found if f.category == one.category] for one in found}
        shown: list[Product] = []
        lines = [f"{self._company.name} offers:"]
        for kind, members in kinds.items():
            few = members[:_NAMED]
            shown += [one.members[0] for one in few]
            if in_full and len(found) <= _NAMED:
                lines += [_of_family(one.name, one.members) for one in few]
                continue
            named = [one.name for one in few]
            if len(members) > len(few):
                named.append(f"{len(members) - len(few)} more")
            lines.append(f"- **{capital(kind)}**: {join(named)}" if kind else f"- {join(named)}")
        return "\n".join(lines), tuple(source_of(one) for one in shown)

    def _introductions(self, page: Page, *, alone: bool) -> Iterator[_Introduction]:
        where = f"{fold(re.sub(r'[-_/.]', ' ', page.path))} {fold(page.title)}"
        name = page.path.rsplit("/", 1)[-1].split(".", 1)[0]
        home = alone or page.url == "/" or bool(_HOME.fullmatch(fold(name)))
        asked = any(self.basic(fold(q), first=True) == "company" for q, _ in page.questions)
        place = 3.0 * home + 2.0 * asked + 2.0 * bool(_ABOUT.search(where))
        for at, passage in enumerate(page.passages):
            lead = at == 0
            above = self._names.without_company(fold(passage.heading), "us")
            about = bool(_ABOUT_US.fullmatch(above.strip(" ?!.")))
            if not about and _ASIDE.search(f"{where} {above}"):
                continue
            here = about or (lead and place > 0)
            blocks = [block for block in passage.blocks if block.kind == "text"]
            for order, block in enumerate(blocks[:2]):
                weight = place + 2.0 * about + 1.0 * lead - 0.1 * at - 0.5 * order
                found = self._in_block(block, ours=lead or here, any_=here and not order)
                if found is not None:
                    said, text, line = found
                    source = _source(passage, page, line)
                    yield _Introduction(weight + said, text, source)

    def _in_block(self, block: Block, *, ours: bool, any_: bool) -> tuple[float, str, int] | None:
        """How surely a block says what the company is, from its first sentence that does on, and
        the line of that; `ours`: one on "us" may, `any_`: whatever it begins with does."""
        parts = list(sentences(block.text))
        for n, (sentence, start) in enumerate(parts):
            said = self._says(sentence, ours)
            if not said and any_ and n == 0 and len(sentence.split()) >= _FEWEST_WORDS:
                said = 1.0
            if said:
                text = _within(part for part, _ in parts[n:])
                return said, text, block.line + block.text.count("\n", 0, start)
        return None

    def _says(self, sentence: str, ours: bool) -> float:
        if len(sentence.split()) < _FEWEST_WORDS or sentence.rstrip().endswith("?"):
            return 0.0
        plain = fold(sentence)
        named = self._names.without_company(plain, "\0").removeprefix("at ").removeprefix("the ")
        if named.startswith("\0"):
            rest = named[1:].lstrip(" ,")
            return 4.0 if _IS.match(rest) else 3.0 if _DOES.match(rest) else 0.0
        if not ours:
            return 0.0
        return 3.0 if _WE_ARE.match(plain) else 2.0 if _WE_DO.match(plain) else 0.0


def _source(passage: Passage, page: Page, line: int) -> Source:
    return Source(passage.path, line, passage.heading, page.url)


def _of_family(name: str, members: Sequence[Product]) -> str:
    summary = next((one.summary for one in members if one.summary), "")
    return f"- **{name}**: {summary}" if summary else f"- **{name}**"


def _within(parts: Iterator[str]) -> str:
    """As many whole sentences as may be quoted, one at least."""
    taken: list[str] = []
    for part in parts:
        if taken and sum(len(one.split()) for one in (*taken, part)) > _MOST_WORDS:
            break
        taken.append(" ".join(part.split()))
    return " ".join(taken)
