"""The outbox for people: admins see what failed, and send it again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from starlette.testclient import TestClient

from bot.delivery import outbox
from bot.services import Services
from bot.storage.tables import Delivery, ReceivedEvent
from tests.web.fakes import csrf_of

SignIn = Callable[[str], TestClient]


def put(services: Services, state: str, destination: str = "slack", **values: Any) -> str:
    with services.database.transaction() as session:
        row = Delivery(
            event="lead.assigned",
            destination=destination,
            payload={"data": {"contact": {"email": "secret@client.example"}}},
            state=state,
            **values,
        )
        session.add(row)
        session.flush()
        return str(row.id)


def state_of(services: Services, row_id: str) -> str:
    with services.database.reading() as session:
        return str(session.get(Delivery, row_id).state)


def test_what_failed_is_seen_with_its_reason_and_lead(
    services: Services, sign_in: SignIn, lead: str
) -> None:
    put(services, "dead", "email:ravi", lead_id=lead, last_error="<b>refused</b>", attempts=3)
    page = sign_in("omar").get("/deliveries").text
    assert "Email to Ravi" in page
    assert "&lt;b&gt;refused" in page
    assert "<b>refused" not in page
    assert f"/inbox/leads/{lead}" in page
    assert "3 attempts" in page
    assert "secret@" not in page  # what is in it is for whoever it is sent to


def test_the_tabs_show_what_waits_what_is_sent_and_what_a_crm_told(
    services: Services, sign_in: SignIn
) -> None:
    put(services, "pending", "hubspot")
    put(services, "sent", "webhook:1")
    with services.database.transaction() as session:
        session.add(
            ReceivedEvent(id="m1", event="lead.outcome", state="refused", problem="No such lead.")
        )
    client = sign_in("omar")
    assert "HubSpot" in client.get("/deliveries?state=pending").text
    assert "Webhook 2" in client.get("/deliveries?state=sent").text
    assert "No such lead." in client.get("/deliveries?state=received").text
    for strange in ("state=nonsense", "page=0", "page=-1", "page=%D9%A3", "page=99999999999999"):
        assert "Nothing has failed." in client.get(f"/deliveries?{strange}").text


def test_one_is_sent_again(services: Services, sign_in: SignIn) -> None:
    row, other = put(services, "dead", last_error="x"), put(services, "dead", last_error="x")
    client = sign_in("omar")
    csrf = csrf_of(client.get("/deliveries").text)
    answer = client.post("/deliveries/replay", data={"csrf": csrf, "delivery": row})
    assert answer.status_code == 200
    assert (state_of(services, row), state_of(services, other)) == ("pending", "dead")
    again = client.post("/deliveries/replay", data={"csrf": csrf, "delivery": row})
    assert again.status_code == 409


def test_all_of_a_destination_are_sent_again_but_none_that_was_cancelled(
    services: Services, sign_in: SignIn
) -> None:
    failed = [put(services, "dead", last_error="x") for _ in range(3)]
    cancelled = put(services, "dead", last_error=f"{outbox.CANCELLED}they withdrew consent")
    elsewhere = put(services, "dead", "hubspot", last_error="x")
    client = sign_in("omar")
    page = client.get("/deliveries").text
    assert page.count("Send again") == 4
    assert "withdrew consent" not in page  # was not a failure
    assert page.count("Send all again") == 1  # where there is more than one
    client.post("/deliveries/replay", data={"csrf": csrf_of(page), "destination": "slack"})
    assert {state_of(services, each) for each in failed} == {"pending"}
    assert {state_of(services, each) for each in (cancelled, elsewhere)} == {"dead"}


@pytest.mark.parametrize("person", ["dana", "maya"])
def test_nobody_but_admins_sees_or_sends(services: Services, sign_in: SignIn, person: str) -> None:
    row = put(services, "dead", last_error="x")
    client = sign_in(person)
    assert client.get("/deliveries").status_code == 403
    assert client.post("/deliveries/replay", data={"delivery": row}).status_code == 403
    assert "/deliveries" not in client.get("/inbox").text
    assert state_of(services, row) == "dead"


def test_a_form_that_somebody_else_made_does_nothing(services: Services, sign_in: SignIn) -> None:
    row = put(services, "dead", last_error="x")
    answer = sign_in("omar").post("/deliveries/replay", data={"csrf": "x", "delivery": row})
    assert answer.status_code == 403
    assert state_of(services, row) == "dead"


def test_without_signing_in_there_is_nothing(client: TestClient) -> None:
    answer = client.get("/deliveries", follow_redirects=False)
    assert answer.headers["location"].startswith("/login")
