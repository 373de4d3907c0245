"""Invitations, read back with the calendar library as a receiver's calendar would."""

from __future__ import annotations

import email
import email.policy
from collections.abc import Callable
from datetime import timedelta
from email.message import EmailMessage
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from bot.delivery.email import compose
from bot.delivery.sending import Parcel
from bot.delivery.worker import Worker
from bot.leads.desk import Desk
from bot.leads.meetings import booking
from bot.leads.meetings.booking import VISITOR
from bot.leads.privacy import consent
from bot.links import Links
from bot.storage.database import Database
from bot.storage.tables import Conversation, Delivery, Meeting
from tests.delivery.receivers import mailbox
from tests.delivery.rows import Clock
from tests.leads.meetings.conftest import desk
from tests.leads.meetings.samples import HALF_AN_HOUR, THURSDAY_TEN, booked, held, lead_with_rep
from tests.leads.samples import WEDNESDAY

__all__ = ["desk"]

LINKS = Links("for tests", "https://fern.example")
SENDER = "Baton <baton@fern.example>"
LATER = WEDNESDAY + timedelta(minutes=5)


def mail_of(row: Delivery) -> EmailMessage:
    """The mail as it arrives."""
    sent = compose(Parcel(row.id, row.event, row.payload, 1), SENDER, LINKS)
    data = sent.as_bytes(policy=email.policy.SMTP)
    parsed = email.message_from_bytes(data, policy=email.policy.default)
    assert isinstance(parsed, EmailMessage)
    return parsed


def calendar_of(mail: EmailMessage) -> tuple[str, Any, Any]:
    """Method of the MIME part, calendar and event."""
    (part,) = [part for part in mail.walk() if part.get_content_type() == "text/calendar"]
    data = part.get_payload(decode=True)
    assert isinstance(data, bytes)
    assert data.count(b"\n") == data.count(b"\r\n")  # RFC 5545, 3.1
    assert max(len(line) for line in data.split(b"\r\n")) <= 75
    calendar = Calendar.from_ical(data)
    (event,) = calendar.walk("VEVENT")
    return str(part.get_param("method")), calendar, event


def mails(session: Any, event: str) -> dict[str, EmailMessage]:
    """By the kind of their destination."""
    rows = session.scalars(
        sa.select(Delivery).where(
            Delivery.event == event, ~Delivery.destination.startswith("webhook")
        )
    )
    return {row.destination.partition(":")[0]: mail_of(row) for row in rows}


def text_of(mail: EmailMessage, kind: str = "plain") -> str:
    part = mail.get_body((kind,))
    assert part is not None
    return str(part.get_content())


@pytest.fixture
def story(database: Database, desk: Desk) -> Callable[..., dict[str, dict[str, EmailMessage]]]:
    """Booked, moved by the visitor, cancelled by the rep; the mails of each event."""

    def play(**details: Any) -> dict[str, dict[str, EmailMessage]]:
        with database.transaction() as session:
            lead = lead_with_rep(session, desk)
            for name, value in details.items():
                setattr(lead, name, value)
            meeting = booked(session, desk, lead)
            start = THURSDAY_TEN + HALF_AN_HOUR
            booking.move(session, meeting.id, start, desk, by=VISITOR, now=LATER)
            booking.cancel(session, meeting.id, desk, by="dana", now=LATER)
            return {
                name: mails(session, f"meeting.{name}") for name in ("booked", "moved", "cancelled")
            }

    return play


def test_an_invitation_its_change_and_its_cancellation(story: Callable[..., Any]) -> None:
    told = story()
    uids = set()
    for name, method, sequence, start in (
        ("booked", "REQUEST", 0, THURSDAY_TEN),
        ("moved", "REQUEST", 1, THURSDAY_TEN + HALF_AN_HOUR),
        ("cancelled", "CANCEL", 2, THURSDAY_TEN + HALF_AN_HOUR),
    ):
        assert set(told[name]) == {"visitor", "email"}
        for who, mail in told[name].items():
            said = mail.get_body(("plain",)).get_content()
            assert ("/consent/" in said) is (who == "visitor")
            part_method, calendar, event = calendar_of(mail)
            assert part_method == calendar["METHOD"] == method
            assert calendar["VERSION"] == "2.0"
            assert event["SEQUENCE"] == sequence
            assert event["STATUS"] == ("CANCELLED" if method == "CANCEL" else "CONFIRMED")
            assert event.decoded("DTSTART") == start
            assert event.decoded("DTEND") == start + HALF_AN_HOUR
            assert event["DTSTART"].to_ical().endswith(b"Z")
            assert event["DTSTAMP"].to_ical().endswith(b"Z")
            assert event["ORGANIZER"] == "mailto:baton@fern.example"
            assert event["ORGANIZER"].params["CN"] == "Fern & Co"
            assert [str(each) for each in event["ATTENDEE"]] == [
                "mailto:ann@client.example",
                "mailto:dana@fern.example",
            ]
            assert {each.params["RSVP"] for each in event["ATTENDEE"]} == {"TRUE"}
            assert event["SUMMARY"] == "Demo call: Ann Byte and Dana Reyes (Fern & Co)"
            assert event["LOCATION"] == "We call you."
            uids.add(str(event["UID"]))
    assert len(uids) == 1


def test_each_reads_it_on_their_own_clock_with_the_others_beside_it(
    story: Callable[..., Any],
) -> None:
    told = story()
    visitor, rep = told["booked"]["visitor"], told["booked"]["email"]
    assert visitor["To"] == "Ann Byte <ann@client.example>"
    assert "09:00–09:30 London time (10:00–10:30 Berlin time)" in text_of(visitor)
    assert "your demo call with Dana Reyes of Fern & Co is booked" in text_of(visitor)
    assert "https://fern.example/meetings/" in text_of(visitor)
    assert "Fern &amp; Co" in text_of(visitor, "html")
    assert rep["To"] == "Dana Reyes <dana@fern.example>"
    assert "10:00–10:30 Berlin time (09:00–09:30 London time)" in text_of(rep)
    assert "ann@client.example" in text_of(rep)
    assert "/inbox/leads/" in text_of(rep)
    assert "/meetings/" not in text_of(rep)
    assert "Before: Thursday 19 November, 10:00" in text_of(told["moved"]["email"])
    assert "Ann Byte has moved your demo call" in text_of(told["moved"]["email"])
    assert "you have moved your demo call" in text_of(told["moved"]["visitor"])
    assert "Dana Reyes has cancelled your demo call" in text_of(told["cancelled"]["visitor"])
    assert "Choose another time" in text_of(told["cancelled"]["visitor"])


@pytest.mark.parametrize(
    "name",
    [
        "Ann\r\nBcc: all@victim.example",
        "Ann\r\nATTENDEE:mailto:x@victim.example",
        'Ann";RSVP=FALSE:mailto:x@victim.example,"',
        "Ann\nEND:VEVENT\nBEGIN:VEVENT",
        "=?utf-8?q?Ann=0d=0aBcc:_x@victim.example?=",
        "Ann\N{RIGHT-TO-LEFT OVERRIDE}; \x07, \\n",
        "<script>alert(1)</script>",
    ],
)
def test_a_name_stays_a_name(story: Callable[..., Any], name: str) -> None:
    for told in story(name=name, company=name).values():
        for mail in told.values():
            assert mail["Bcc"] is None
            assert [each.partition(" ")[0].lower() for each in mail].count("to") == 1
            assert "<script" not in text_of(mail, "html")
            _, calendar, event = calendar_of(mail)
            assert len(calendar.walk("VEVENT")) == 1
            assert [str(each) for each in event["ATTENDEE"]] == [
                "mailto:ann@client.example",
                "mailto:dana@fern.example",
            ]


@given(name=st.text(min_size=1, max_size=200), place=st.text(max_size=200))
def test_any_text_makes_one_event(name: str, place: str) -> None:
    person = {"name": name, "email": "a@client.example", "phone": name, "company": place}
    data = {
        "id": "x",
        "company": place,
        "what": "call",
        "location": place,
        "previous": None,
        "by": "visitor",
        "meeting": {
            "id": "m",
            "uid": "m@fern.example",
            "sequence": 0,
            "starts_at": THURSDAY_TEN.isoformat(),
            "ends_at": (THURSDAY_TEN + HALF_AN_HOUR).isoformat(),
        },
        "rep": {**person, "timezone": "Europe/Berlin"},
        "visitor": {**person, "timezone": "UTC"},
        "to": {**person, "timezone": "UTC", "kind": "visitor"},
    }
    payload = {"timestamp": WEDNESDAY.isoformat(), "data": data}
    mail = mail_of(Delivery(id="d", event="meeting.booked", payload=payload))
    _, _, event = calendar_of(mail)
    assert str(event["UID"]) == "m@fern.example"
    assert len(event["ATTENDEE"]) == 2


def test_it_is_the_same_on_each_attempt(database: Database, desk: Desk) -> None:
    with database.transaction() as session:
        booked(session, desk, lead_with_rep(session, desk))
        row = session.scalars(
            sa.select(Delivery).where(Delivery.destination.startswith("visitor:"))
        ).one()
        first, second = (calendar_of(mail_of(row))[2].to_ical() for _ in range(2))
        # The link in it is signed with the time of sending.
        assert first.partition(b"DESCRIPTION")[0] == second.partition(b"DESCRIPTION")[0]


def test_without_consent_or_address_the_visitor_is_not_written_to(
    database: Database, desk: Desk
) -> None:
    with database.transaction() as session:
        lead = lead_with_rep(session, desk)
        lead.email, lead.phone = None, "+49301234567"
        booked(session, desk, lead)
        told = mails(session, "meeting.booked")
        assert set(told) == {"email"}
        event = calendar_of(told["email"])[2]
        assert str(event["ATTENDEE"]) == "mailto:dana@fern.example"


def test_after_a_withdrawal_the_reps_calendar_is_cleared_and_nothing_is_said(
    database: Database, desk: Desk
) -> None:
    with database.transaction() as session:
        lead = lead_with_rep(session, desk)
        meeting = booked(session, desk, lead)
        consent.withdraw(session, session.get(Conversation, lead.conversation_id), (), now=LATER)
        (mail,) = mails(session, "meeting.cancelled").values()
        method, _, event = calendar_of(mail)
        assert (method, event["UID"], event["SEQUENCE"]) == ("CANCEL", meeting.uid, 1)
        assert "ann" not in mail.as_string().lower().replace("channel", "")


def test_the_worker_sends_both_and_lets_holds_go(
    database: Database, desk: Desk, clock: Clock, make: Callable[..., Worker]
) -> None:
    with database.transaction() as session:
        booked(session, desk, lead_with_rep(session, desk))
        other = lead_with_rep(session, desk, "bo@client.example")
        waiting = held(session, desk, other, THURSDAY_TEN + timedelta(hours=2)).id
    with mailbox() as box:
        worker = make(BATON_SMTP_URL=f"smtp://127.0.0.1:{box.port}")
        worker.run_once(WEDNESDAY)
        invited = [str(mail["To"]) for mail in box.mails if "Booked" in str(mail["Subject"])]
        assert sorted(invited) == [
            "Ann Byte <ann@client.example>",
            "Dana Reyes <dana@fern.example>",
        ]
        worker.run_once(WEDNESDAY + timedelta(minutes=10))
    with database.reading() as session:
        assert session.get(Meeting, waiting).state == "expired"
