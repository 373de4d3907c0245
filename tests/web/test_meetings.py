"""The visitor's page of a meeting, the reps' pages, and the links of a lead mail."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from starlette.testclient import TestClient

from bot.leads import handover
from bot.leads.meetings import booking
from bot.leads.meetings.slots import bookable_slots
from bot.leads.privacy import consent
from bot.links import Links
from bot.rulebook import Rulebook
from bot.services import Services
from bot.storage.tables import Assignment, Conversation, Delivery, Lead, Meeting, User, now
from tests.leads.meetings.samples import MEETINGS
from tests.leads.samples import new_lead, write_playbook
from tests.web.fakes import csrf_of, make_services

SignIn = Callable[[str], TestClient]
RULES = MEETINGS.replace("most_per_day: 4", "most_per_day: 40")


@pytest.fixture
def services(tmp_path: Path) -> Iterator[Services]:
    services = make_services(tmp_path)
    services.rules = Rulebook.load(write_playbook(tmp_path / "playbook", meetings=RULES))
    with services.database.transaction() as session:
        session.get(User, "dana").profile = {"timezone": "Europe/Berlin", "teams": ["large"]}
    yield services
    services.database.close()


@pytest.fixture
def links(services: Services) -> Links:
    return Links(services.settings.secret_key, "")


@pytest.fixture
def offer(services: Services) -> Assignment:
    """A lead offered to Dana."""
    with services.database.transaction() as session:
        lead = new_lead(
            session, services.desk, {"company_size": 250, "name": "<b>Ann</b>"}, at=now()
        )
        return handover.hand_over(session, lead, services.desk, reason="x")


@pytest.fixture
def meeting(services: Services, offer: Assignment) -> str:
    """Booked with Dana by a visitor in New York, some days ahead."""
    with services.database.transaction() as session:
        start = free(services, session)[40].start
        lead, user = session.get(Lead, offer.lead_id), session.get(User, "dana")
        zone = "America/New_York"
        held = booking.hold(session, lead, user, start, services.desk, visitor_zone=zone)
        return str(booking.book(session, held.id, services.desk).id)


def free(services: Services, session: Any) -> Any:
    rules = services.playbook.meetings
    assert rules is not None
    return bookable_slots(session, session.get(User, "dana"), rules, now(), 9, "UTC")


def state_of(services: Services, meeting: str) -> Meeting:
    with services.database.reading() as session:
        return session.get(Meeting, meeting)


def starts_on(page: str) -> list[str]:
    return re.findall(r'name="start" value="([^"]+)"', page)


def events(services: Services) -> list[str]:
    with services.database.reading() as session:
        query = sa.select(Delivery.event).where(Delivery.event.startswith("meeting."))
        return sorted(set(session.scalars(query)))


def test_a_visitor_sees_moves_and_cancels(
    client: TestClient, services: Services, links: Links, meeting: str
) -> None:
    address = links.meeting(meeting)
    page = client.get(address).text
    assert "New York time" in page
    assert "Berlin time" in page
    before = state_of(services, meeting).starts_at.isoformat()
    starts = starts_on(page)
    assert before not in starts
    answer = client.post(f"{address}/move", data={"start": starts[5]}, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, address)
    moved = state_of(services, meeting)
    assert (moved.starts_at.isoformat(), moved.sequence) == (starts[5], 1)
    assert client.post(f"{address}/cancel").status_code == 200
    assert state_of(services, meeting).state == "cancelled"
    assert events(services) == ["meeting.booked", "meeting.cancelled", "meeting.moved"]
    # And another one after that, under a page of its own.
    page = client.get(address).text
    assert "Choose another time with Dana" in page
    answer = client.post(
        f"{address}/move", data={"start": starts_on(page)[0]}, follow_redirects=False
    )
    again = client.get(answer.headers["location"])
    assert answer.headers["location"] != address
    assert "Booked" in again.text


def test_opening_the_page_changes_nothing(
    client: TestClient, services: Services, links: Links, meeting: str
) -> None:
    """Mail scanners follow links."""
    address = links.meeting(meeting)
    for path in ("", "/move", "/cancel"):
        client.get(address + path)
        client.head(address + path)
    assert state_of(services, meeting).sequence == 0


@pytest.mark.parametrize("start", ["", "now", "2026-11-19T10:00:00", "9999-01-01T00:00:00+00:00"])
def test_a_time_that_was_not_offered(
    client: TestClient, services: Services, links: Links, meeting: str, start: str
) -> None:
    answer = client.post(f"{links.meeting(meeting)}/move", data={"start": start})
    assert answer.status_code in {400, 409}
    assert state_of(services, meeting).sequence == 0


def test_a_time_that_went_meanwhile_is_told_on_the_page(
    client: TestClient, services: Services, links: Links, meeting: str
) -> None:
    address = links.meeting(meeting)
    start = starts_on(client.get(address).text)[0]
    with services.database.transaction() as session:
        lead = new_lead(session, services.desk, {"email": "bo@client.example"}, at=now())
        slot = next(s for s in free(services, session) if s.start.isoformat() == start)
        user = session.get(User, "dana")
        booking.hold(session, lead, user, slot.start, services.desk, visitor_zone="UTC")
    answer = client.post(f"{address}/move", data={"start": start})
    assert answer.status_code == 409
    assert "no longer free" in answer.text
    assert start not in starts_on(answer.text)


def test_a_link_is_good_for_one_purpose_and_cannot_be_changed(
    client: TestClient, links: Links, meeting: str, offer: Assignment
) -> None:
    token = links.meeting(meeting).rpartition("/")[2]
    other = links.offer(offer.id, "dana").rpartition("/")[2]
    for bad in (other, token[:-2], f"x{token}", meeting, "x" * 5000):
        assert client.get(f"/meetings/{bad}").status_code == 404
        assert client.post(f"/meetings/{bad}/cancel").status_code == 404
    assert client.get(f"/offers/{token}").status_code == 404


def test_after_a_withdrawal_the_page_offers_nothing(
    client: TestClient, services: Services, links: Links, meeting: str
) -> None:
    with services.database.transaction() as session:
        lead = session.get(Lead, session.get(Meeting, meeting).lead_id)
        consent.withdraw(session, session.get(Conversation, lead.conversation_id), ())
    page = client.get(links.meeting(meeting)).text
    assert "Cancelled" in page
    assert starts_on(page) == []


def test_a_rep_has_a_list_and_moves_and_cancels(
    sign_in: SignIn, services: Services, meeting: str
) -> None:
    client = sign_in("dana")
    page = client.get("/inbox/meetings").text
    assert f"/inbox/meetings/{meeting}" in page
    assert "&lt;b&gt;Ann" in page
    lead = state_of(services, meeting).lead_id
    assert f"/inbox/meetings/{meeting}" in client.get(f"/inbox/leads/{lead}").text
    one = client.get(f"/inbox/meetings/{meeting}").text
    form = {"csrf": csrf_of(one), "start": starts_on(one)[3]}
    assert client.post(f"/inbox/meetings/{meeting}/move", data=form).status_code == 200
    assert state_of(services, meeting).changed_by == "dana"
    assert client.post(f"/inbox/meetings/{meeting}/cancel", data={"csrf": "x"}).status_code == 403
    client.post(f"/inbox/meetings/{meeting}/cancel", data={"csrf": form["csrf"]})
    assert state_of(services, meeting).state == "cancelled"
    assert "Cancelled" in client.get("/inbox/meetings").text


def test_somebody_elses_meeting_can_be_seen_and_not_changed(
    sign_in: SignIn, services: Services, meeting: str
) -> None:
    client = sign_in("ravi")
    assert meeting not in client.get("/inbox/meetings").text
    assert meeting in client.get("/inbox/meetings?all=1").text
    page = client.get(f"/inbox/meetings/{meeting}").text
    assert "Cancel it" not in page
    answer = client.post(f"/inbox/meetings/{meeting}/cancel", data={"csrf": csrf_of(page)})
    assert answer.status_code == 403 or "somebody else" in answer.text
    assert state_of(services, meeting).state == "booked"


def test_a_marketer_sees_no_meetings(sign_in: SignIn, meeting: str) -> None:
    client = sign_in("maya")
    assert client.get("/inbox/meetings").status_code == 403


def test_a_lead_is_accepted_out_of_the_mail_by_the_button_only(
    client: TestClient, services: Services, links: Links, offer: Assignment
) -> None:
    address = links.offer(offer.id, "dana")
    page = client.get(address)
    assert "Accept lead" in page.text
    assert "<b>Ann" not in page.text
    client.head(address)
    client.get(f"{address}/accept")
    client.get(f"{address}?decline=1")
    assert assignment_of(services, offer).state == "offered"
    assert "You accepted this lead" in client.post(f"{address}/accept").text
    assert assignment_of(services, offer).state == "accepted"
    # The link is used up: it tells, and decides nothing any more.
    again = client.post(f"{address}/decline", data={"reason": "No capacity just now"})
    assert again.status_code == 409
    assert "You accepted this lead" in client.get(address).text
    assert assignment_of(services, offer).state == "accepted"


def test_declining_out_of_the_mail_needs_a_reason_and_goes_on(
    client: TestClient, services: Services, links: Links, offer: Assignment
) -> None:
    address = links.offer(offer.id, "dana")
    assert "Choose a reason" in client.get(f"{address}?decline=1").text
    answer = client.post(f"{address}/decline", data={"reason": ""})
    assert answer.status_code == 400
    assert "Choose a reason for declining" in answer.text
    page = client.post(f"{address}/decline", data={"reason": "No capacity just now"}).text
    assert "You declined this lead" in page
    assert "It is offered now to Omar" in page
    assert assignment_of(services, offer).decline_reason == "No capacity just now"
    assert client.post(f"{address}/accept").status_code == 409


def test_an_offer_that_is_over_says_what_happened_meanwhile(
    client: TestClient, services: Services, links: Links, offer: Assignment
) -> None:
    with services.database.transaction() as session:
        handover.expire_due(session, services.desk, now=now() + timedelta(days=3))
    answer = client.post(f"{links.offer(offer.id, 'dana')}/accept")
    assert answer.status_code == 409
    assert "did not accept this lead in time" in answer.text
    assert "offered now to Omar" in answer.text


def test_the_link_is_bound_to_the_person(
    client: TestClient, services: Services, links: Links, offer: Assignment
) -> None:
    for person in ("ravi", "omar"):
        assert client.post(f"{links.offer(offer.id, person)}/accept").status_code == 404
    with services.database.transaction() as session:
        session.get(User, "dana").active = False
    assert client.post(f"{links.offer(offer.id, 'dana')}/accept").status_code == 403
    assert assignment_of(services, offer).state == "offered"


def assignment_of(services: Services, offer: Assignment) -> Assignment:
    with services.database.reading() as session:
        return session.get(Assignment, offer.id)
