"""Choosing a time in the chat when something happens meanwhile."""

from __future__ import annotations

import re
import uuid
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from bot.chat.turn import Incoming
from bot.errors import BadRequest
from bot.leads.meetings import booking
from bot.leads.meetings.rules import MeetingRules
from bot.rulebook import Rulebook
from bot.services import Services
from bot.storage.tables import Conversation, Lead, Meeting, User, now

from .conftest import Stage
from .player import Player

ANSWERS = {"need": "Client projects", "company_size": "about 30", "region": "usa"}


async def offered(stage: Stage, email: str, zone: str | None = None) -> tuple[Player, str, str]:
    """A visitor who is offered times; gives the first time and the rep's id."""
    services, turns = await stage.of("software")
    player = Player(services, turns)
    player.open()
    with services.database.transaction() as session:
        session.get(Conversation, player.conversation_id).timezone = zone
    await player.send("can i get a demo")
    await player.qualify({**ANSWERS, "name": "Mia Winter", "email": email}, "over")
    assert player.asked() == "meeting"
    with services.database.reading() as session:
        rep = booking.rep_for(session, lead_of(session, player).id)
        assert rep is not None
        return player, player.progress().meeting["offered"][0], rep.id


def lead_of(session: Any, player: Player) -> Lead:
    query = sa.select(Lead).where(Lead.conversation_id == player.conversation_id)
    return session.scalars(query).one()


def taken_by_somebody_else(services: Services, user_id: str, start: str) -> None:
    with services.database.transaction() as session:
        conversation = Conversation(state={}, utm={})
        session.add(conversation)
        session.flush()
        lead = Lead(conversation_id=conversation.id, stage="mql", name="Other")
        session.add(lead)
        session.flush()
        user = session.get(User, user_id)
        at = datetime.fromisoformat(start)
        meeting = booking.hold(session, lead, user, at, services.desk, visitor_zone="UTC")
        booking.book(session, meeting.id, services.desk)


@pytest.mark.asyncio(loop_scope="session")
async def test_a_time_that_has_gone_is_apologised_for_with_fresh_ones(stage: Stage) -> None:
    player, start, rep = await offered(stage, "gone@winter-one.com")
    before = dict(player.buttons)
    taken_by_somebody_else(player.services, rep, start)
    (reply,) = await player.press(next(iter(before)))
    assert "has just been taken" in reply["text"]
    assert next(iter(before)) not in player.buttons
    assert player.asked() == "meeting"
    await player.press(next(iter(player.buttons)))
    assert player.asked() == "over"
    with player.services.database.reading() as session:
        meeting = booking.live_meeting(session, lead_of(session, player).id)
        assert meeting is not None
        assert meeting.starts_at != datetime.fromisoformat(start)


@pytest.mark.asyncio(loop_scope="session")
async def test_a_hold_that_is_over_and_gone_is_apologised_for(stage: Stage) -> None:
    player, start, rep = await offered(stage, "held@winter-two.com")
    await player.send("the first one")
    assert player.asked() == "meeting_confirm"
    with player.services.database.transaction() as session:
        held = session.scalars(sa.select(Meeting).where(Meeting.state == "held")).one()
        held.hold_expires_at = now() - timedelta(minutes=1)
    taken_by_somebody_else(player.services, rep, start)
    (reply,) = await player.send("yes please")
    assert "has just been taken" in reply["text"]


@pytest.mark.asyncio(loop_scope="session")
async def test_a_button_of_another_chat_books_nothing(stage: Stage) -> None:
    player, _, _ = await offered(stage, "mine@winter-three.com")
    other, _, _ = await offered(stage, "other@winter-four.com")
    name = next(iter(other.buttons.values()))
    with pytest.raises(BadRequest):
        await player.turns.take_turn(
            player.conversation_id, Incoming(str(uuid.uuid4()), button=name)
        )
    start = other.progress().meeting["offered"][0]
    await player.send(f'/inform{{"pressed": "meeting={start}"}}')
    with player.services.database.reading() as session:
        assert booking.live_meeting(session, lead_of(session, player).id) is None


@pytest.mark.asyncio(loop_scope="session")
@pytest.mark.parametrize("page", [None, "https://cal.example/{rep}/30-minutes"])
async def test_a_booking_page_elsewhere_or_none(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, page: str | None
) -> None:
    services, turns = await stage.of("software")
    rules = MeetingRules(external_url=page) if page else None
    changed = Rulebook(replace(services.playbook, meetings=rules), services.texts)
    monkeypatch.setattr(services, "rules", changed)
    player = Player(services, turns)
    player.open()
    await player.send("can i get a demo")
    email = f"sue@winter-{'page' if page else 'none'}.com"
    replies = await player.qualify({**ANSWERS, "name": "Sue Winter", "email": email}, "over")
    assert player.asked() == "over"
    assert "passed this to" in replies[0]["text"]
    if page is None:
        assert len(replies) == 1
        return
    with services.database.reading() as session:
        rep = booking.rep_for(session, lead_of(session, player).id)
    assert rep is not None
    assert f"https://cal.example/{rep.id}/30-minutes" in replies[1]["text"]


@pytest.mark.asyncio(loop_scope="session")
async def test_both_clocks_are_shown_to_a_visitor_elsewhere(stage: Stage) -> None:
    player, _, _ = await offered(stage, "far@winter-five.com", "Europe/Berlin")
    label = next(iter(player.buttons))
    assert re.search(r"\(\d\d:\d\d (?:New York|Chicago) time\)$", label)  # whoever had a turn
    (reply,) = await player.press(label)
    assert "Berlin time (" in reply["text"]
    assert re.search(r"–\d\d:\d\d (?:New York|Chicago) time\)", reply["text"])
