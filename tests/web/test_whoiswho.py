"""What a rep does on a lead's page about who is who, and about what came of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from starlette.testclient import TestClient

from bot.errors import ContentError
from bot.leads import handover
from bot.leads.identity import identity
from bot.leads.offering import open_assignment
from bot.leads.privacy import consent
from bot.rulebook import Rulebook
from bot.services import Services
from bot.storage.tables import IdentityChange, Lead, Opportunity, StageChange, User, now
from tests.leads.samples import handed_over, new_lead, write_playbook
from tests.web.fakes import csrf_of

SignIn = Callable[[str], TestClient]
CUSTOMER = {"name": "Ann <b>Byte", "phone": "+4930123456"}


@pytest.fixture
def services(services: Services, tmp_path: Path) -> Services:
    """With the small playbook, and people who stand in its teams."""
    services.rules = Rulebook.load(write_playbook(tmp_path / "playbook"))
    with services.database.transaction() as session:
        session.get(User, "dana").profile = {"timezone": "Europe/Berlin", "teams": ["large"]}
        session.get(User, "ravi").profile = {"teams": ["small"]}
    return services


@pytest.fixture
def pair(services: Services) -> tuple[str, str]:
    """A customer of Dana's, and a later lead, offered to Ravi, with the same address."""
    with services.database.transaction() as session:
        offer = handed_over(session, services.desk, {**CUSTOMER, "company_size": 250}, at=now())
        handover.accept(session, offer.id, "dana", destinations=())
        other = handed_over(
            session, services.desk, {"name": "A. Byte", "company_size": 3}, at=now()
        )
        assert other.user_id == "ravi"
        return str(offer.lead_id), str(other.lead_id)


def post(client: TestClient, lead: str, verb: str, /, **fields: str) -> Any:
    page = client.get(f"/inbox/leads/{lead}").text
    return client.post(
        f"/inbox/leads/{lead}/{verb}",
        data={"csrf": csrf_of(page), **fields},
        follow_redirects=False,
    )


def last_change(services: Services) -> IdentityChange:
    with services.database.reading() as session:
        row: IdentityChange = session.scalars(
            sa.select(IdentityChange).order_by(IdentityChange.id.desc()).limit(1)
        ).one()
        return row


def test_who_may_be_the_same_is_shown_and_nothing_is_merged(
    services: Services, sign_in: SignIn, pair: tuple[str, str]
) -> None:
    customer, later = pair
    page = sign_in("ravi").get(f"/inbox/leads/{later}").text
    assert "Maybe the same person" in page
    assert "Same e-mail address" in page
    assert f'href="/inbox/leads/{customer}"' in page
    assert "<b>Byte" not in page
    with services.database.reading() as session:
        assert identity.group(session, later) == [later]


def test_merging_splitting_and_undoing(
    services: Services, sign_in: SignIn, pair: tuple[str, str]
) -> None:
    customer, later = pair
    client = sign_in("ravi")
    answer = post(client, later, "merge", other=customer, why="She <i>said</i> so")
    assert answer.status_code == 303
    with services.database.reading() as session:
        assert identity.group(session, later) == [customer, later]
        assert open_assignment(session, later).user_id == "dana"  # type: ignore[union-attr]
    page = client.get(f"/inbox/leads/{customer}").text
    assert "Another conversation" in page
    assert "What was said" in page
    assert "She &lt;i&gt;said&lt;/i&gt; so" in page
    assert "by Ravi" in page
    assert "This conversation is part of" in client.get(f"/inbox/leads/{later}").text
    listed = client.get("/inbox").text
    assert "2 conversations" in listed
    found = client.get("/inbox?q=a.+byte").text  # what only the later conversation says
    assert f"/inbox/leads/{customer}" in found
    assert f"/inbox/leads/{later}" not in listed
    change = str(last_change(services).id)
    assert post(client, customer, "undo", change=change, why="no").status_code == 303
    with services.database.reading() as session:
        assert identity.group(session, later) == [later]
    assert f"/inbox/leads/{later}" in client.get("/inbox").text
    post(client, later, "merge", other=customer, why="yes")
    assert post(client, customer, "split", lead=later, why="no").status_code == 303
    assert last_change(services).action == "split"
    assert post(client, customer, "apart", other=later, why="Two people").status_code == 303
    assert "Maybe the same person" not in client.get(f"/inbox/leads/{customer}").text


@pytest.mark.parametrize(
    ("verb", "fields", "status"),
    [
        ("merge", {"other": "OTHER", "why": ""}, 400),
        ("merge", {"other": "nobody", "why": "x"}, 404),
        ("merge", {"why": "x"}, 404),
        ("split", {"lead": "OTHER", "why": "x"}, 409),
        ("undo", {"change": "1", "why": "x"}, 404),
        ("undo", {"change": "x", "why": "x"}, 400),
        ("undo", {"change": "9" * 30, "why": "x"}, 400),
        ("undo", {"change": "٣", "why": "x"}, 400),
    ],
)
def test_what_cannot_be_is_told_on_the_page(
    services: Services,
    sign_in: SignIn,
    pair: tuple[str, str],
    verb: str,
    fields: dict[str, str],
    status: int,
) -> None:
    fields = {name: value.replace("OTHER", pair[0]) for name, value in fields.items()}
    answer = post(sign_in("ravi"), pair[1], verb, **fields)
    assert answer.status_code == status
    if status != 404:
        assert 'role="alert"' in answer.text


@pytest.mark.parametrize("verb", ["merge", "apart", "split", "undo", "stage"])
def test_only_reps_and_only_by_our_own_forms(
    sign_in: SignIn, pair: tuple[str, str], verb: str
) -> None:
    client = sign_in("ravi")
    forged = client.post(f"/inbox/leads/{pair[1]}/{verb}", data={"other": pair[0], "why": "x"})
    assert forged.status_code == 403
    client.post("/logout", data={"csrf": csrf_of(client.get("/inbox").text)})
    marketer = sign_in("maya")
    assert marketer.post(f"/inbox/leads/{pair[1]}/{verb}", data={}).status_code == 403


def test_a_withdrawal_in_another_conversation_is_told(
    services: Services, sign_in: SignIn, pair: tuple[str, str]
) -> None:
    customer, later = pair
    client = sign_in("ravi")
    post(client, later, "merge", other=customer, why="yes")
    with services.database.transaction() as session:
        consent.withdraw(session, session.get(Lead, later).conversation, ())
    assert "do not contact them any more" in client.get(f"/inbox/leads/{customer}").text


# --- what came of it ------------------------------------------------------------------------------

DEAL = {"stage": "sql", "value": "12,000", "currency": "eur", "closes_on": "2027-01-31"}


def test_the_owner_says_what_came_of_it(
    services: Services, sign_in: SignIn, pair: tuple[str, str]
) -> None:
    customer, _ = pair
    client = sign_in("dana")
    assert "Make it an opportunity" in client.get(f"/inbox/leads/{customer}").text
    assert post(client, customer, "stage", **DEAL).status_code == 303
    page = client.get(f"/inbox/leads/{customer}").text
    assert "€12,000, to be decided by 31 Jan 2027" in page
    assert post(client, customer, "stage", stage="won", note="Signed").status_code == 303
    with services.database.reading() as session:
        assert session.get(Opportunity, customer).value == 12_000
        rows = session.scalars(
            sa.select(StageChange).where(StageChange.lead_id == customer).order_by(StageChange.id)
        ).all()
    assert [(row.after, row.by, row.why) for row in rows[-2:]] == [
        ("sql", "dana", "12,000 EUR, to be decided by 2027-01-31"),
        ("won", "dana", "Signed"),
    ]


def test_others_do_not(services: Services, sign_in: SignIn, pair: tuple[str, str]) -> None:
    customer, _ = pair
    client = sign_in("ravi")
    page = client.get(f"/inbox/leads/{customer}").text
    assert "Dana says what comes of it" in page
    assert "Make it an opportunity" not in page
    assert post(client, customer, "stage", **DEAL).status_code == 403
    with services.database.reading() as session:
        assert session.get(Lead, customer).stage == "sal"


@pytest.mark.parametrize(
    "fields",
    [
        {**DEAL, "value": "many"},
        {**DEAL, "value": "-5"},
        {**DEAL, "value": "0"},
        {**DEAL, "value": "9" * 40},
        {**DEAL, "value": "١٢"},
        {**DEAL, "currency": "EURO"},
        {**DEAL, "closes_on": "tomorrow"},
        {**DEAL, "closes_on": ""},
        {"stage": "lost"},
        {"stage": "lost", "reason": "Because"},
        {"stage": "recycled", "reason": "Other"},
        {"stage": "mql"},
        {"stage": ""},
    ],
)
def test_what_is_missing_is_told(
    services: Services, sign_in: SignIn, pair: tuple[str, str], fields: dict[str, str]
) -> None:
    answer = post(sign_in("dana"), pair[0], "stage", **fields)
    assert answer.status_code == 400
    assert 'role="alert"' in answer.text
    with services.database.reading() as session:
        assert session.get(Lead, pair[0]).stage == "sal"


def test_lost_with_its_reason(services: Services, sign_in: SignIn, pair: tuple[str, str]) -> None:
    client = sign_in("dana")
    assert post(client, pair[0], "stage", stage="won").status_code == 409
    post(client, pair[0], "stage", stage="lost", reason="No budget", note="until June")
    page = client.get(f"/inbox/leads/{pair[0]}").text
    assert "No budget: until June" in page
    assert "Take it up again" in page


def test_offers_come_by_heat_and_then_by_age(services: Services, sign_in: SignIn) -> None:
    with services.database.transaction() as session:
        names = {"Cold": "C3", "Later": "A1", "Sooner": "A1"}
        for minutes, (name, grade) in enumerate(names.items()):
            details = {"name": name, "email": f"{name}@x{minutes}.example"}
            at = now() - timedelta(minutes=minutes)
            handed_over(session, services.desk, details, at=at).lead.grade = grade
    page = sign_in("ravi").get("/inbox").text
    assert page.index("Sooner") < page.index("Later") < page.index("Cold")


def test_a_refused_playbook_is_told_to_admins(services: Services, sign_in: SignIn) -> None:
    services.rules.problem = ContentError("playbook/routing.yml", 7, "nobody", "somebody")
    assert "routing.yml:7" in sign_in("omar").get("/inbox").text


def test_a_lead_not_handed_over_has_no_other_moves(services: Services, sign_in: SignIn) -> None:
    with services.database.transaction() as session:
        lead = new_lead(session, services.desk)
        lead_id = str(lead.id)
    page = sign_in("ravi").get(f"/inbox/leads/{lead_id}").text
    assert "Send back to marketing" in page
    assert "Make it an opportunity" not in page
