"""The parts of a playbook, made of what its files say; the files are checked before."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from bot.leads.playbook.fields import Field
from bot.leads.playbook.playbook import (
    Absence,
    ConsentText,
    EngagementGroup,
    EngagementRule,
    FitGroup,
    FitRule,
    Person,
    Qualification,
    Routing,
    Rung,
    Scoring,
    Team,
)


def qualification(data: Mapping[str, Any], fields: tuple[Field, ...]) -> Qualification:
    """From qualification.yml."""
    consent, closing = data["consent"], data["handed_over"]
    return Qualification(
        offer_after=data["offer"].get("after_answers", 2),
        offer_texts=tuple(data["offer"]["text"]),
        intro=data.get("intro", ""),
        consent=ConsentText(str(consent["version"]), consent["wording"], consent.get("why", "")),
        handed_over_open=closing["open"],
        handed_over_closed=closing["closed"],
        fields=fields,
    )


def scoring(data: Mapping[str, Any]) -> Scoring:
    """From scoring.yml."""
    engagement, grades = data["engagement"], data["grades"]
    return Scoring(
        fit=tuple(
            FitGroup(
                group["group"],
                group.get("cap"),
                tuple(
                    FitRule(rule["when"], rule["points"], rule["reason"]) for rule in group["rules"]
                ),
            )
            for group in data["fit"]
        ),
        half_life_days=float(engagement["half_life_days"]),
        engagement=tuple(
            EngagementGroup(
                group["group"],
                group.get("cap"),
                tuple(
                    EngagementRule(rule["event"], rule["points"], rule["reason"])
                    for rule in group["rules"]
                ),
            )
            for group in engagement["groups"]
        ),
        grade_a=grades["fit"]["A"],
        grade_b=grades["fit"]["B"],
        grade_1=grades["engagement"]["1"],
        grade_2=grades["engagement"]["2"],
        mql_fit=data["mql"]["fit"],
        mql_engagement=data["mql"]["engagement"],
        high_intent=frozenset(data.get("high_intent", [])),
    )


def routing(data: Mapping[str, Any]) -> Routing:
    """From routing.yml."""
    return Routing(
        teams=tuple(Team(each["id"], each["name"], each.get("lead")) for each in data["teams"]),
        ladder=tuple(
            Rung(
                name=each["name"],
                kind=each.get("kind", "team"),
                when=each.get("when", {}),
                team=each.get("team"),
                accounts={
                    domain.casefold(): person for domain, person in each.get("accounts", {}).items()
                },
                skills=tuple(each.get("skills", ())),
            )
            for each in data["ladder"]
        ),
        catch_all=data["catch_all"],
        strategy=data.get("strategy", "fair_rotation"),
        window_days=data.get("window_days", 30),
        accept_within_minutes=data.get("accept_within_minutes", 30),
        on_expiry=tuple(data.get("on_expiry", ("next_rep", "team_lead", "catch_all"))),
        language=data.get("language", "ignore"),
    )


def person(data: Mapping[str, Any]) -> Person:
    """From one entry of reps.yml."""
    return Person(
        id=data["id"],
        name=data["name"],
        email=data["email"],
        roles=tuple(data["roles"]),
        teams=tuple(data.get("teams", ())),
        timezone=data.get("timezone", "UTC"),
        hours=data.get("hours", {}),
        weight=float(data.get("weight", 1)),
        capacity=data.get("capacity"),
        languages=tuple(data.get("languages", ())),
        skills=tuple(data.get("skills", ())),
        holidays=data.get("holidays"),
        absences=tuple(
            Absence(date.fromisoformat(each["from"]), date.fromisoformat(each["to"]))
            for each in data.get("absences", ())
        ),
    )
