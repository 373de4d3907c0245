"""Scores against what came of the leads, and against another scoring."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from scipy.stats import binomtest
from sqlalchemy.orm import Session

from bot.leads.lifecycle import engagements_of
from bot.leads.playbook.playbook import Scoring
from bot.leads.scoring import Score, score
from bot.leads.stages import values_of
from bot.storage.tables import Lead

_OVER = ("won", "lost")


@dataclass(frozen=True)
class Change:
    """One open lead under the scoring in force and under a changed one."""

    lead_id: str
    stage: str
    before: Score
    after: Score

    @property
    def becomes_mql(self) -> bool:
        """Whether only the changed scoring makes an MQL of a contact."""
        return self.stage == "contact" and self.after.mql and not self.before.mql

    def as_dict(self) -> dict[str, Any]:
        return {
            "id": self.lead_id,
            "stage": self.stage,
            "before": _plain(self.before),
            "after": _plain(self.after),
            "becomes_mql": self.becomes_mql,
        }


@dataclass(frozen=True)
class Rate:
    """How many of the leads with something in common were won; `low` and `high` are the bounds of
    the 95 % interval of Wilson (1927)."""

    name: str
    won: int
    of: int

    @property
    def rate(self) -> float:
        return self.won / self.of

    @property
    def interval(self) -> tuple[float, float]:
        found = binomtest(self.won, self.of).proportion_ci(method="wilson")
        return float(found.low), float(found.high)

    def as_dict(self) -> dict[str, Any]:
        low, high = self.interval
        return {
            "name": self.name,
            "won": self.won,
            "of": self.of,
            "rate": round(self.rate, 4),
            "low": round(low, 4),
            "high": round(high, 4),
        }


def changes(session: Session, before: Scoring, after: Scoring, now: datetime) -> list[Change]:
    """The open leads whose score, grade or readiness differ between two scorings, as of `now`."""
    found = []
    leads = sa.select(Lead).where(Lead.stage.not_in(_OVER)).order_by(Lead.created_at)
    for lead in session.scalars(leads):
        details, events = values_of(session, lead), engagements_of(session, lead)
        old = score(details, events, before, now)
        new = score(details, events, after, now)
        if (old.fit, old.engagement, old.grade, old.mql) != (
            new.fit,
            new.engagement,
            new.grade,
            new.mql,
        ):
            found.append(Change(str(lead.id), str(lead.stage), old, new))
    return found


def win_rates(session: Session) -> tuple[list[Rate], list[Rate]]:
    """Of the leads that were won or lost: the share that was won, by grade, and by each reason of
    their scores; the most frequent reasons first."""
    grades: dict[str, list[bool]] = {}
    reasons: dict[str, list[bool]] = {}
    rows = session.execute(
        sa.select(Lead.grade, Lead.stage, Lead.score_reasons).where(Lead.stage.in_(_OVER))
    )
    for grade, stage, why in rows:
        grades.setdefault(grade, []).append(stage == "won")
        for text in {each["text"] for each in why}:
            reasons.setdefault(text, []).append(stage == "won")
    by_grade = sorted(grades.items())
    by_reason = sorted(reasons.items(), key=lambda item: (-len(item[1]), item[0]))
    return _rates(by_grade), _rates(by_reason)


def _rates(groups: Iterable[tuple[str, Sequence[bool]]]) -> list[Rate]:
    return [Rate(name, sum(won), len(won)) for name, won in groups]


def _plain(found: Score) -> dict[str, Any]:
    return {
        "fit": found.fit,
        "engagement": found.engagement,
        "grade": found.grade,
        "mql": found.mql,
    }
