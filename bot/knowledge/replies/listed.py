"""What the catalogue alone answers: prices, comparisons, choices, facts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from bot.knowledge.prices.catalog import Catalog
from bot.knowledge.prices.discounts import meant
from bot.knowledge.prices.pricing import CANNOT_QUOTE, price_reply
from bot.knowledge.prices.selection import sold_otherwise
from bot.knowledge.question.asked import Asked
from bot.knowledge.question.attributes import charged
from bot.knowledge.question.names import Mention, categories_named
from bot.knowledge.question.signals import CHEAPEST_WAY
from bot.knowledge.replies.choosing import described_reply, recommend_reply
from bot.knowledge.replies.comparing import compare_reply
from bot.knowledge.replies.contrasting import contrast_reply
from bot.knowledge.replies.describing import fact_reply, offered_reply, overview_reply
from bot.knowledge.replies.exceeding import exceeding_reply
from bot.knowledge.replies.ranking import ranking_reply
from bot.knowledge.replies.reply import Reply
from bot.knowledge.words import content_words

_MOST_OF_KIND = 4  # products that are told one by one


@dataclass(frozen=True)
class Listed:
    """Answers from a catalogue; `common` tells whether a stem is common in the content."""

    catalog: Catalog
    categories: Mapping[str, frozenset[str]]
    common: Callable[[str], bool]

    def reply(self, asked: Asked, today: date, region: str | None) -> Reply | None:
        """What the catalogue answers; kind unknown when only it could and it does not."""
        if asked.of_others or CHEAPEST_WAY.search(asked.plain):
            return None
        if sold_otherwise(asked, self.catalog):
            return Reply("unknown", CANNOT_QUOTE, final=True)
        if asked.focus is not None:
            reply = self._reply(asked.focus, today, region)
            if reply is not None and reply.kind != "unknown":
                return reply
        return self._reply(asked, today, region)

    def _reply(self, asked: Asked, today: date, region: str | None) -> Reply | None:
        if asked.price and charged(asked, self.catalog):
            asked = replace(asked, price=False)
        elif asked.mentions and not (asked.price or asked.choice or asked.yes_no or asked.compare):
            # "I have a member card, what's the lesson?"
            asked = replace(asked, price=bool(meant(asked, self.catalog).discounts))
        reply = exceeding_reply(asked, self.catalog, today, region)
        if reply:
            return reply
        if len(asked.products) > 1:
            reply = self._ranked(asked, today, region)
            if reply:
                return reply
        if asked.dearer:
            reply = contrast_reply(asked, self.catalog, today, region)
            if reply:
                return reply
        if asked.compare and asked.quantity and asked.mentions and asked.better:
            reply = self._choice(replace(asked, choice=True), today, region)
            if reply:
                return reply
        if asked.compare and not asked.cheapest:
            reply = compare_reply(asked, self.catalog, today, region)
            if reply:
                return reply
        if asked.discount:
            reply = price_reply(asked, self.catalog, today, region)
            if reply:
                return reply
        limited = asked.most is not None or asked.least is not None
        chosen = asked.choice or limited
        if chosen and (asked.cheapest or asked.dearest or limited):
            reply = self._choice(asked, today, region)
            if reply:
                return reply
        if asked.price and asked.choice and not asked.mentions and asked.told:
            reply = self._choice(asked, today, region)
            if reply:
                return reply
        if asked.price:
            reply = price_reply(replace(asked, discount=False), self.catalog, today, region)
            if reply is None and not asked.mentions and not asked.target:
                reply = self._choice(asked, today, region)
            return reply
        if asked.other_time:
            return None
        reply = ranking_reply(asked, self.catalog, self.categories) or fact_reply(
            self._of_kind(asked), self.catalog
        )
        if reply is None and not chosen and asked.explains:
            return None
        if reply is None and asked.counts:
            reply = overview_reply(asked, self.catalog)
        kind = bool(categories_named(content_words(asked.plain), self.categories))
        brief = len(asked.plain.split()) <= 4
        if reply is None and (asked.yes_no or brief) and not (chosen or kind or asked.mentions):
            reply = offered_reply(asked, self.catalog)
        # "7 seater electric", "a car for 7 people"
        short = bool(asked.quantity) or (brief and not asked.yes_no)
        several = len(asked.products) > 1 and len(asked.mentions) == 1 and bool(asked.left)
        if (
            reply is None
            and (several or not asked.mentions or (chosen and not self._besides(asked)))
            and (chosen or kind or asked.looks or short or several)
        ):
            reply = self._choice(asked, today, region, only_facts=not (chosen or kind or several))
        if reply is None and not asked.mentions:
            reply = described_reply(asked, self.catalog)
        return reply

    def _besides(self, asked: Asked) -> list[str]:
        """What a question leaves unexplained, but for the kind that it names."""
        kinds = categories_named(content_words(asked.plain), self.categories)
        known = {word for stems in kinds.values() for word in stems}
        return [word for word in asked.left if word not in known]

    def _ranked(self, asked: Asked, today: date, region: str | None) -> Reply | None:
        """Which of the products named has more of a fact, and which costs more if that is asked."""
        reply = ranking_reply(asked, self.catalog, self.categories)
        if reply is None or not (asked.dearer or asked.price):
            return reply
        costs = contrast_reply(asked, self.catalog, today, region)
        if costs is None:
            return None
        text = f"{reply.text}\n{costs.text}"
        return replace(reply, text=text, sources=(*reply.sources, *costs.sources))

    def _of_kind(self, asked: Asked) -> Asked:
        """With the products of the one category that a question names, "payload of the van"."""
        about = set(content_words(asked.plain))
        named = [name for name, stems in self.categories.items() if stems and stems <= about]
        numbers = any(c.isdigit() for c in asked.plain)  # "a van for 800 kg" is a choice
        if asked.mentions or asked.choice or numbers or len(named) != 1:
            return asked
        ids = tuple(p.id for p in self.catalog.products if p.category == named[0])
        if not 0 < len(ids) <= _MOST_OF_KIND:
            return asked
        stems = self.categories[named[0]]
        left = tuple(word for word in asked.left if word not in stems)
        return replace(asked, mentions=(Mention(ids, 0, 0, stems),), left=left)

    def _choice(
        self, asked: Asked, today: date, region: str | None, only_facts: bool = False
    ) -> Reply | None:
        return recommend_reply(
            asked, self.catalog, self.categories, today, region, self.common, only_facts
        )
