"""`bot.leads.details.details` as a Rasa entity extractor."""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.training_data.message import Message

from bot.engine.nlu.reading import (
    add_details,
    open_field,
    open_question,
    place_and_day,
    text_of,
    whereabouts,
)
from bot.leads.details.details import extract


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class ContactExtractor(GraphComponent, EntityExtractorMixin):
    """Contact details and other facts about the visitor, and the answer to what was asked.

    Entity = field, value normalised. `region` (ISO 3166) is where numbers are read as from when
    the message's metadata does not say.
    """

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {"region": "US"}

    def __init__(self, config: dict[str, Any]) -> None:
        self._region = str(config["region"])

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> ContactExtractor:
        return cls(config)

    # Rasa's recipe hands the tracker to any component whose parameter has that name.
    def process(
        self, messages: list[Message], tracker: DialogueStateTracker | None = None
    ) -> list[Message]:
        """Adds what is found to each message's entities."""
        field = open_field(open_question(tracker))
        for message in messages:
            text = text_of(message)
            if text is None:
                continue
            region, today = place_and_day(message, self._region)
            found = extract(
                text,
                field=field,
                region=region,
                today=today,
                whereabouts=whereabouts(message),
            )
            add_details(message, found, type(self).__name__)
        return messages
