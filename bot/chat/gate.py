"""The last look at what is said to a visitor: no figure leaves that nothing vouches for.

Answers bring the lines of the content that they rest on. Everything else is made of the company's
own words (its texts, its playbook, company.yml) and of what the visitor told, so its figures have
to stand in one of these. This looks at replies as they go out, whoever made them.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from typing import Any, Protocol

import sqlalchemy as sa
from sqlalchemy.orm import Session

from bot.chat.transcript import Line
from bot.knowledge import Source, has_figures
from bot.services import Services
from bot.storage.tables import Conversation, Message, UnansweredQuestion, now

log = logging.getLogger(__name__)

_READ_BACK = 400  # lines of a transcript whose figures may be said again


class Spoken(Protocol):
    """A reply on its way out."""

    @property
    def text(self) -> str: ...
    @property
    def buttons(self) -> Sequence[Mapping[str, str]]: ...
    @property
    def sources(self) -> Sequence[Mapping[str, Any]]: ...
    @property
    def evidence(self) -> Sequence[Mapping[str, Any]]: ...
    @property
    def revision(self) -> str | None: ...


def passed(
    services: Services,
    session: Session,
    conversation_id: str,
    message_id: int | None,
    reply: Spoken,
) -> Line:
    """The reply as it may be said; one with an unproven figure is held back, logged and counted,
    and the visitor gets "I can't quote that" with the offer of a person."""
    unproven = has_figures(reply.text) and _unproven(services, session, conversation_id, reply)
    if not unproven:
        return Line(reply.text, reply.buttons, reply.sources, revision=reply.revision)
    log.error(
        "a reply to message %s was held back: %d of its figures stand in no source (content %s)",
        message_id,
        len(unproven),
        services.knowledge.revision,
    )
    services.held_back += 1
    asked = session.get(Message, message_id) if message_id is not None else None
    session.add(
        UnansweredQuestion(
            conversation_id=conversation_id,
            message_id=message_id,
            question=asked.text[:2000] if asked is not None else "",
            revision=services.knowledge.revision,
            at=now(),
        )
    )
    return Line(
        services.texts.say("held_back"),
        [{"label": services.texts.say("talk_to_person"), "button": "/request_human"}],
        revision=reply.revision,
    )


def _unproven(
    services: Services, session: Session, conversation_id: str, reply: Spoken
) -> list[str]:
    """The figures for which neither the content nor the company's own or the visitor's words
    vouch."""
    said = session.execute(
        sa.select(Message.sender, Message.text)
        .where(Message.conversation_id == conversation_id)
        .order_by(Message.id.desc())
        .limit(_READ_BACK)
    ).all()
    asked = " ".join(text for sender, text in reversed(said) if sender == "visitor")
    evidence = [Source(**each) for each in reply.evidence]
    if evidence:
        return services.knowledge.unproven(reply.text, evidence, asked)
    conversation = session.get(Conversation, conversation_id)
    standing = [
        *_strings(services.knowledge.company),
        *_strings(services.playbook and services.playbook.qualification),
        *_limits(services),
        *services.texts.all(),
    ]
    words = [
        *_strings((conversation.state or {}) if conversation is not None else {}),
        *(text for _, text in said),
    ]
    return services.knowledge.unproven(reply.text, words=words, standing=standing)


def _limits(services: Services) -> Iterator[str]:
    """What a number may be at least and at most, as it is said: "at most 4 companions"."""
    for each in services.playbook.qualification.fields if services.playbook else ():
        for limit in (each.min, each.max):
            if limit is not None:
                yield f"{limit:,} {each.unit or ''}".strip()


def _strings(value: Any) -> Iterator[str]:
    """All texts in a configuration or a state."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for each in value.values():
            yield from _strings(each)
    elif isinstance(value, (list, tuple, set, frozenset)):
        for each in value:
            yield from _strings(each)
    elif is_dataclass(value):
        for each in fields(value):
            yield from _strings(getattr(value, each.name))
