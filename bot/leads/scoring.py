"""Scores with reasons: fit and engagement apart, grade A1 to C3, MQL or not.

Engagement decays: E(t) = Σ_groups min(cap_g, Σ points_i · 0.5^((t − t_i) / half-life)).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.leads.conditions import holds
from bot.leads.playbook import Group, Rule, Scoring

_DAY = 86_400.0


@dataclass(frozen=True)
class Act:
    """Something the visitor did that shows interest."""

    event: str
    at: datetime


@dataclass(frozen=True)
class Reason:
    """Points that counted, after the group's cap and decay, and why."""

    group: str
    points: int
    text: str


@dataclass(frozen=True)
class Score:
    """The score of one lead now; `why_mql` says in words why it is an MQL, or is None."""

    fit: int
    engagement: int
    grade: str
    mql: bool
    why_mql: str | None
    reasons: tuple[Reason, ...]


def score(
    details: Mapping[str, Any], acts: Sequence[Act], scoring: Scoring, now: datetime
) -> Score:
    """Score what is known (`details`, field → value) and done (`acts`)."""
    reasons: list[Reason] = []
    fit = 0.0
    for group in scoring.fit:
        found = [(rule, float(rule.points)) for rule in group.rules if holds(rule.when, details)]
        fit += _count(group, found, reasons)
    engagement = 0.0
    for group in scoring.engagement:
        found = [
            (rule, sum(_decayed(rule.points, act.at, now, scoring) for act in acts
                       if act.event == rule.event))
            for rule in group.rules
        ]
        engagement += _count(group, [(rule, points) for rule, points in found if points], reasons)
    high = sorted({act.event for act in acts} & scoring.high_intent)
    whole_fit, whole_engagement = round(fit), round(engagement)
    why = None
    if high:
        why = f"{high[0].replace('_', ' ').capitalize()}, an act of high intent"
    elif whole_fit >= scoring.mql_fit and whole_engagement >= scoring.mql_engagement:
        why = (
            f"fit {whole_fit} of at least {scoring.mql_fit} and engagement "
            f"{whole_engagement} of at least {scoring.mql_engagement}"
        )
    return Score(
        fit=whole_fit,
        engagement=whole_engagement,
        grade=_grade(whole_fit, scoring.fit_grades, "C")
        + _grade(whole_engagement, scoring.engagement_grades, "3"),
        mql=why is not None,
        why_mql=why,
        reasons=tuple(reasons),
    )


def _decayed(points: int, at: datetime, now: datetime, scoring: Scoring) -> float:
    days = max((now - at).total_seconds(), 0.0) / _DAY
    return float(points * 0.5 ** (days / scoring.half_life_days))


def _count(group: Group, found: Sequence[tuple[Rule, float]], reasons: list[Reason]) -> float:
    """The group's points; what the cap cuts off is cut off in the reasons too, in order."""
    left = float(group.cap)
    total = 0.0
    for rule, points in found:
        counted = min(points, left) if points > 0 else points
        if points > 0:
            left -= counted
        total += counted
        text = rule.reason
        if round(counted) < round(points):
            text += f" ({round(points)} points, but {group.name} counts {group.cap} at most)"
        reasons.append(Reason(group.name, round(counted), text))
    return total


def _grade(points: int, thresholds: Mapping[str, int], below: str) -> str:
    reached = [name for name, least in thresholds.items() if points >= least]
    return min(reached, default=below)
