"""One message at a time gives what Rasa's own classifier and scikit-learn's vectorizer give."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import scipy.sparse as sp
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.nlu.classifiers.logistic_regression_classifier import LogisticRegressionClassifier
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, INTENT, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from sklearn.feature_extraction.text import TfidfVectorizer

from bot.encoder import DIMENSIONS
from bot.engine.nlu.regression import RegressionClassifier
from bot.engine.nlu.words import _FORMS, WordFeaturizer

TOLD = {
    "greet": ["hi there", "Hello, hello there", "hello"],
    "ask_price": ["what does it cost", "the price, please", "what is the price of it"],
    "goodbye": ["bye bye", "see you then", "bye, see you"],
}
CONTEXT = ExecutionContext(GraphSchema({}), node_name="node")


@pytest.fixture
def storage(tmp_path: Path) -> LocalModelStorage:
    return LocalModelStorage.create(tmp_path)


@pytest.fixture
def featurizer(storage: LocalModelStorage) -> WordFeaturizer:
    config = WordFeaturizer.get_default_config()
    made = WordFeaturizer.create(config, storage, Resource("words"), CONTEXT)
    made.train(TrainingData([Message({TEXT: text}) for texts in TOLD.values() for text in texts]))
    return WordFeaturizer.load(config, storage, Resource("words"), CONTEXT)


def test_words_weigh_as_the_vectorizer_weighs_them(featurizer: WordFeaturizer) -> None:
    texts = [text for each in TOLD.values() for text in each]
    vectorizers = [
        TfidfVectorizer(sublinear_tf=True, min_df=2, **form).fit(texts) for form in _FORMS
    ]
    for text in ("Hello hello, what is it?", "nobody knows", ""):
        message = Message({TEXT: text})
        featurizer.process([message])
        (found,) = message.features
        wanted = 3.0 * sp.hstack([each.transform([text]) for each in vectorizers]).toarray()
        assert np.allclose(found.features.toarray(), wanted, atol=1e-5), text


def test_it_ranks_as_rasas_classifier_does(
    storage: LocalModelStorage, featurizer: WordFeaturizer
) -> None:
    random = np.random.default_rng(1)
    examples = [
        Message({TEXT: text, INTENT: intent}) for intent, texts in TOLD.items() for text in texts
    ]
    asked = [Message({TEXT: text}) for text in ("hello, what is the price", "zzz")]
    for message in (*examples, *asked):
        vector = random.normal(size=(1, DIMENSIONS)).astype(np.float32)
        message.add_features(Features(vector, FEATURE_TYPE_SENTENCE, TEXT, "sentence"))
    featurizer.process([*examples, *asked])
    config = {**LogisticRegressionClassifier.get_default_config(), "ranking_length": 0}
    found = []
    for kind in (LogisticRegressionClassifier, RegressionClassifier):
        resource = Resource(kind.__name__)
        kind.create(config, storage, resource, CONTEXT).train(TrainingData(examples))
        kind.load(config, storage, resource, CONTEXT).process(asked)
        found.append([(each.get(INTENT), each.get(INTENT_RANKING_KEY)) for each in asked])
    for (first, theirs), (ours_first, ours) in zip(*found, strict=True):
        assert ours_first == ours[0]
        assert ours_first["name"] == first["name"]
        assert [each["name"] for each in ours] == [each["name"] for each in theirs]
        assert [each["confidence"] for each in ours] == pytest.approx(
            [each["confidence"] for each in theirs]
        )
