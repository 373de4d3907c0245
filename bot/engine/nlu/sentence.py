"""MiniLM sentence vectors as a Rasa featurizer (4.4 ms a message on one thread)."""

from __future__ import annotations

from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.featurizers.dense_featurizer.dense_featurizer import DenseFeaturizer
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, TEXT
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.encoder import DIMENSIONS, shared_encoder
from bot.engine.nlu.reading import words_of

# Read by the last component: whether the text says anything that the encoder knows.
UNDERSTOOD = "understood"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class SentenceFeaturizer(DenseFeaturizer, GraphComponent):
    """Adds one sentence vector to each text; `scale` multiplies it.

    A text without any known word (empty, emoji, other scripts, punctuation alone) gets zeros,
    which is no evidence for any intent, and is marked: the classifier, which takes no message
    without a vector, would otherwise answer with how often each intent was trained.
    """

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {**DenseFeaturizer.get_default_config(), "scale": 1.0}

    def __init__(self, config: dict[str, Any], name: str) -> None:
        super().__init__(name, config)
        self._encoder = shared_encoder()
        self._scale = float(config["scale"])

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> SentenceFeaturizer:
        return cls(config, execution_context.node_name)

    @classmethod
    def validate_config(cls, config: dict[str, Any]) -> None:
        """Nothing to check beyond what `__init__` converts."""

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        """The weights' hash: Rasa itself sees only the source of this class."""
        return shared_encoder().fingerprint

    def process(self, messages: list[Message]) -> list[Message]:
        """Vectors for messages with a text."""
        with_text = [message for message in messages if message.get(TEXT) is not None]
        texts = [words_of(str(message.get(TEXT))) for message in with_text]
        understood = [not text.startswith("/") and self._encoder.knows(text) for text in texts]
        vectors = np.zeros((len(texts), DIMENSIONS), dtype=np.float32)
        rows = [row for row, known in enumerate(understood) if known]
        if rows:
            vectors[rows] = self._encoder.encode([texts[row] for row in rows]) * self._scale
        for message, vector, known in zip(with_text, vectors, understood, strict=True):
            message.set(UNDERSTOOD, known)
            message.add_features(
                Features(vector[None, :], FEATURE_TYPE_SENTENCE, TEXT, self._identifier)
            )
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """The same for the training examples, in one batch."""
        self.process(training_data.training_examples)
        return training_data
