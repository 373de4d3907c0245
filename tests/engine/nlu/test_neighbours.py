"""What the nearest training examples do to a classifier's ranking."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, INTENT, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.engine.nlu.neighbours import NeighbourClassifier


def message(vector: list[float], intent: str | None = None, **more: Any) -> Message:
    found = Message({TEXT: "text", **({INTENT: intent} if intent else {}), **more})
    row = np.array([vector], dtype=np.float32)
    found.add_features(Features(row, FEATURE_TYPE_SENTENCE, TEXT, "vectors"))
    return found


@pytest.fixture
def classifier(tmp_path: Path) -> NeighbourClassifier:
    """One that was trained on two intents, kept and loaded again."""
    storage = LocalModelStorage.create(tmp_path)
    resource = Resource("neighbours")
    context = ExecutionContext(GraphSchema({}))
    config = {**NeighbourClassifier.get_default_config(), "ranking_length": 2}
    examples = [
        message([6, 0, 0], "greet"),
        message([0, 6, 0], "goodbye"),
        message([0, 0, 6], "greet"),
        message([0, 5, 1], "goodbye"),
        message([0, 0, 0], "goodbye"),  # says nothing: kept out
    ]
    NeighbourClassifier.create(config, storage, resource, context).train(TrainingData(examples))
    return NeighbourClassifier.load(config, storage, resource, context)


RANKING = [
    {"name": "greet", "confidence": 0.5},
    {"name": "goodbye", "confidence": 0.4},
    {"name": "thanks", "confidence": 0.1},
]


def test_what_is_near_comes_first(classifier: NeighbourClassifier) -> None:
    (found,) = classifier.process([message([0, 3, 0], **{INTENT_RANKING_KEY: RANKING})])
    ranking = found.get(INTENT_RANKING_KEY)
    assert [each["name"] for each in ranking] == ["goodbye", "greet"]
    assert found.get(INTENT) == ranking[0]
    assert ranking[0]["confidence"] > 0.9


def test_the_classifier_decides_between_what_is_as_near(classifier: NeighbourClassifier) -> None:
    (found,) = classifier.process([message([1, 1, 1], **{INTENT_RANKING_KEY: RANKING[:1]})])
    assert found.get(INTENT)["name"] == "greet"
    assert found.get(INTENT)["confidence"] == pytest.approx(1.0)


def test_without_a_vector_the_ranking_stays(classifier: NeighbourClassifier) -> None:
    (found,) = classifier.process([message([0, 0, 0], **{INTENT_RANKING_KEY: RANKING})])
    assert found.get(INTENT_RANKING_KEY) == RANKING[:2]
    assert found.get(INTENT) is None


def test_an_intent_with_few_examples_counts_those_that_it_has(tmp_path: Path) -> None:
    storage, resource = LocalModelStorage.create(tmp_path), Resource("neighbours")
    context = ExecutionContext(GraphSchema({}))
    config = {**NeighbourClassifier.get_default_config(), "nearest": 3, "weight": 1.0}
    examples = [message([1, 0], "one"), *(message([0, 1], "more") for _ in range(4))]
    NeighbourClassifier.create(config, storage, resource, context).train(TrainingData(examples))
    classifier = NeighbourClassifier.load(config, storage, resource, context)
    even = [{"name": name, "confidence": 0.5} for name in ("more", "one")]
    (found,) = classifier.process([message([1, 0], **{INTENT_RANKING_KEY: even})])
    first, second = found.get(INTENT_RANKING_KEY)
    assert (first["name"], second["name"]) == ("one", "more")
    # Cosines of 1 and 0, weighed once.
    assert first["confidence"] / second["confidence"] == pytest.approx(np.e, rel=1e-4)
