"""Holding, booking, moving, cancelling; and that no rep is ever booked twice."""

from __future__ import annotations

import multiprocessing
import threading
from collections import Counter
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from bot.errors import Conflict, ContentError, Forbidden
from bot.leads import handover
from bot.leads.desk import Desk
from bot.leads.meetings import booking
from bot.leads.meetings.booking import VISITOR
from bot.leads.meetings.taking import Taken, expire_holds, take
from bot.leads.privacy import consent, erasure
from bot.leads.privacy.personal import subject_of
from bot.storage.database import Database
from bot.storage.tables import Assignment, Conversation, Delivery, Lead, Meeting, TakenTime, User
from tests.leads.meetings.samples import (
    HALF_AN_HOUR,
    LONDON,
    MEETINGS,
    THURSDAY_TEN,
    booked,
    free,
    held,
    lead_with_rep,
    make_meeting_desk,
)
from tests.leads.samples import WEDNESDAY
from tests.leads.test_races import at_once

LATER = WEDNESDAY + timedelta(minutes=11)


def told(session: Any, event: str) -> dict[str, dict[str, Any]]:
    """The event's data by destination."""
    rows = session.scalars(sa.select(Delivery).where(Delivery.event == event))
    return {row.destination: row.payload["data"] for row in rows}


def test_booking_invites_the_visitor_and_the_rep(database: Database, desk: Desk) -> None:
    with database.transaction() as session:
        lead = lead_with_rep(session, desk)
        meeting = booked(session, desk, lead)
        assert booking.book(session, meeting.id, desk, now=WEDNESDAY) is meeting  # once
        data = told(session, "meeting.booked")
        assert set(data) == {"webhook:0", "email:dana", f"visitor:{lead.id}"}
        assert data["webhook:0"]["meeting"]["state"] == "booked"
        assert data["email:dana"]["to"]["email"] == "dana@fern.example"
        assert data["email:dana"]["link"] == f"https://fern.example/inbox/leads/{lead.id}"
        visitor = data[f"visitor:{lead.id}"]
        assert visitor["to"]["email"] == "ann@client.example"
        assert "link" not in visitor  # the inbox is none of theirs
        assert (meeting.sequence, meeting.uid) == (0, f"{meeting.id}@fern.example")


def test_a_second_meeting_ahead_is_refused_and_one_after_it_is_not(
    database: Database, desk: Desk
) -> None:
    with database.transaction() as session:
        lead = lead_with_rep(session, desk)
        first = booked(session, desk, lead)
        with pytest.raises(Conflict, match="already"):
            held(session, desk, lead, THURSDAY_TEN + timedelta(hours=2))
        after = THURSDAY_TEN + timedelta(days=1)
        second = booked(session, desk, lead, after + timedelta(hours=4), now=after)
        assert (first.state, second.state) == ("over", "booked")


def test_another_choice_lets_the_first_hold_go(database: Database, desk: Desk) -> None:
    with database.transaction() as session:
        lead = lead_with_rep(session, desk)
        first = held(session, desk, lead)
        second = held(session, desk, lead, THURSDAY_TEN + HALF_AN_HOUR)
        assert (first.state, second.state) == ("expired", "held")
        assert told(session, "meeting.booked") == {}


def test_a_hold_that_is_over_can_be_taken_by_somebody_else(database: Database, desk: Desk) -> None:
    with database.transaction() as session:
        slow = held(session, desk, lead_with_rep(session, desk))
        other = lead_with_rep(session, desk, "bo@client.example")
        with pytest.raises(Taken):
            held(session, desk, other)
        booked(session, desk, other, now=LATER)
        with pytest.raises(Taken):
            booking.book(session, slow.id, desk, now=LATER)


def test_a_hold_that_is_over_is_booked_while_nobody_else_has_the_time(
    database: Database, desk: Desk
) -> None:
    with database.transaction() as session:
        slow = held(session, desk, lead_with_rep(session, desk))
        assert expire_holds(session, WEDNESDAY) == 0
        assert expire_holds(session, LATER) == 1
        assert slow.state == "expired"
        assert session.scalar(sa.select(sa.func.count()).select_from(TakenTime)) == 0
        assert booking.book(session, slow.id, desk, now=LATER).state == "booked"


def test_moving_keeps_the_uid_and_counts_the_change(database: Database, desk: Desk) -> None:
    with database.transaction() as session:
        lead = lead_with_rep(session, desk)
        meeting = booked(session, desk, lead)
        uid = meeting.uid
        # Half an hour on overlaps the buffer of the meeting itself, which does not count.
        start = THURSDAY_TEN + HALF_AN_HOUR
        booking.move(session, meeting.id, start, desk, by=VISITOR, now=LATER)
        assert (meeting.uid, meeting.sequence, meeting.starts_at) == (uid, 1, start)
        booking.move(session, meeting.id, start, desk, by=VISITOR, now=LATER)
        assert meeting.sequence == 1  # no change, nothing to tell
        data = told(session, "meeting.moved")
        assert data["email:dana"]["previous"][0] == THURSDAY_TEN.isoformat()
        assert data["email:dana"]["by"] == "visitor"
        assert THURSDAY_TEN - HALF_AN_HOUR in [slot.start for slot in free(session, desk)]


def test_moving_to_a_time_that_is_gone_leaves_it_where_it_is(
    database: Database, desk: Desk
) -> None:
    with database.transaction() as session:
        meeting = booked(session, desk, lead_with_rep(session, desk))
        other = lead_with_rep(session, desk, "bo@client.example")
        late = THURSDAY_TEN + timedelta(hours=2)
        booked(session, desk, other, late)
        with pytest.raises(Taken):
            booking.move(session, meeting.id, late, desk, by=VISITOR, now=LATER)
        assert (meeting.starts_at, meeting.sequence) == (THURSDAY_TEN, 0)
        assert told(session, "meeting.moved") == {}


def test_cancelling_frees_the_time_and_tells_once(database: Database, desk: Desk) -> None:
    with database.transaction() as session:
        meeting = booked(session, desk, lead_with_rep(session, desk))
        booking.cancel(session, meeting.id, desk, by="dana", now=LATER)
        booking.cancel(session, meeting.id, desk, by="dana", now=LATER)
        assert (meeting.state, meeting.sequence) == ("cancelled", 1)
        assert told(session, "meeting.cancelled")["email:dana"]["by"] == "Dana Reyes"
        assert THURSDAY_TEN in [slot.start for slot in free(session, desk)]
        with pytest.raises(Conflict):
            booking.move(session, meeting.id, THURSDAY_TEN, desk, by=VISITOR, now=LATER)


def test_a_rep_changes_only_their_own_and_an_admin_everybodys(
    database: Database, desk: Desk
) -> None:
    with database.transaction() as session:
        meeting = booked(session, desk, lead_with_rep(session, desk))
        with pytest.raises(Forbidden):
            booking.cancel(session, meeting.id, desk, by="lee", now=LATER)
        booking.cancel(session, meeting.id, desk, by="omar", now=LATER)


def test_what_has_begun_is_not_changed_any_more(database: Database, desk: Desk) -> None:
    with database.transaction() as session:
        meeting = booked(session, desk, lead_with_rep(session, desk))
        for verb in (
            lambda: booking.cancel(session, meeting.id, desk, by=VISITOR, now=THURSDAY_TEN),
            lambda: booking.move(
                session, meeting.id, THURSDAY_TEN, desk, by=VISITOR, now=THURSDAY_TEN
            ),
        ):
            with pytest.raises(Conflict, match="begun"):
                verb()


def test_withdrawn_consent_clears_the_calendar_and_says_nothing_of_the_visitor(
    database: Database, desk: Desk
) -> None:
    with database.transaction() as session:
        lead = lead_with_rep(session, desk)
        meeting = booked(session, desk, lead)
        consent.withdraw(session, session.get(Conversation, lead.conversation_id), (), now=LATER)
        assert meeting.state == "cancelled"
        data = told(session, "meeting.cancelled")
        assert set(data) == {"email:dana"}
        assert "ann@client.example" not in str(data)
        waiting = session.scalars(
            sa.select(Delivery.payload).where(Delivery.destination == f"visitor:{lead.id}")
        ).all()
        assert "ann@client.example" not in str(waiting)


def test_an_erasure_takes_the_meeting_and_clears_the_calendar(
    database: Database, desk: Desk
) -> None:
    with database.transaction() as session:
        lead = lead_with_rep(session, desk)
        uid = booked(session, desk, lead).uid
        subject = subject_of(session, lead.id)
        request = erasure.Request(by="operator", who=lead.id)
        erasure.erase(session, subject, request, (), now=LATER)
    with database.reading() as session:
        for table in (Meeting, TakenTime):
            assert session.scalar(sa.select(sa.func.count()).select_from(table)) == 0
        data = told(session, "meeting.cancelled")
        assert set(data) == {"email:dana"}
        assert data["email:dana"]["meeting"]["uid"] == uid
        assert "ann@client.example" not in str(data)


def test_the_meeting_goes_with_the_lead_to_the_next_rep(database: Database, desk: Desk) -> None:
    with database.transaction() as session:
        lead = lead_with_rep(session, desk)
        meeting = booked(session, desk, lead)
        handover.decline(session, _offer(session, lead), "dana", "ill", desk, now=LATER)
        assert meeting.user_id == "omar"
        assert (meeting.sequence, meeting.changed_by) == (1, "baton")
        (former,) = told(session, "meeting.cancelled").values()
        assert former["to"]["email"] == "dana@fern.example"
        assert former["visitor"]["email"] is None
        moved = told(session, "meeting.moved")
        assert set(moved) == {"webhook:0", "email:omar", f"visitor:{lead.id}"}


def test_a_meeting_that_the_next_rep_cannot_keep_is_cancelled(
    database: Database, desk: Desk
) -> None:
    with database.transaction() as session:
        session.get(User, "omar").profile = {
            "timezone": "Europe/Berlin",
            "hours": {"mon": "09:00-10:00"},
        }
        lead = lead_with_rep(session, desk)
        meeting = booked(session, desk, lead)
        handover.decline(session, _offer(session, lead), "dana", "ill", desk, now=LATER)
        assert meeting.state == "cancelled"
        assert set(told(session, "meeting.cancelled")) == {
            "webhook:0",
            "email:dana",
            f"visitor:{lead.id}",
        }


def _offer(session: Any, lead: Lead) -> str:
    query = sa.select(Assignment.id).where(
        Assignment.lead_id == lead.id, Assignment.state == "offered"
    )
    return str(session.scalars(query).one())


def _race(url: str, lead_ids: list[str], desk: Desk, found: Any) -> None:
    database = Database(url)
    try:
        for lead_id in lead_ids:
            try:
                with database.transaction() as session:
                    meeting = held(session, desk, session.get(Lead, lead_id))
                    booking.book(session, meeting.id, desk, now=WEDNESDAY)
                found.put("booked")
            except Taken:
                found.put("taken")
            except Exception as error:  # noqa: BLE001  # told to the test
                found.put(repr(error))
    finally:
        database.close()


def test_many_threads_and_processes_race_for_one_time(database: Database, desk: Desk) -> None:
    """Sixteen visitors in four processes, sixteen in threads: one gets it, the others are told."""
    with database.transaction() as session:
        leads = [lead_with_rep(session, desk, f"v{n}@client.example").id for n in range(32)]
    url = database.engine.url.render_as_string(hide_password=False)
    context = multiprocessing.get_context(
        "fork"
    )  # this module has no name that a new process could import
    found = context.Queue()
    workers: list[Any] = [
        context.Process(target=_race, args=(url, leads[4 * n : 4 * n + 4], desk, found))
        for n in range(4)
    ]
    workers += [
        threading.Thread(target=_race, args=(url, [lead], desk, found)) for lead in leads[16:]
    ]
    for worker in workers:
        worker.start()
    results = Counter(found.get(timeout=60) for _ in leads)
    for worker in workers:
        worker.join()
    assert results == {"booked": 1, "taken": 31}
    with database.reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(TakenTime)) == 6
        (meeting,) = session.scalars(sa.select(Meeting).where(Meeting.state == "booked"))
        events = session.scalars(
            sa.select(Delivery.destination).where(Delivery.event == "meeting.booked")
        ).all()
        assert sorted(events) == ["email:dana", f"visitor:{meeting.lead_id}", "webhook:0"]


def test_the_worker_does_not_let_a_hold_go_that_is_being_booked(
    database: Database, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    with database.transaction() as session:
        slow = held(session, desk, lead_with_rep(session, desk)).id
    found: list[object] = []
    locked = booking._locked

    def meanwhile(session: Any, meeting_id: str) -> Meeting:
        meeting = locked(session, meeting_id)
        if not database.sqlite:  # where nobody writes beside a transaction
            found.extend(at_once(database, lambda other: expire_holds(other, LATER)))
        return meeting

    monkeypatch.setattr(booking, "_locked", meanwhile)
    with database.transaction() as session:
        booking.book(session, slow, desk, now=LATER)
    assert found == ([] if database.sqlite else [0])
    with database.reading() as session:
        assert session.get(Meeting, slow).state == "booked"
        owners = session.scalars(sa.select(TakenTime.meeting_id)).all()
        assert owners == [slow] * 6


def test_the_database_itself_refuses_an_overlap(database: Database, desk: Desk) -> None:
    """With the check switched off, as if two transactions had both found the time free."""
    with database.transaction() as session:
        booked(session, desk, lead_with_rep(session, desk))
        other = lead_with_rep(session, desk, "bo@client.example")
        values = {
            "lead_id": other.id,
            "user_id": "dana",
            "starts_at": THURSDAY_TEN + timedelta(minutes=25),
            "ends_at": THURSDAY_TEN + timedelta(minutes=55),
            "state": "booked",
            "uid": "x",
            "visitor_timezone": LONDON,
            "changed_by": "visitor",
        }
        with pytest.raises(Taken):
            take(session, Meeting(**values))
        until = Meeting(**{**values, "uid": "y", "hold_expires_at": WEDNESDAY})
        twice = [Meeting(**{**values, "uid": uid}) for uid in ("p", "q")]
        for rows in ([until], twice):
            with pytest.raises(IntegrityError):
                write(session, rows)


def write(session: Any, rows: list[Meeting]) -> None:
    with session.begin_nested():
        session.add_all(rows)
        session.flush()


@pytest.mark.parametrize(
    ("text", "line", "expected"),
    [
        ("length_minutes: 7\n", 1, "length_minutes"),
        ("name: call\nlenght: 30\n", 2, "lenght"),
        ("name: call\nlead_minutes: 2880\nhorizon_days: 2\n", 2, "shorter"),
        ("external_url: http://plain.example\n", 1, "external_url"),
        ("name: call\nexternal_url: 'https://cal.example/{who}'\n", 2, r"\{rep\}"),
    ],
)
def test_a_mistake_in_the_rules_names_its_line(
    tmp_path: Path, text: str, line: int, expected: str
) -> None:
    with pytest.raises(ContentError, match=expected) as caught:
        make_meeting_desk(tmp_path / "playbook", text)
    assert caught.value.line == line


def test_without_the_file_nothing_can_be_booked(
    tmp_path: Path, database: Database, desk: Desk
) -> None:
    (tmp_path / "playbook" / "meetings.yml").unlink()
    from bot.leads.playbook.playbook import Playbook

    assert Playbook.load(tmp_path / "playbook").meetings is None
    page = "external_url: 'https://cal.example/{rep}/intro'\n"
    rules = make_meeting_desk(tmp_path / "other", MEETINGS + page).playbook.meetings
    assert rules is not None
    assert rules.booking_page("dana") == "https://cal.example/dana/intro"
