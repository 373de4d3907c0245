"""Who gets a lead: the ladder, then fair rotation among those eligible, with the arithmetic.

Fair rotation gives to the lowest `assigned / weight` over a rolling window; a new rep starts at
the pool's present level. Pure: the caller brings the people and their loads.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.leads.conditions import holds, plain
from bot.leads.hours import is_absent, next_shift, on_shift
from bot.leads.playbook import Person, Routing, Rung
from bot.leads.providers import is_public


@dataclass(frozen=True)
class Candidate:
    """A person and their load: `recent` leads within the window, `open` ones they still have."""

    person: Person
    active: bool = True
    recent: int = 0
    open: int = 0
    last: datetime | None = None
    is_new: bool = False  # joined within the window


@dataclass(frozen=True)
class Decision:
    """Who gets it and why; `explanation` is what is stored with the assignment."""

    person_id: str
    rung: str
    text: str
    explanation: Mapping[str, Any]


def choose(
    details: Mapping[str, Any],
    candidates: Sequence[Candidate],
    routing: Routing,
    now: datetime,
    *,
    owner_id: str | None = None,
    not_again: Collection[str] = (),
) -> Decision:
    """The person for a lead.

    The first rung that matches and has somebody who may get leads decides; among its people those
    on shift come before those whose shift begins later. `not_again`: people who declined it or let
    it expire. When no rung has anybody, it is the catch-all's.
    """
    by_id = {each.person.id: each for each in candidates}
    excluded: dict[str, str] = {}
    skipped: list[str] = []
    for rung in routing.ladder:
        matched = _matches(rung, details, owner_id)
        if matched is None:
            continue
        pool = _pool(rung, matched, by_id, details, owner_id)
        eligible = []
        for each in pool:
            reason = _excluded(each, now, not_again)
            if reason is None:
                eligible.append(each)
            else:
                excluded[each.person.id] = reason
        lead = _team_lead(rung, routing, by_id, now, not_again)
        if not eligible and lead is not None:
            eligible = [lead]
        if not eligible:
            skipped.append(f"{rung.name}: nobody is available")
            continue
        return _decide(rung, matched, eligible, excluded, skipped, routing, now)
    return _catch_all(by_id, excluded, skipped, routing)


def _matches(rung: Rung, details: Mapping[str, Any], owner_id: str | None) -> str | None:
    """Why the rung matches, in words; None if it does not."""
    if rung.kind == "owner":
        return "already with this person" if owner_id else None
    if rung.kind == "account":
        domain = _domain(details)
        return f"the e-mail domain {domain}" if domain in rung.accounts else None
    if not rung.when:
        return "everyone"
    if not holds(rung.when, details):
        return None
    return " and ".join(
        f"{name.replace('_', ' ')} {_shown(details.get(name))} is {_test(test)}"
        for name, test in rung.when.items()
    )


def _domain(details: Mapping[str, Any]) -> str:
    domain = str(details.get("email") or "").rpartition("@")[2].lower()
    return "" if is_public(domain) else domain


def _shown(value: Any) -> str:
    value = plain(value)
    return "unknown" if value is None else str(value)


def _test(test: Any) -> str:
    if not isinstance(test, Mapping):
        return str(test)
    words = {"at_least": "at least", "at_most": "at most", "equals": "", "in": "one of"}
    parts = []
    for kind, wanted in test.items():
        listed = ", ".join(map(str, wanted)) if isinstance(wanted, list) else str(wanted)
        parts.append(f"{words.get(kind, kind)} {listed}".strip())
    return " and ".join(parts)


def _pool(
    rung: Rung,
    matched: str,
    by_id: Mapping[str, Candidate],
    details: Mapping[str, Any],
    owner_id: str | None,
) -> list[Candidate]:
    if rung.kind == "owner":
        ids: Iterable[str] = [owner_id] if owner_id else []
    elif rung.kind == "account":
        ids = [rung.accounts[_domain(details)]]
    else:
        ids = [each.person.id for each in by_id.values() if rung.team in each.person.teams]
    return [by_id[each] for each in ids if each in by_id]


def _team_lead(
    rung: Rung,
    routing: Routing,
    by_id: Mapping[str, Candidate],
    now: datetime,
    not_again: Collection[str],
) -> Candidate | None:
    """Who gets what the team's members declined or let expire; None at the first offer."""
    team = routing.team(rung.team)
    if not not_again or "team_lead" not in routing.on_expiry or team is None or team.lead is None:
        return None
    lead = by_id.get(team.lead)
    if lead is None or _excluded(lead, now, not_again) is not None:
        return None
    return lead


def _excluded(each: Candidate, now: datetime, not_again: Collection[str]) -> str | None:
    person = each.person
    if not each.active:
        return "no longer here"
    if "rep" not in person.roles:
        return "does not take leads"
    if person.id in not_again:
        return "had it already"
    if person.capacity is not None and each.open >= person.capacity:
        return f"has {each.open} open leads, {person.capacity} at most"
    begins = next_shift(person, now)
    if begins is None:
        return "does not work in the next two months"
    if not on_shift(person, now) and is_absent(person, now.astimezone(begins.tzinfo).date()):
        return f"away, back {begins.date().isoformat()}"
    return None


def _decide(
    rung: Rung,
    matched: str,
    eligible: Sequence[Candidate],
    excluded: Mapping[str, str],
    skipped: Sequence[str],
    routing: Routing,
    now: datetime,
) -> Decision:
    working = [each for each in eligible if on_shift(each.person, now)]
    if working:
        choice, waiting = working, ""
    else:
        starts = {each.person.id: next_shift(each.person, now) or now for each in eligible}
        first = min(starts.values())
        choice = [each for each in eligible if starts[each.person.id] == first]
        waiting = f" Nobody of them is on shift; the next shift begins {_when(first)}."
    level = _level(choice)
    shares = {each.person.id: _share(each, level, routing.strategy) for each in choice}
    chosen = min(
        choice,
        key=lambda each: (
            shares[each.person.id],
            (each.last.timestamp() if each.last else 0.0),
            each.person.id,
        ),
    )
    arithmetic = {
        each.person.id: _arithmetic(each, shares[each.person.id], routing) for each in choice
    }
    team = routing.team(rung.team)
    where = f"{rung.name} → {team.name}" if team else rung.name
    others = "; ".join(f"{name}: {reason}" for name, reason in excluded.items())
    text = f"{where}, because of {matched}.{waiting} "
    if len(choice) > 1:
        text += f"Of {len(choice)} people, {chosen.person.name} comes next: "
        text += f"{arithmetic[chosen.person.id]}."
    else:
        text += f"{chosen.person.name} is the one available."
    if others:
        text += f" Left out: {others}."
    return Decision(
        chosen.person.id,
        rung.name,
        text,
        {
            "rung": where,
            "matched": matched,
            "candidates": arithmetic,
            "excluded": dict(excluded),
            "passed_rungs": list(skipped),
        },
    )


def _when(at: datetime) -> str:
    return at.strftime("%a %d %b %H:%M UTC")


def _level(choice: Sequence[Candidate]) -> float:
    """What the pool's members have had by weight, on average, without those who are new."""
    old = [each for each in choice if not each.is_new]
    if not old:
        return 0.0
    return sum(each.recent for each in old) / sum(each.person.weight for each in old)


def _share(each: Candidate, level: float, strategy: str) -> float:
    if strategy == "least_loaded":
        return each.open / each.person.weight
    share = each.recent / each.person.weight
    # Somebody new starts at the pool's level, or a first day would bring a flood.
    return share + level if each.is_new else share


def _arithmetic(each: Candidate, share: float, routing: Routing) -> str:
    if routing.strategy == "least_loaded":
        return f"{each.open} open leads / weight {each.person.weight:g} = {share:.2f}"
    text = f"{each.recent} leads in {routing.window_days} days / weight {each.person.weight:g}"
    return f"{text}{', new: from the level of the others' if each.is_new else ''} = {share:.2f}"


def _catch_all(
    by_id: Mapping[str, Candidate],
    excluded: Mapping[str, str],
    skipped: Sequence[str],
    routing: Routing,
) -> Decision:
    found = by_id.get(routing.catch_all)
    name = found.person.name if found else routing.catch_all
    others = "; ".join(f"{each}: {reason}" for each, reason in excluded.items())
    text = f"Nobody on the ladder was available, so it is with {name}, who watches these."
    if others:
        text += f" Left out: {others}."
    return Decision(
        routing.catch_all,
        "Catch-all",
        text,
        {"rung": "Catch-all", "excluded": dict(excluded), "passed_rungs": list(skipped)},
    )
