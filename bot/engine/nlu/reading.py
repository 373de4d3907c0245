"""What the extractors share: the open question out of the tracker, details as Rasa's entities."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime, timezone
from typing import Any

from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import ENTITIES, FEATURE_TYPE_SENTENCE, METADATA, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.leads.details.details import Detail
from bot.leads.playbook.fields import Field

SLOT = "open_question"
_TAG = re.compile(r"(?is:<script\b.{0,200}?</script>)|</?[a-zA-Z][^<>]{0,60}>")
# The entities of domain.yml; a company's own fields pass through the open question alone.
_NO_WORD = re.compile(r"\S{41,}")
_STANDARD = "need company company_size role authority budget timeline region name email phone"
STANDARD = frozenset(_STANDARD.split())


def open_question(tracker: DialogueStateTracker | None) -> Mapping[str, Any] | None:
    """The value of the slot `open_question`; None without a tracker, slot or value."""
    slot = tracker.slots.get(SLOT) if tracker is not None else None
    value = slot.value if slot is not None else None
    return value if isinstance(value, Mapping) else None


def open_field(question: Mapping[str, Any] | None) -> Field | None:
    """The field that is asked for, when one is."""
    data = question.get("field") if question else None
    return Field.from_mapping(data) if isinstance(data, Mapping) else None


def text_of(message: Message) -> str | None:
    """The visitor's text without markup; None for the payload of a button, which Rasa reads
    itself."""
    text = str(message.get(TEXT) or "")
    return None if text.startswith("/") else without_markup(text)


def without_markup(text: str) -> str:
    """The text with blanks in the place of tags, so that all else stays at its place."""
    return _TAG.sub(lambda match: " " * len(match[0]), text)


def words_of(text: str) -> str:
    """The text without markup, and without what is too long to be a word: what it is read by."""
    return _NO_WORD.sub(" ", without_markup(text))


def vector_of(message: Message, *, sparse: bool) -> Any:
    """The vector of the message's text as a matrix of one row, None without one.

    For a pipeline with one featurizer of each kind: Rasa's own way copies what could be joined.
    """
    return next(
        (
            each.features
            for each in message.features
            if each.attribute == TEXT
            and each.type == FEATURE_TYPE_SENTENCE
            and each.is_sparse() == sparse
        ),
        None,
    )


def place_and_day(message: Message, region: str) -> tuple[str, date]:
    """Country and day that dates and numbers are read by: the message's metadata (`region`,
    `today` as ISO date), else `region` and the day in UTC."""
    metadata = message.get(METADATA) or {}
    today = metadata.get("today")
    return (
        str(metadata.get("region") or region),
        date.fromisoformat(today) if today else datetime.now(timezone.utc).date(),
    )


def whereabouts(message: Message) -> str | None:
    """The country (ISO 3166) that the visitor has told, out of the message's metadata."""
    country = (message.get(METADATA) or {}).get("whereabouts")
    return str(country) if country else None


def is_listed(message: Message) -> bool:
    """Whether the company's content lists just these words as a question (metadata `listed`)."""
    return bool((message.get(METADATA) or {}).get("listed"))


def is_chosen(message: Message) -> bool:
    """Whether just these words name a choice of the playbook (metadata `chosen`)."""
    return bool((message.get(METADATA) or {}).get("chosen"))


def add_details(message: Message, details: list[Detail], extractor: str) -> None:
    """Put details among the message's entities."""
    entities = [
        {
            "entity": detail.field,
            "value": detail.value,
            "text": detail.text,
            "start": detail.start,
            "end": detail.end,
            "confidence_entity": detail.confidence,
            "extractor": extractor,
        }
        for detail in details
    ]
    message.set(ENTITIES, [*(message.get(ENTITIES) or []), *entities], add_to_output=True)


def details_of(message: Message) -> list[Detail]:
    """The message's entities as details."""
    return [
        Detail(
            field=str(entity["entity"]),
            value=entity["value"],
            text=str(entity.get("text", "")),
            start=int(entity.get("start", 0)),
            end=int(entity.get("end", 0)),
            confidence=float(entity.get("confidence_entity", 1.0)),
        )
        for entity in message.get(ENTITIES) or []
    ]
