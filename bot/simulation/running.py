"""Many simulated conversations against one server, and what came of them."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from ruamel.yaml import YAML

from bot.dialogue.texts import Texts
from bot.knowledge.company import Company
from bot.knowledge.prices.catalog import Catalog
from bot.knowledge.reading.content import read_pages
from bot.knowledge.reading.pages import Page
from bot.leads.playbook.playbook import Playbook
from bot.settings import ROOT, Settings
from bot.simulation import server
from bot.simulation.conversation import Result, World, hold
from bot.simulation.hearing import Ear
from bot.simulation.phrases import Phrases
from bot.simulation.temperaments import Temperament
from bot.storage.database import Database

# Kinds that a goal of its own is set for.
_ORDERS = ("delete", "erase", "remove", "unsubscribe")
LOST, LOOP, CONSENT = "lost lead", "loop", "contact without consent"


@dataclass(frozen=True)
class Report:
    """All results of a run."""

    results: Sequence[Result]

    @property
    def right_rate(self) -> float:
        """Share of the conversations in which nothing was wrong; 0 of none."""
        return sum(one.right for one in self.results) / max(1, len(self.results))

    def with_kind(self, kind: str) -> int:
        """Conversations in which something of this kind was wrong."""
        return sum(any(each.startswith(kind) for each in one.wrong) for one in self.results)

    def kinds(self) -> Counter[str]:
        """Kinds of what was wrong, each counted once a conversation."""
        return Counter(
            kind for one in self.results for kind in {each.partition(":")[0] for each in one.wrong}
        )


@contextmanager
def world(settings: Settings, folder: Path) -> Iterator[World]:
    """A server of its own for the company of `settings`, with what its visitors know."""
    playbook = Playbook.load(settings.playbook)
    texts = Texts.load(settings.playbook)
    company = Company.load(settings.knowledge)
    catalog = Catalog.load(settings.knowledge, company.currency)
    pages, _ = read_pages(settings.knowledge)  # read only: what is searched is the server's
    fixed = {
        "company": company.name,
        "assistant": company.assistant,
        "privacy_url": company.privacy_url or "",
    }
    with server.running(folder) as base:
        yield World(
            base,
            Database(server.database_url(folder)),
            playbook,
            Ear(playbook, texts, fixed),
            Phrases.load(),
            questions_of(pages, catalog),
            company.country or "US",
            company.currency,
            datetime.now(ZoneInfo(company.timezone)).date(),
        )


def questions_of(pages: Sequence[Page], catalog: Catalog) -> list[str]:
    """Questions that the content says it answers, and the price of everything that has a name."""
    own = [
        question
        for page in pages
        for question, _ in page.questions
        if not question.startswith(_ORDERS)  # "delete my chat" is done, not answered
    ]
    prices = [f"how much is {product.name}?" for product in catalog.products]
    return [*dict.fromkeys((*own, *prices))]


def run(
    world: World,
    count: int,
    seed: int,
    workers: int,
    temperaments: Sequence[Temperament],
    heard: Callable[[Result], None],
) -> Report:
    """Hold `count` conversations, `workers` at a time; `heard` gets each result in order.

    Ctrl-C ends it with what was held so far.
    """

    def one(number: int) -> Result:
        return hold(world, temperaments[number % len(temperaments)], seed, number)

    results: list[Result] = []
    with ThreadPoolExecutor(workers) as pool, suppress(KeyboardInterrupt):
        for result in pool.map(one, range(count)):
            results.append(result)
            heard(result)
    return Report(results)


def as_transcript(result: Result, settings: Settings) -> str:
    """A conversation in the format of `tests/conversations/`: what was said and, of the truth,
    what has a plain value."""
    dealer = settings.knowledge.resolve() == ROOT / "examples" / "dealership" / "knowledge"
    plain = {n: v for n, v in result.expected.items() if isinstance(v, (str, int, bool))}
    document = {
        "title": f"A {result.temperament} visitor, simulated. {'; '.join(result.wrong)}",
        "company": "dealership" if dealer else "software",
        "turns": [
            {"press" if turn.say.pressed else "visitor": turn.say.text} for turn in result.turns
        ],
        "lead": {"details": plain} if plain else "none",
    }
    out = io.StringIO()
    YAML().dump(document, out)
    return out.getvalue()
