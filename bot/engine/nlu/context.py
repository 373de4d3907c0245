"""The last component: the intent with the open question in view."""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import ENTITIES, INTENT, INTENT_RANKING_KEY
from rasa.shared.nlu.training_data.message import Message

from bot.engine.nlu.reading import (
    STANDARD,
    details_of,
    is_chosen,
    is_listed,
    open_field,
    open_question,
    text_of,
)
from bot.engine.nlu.sentence import UNDERSTOOD
from bot.leads.intents import CHATTER
from bot.leads.understanding import settle


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class ContextClassifier(GraphComponent, IntentClassifier):
    """Applies `bot.leads.understanding.settle` to what the components before it found."""

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> ContextClassifier:
        return cls()

    def process(
        self, messages: list[Message], tracker: DialogueStateTracker | None = None
    ) -> list[Message]:
        """Sets the intent; the decision comes first in the ranking."""
        question = open_question(tracker)
        field = open_field(question)
        asked = field.name if field is not None else None
        for message in messages:
            text = text_of(message)
            if text is None:
                continue
            ranking = [
                (str(each["name"]), float(each["confidence"]))
                for each in message.get(INTENT_RANKING_KEY) or []
            ]
            name, confidence = settle(
                text,
                ranking,
                details_of(message),
                question,
                bool(message.get(UNDERSTOOD)),
                is_listed(message),
                is_chosen(message),
            )
            decided = {"name": name, "confidence": confidence}
            others = [
                {"name": other, "confidence": chance} for other, chance in ranking if other != name
            ]
            message.set(INTENT, decided, add_to_output=True)
            message.set(INTENT_RANKING_KEY, [decided, *others], add_to_output=True)
            # Rasa warns of entities that the domain does not know: a company's own fields.
            message.set(
                ENTITIES,
                [
                    e
                    for e in message.get(ENTITIES) or []
                    if e["entity"] in STANDARD
                    and not is_listed(message)
                    and not (name in CHATTER and e["entity"] == asked)
                ],
                add_to_output=True,
            )
        return messages
