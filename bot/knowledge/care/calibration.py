"""What to expect of this content: how many questions get an answer, and how many of them rightly.

The content's own questions (headings that ask, and the phrasings of `questions:`) are asked with
their wording taken out of it, and questions of quite other companies besides, against the line from
which a passage is quoted (`bot.knowledge.search.trust`).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import sqrt

from bot.knowledge.knowledge import Knowledge
from bot.knowledge.reading.pages import Page
from bot.knowledge.search.trust import best_trust, foreign_questions, trust_in

_Z = 1.96  # 95 %
_ASKED = 300  # own questions at most


@dataclass(frozen=True)
class Rate:
    """`count` of `of`, with the bounds of Wilson's interval (Wilson 1927) at 95 %."""

    count: int
    of: int

    @property
    def share(self) -> float:
        """The observed share; 0 of nothing."""
        return self.count / self.of if self.of else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        """Lower and upper bound, 0 to 1."""
        if not self.of:
            return 0.0, 1.0
        n, p = self.of, self.share
        middle = (p + _Z**2 / (2 * n)) / (1 + _Z**2 / n)
        half = _Z / (1 + _Z**2 / n) * sqrt(p * (1 - p) / n + _Z**2 / (4 * n * n))
        return max(0.0, middle - half), min(1.0, middle + half)

    def __str__(self) -> str:
        low, high = self.interval
        return f"{self.count} of {self.of} ({self.share:.0%}, {low:.0%} to {high:.0%})"


@dataclass(frozen=True)
class Calibration:
    """`trusted` is the line drawn; `answered` of the own questions get an answer, `right` of those
    from their own section, `foreign` of others' questions get one."""

    trusted: float
    answered: Rate
    right: Rate
    foreign: Rate


def calibrate(knowledge: Knowledge) -> Calibration:
    """Measure a content at the line that was drawn for it."""
    own = _own(knowledge)
    answered = [right for trust, right in own if trust >= knowledge.trusted]
    strange = [best_trust(knowledge.index, question) for question in foreign_questions()]
    return Calibration(
        knowledge.trusted,
        Rate(len(answered), len(own)),
        Rate(sum(answered), len(answered)),
        Rate(sum(trust >= knowledge.trusted for trust in strange), len(strange)),
    )


def _own(knowledge: Knowledge) -> list[tuple[float, bool]]:
    """For each of the content's own questions, the trust and whether it found its own place."""
    asked: list[tuple[str, str, int | None]] = []
    for page in knowledge.pages:
        asked += [
            (passage.heading, passage.path, passage.line)
            for passage in page.passages
            if passage.heading.endswith("?") and passage.text.strip()
        ]
        asked += [(question, page.path, None) for question, _ in page.questions]
    step = max(1, len(asked) // _ASKED)
    asked = asked[::step]
    index = knowledge.index.like(tuple(_unasked(page) for page in knowledge.pages))
    found = []
    for question, path, line in asked:
        hits = index.read(question, index.encode(question))
        right = bool(hits) and hits[0].passage.path == path
        if right and line is not None:
            right = hits[0].passage.line == line
        found.append((trust_in(hits), right))
    return found


def _unasked(page: Page) -> Page:
    """The page without the questions that it asks itself."""
    passages = tuple(
        replace(one, headings=tuple(text for text in one.headings if not text.endswith("?")))
        for one in page.passages
    )
    return replace(page, passages=passages, questions=())
