"""Scoring: fit and engagement apart, every point with its reason."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.leads.playbook.conditions import holds
from bot.leads.playbook.playbook import EngagementGroup, FitGroup, Scoring

_DAY = 86_400  # seconds


@dataclass(frozen=True)
class Engagement:
    """Something a visitor did, and when."""

    event: str
    at: datetime


@dataclass(frozen=True)
class Reason:
    """Points and why; the points of all reasons of a score add up to it."""

    group: str
    points: int
    text: str

    def as_dict(self) -> dict[str, Any]:
        return {"group": self.group, "points": self.points, "text": self.text}


@dataclass(frozen=True)
class Score:
    """`grade` is fit A to C and engagement 1 to 3; `why` says what makes an MQL of the lead."""

    fit: int
    engagement: int
    grade: str
    mql: bool
    reasons: tuple[Reason, ...]
    why: str


def score(
    details: Mapping[str, Any],
    events: Sequence[Engagement],
    scoring: Scoring,
    now: datetime,
) -> Score:
    """Score a lead from its details' normalised values and what the visitor did until `now`."""
    reasons: list[Reason] = []
    for group in scoring.fit:
        reasons += _fit(group, details)
    fit = sum(each.points for each in reasons)
    engaged: list[Reason] = []
    for events_group in scoring.engagement:
        engaged += _engagement(events_group, events, scoring.half_life_days, now)
    engagement = sum(each.points for each in engaged)
    intent = next((each.event for each in events if each.event in scoring.high_intent), None)
    passes = fit >= scoring.mql_fit and engagement >= scoring.mql_engagement
    why = ""
    if intent is not None:
        why = f"{intent.replace('_', ' ').capitalize()}, which is enough by itself"
    elif passes:
        why = (
            f"Fit {fit} ≥ {scoring.mql_fit} and engagement {engagement} ≥ {scoring.mql_engagement}"
        )
    return Score(
        fit=fit,
        engagement=engagement,
        grade=_grade(fit, engagement, scoring),
        mql=passes or intent is not None,
        reasons=(*reasons, *engaged),
        why=why,
    )


def _fit(group: FitGroup, details: Mapping[str, Any]) -> list[Reason]:
    reasons = [
        Reason(group.group, rule.points, rule.reason)
        for rule in group.rules
        if rule.points and holds(rule.when, details)
    ]
    return reasons + _over(group.group, group.cap, reasons)


def _engagement(
    group: EngagementGroup, events: Sequence[Engagement], half_life_days: float, now: datetime
) -> list[Reason]:
    parts: list[tuple[float, str]] = []
    for rule in group.rules:
        ages = [
            max(0.0, (now - each.at).total_seconds()) / _DAY
            for each in events
            if each.event == rule.event
        ]
        if ages:
            points = sum(rule.points * 0.5 ** (age / half_life_days) for age in ages)
            times = f" ({len(ages)} times)" if len(ages) > 1 else ""
            parts.append((points, f"{rule.reason}{times}"))
    reasons = [
        Reason(group.group, points, text)
        for points, (_, text) in zip(_whole([points for points, _ in parts]), parts, strict=True)
        if points
    ]
    return reasons + _over(group.group, group.cap, reasons)


def _whole(parts: Sequence[float]) -> list[int]:
    """Whole numbers near `parts` whose sum is the sum of `parts`, rounded."""
    down = [math.floor(part) for part in parts]
    missing = math.floor(sum(parts) + 0.5) - sum(down)
    order = sorted(range(len(parts)), key=lambda i: down[i] - parts[i])
    for index in order[:missing]:
        down[index] += 1
    return down


def _over(group: str, cap: int | None, reasons: Sequence[Reason]) -> list[Reason]:
    """What the cap takes off, as a reason of its own, so that the sum stays right."""
    total = sum(each.points for each in reasons)
    if cap is None or total <= cap:
        return []
    return [Reason(group, cap - total, f"At most {cap} points count for {group}")]


def _grade(fit: int, engagement: int, scoring: Scoring) -> str:
    letter = "A" if fit >= scoring.grade_a else "B" if fit >= scoring.grade_b else "C"
    number = "1" if engagement >= scoring.grade_1 else "2" if engagement >= scoring.grade_2 else "3"
    return letter + number
