"""A small routing, and decisions by it."""

from __future__ import annotations

from typing import Any

from bot.hours import DAYS
from bot.leads.playbook.playbook import Routing, Rung, Team
from bot.leads.routing.decision import Decision, Facts
from bot.leads.routing.hours import Shift
from bot.leads.routing.rotation import Rep
from bot.leads.routing.routing import choose
from tests.leads.samples import WEDNESDAY

LARGE = Rung("Large companies", "team", {"company_size": {"at_least": 200}}, "large")
REST = Rung("Everyone else", "team", {}, "small")
ROUTING = Routing(
    teams=(Team("large", "Enterprise sales", "boss"), Team("small", "Small sales", "boss")),
    ladder=(
        Rung("Existing owner", "owner"),
        Rung("Named accounts", "account", accounts={"big.example": "dana"}),
        LARGE,
        REST,
    ),
    catch_all="omar",
)
OFF = Shift("UTC", dict.fromkeys(DAYS, "01:00-02:00"))
OMAR = Rep("omar", "Omar")
BIG = Facts({"company_size": 250}, labels={"company_size": "Company size"})
SMALL = Facts({"company_size": 3})


def rep(name: str, team: str = "small", **more: Any) -> Rep:
    return Rep(name, name.capitalize(), teams=(team,), **more)


def decide(facts: Facts, *people: Rep, routing: Routing = ROUTING, **more: Any) -> Decision:
    return choose(facts, [*people, OMAR], routing, WEDNESDAY, **more)
