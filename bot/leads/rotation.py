"""Rotation: which of several people who could get a lead gets it, with the arithmetic in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.leads.hours import Shift
from bot.leads.playbook import Strategy


@dataclass(frozen=True)
class Rep:
    """One person with their load now.

    `assigned` counts offers within the window and `credits` those given back; `fresh` is somebody
    who came or returned within the window, and so has had less time than the others.
    `languages` are tags such as "fr" or "pt-BR".
    """

    id: str
    name: str
    active: bool = True
    teams: tuple[str, ...] = ()
    shift: Shift = field(default_factory=Shift)
    weight: float = 1.0
    capacity: int | None = None
    open_leads: int = 0
    assigned: int = 0
    credits: int = 0
    last_assigned: datetime | None = None
    fresh: bool = False
    languages: tuple[str, ...] = ()
    skills: tuple[str, ...] = ()

    @property
    def own_share(self) -> float:
        """Leads of the window for each unit of weight."""
        return (self.assigned - self.credits) / self.weight


@dataclass(frozen=True)
class Ranked:
    """A candidate with the figure that decides; the lowest gets the lead."""

    rep: Rep
    figure: float

    @property
    def lifted(self) -> bool:
        """Whether somebody new counts from the level of the others."""
        return self.rep.fresh and self.figure != self.rep.own_share


def rank(ready: Sequence[Rep], strategy: Strategy) -> list[Ranked]:
    """The candidates, the one who gets it first.

    Ties go to the one whose last lead is the longest ago, then by id.
    """
    if strategy == "least_loaded":
        rated = [Ranked(rep, rep.open_leads / rep.weight) for rep in ready]
    else:
        # Without the level, somebody new or back from a holiday would get every lead until even.
        level = min((rep.own_share for rep in ready if not rep.fresh), default=float("-inf"))
        rated = [
            Ranked(rep, max(rep.own_share, level) if rep.fresh else rep.own_share) for rep in ready
        ]
    return sorted(rated, key=lambda one: (one.figure, _last(one.rep), one.rep.id))


def _last(rep: Rep) -> float:
    return rep.last_assigned.timestamp() if rep.last_assigned else float("-inf")


def arithmetic(ranked: Sequence[Ranked], strategy: Strategy) -> dict[str, str]:
    """Name → how the figure of each came about."""
    return {one.rep.name: _sum(one, strategy) for one in ranked}


def _sum(one: Ranked, strategy: Strategy) -> str:
    rep = one.rep
    if strategy == "least_loaded":
        return f"{rep.open_leads} open / weight {rep.weight:g} = {one.figure:.3g}"
    had = f"{rep.assigned} leads − {rep.credits} given back"
    text = f"({had}) / weight {rep.weight:g} = {rep.own_share:.3g}"
    if one.lifted:
        return f"{text}; counts as {one.figure:.3g}, the level of the others"
    return text


def comparison(
    total: int,
    ranked: Sequence[Ranked],
    notes: Mapping[str, str],
    strategy: Strategy,
    window_days: int,
) -> str:
    """Why the first of `ranked` got it, said to them; `notes` says why others could not.

    `total` people stand on the rung; of one alone there is nothing to say.
    """
    if total == 1:
        return ""
    parts = [f"{name} {why}" for name, why in notes.items()]
    if len(ranked) == 1:
        parts.append("you were the only one left")
    else:
        had = [_had(one, strategy, window_days) for one in ranked]
        others = [f"{one.rep.name} {text}" for one, text in zip(ranked[1:], had[1:], strict=True)]
        parts.append(f"you had {had[0]}, {', '.join(others)}")
        if ranked[0].figure == ranked[1].figure:
            parts.append(_tie(ranked[0].rep, ranked[1].rep))
    return f"Of {total} people, {'; '.join(parts)}."


def _had(one: Ranked, strategy: Strategy, window_days: int) -> str:
    rep = one.rep
    if strategy == "least_loaded":
        return f"{rep.open_leads} open"
    number = rep.assigned - rep.credits
    weight = f" at weight {rep.weight:g}" if rep.weight != 1 else ""
    new = " (new or back, counts from the others' level)" if one.lifted else ""
    return f"{number} {'lead' if number == 1 else 'leads'} in {window_days} days{weight}{new}"


def _tie(first: Rep, second: Rep) -> str:
    if first.last_assigned == second.last_assigned:
        return "you come first in the list"
    return "yours was the longest ago" if first.last_assigned else "you have had none lately"


def fresh_since(created: datetime, shift: Shift, now: datetime, window_days: int) -> bool:
    """Whether somebody came, or returned from an absence, within the window before `now`."""
    begin = now - timedelta(days=window_days)
    if created > begin:
        return True
    zone = ZoneInfo(shift.timezone)
    first, today = begin.astimezone(zone).date(), now.astimezone(zone).date()
    return any(first <= absence.last < today for absence in shift.absences)
