"""The words of a message and their parts, weighted by how rare they are, as a Rasa featurizer.

Sentence vectors tell what is meant; words and pairs of words tell forms apart that mean nearly the
same ("call me", "called me"), and parts of words survive slips of the fingers. The weights beside
the vector's were chosen on the held-out messages and on BANKING77 (docs/conversations.md).
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.featurizers.sparse_featurizer.sparse_featurizer import SparseFeaturizer
from rasa.nlu.tokenizers.tokenizer import Tokenizer
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, TEXT
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from sklearn.feature_extraction.text import TfidfVectorizer

from bot.engine.nlu.reading import words_of

_FILE = "words.json"
_FORMS: tuple[dict[str, Any], ...] = (
    {"analyzer": "word", "ngram_range": (1, 2), "token_pattern": r"(?u)\b\w+\b"},
    {"analyzer": "char_wb", "ngram_range": (2, 4)},
)


@dataclass(frozen=True)
class _Form:
    """One kind of terms: how a text is cut into them, their columns, and how rare each is."""

    analyze: Callable[[str], list[str]]
    vocabulary: Mapping[str, int]
    idf: NDArray[np.float32]

    def vector(self, text: str) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
        """Columns and values of a text's terms, at length one.

        The same as of the vectorizer, whose sparse matrices cost ten times as much for one text.
        """
        known = [
            (at, times)
            for term, times in Counter(self.analyze(text)).items()
            if (at := self.vocabulary.get(term)) is not None
        ]
        columns = np.array([at for at, _ in known], dtype=np.int32)
        times = np.array([each for _, each in known], dtype=np.float32)
        values = (np.log(times) + 1) * self.idf[columns]
        return columns, values / (np.linalg.norm(values) or 1)


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=True)
class WordFeaturizer(SparseFeaturizer, GraphComponent):
    """Adds one sparse vector to each text: TF-IDF of words and pairs, and of parts of words.

    Each half has the length `weight`. What stands in fewer than two training examples is left out.
    """

    @classmethod
    def required_components(cls) -> list[type]:
        return [Tokenizer]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {**SparseFeaturizer.get_default_config(), "weight": 3.0}

    def __init__(
        self,
        config: dict[str, Any],
        name: str,
        storage: ModelStorage,
        resource: Resource,
        forms: Sequence[_Form] = (),
    ) -> None:
        super().__init__(name, config)
        self._weight = float(config["weight"])
        self._storage = storage
        self._resource = resource
        self._forms = forms
        begins = np.cumsum([0, *(len(form.idf) for form in forms)]).tolist()
        self._begins, self._columns = begins[:-1], begins[-1]

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> WordFeaturizer:
        return cls(config, execution_context.node_name, model_storage, resource)

    @classmethod
    def validate_config(cls, config: dict[str, Any]) -> None:
        """Nothing to check beyond what `__init__` converts."""

    def train(self, training_data: TrainingData) -> Resource:
        """Learn which words there are and how rare each is."""
        texts = [
            words_of(str(each.get(TEXT)))
            for each in training_data.training_examples
            if each.get(TEXT)
        ]
        learned = [
            {
                "vocabulary": {term: int(at) for term, at in each.vocabulary_.items()},
                "idf": [round(float(one), 6) for one in each.idf_],
            }
            for each in (_vectorizer(form, min_df=2).fit(texts) for form in _FORMS)
        ]
        with self._storage.write_to(self._resource) as folder:
            (folder / _FILE).write_text(json.dumps(learned, ensure_ascii=False), encoding="utf-8")
        return self._resource

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> WordFeaturizer:
        """With what was learned; it is kept as JSON, so that a model runs no code when loaded."""
        with model_storage.read_from(resource) as folder:
            learned = json.loads((folder / _FILE).read_text(encoding="utf-8"))
        forms = [
            _Form(
                analyze=_vectorizer(form).build_analyzer(),
                vocabulary=one["vocabulary"],
                idf=np.array(one["idf"], dtype=np.float32),
            )
            for form, one in zip(_FORMS, learned, strict=True)
        ]
        return cls(config, execution_context.node_name, model_storage, resource, forms)

    def process(self, messages: list[Message]) -> list[Message]:
        """Vectors for messages with a text."""
        for message in messages:
            if message.get(TEXT) is not None:
                row = self._row(words_of(str(message.get(TEXT))))
                message.add_features(Features(row, FEATURE_TYPE_SENTENCE, TEXT, self._identifier))
        return messages

    def _row(self, text: str) -> sp.coo_matrix:
        halves = [form.vector(text) for form in self._forms]
        columns = [at + begin for (at, _), begin in zip(halves, self._begins, strict=True)]
        values = np.concatenate([each for _, each in halves]) * np.float32(self._weight)
        at = np.concatenate(columns)
        return sp.coo_matrix((values, (np.zeros_like(at), at)), shape=(1, self._columns))

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """The same for the training examples, in one batch."""
        self.process(training_data.training_examples)
        return training_data


def _vectorizer(form: dict[str, Any], **more: Any) -> TfidfVectorizer:
    # Half the bytes halve the time that the classifier takes to learn.
    return TfidfVectorizer(sublinear_tf=True, lowercase=True, dtype=np.float32, **form, **more)
