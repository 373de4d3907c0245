"""Rotation: which of several people who could get a lead gets it, with the arithmetic in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.leads.playbook.playbook import Strategy
from bot.leads.routing.hours import Shift


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
    """A candidate; the first of them gets the lead, those with the same `figure` are tied.

    `had` is what counts as their leads of the window, `share` what would be their part of those
    of all candidates with this one; both are 0 where the strategy does not ask.
    """

    rep: Rep
    figure: float
    had: float = 0.0
    share: float = 0.0
    urgent: bool = True

    @property
    def lifted(self) -> bool:
        """Whether somebody new counts from the level of the others."""
        return self.rep.fresh and self.had != self.rep.assigned - self.rep.credits


def rank(ready: Sequence[Rep], strategy: Strategy) -> list[Ranked]:
    """The candidates, the one who gets it first.

    Ties go to the one whose last lead is the longest ago, then by id.
    """
    rated = _by_load(ready) if strategy == "least_loaded" else _by_share(ready)
    return sorted(rated, key=lambda one: (not one.urgent, one.figure, _last(one.rep), one.rep.id))


def _by_load(ready: Sequence[Rep]) -> list[Ranked]:
    return [Ranked(rep, rep.open_leads / rep.weight) for rep in ready]


def _by_share(ready: Sequence[Rep]) -> list[Ranked]:
    """Who would be the first to fall a lead behind their share, among those who are behind it.

    The lowest count for each weight would not do: of one person with weight 10 and ten with 1, the
    one would be four leads behind after eleven. By this rule nobody is ever a whole lead away from
    their share (R. Tijdeman, "The chairman assignment problem", Discrete Mathematics 32, 1980).
    """
    # Without the level, somebody new or back from a holiday would get every lead until even.
    level = min((rep.own_share for rep in ready if not rep.fresh), default=float("-inf"))
    had = [
        max(rep.assigned - rep.credits, level * rep.weight)
        if rep.fresh
        else float(rep.assigned - rep.credits)
        for rep in ready
    ]
    total, weights = sum(had), sum(rep.weight for rep in ready)
    least = 1 / (2 * max(len(ready), 2) - 2)  # a person who is less behind than this can wait
    found = []
    for rep, own in zip(ready, had, strict=True):
        part = rep.weight / weights
        share = (total + 1) * part
        figure = round((1 - least - (total * part - own)) / part, 9)
        found.append(Ranked(rep, figure, own, share, urgent=share - own >= least - 1e-9))
    return found


def _last(rep: Rep) -> float:
    return rep.last_assigned.timestamp() if rep.last_assigned else float("-inf")


def arithmetic(ranked: Sequence[Ranked], strategy: Strategy) -> dict[str, str]:
    """Name → how the figure of each came about."""
    return {one.rep.name: _sum(one, strategy) for one in ranked}


def _sum(one: Ranked, strategy: Strategy) -> str:
    rep = one.rep
    if strategy == "least_loaded":
        return f"{rep.open_leads} open / weight {rep.weight:g} = {one.figure:.3g}"
    net = rep.assigned - rep.credits
    text = f"{rep.assigned} leads − {rep.credits} given back = {net}"
    if one.lifted:
        text += f", counts as {one.had:.3g}, the level of the others"
    return f"{text}; with this one, weight {rep.weight:g} has a share of {one.share:.3g}"


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
        shares = len({one.rep.weight for one in ranked}) > 1
        had = [_had(one, strategy, window_days, shares) for one in ranked]
        others = [f"{one.rep.name} {text}" for one, text in zip(ranked[1:], had[1:], strict=True)]
        parts.append(f"you had {had[0]}, {', '.join(others)}")
        if ranked[0].figure == ranked[1].figure:
            parts.append(_tie(ranked[0].rep, ranked[1].rep))
    return f"Of {total} people, {'; '.join(parts)}."


def _had(one: Ranked, strategy: Strategy, window_days: int, shares: bool) -> str:
    rep = one.rep
    if strategy == "least_loaded":
        return f"{rep.open_leads} open"
    number = rep.assigned - rep.credits
    share = f" of a share of {one.share:.3g}" if shares else ""
    new = " (new or back, counts from the others' level)" if one.lifted else ""
    return f"{number} {'lead' if number == 1 else 'leads'} in {window_days} days{share}{new}"


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
