"""The trained model's understanding alone, without a conversation: for evaluation."""

from __future__ import annotations

import asyncio
import logging
import warnings
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from bot.leads.playbook.fields import Field


class Understanding:
    """Loads a model once; `read` is what `bot.engine.agent` does with each message."""

    def __init__(self, model: Path) -> None:
        logging.getLogger("rasa").setLevel(logging.ERROR)
        warnings.simplefilter("ignore")
        from rasa.core.agent import Agent
        from rasa.shared.core.slots import AnySlot
        from rasa.utils.log_utils import configure_structlog

        configure_structlog(logging.WARNING)  # else each message is written to the terminal

        self._agent = Agent.load(str(model))
        self._slot = AnySlot("open_question", [{}], influence_conversation=False)
        self._loop = asyncio.new_event_loop()

    def read(
        self,
        text: str,
        *,
        asked: Field | None = None,
        region: str = "US",
        today: date = date(2026, 11, 23),
    ) -> dict[str, Any]:
        """Intent, ranking and entities of one message, as Rasa gives them; `asked` is the field
        that the assistant has just asked for."""
        from rasa.core.channels.channel import UserMessage
        from rasa.shared.core.trackers import DialogueStateTracker

        tracker = DialogueStateTracker("visitor", [self._slot])
        question = None
        if asked is not None:
            question = {"kind": "field", "field": asked.as_mapping()}
        tracker.slots["open_question"].value = question
        message = UserMessage(text, metadata={"today": today.isoformat(), "region": region})
        processor = self._agent.processor
        if processor is None:
            raise RuntimeError("a model without a processor")
        return dict(self._loop.run_until_complete(processor.parse_message(message, tracker)))

    def details(self, text: str, asked: Field | None, region: str, today: date) -> dict[str, Any]:
        """Field → value of all details in one message; of an open question for any words, the
        whole message, if it is taken for an answer."""
        from bot.leads.details.answers import parse

        parsed = self.read(text, asked=asked, region=region, today=today)
        found = {str(each["entity"]): each["value"] for each in parsed["entities"]}
        free = asked is not None and asked.type == "text" and asked.name not in found
        if asked is not None and free and parsed["intent"]["name"] in {"inform", "correct"}:
            found[asked.name] = parse(asked, text, region=region, today=today).value
        return found


def intents(model: Path, texts: Sequence[str]) -> list[tuple[str, float]]:
    """Intent and confidence of each text."""
    understanding = Understanding(model)
    found = [understanding.read(text)["intent"] for text in texts]
    return [(str(one["name"]), float(one["confidence"])) for one in found]
