"""Plays transcripts (`*.yml` beside this file) against the real agent with real actions.

A transcript names the company, what the visitor says or presses turn by turn, what must and must
not stand in the replies, and what must be in the database afterwards:

    title: One line.
    company: software | dealership | coldstore | tents
    turns:
      - visitor: "what does team cost"       # typed; a list is sent at the same time
        bot: ["\\$12"]                        # regular expressions, each found in some reply
        never: ["\\$10"]
        sources: true                        # the first reply names a source
        buttons: ["Yes, please"]
        asks: company_size                   # what is open afterwards: a field or a kind
      - press: "Yes, please"                 # a button of the latest replies that have any
      - press_like: "\\d\\d:\\d\\d"          # the first button that fits: a time has no fixed label
      - returns: later                       # the page is opened again after hours; or: expired
      - qualify: {company_size: "about 60"}  # answers whatever is asked, until asks: is reached
        until: confirm                       # a field, a kind, or "over" (the default)
    lead: {stage: mql, details: {company_size: 60}, absent: [phone], consent: true}   # or none
    assignment: {person: dana, rung: "…"}    # or none
    outbox: [lead.created, lead.assigned]    # events that must be there; outbox_never: []
    outbox_without: ["…"]                    # what must stand in no row that is to be sent
    unanswered: ["…"]                        # regular expressions, each found in some question
    meeting: {state: booked, sequence: 0}    # the last one of the lead; or none
    mark: support
"""

from __future__ import annotations

import asyncio
import re
import uuid
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from ruamel.yaml import YAML

from bot.chat import transcript
from bot.chat.sessions import greeting, open_session, resume
from bot.chat.transcript import Opening
from bot.chat.turn import Incoming, Turns
from bot.leads.qualification import Progress
from bot.services import Services
from bot.storage.tables import (
    Assignment,
    Consent,
    Conversation,
    Delivery,
    Lead,
    LeadDetail,
    Meeting,
    UnansweredQuestion,
    User,
    now,
)

FOLDER = Path(__file__).parent
LONGEST = 40  # turns of one `qualify`: more is a loop


@dataclass
class Player:
    """One conversation being played; `heard` is everything that the assistant said."""

    services: Services
    turns: Turns
    conversation_id: str = ""
    buttons: dict[str, str] = field(default_factory=dict)
    heard: list[dict[str, Any]] = field(default_factory=list)

    def open(self) -> None:
        with self.services.database.transaction() as session:
            row = transcript.begin(
                session,
                Opening(page_url="https://shop.example/pricing"),
                greeting(self.services.knowledge.company),
            )
            self.conversation_id = row.id

    async def send(self, text: str) -> list[dict[str, Any]]:
        return self._took(
            await self.turns.take_turn(self.conversation_id, Incoming(str(uuid.uuid4()), text=text))
        )

    async def press_like(self, pattern: str) -> list[dict[str, Any]]:
        fitting = [label for label in self.buttons if re.search(pattern, label)]
        assert fitting, f"no button like {pattern!r}, there are {list(self.buttons)}"
        return await self.press(fitting[0])

    async def press(self, label: str) -> list[dict[str, Any]]:
        assert label in self.buttons, f"no button {label!r}, there are {list(self.buttons)}"
        return self._took(
            await self.turns.take_turn(
                self.conversation_id, Incoming(str(uuid.uuid4()), button=self.buttons[label])
            )
        )

    async def come_back(self, *, expired: bool) -> list[dict[str, Any]]:
        """Open the chat again hours later, or after its session has expired."""
        with self.services.database.transaction() as session:
            session.get(Conversation, self.conversation_id).last_at = now() - timedelta(hours=3)
        opening = Opening(page_url="https://shop.example/features")
        if expired:
            company = self.services.knowledge.company
            self.conversation_id, _ = open_session(
                self.services.database, company, opening, self.conversation_id
            )
        else:
            assert resume(self.services.database, self.conversation_id, opening)
        await self.turns.welcome_back(self.conversation_id)
        with self.services.database.reading() as session:
            rows = transcript.messages(session, self.conversation_id)
            seen = {each["id"] for each in self.heard}
            sent = [transcript.as_sent(row) for row in rows if row.sender != "visitor"]
        return self._took([each for each in sent if each["id"] not in seen])

    def _took(self, replies: list[dict[str, Any]]) -> list[dict[str, Any]]:
        self.heard += replies
        offered = [each for reply in replies for each in reply["buttons"]]
        if offered:
            self.buttons = {each["label"]: each["button"] for each in offered}
        return replies

    def progress(self) -> Progress:
        with self.services.database.reading() as session:
            return Progress.from_json(session.get(Conversation, self.conversation_id).state or {})

    def asked(self) -> str:
        """What is open: the name of a field, another kind, or "over"."""
        opened = self.progress().open
        if opened is None:
            return "over"
        return opened.field if opened.kind == "field" and opened.field else opened.kind

    async def qualify(self, answers: dict[str, str], until: str) -> list[dict[str, Any]]:
        """Answer what is asked: from `answers`, else yes to consent and read-back, else skip."""
        replies: list[dict[str, Any]] = []
        for _ in range(LONGEST):
            asked = self.asked()
            # Handed over: a time with the rep may be chosen then, or not.
            if asked == until or (until == "over" and asked == "meeting"):
                return replies
            assert asked != "over", f"the qualification ended before {until!r} was asked"
            usual = {"consent": "yes that's fine", "confirm": "yes", "offer": "yes please"}
            answer = answers.get(asked) or usual.get(asked) or "skip"
            replies = (
                await self.press(answer) if answer in self.buttons else await self.send(answer)
            )
        raise AssertionError(f"{until!r} was never asked: {self.asked()!r} is")


def load(path: Path) -> dict[str, Any]:
    """One transcript."""
    return dict(YAML(typ="safe").load(path.read_text(encoding="utf-8")))


async def play(script: dict[str, Any], services: Services, turns: Turns) -> Player:
    """Play a transcript and check all that it says; raises AssertionError with the dialogue."""
    player = Player(services, turns)
    player.open()
    before = ""
    try:
        for number, turn in enumerate(script["turns"], start=1):
            replies = await _play(turn, player)
            _check_turn(turn, replies, player, f"turn {number}")
            assert replies[-1]["text"] != before, f"turn {number}: the same words twice in a row"
            before = replies[-1]["text"]
        _check_after(script, player)
    except AssertionError as error:
        raise AssertionError(f"{error}\n\n{_dialogue(player)}") from None
    return player


async def _play(turn: dict[str, Any], player: Player) -> list[dict[str, Any]]:
    if "visitor" in turn:
        texts = turn["visitor"]
        if isinstance(texts, str):
            return await player.send(texts)
        batches = await asyncio.gather(*(player.send(text) for text in texts))
        return [reply for batch in batches for reply in batch]
    if "press" in turn:
        return await player.press(turn["press"])
    if "press_like" in turn:
        return await player.press_like(turn["press_like"])
    if "returns" in turn:
        return await player.come_back(expired=turn["returns"] == "expired")
    return await player.qualify(turn["qualify"] or {}, turn.get("until", "over"))


def _check_turn(
    turn: dict[str, Any], replies: list[dict[str, Any]], player: Player, where: str
) -> None:
    said = "\n".join(reply["text"] for reply in replies)
    assert replies, f"{where}: the assistant said nothing"
    assert all(reply["text"].strip() for reply in replies), f"{where}: an empty reply"
    for pattern in turn.get("bot", []):
        assert re.search(pattern, said, re.IGNORECASE), f"{where}: {pattern!r} not in: {said}"
    for pattern in turn.get("never", []):
        assert not re.search(pattern, said, re.IGNORECASE), f"{where}: {pattern!r} in: {said}"
    if "sources" in turn:
        has = bool(replies[0]["sources"])
        assert has is turn["sources"], f"{where}: sources {replies[0]['sources']}"
    for label in turn.get("buttons", []):
        labels = [each["label"] for reply in replies for each in reply["buttons"]]
        assert label in labels, f"{where}: no button {label!r} in {labels}"
    if "asks" in turn:
        assert player.asked() == turn["asks"], f"{where}: {player.asked()!r} is asked"


def _check_after(script: dict[str, Any], player: Player) -> None:
    with player.services.database.reading() as session:
        conversation = session.get(Conversation, player.conversation_id)
        lead = session.scalars(
            sa.select(Lead).where(Lead.conversation_id == conversation.id)
        ).one_or_none()
        if "mark" in script:
            assert conversation.mark == script["mark"], f"marked {conversation.mark!r}"
        if "unanswered" in script:
            _check_unanswered(script["unanswered"], session, conversation.id)
        if "lead" in script:
            if script["lead"] == "none":
                assert lead is None, "there is a lead"
            else:
                assert lead is not None, "there is no lead"
                _check_lead(script["lead"], session, lead)
        if "assignment" in script:
            _check_assignment(script["assignment"], session, lead)
        if "meeting" in script:
            _check_meeting(script["meeting"], session, lead)
        rows = []
        if lead is not None:
            rows = session.scalars(sa.select(Delivery).where(Delivery.lead_id == lead.id)).all()
        events = [row.event for row in rows]
        for event in script.get("outbox", []):
            assert event in events, f"no {event} in the outbox: {events}"
        for text in script.get("outbox_without", []):
            assert all(text not in str(row.payload) for row in rows), f"{text} in the outbox"
        for event in script.get("outbox_never", []):
            assert event not in events, f"{event} in the outbox"


def _check_unanswered(patterns: list[str], session: Any, conversation_id: str) -> None:
    noted = session.scalars(
        sa.select(UnansweredQuestion.question).where(
            UnansweredQuestion.conversation_id == conversation_id
        )
    ).all()
    assert len(noted) == len(patterns), f"unanswered: {noted}"
    for pattern in patterns:
        assert any(re.search(pattern, text, re.IGNORECASE) for text in noted), f"{noted}"


def _check_lead(expected: dict[str, Any], session: Any, lead: Lead) -> None:
    rows = session.scalars(sa.select(LeadDetail).where(LeadDetail.lead_id == lead.id)).all()
    details = {row.field: row.value for row in rows}
    if "stage" in expected:
        assert lead.stage == expected["stage"], f"stage {lead.stage}, grade {lead.grade}"
    if "grade" in expected:
        assert lead.grade == expected["grade"], f"grade {lead.grade}: {lead.score_reasons}"
    for name, value in (expected.get("details") or {}).items():
        found = details.get(name)
        if isinstance(value, dict) and isinstance(found, dict):
            found = {key: found.get(key) for key in value}
        assert found == value, f"{name} is {details.get(name)!r}, not {value!r}"
    for name in expected.get("absent", []):
        assert name not in details, f"{name} is {details[name]!r}"
    if "consent" in expected:
        given = session.scalars(
            sa.select(Consent.given).where(Consent.conversation_id == lead.conversation_id)
        ).all()
        wanted = expected["consent"]
        assert (given[-1] if given else None) == wanted, f"consent {given}"
    for row in rows:
        assert row.message_id is not None, f"{row.field} does not say which message it came from"
    assert lead.score_reasons or lead.fit == 0, "a score without reasons"


def _check_assignment(expected: Any, session: Any, lead: Lead | None) -> None:
    rows = []
    if lead is not None:
        rows = session.scalars(sa.select(Assignment).where(Assignment.lead_id == lead.id)).all()
    if expected == "none":
        assert not rows, "there is an assignment"
        return
    assert len(rows) == 1, f"{len(rows)} assignments"
    row = rows[0]
    assert row.text, "an assignment without its explanation"
    assert session.get(User, row.user_id) is not None
    if "person" in expected:
        assert row.user_id == expected["person"], f"went to {row.user_id}: {row.text}"
    if "rung" in expected:
        assert row.rung == expected["rung"], f"rung {row.rung}: {row.text}"


def _check_meeting(expected: Any, session: Any, lead: Lead | None) -> None:
    rows = []
    if lead is not None:
        query = sa.select(Meeting).where(Meeting.lead_id == lead.id).order_by(Meeting.created_at)
        rows = session.scalars(query).all()
    if expected == "none":
        assert not rows, f"there is a meeting, {rows[-1].state}"
        return
    assert rows, "there is no meeting"
    for name, value in expected.items():
        assert getattr(rows[-1], name) == value, f"{name} is {getattr(rows[-1], name)!r}"


def _dialogue(player: Player) -> str:
    with player.services.database.reading() as session:
        rows = transcript.messages(session, player.conversation_id)
        return "\n".join(f"{row.sender:>8}: {row.text}" for row in rows)
