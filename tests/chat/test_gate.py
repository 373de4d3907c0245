"""The last look: what leaves with a figure has a source, or does not leave."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.chat.hub import Hub
from bot.chat.sessions import open_session
from bot.chat.transcript import Opening
from bot.chat.turn import Incoming, Turns
from bot.encoder import shared_encoder
from bot.knowledge import Knowledge
from bot.services import Services
from bot.storage.tables import UnansweredQuestion
from tests.web.fakes import Engine, Reply, make_services, new_uuid

PRICE = {"path": "catalog.yml", "line": 9, "heading": "Solo", "url": "/pricing"}


@pytest.fixture
def services(tmp_path: Path) -> Iterator[Services]:
    services = make_services(tmp_path)
    knowledge = Knowledge.load(services.settings.knowledge, shared_encoder())
    services.live.current = knowledge  # type: ignore[misc]  # a stand-in with a plain attribute
    yield services
    services.database.close()


def said(services: Services, reply: Reply, *visitor: str) -> list[str]:
    """What goes out when the visitor has said this and the engine says that."""
    conversation = open_session(services.database, services.knowledge.company, Opening())[0]
    turns = Turns(services, Engine([reply]), Hub())

    async def story() -> list[str]:
        sent: list[str] = []
        for text in visitor:
            taken = await turns.take_turn(conversation, Incoming(new_uuid(), text=text))
            sent = [each["text"] for each in taken]
        return sent

    return asyncio.run(story())


@pytest.mark.parametrize(
    ("reply", "visitor"),
    [
        (Reply("Solo costs €9.00 per user per month.", evidence=[PRICE]), "what does it cost"),
        (Reply("3 users × €9.00 = €27.00 a month", evidence=[PRICE]), "for 3 users"),
        (Reply("Certainly."), "hello"),
        (Reply("You can call +49 30 1234567."), "hello"),  # company.yml
        (Reply("So far you told me:\n\n- Size: 45"), "we are 45"),  # the visitor's own
        (Reply("I'm doing well, so I'm always fine."), "how are you"),  # texts.yml
    ],
)
def test_what_is_vouched_for_leaves_as_it_is(
    services: Services, reply: Reply, visitor: str
) -> None:
    assert said(services, reply, visitor) == [reply.text]
    assert services.held_back == 0


@pytest.mark.parametrize(
    "reply",
    [
        Reply("Solo costs €8.00 per user per month.", evidence=[PRICE]),
        Reply("Solo costs $9.00 per user per month.", evidence=[PRICE]),
        Reply("3 users × €9.00 = €28.00 a month", evidence=[PRICE]),
        Reply("It costs €45.", evidence=[PRICE]),  # the visitor's own figure proves no answer
        Reply("We answer within two hours."),
        Reply("It is free for you."),
        Reply("You get 10% off."),
    ],
)
def test_what_nothing_vouches_for_is_held_back(
    services: Services, reply: Reply, caplog: pytest.LogCaptureFixture
) -> None:
    secret = "I am 45, jo@x.example, for 3 users, what does it cost"
    with caplog.at_level(logging.ERROR):
        sent = said(services, reply, secret)
    assert sent == [services.texts.say("held_back")]
    assert services.held_back == 1
    with services.database.reading() as session:
        assert session.scalars(sa.select(UnansweredQuestion.question)).all() == [secret]
    (record,) = [one for one in caplog.records if one.name == "bot.chat.gate"]
    assert "jo@x.example" not in record.getMessage()
    assert reply.text not in record.getMessage()
