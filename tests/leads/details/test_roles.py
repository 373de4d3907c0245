"""Roles anywhere in a message, the companies behind them, and signatures."""

from __future__ import annotations

from datetime import date

import pytest

from bot.leads.details.details import extract
from bot.leads.details.roles import find_role
from bot.leads.playbook.fields import Field


def told(text: str, asked: Field | None = None) -> dict[str, object]:
    found = extract(text, field=asked, region="US", today=date(2026, 11, 23))
    return {each.field: each.value for each in found}


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("I'm head of procurement at Alder", "head of procurement"),
        ("i am an account manager", "account manager"),
        ("I am co-founder here", "co-founder"),
        ("im the vice-president of sales", "vice-president of sales"),
        ("my job title is senior data engineer", "senior data engineer"),
        ("I am the managing director of Thistle & Thorn", "managing director"),
        ("Ana Silva, CTO, Rioverde", "CTO"),
        ("this is Jo, practice manager at Elm Dental", "practice manager"),
        ("office manager here, quick question", "office manager"),
        ("I'm co-founder & CTO", "co-founder & CTO"),
        ("I work at Alder as a field engineer", "field engineer"),
        ("As the finance director I'd need to see it", "finance director"),
        ("CEO of a startup with 8 people", "CEO"),
        ("I'm Kim (product owner) here", "product owner"),
        ("I'm the head gardener at Fern Hall", "head gardener"),
        ("I am a co-founder, we are new", "co-founder"),
        ("my role is deputy ward manager", "deputy ward manager"),
        ("my title is Associate Dean of Students", "Associate Dean of Students"),
        ("I'm the owner-operator", "owner-operator"),
        ("I'm the assistant to the director", "assistant to the director"),
        ("As head of estates at Fern Hall I decide", "head of estates"),
        ("I'm a beekeeper with forty hives", "beekeeper"),
        ("I work as a night porter at the Bell", "night porter"),
        ("I'm the IT guy here", "IT guy"),
        ("Ich bin Ute Behr, Vertriebsleiterin bei Alder", "Vertriebsleiterin"),
    ],
)
def test_a_role_that_is_told(text: str, role: str) -> None:
    found = find_role(text)
    assert found is not None
    assert found.text == role
    assert text[found.start : found.end] == role


@pytest.mark.parametrize(
    "text",
    [
        "i'm looking for a manager",
        "who is your CEO?",
        "I want to talk to a manager",
        "can I add a manager role",
        "we have 3 managers",
        "does the sales director see it",
        "I'm not the owner",
        "we need a bookkeeper",
        "my manager asked me",
        "I'm interested in your manager app",
        "I'm Dev Patel",
        "I'm Carter Lowe, we need chairs",
        "Hugo, Tidewater Architects",
        "Hugo, Stonebridge Physio",
        "as an admin can I delete users?",
    ],
)
def test_other_peoples_roles_are_none_of_the_visitors(text: str) -> None:
    assert find_role(text) is None


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("VP of Engineering at Quillstream", "VP of Engineering"),
        ("bar manager, I do the rota", "bar manager"),
        ("Sr. Software Engineer", "Sr. Software Engineer"),
        ("it's director of people and culture", "director of people and culture"),
        ("ceo", "ceo"),
        ("they call me the co-owner", "co-owner"),
        ("I'm the co-CEO", "co-CEO"),
    ],
)
def test_asked_for_it_the_words_alone_tell_a_role(text: str, role: str) -> None:
    assert told(text, Field("role", "Role", "text"))["role"] == role


@pytest.mark.parametrize(
    ("text", "company"),
    [
        ("I'm the CFO at Brightwater", "Brightwater"),
        ("I am the owner of Thistle & Thorn, a florist", "Thistle & Thorn"),
        ("Ana Silva, CTO, Rioverde", "Rioverde"),
        ("We are Copperline Coffee and we'd like to switch", "Copperline Coffee"),
        ("Priya Raman here, from Orchard Labs. Do you do demos?", "Orchard Labs"),
        ("Baxter, Lowe & Finch LLP", "Baxter, Lowe & Finch LLP"),
    ],
)
def test_the_company_behind_it(text: str, company: str) -> None:
    assert told(text)["company"] == company


@pytest.mark.parametrize(
    "text", ["I'm head of sales in London", "We are German", "We are Happy", "I'm a chef at home"]
)
def test_no_company_is_made_of_places_and_moods(text: str) -> None:
    assert "company" not in told(text)


def test_a_signature() -> None:
    text = (
        "Please send prices.\n\nBest,\nRafael de Souza\nHead of Logistics | Verdeluz\n"
        "+55 11 96123-4567"
    )
    found = told(text)
    assert found["name"] == "Rafael de Souza"
    assert found["role"] == "Head of Logistics"
    assert found["company"] == "Verdeluz"
    assert found["phone"] == "+5511961234567"


def test_three_lines_are_no_signature_by_themselves() -> None:
    assert "name" not in told("Red Bikes\nBlue Bikes\nGreen Bikes")


@pytest.mark.parametrize(
    "text",
    [
        "my order 4471-2093-8812 hasn't arrived",
        "ticket no. 2125550147",
        "is help@acme.com staffed?",
    ],
)
def test_what_is_asked_about_is_no_contact_detail(text: str) -> None:
    assert not {"phone", "email"} & set(told(text))
