"""Routing: which person a lead goes to, and why, from facts alone.

The first rung of the ladder that matches and has somebody decides; among several the strategy
does. When no rung has anybody, the lead goes to the catch-all, so it always goes to somebody.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.leads.playbook.conditions import holds, in_words
from bot.leads.playbook.playbook import Routing, Rung
from bot.leads.routing.decision import CATCH_ALL, TEAM_LEAD, Decision, Facts
from bot.leads.routing.rotation import Rep, arithmetic, comparison, rank


def choose(
    facts: Facts,
    people: Sequence[Rep],
    routing: Routing,
    now: datetime,
    *,
    tried: Iterable[str] = (),
    after: str | None = None,
) -> Decision:
    """Decide who gets a lead at `now`.

    `people` are those who may get leads. `tried` have declined it or let it expire; `after` is
    the rung that it came by before: then the steps of `routing.on_expiry` are taken, the first of
    which goes on with that rung. Raises ValueError when there are no people at all.
    """
    return _Choice(facts, people, routing, now, frozenset(tried)).decide(after)


class _Choice:
    """One decision being made, with what was found on the way."""

    def __init__(
        self,
        facts: Facts,
        people: Sequence[Rep],
        routing: Routing,
        now: datetime,
        tried: frozenset[str],
    ) -> None:
        self.facts = facts
        self.people = {rep.id: rep for rep in people}
        self.routing = routing
        self.now = now
        self.tried = tried
        self.excluded: dict[str, str] = {}
        self.skipped: list[str] = []

    def decide(self, after: str | None) -> Decision:
        if after is None:
            return self._ladder(self.routing.ladder) or self._catch_all()
        names = [rung.name for rung in self.routing.ladder]
        start = names.index(after) if after in names else len(names)
        team = self._team_from(start)
        for step in self.routing.on_expiry:
            found = None
            if step == "next_rep":
                found = self._ladder(self.routing.ladder[start:], one_team=True)
            elif step == "team_lead":
                found = self._team_lead(team)
            else:
                break
            if found is not None:
                return found
        return self._catch_all()

    def _ladder(self, rungs: Sequence[Rung], *, one_team: bool = False) -> Decision | None:
        """The first rung with somebody; with `one_team`, no team after the first that matches."""
        for rung in rungs:
            pool, why = self._pool(rung)
            if pool is None:
                continue
            found = self._from_pool(rung.name, pool, why)
            if found is not None:
                return found
            self.skipped.append(rung.name)
            if one_team and rung.kind == "team":
                return None
        return None

    def _pool(self, rung: Rung) -> tuple[list[Rep] | None, str]:
        """Who stands on a rung and why it matches; None when it does not match."""
        if rung.kind == "owner":
            owner = self.people.get(self.facts.owner_id or "")
            if self.facts.owner_id is None:
                return None, ""
            name = owner.name if owner else self.facts.owner_name or self.facts.owner_id
            if owner is None:
                self.excluded[name] = "does not take leads any more"
            why = "you have another lead of the same person"
            return ([owner] if owner else []), why
        if rung.kind == "account":
            domain = self.facts.domain
            person = self._account(rung.accounts, domain)
            if person is None:
                return None, ""
            rep = self.people.get(person)
            if rep is None:
                self.excluded[person] = "does not take leads any more"
            return ([rep] if rep else []), f"the email domain {domain} is a named account"
        if not holds(rung.when, self.facts.details):
            return None, ""
        team = self.routing.team(rung.team)
        why = in_words(rung.when, self.facts.labels, self.facts.details)
        path = f"{rung.name} → {team.name if team else rung.team}"
        pool = [
            rep
            for rep in self.people.values()
            if rung.team in rep.teams and set(rung.skills) <= set(rep.skills)
        ]
        if rung.skills:
            path += f", who know {', '.join(rung.skills)}"
        return pool, f"{why} → {path}" if why else path

    @staticmethod
    def _account(accounts: Mapping[str, str], domain: str | None) -> str | None:
        """The person of a domain or of the nearest domain above it."""
        while domain and "." in domain:
            if domain in accounts:
                return accounts[domain]
            domain = domain.partition(".")[2]
        return None

    def _from_pool(self, rung: str, pool: Sequence[Rep], why: str) -> Decision | None:
        ready, starting = [], []
        notes: dict[str, str] = {}
        speakers = self._speakers(pool)
        for rep in pool:
            problem = self._problem(rep)
            if problem is None and speakers is not None and rep not in speakers:
                problem = f"does not speak the visitor's language ({self.facts.language})"
            if problem is not None:
                notes[rep.name] = problem
            elif rep.shift.works(self.now):
                ready.append(rep)
            else:
                start = rep.shift.next_start(self.now)
                if start is None:
                    notes[rep.name] = "does not work within a week"
                else:
                    starting.append((start, rep))
        now_on = bool(ready)
        if not ready and starting:
            first = min(start for start, _ in starting)
            ready = [rep for start, rep in starting if start == first]
            starting = [(start, rep) for start, rep in starting if start != first]
        strategy, days = self.routing.strategy, self.routing.window_days
        ranked = rank(ready, strategy)
        reader = ranked[0].rep if ranked else None
        for start, rep in starting:
            notes[rep.name] = f"is off shift until {_clock(start, rep, self.now, reader)}"
        self.excluded |= notes
        if reader is None:
            return None
        waiting = ""
        if not now_on:
            begins = _clock(first, reader, self.now, reader)
            waiting = f"Nobody is on shift now; the next to start begins {begins}. "
        told = comparison(len(pool), ranked, notes, strategy, days)
        return Decision(
            person_id=reader.id,
            rung=rung,
            via="rung",
            text=f"Came to you because: {why}. {waiting}{told}".strip(),
            candidates=tuple(one.rep.name for one in ranked),
            excluded=dict(self.excluded),
            shares=arithmetic(ranked, strategy),
            skipped=tuple(self.skipped),
        )

    def _speakers(self, pool: Sequence[Rep]) -> list[Rep] | None:
        """Who of a pool may have the lead by the visitor's language; None for everybody."""
        if self.routing.language == "ignore" or not self.facts.language:
            return None
        wanted = _primary(self.facts.language)
        speakers = [rep for rep in pool if wanted in {_primary(tag) for tag in rep.languages}]
        if self.routing.language == "require":
            return speakers
        able = [rep for rep in speakers if self._problem(rep) is None]
        return speakers if able else None

    def _problem(self, rep: Rep) -> str | None:
        if rep.id in self.tried:
            return "declined this lead or did not accept it in time"
        if not rep.active:
            return "is not active"
        absence = rep.shift.absent(self.now)
        if absence is not None:
            return f"is away until {absence.last.isoformat()}"
        if rep.capacity is not None and rep.open_leads >= rep.capacity:
            return f"has {rep.open_leads} open leads of at most {rep.capacity}"
        return None

    def _team_from(self, start: int) -> str | None:
        """The team of the rung at `start`, or of the first after it that matches."""
        for rung in self.routing.ladder[start:]:
            if rung.kind == "team" and holds(rung.when, self.facts.details):
                return rung.team
        return None

    def _team_lead(self, name: str | None) -> Decision | None:
        team = self.routing.team(name)
        rep = self.people.get(team.lead) if team and team.lead else None
        if team is None or rep is None:
            return None
        problem = self._problem(rep)
        if problem is not None:
            self.excluded[rep.name] = problem
            return None
        return Decision(
            person_id=rep.id,
            rung=TEAM_LEAD,
            via="team_lead",
            text=f"Came to you because: you lead {team.name}, and nobody else there took it."
            f"{self._others()}",
            candidates=(rep.name,),
            excluded=dict(self.excluded),
            shares={},
            skipped=tuple(self.skipped),
        )

    def _catch_all(self) -> Decision:
        if not self.people:
            raise ValueError("there is nobody to give a lead to")
        rep = self.people.get(self.routing.catch_all)
        why = "nobody else could take it, and you watch over what is left"
        if rep is None or not rep.active:
            # The playbook's catch-all has left: better somebody than nobody.
            rep = min(
                self.people.values(), key=lambda one: (not one.active, one.open_leads, one.id)
            )
            why = f"nobody else could take it, and {self.routing.catch_all} takes no leads any more"
        return Decision(
            person_id=rep.id,
            rung=CATCH_ALL,
            via="catch_all",
            text=f"Came to you because: {why}.{self._others()}",
            candidates=(rep.name,),
            excluded={name: why for name, why in self.excluded.items() if name != rep.name},
            shares={},
            skipped=tuple(self.skipped),
        )

    def _others(self) -> str:
        listed = "; ".join(f"{name} {why}" for name, why in self.excluded.items())
        return f" {listed}." if listed else ""


def _primary(tag: str) -> str:
    """The language of a tag: of "pt-BR" "pt"."""
    return tag.replace("_", "-").partition("-")[0].lower()


def _clock(at: datetime, rep: Rep, now: datetime, reader: Rep | None) -> str:
    """When somebody's shift begins, on the clock of the person who reads it."""
    shift = (reader or rep).shift
    zone = ZoneInfo(shift.timezone)
    local, today = at.astimezone(zone), now.astimezone(zone).date()
    day = "" if local.date() == today else f"{local:%A} "
    yours = " your time" if reader is not None and shift.timezone != rep.shift.timezone else ""
    return f"{day}{local:%H:%M}{yours}"
