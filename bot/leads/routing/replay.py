"""Routing played through on past or invented leads: who would get what, and how even it is.

Nothing is written. Everybody begins without leads; loads build up as the replay goes, and nobody's
leads are closed, so that a capacity fills up as it would if none of these were ever done.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from bot.leads.playbook.playbook import Routing
from bot.leads.routing.decision import CATCH_ALL, Decision, Facts
from bot.leads.routing.rotation import Rep
from bot.leads.routing.routing import choose


@dataclass(frozen=True)
class Arrival:
    """One lead as routing sees it, and when it came."""

    id: str
    at: datetime
    facts: Facts


@dataclass(frozen=True)
class Given:
    """Who would have got one lead, and why."""

    lead_id: str
    person_id: str
    rung: str
    text: str
    problems: tuple[str, ...]  # why nobody of the rungs that matched could have it


@dataclass
class Outcome:
    """A whole replay."""

    given: list[Given] = field(default_factory=list)
    leads: Counter[str] = field(default_factory=Counter)  # person → how many
    rungs: Counter[str] = field(default_factory=Counter)
    # rung → person who could have had a lead by it → weight
    candidates: dict[str, dict[str, float]] = field(default_factory=dict)

    def fair(self) -> dict[str, float]:
        """Person → leads that would be theirs, were each rung's shared out by weight alone among
        all who could have had one by it; who is not on shift when leads come gets fewer."""
        shares: dict[str, float] = {}
        for rung, weights in self.candidates.items():
            for person, weight in weights.items():
                share = self.rungs[rung] * weight / sum(weights.values())
                shares[person] = shares.get(person, 0.0) + share
        return shares

    def uneven(self) -> tuple[str, float] | None:
        """Who is furthest from a fair share, and by how many leads (positive: too many)."""
        off = {person: self.leads[person] - share for person, share in self.fair().items()}
        if not off:
            return None
        person = max(off, key=lambda each: abs(off[each]))
        return person, round(off[person], 2)

    def as_dict(self) -> dict[str, Any]:
        """As plain data."""
        uneven, fair = self.uneven(), self.fair()
        return {
            "leads": len(self.given),
            "people": {
                person: {"leads": self.leads[person], "fair_share": round(share, 2)}
                for person, share in sorted(fair.items())
            },
            "rungs": dict(self.rungs),
            "catch_all": self.rungs[CATCH_ALL],
            "furthest_from_fair": None
            if uneven is None
            else {"person": uneven[0], "leads": uneven[1]},
        }


def replay(arrivals: Sequence[Arrival], people: Sequence[Rep], routing: Routing) -> Outcome:
    """Give each lead in the order of their arrival; raises ValueError when there are no people."""
    outcome = Outcome()
    recent: dict[str, deque[datetime]] = {rep.id: deque() for rep in people}
    total: Counter[str] = Counter()
    names = {rep.name: rep for rep in people}
    window = timedelta(days=routing.window_days)
    for arrival in sorted(arrivals, key=lambda each: (each.at, each.id)):
        for times in recent.values():
            while times and times[0] < arrival.at - window:
                times.popleft()
        now = [
            replace(
                rep,
                open_leads=total[rep.id],
                assigned=len(recent[rep.id]),
                credits=0,
                last_assigned=recent[rep.id][-1] if recent[rep.id] else None,
            )
            for rep in people
        ]
        decision = choose(arrival.facts, now, routing, arrival.at)
        recent[decision.person_id].append(arrival.at)
        total[decision.person_id] += 1
        _note(outcome, arrival, decision, names)
    return outcome


def _note(outcome: Outcome, arrival: Arrival, decision: Decision, names: dict[str, Rep]) -> None:
    outcome.leads[decision.person_id] += 1
    outcome.rungs[decision.rung] += 1
    excluded = tuple(f"{name} {why}" for name, why in decision.excluded.items())
    lost = decision.rung == CATCH_ALL
    outcome.given.append(
        Given(
            arrival.id, decision.person_id, decision.rung, decision.text, excluded if lost else ()
        )
    )
    pool = outcome.candidates.setdefault(decision.rung, {})
    pool.update({names[name].id: names[name].weight for name in decision.candidates})
