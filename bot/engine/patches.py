"""Every change to Rasa's internals, for the one version that was read: 3.6.21.

`PATCHED` names what is replaced; a test fails when one of these names is gone. What must happen
before Rasa is imported stands in `lean`.
"""

from __future__ import annotations

import logging
from typing import Any

import rasa
from rasa.core.actions.action import RemoteAction
from rasa.core.policies.policy import PolicyPrediction
from rasa.core.policies.rule_policy import RulePolicy
from rasa.core.processor import MessageProcessor
from rasa.engine.runner.dask import DaskGraphRunner
from rasa.engine.storage.storage import ModelMetadata
from rasa.engine.training.hooks import TrainingHook
from rasa.shared.core.constants import ACTION_LISTEN_NAME, USER
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.utils.log_utils import configure_structlog

from bot.errors import StartError

VERSION = "3.6.21"
PATCHED = (
    (RemoteAction, "_validate_action_result"),
    (ModelMetadata, "from_dict"),
    (RulePolicy, "_predict"),
    (RulePolicy, "_find_action_from_rules"),
    (RulePolicy, "_rule_key_to_state"),
    (MessageProcessor, "_check_for_unseen_features"),
    (DaskGraphRunner, "run"),
    (DaskGraphRunner, "_build_dask_graph"),
    (TrainingHook, "on_before_node"),
    (TrainingHook, "on_after_node"),
    (Message, "__hash__"),
)

_metadata_from_dict = ModelMetadata.from_dict
_predict = RulePolicy._predict
_find_action_from_rules = RulePolicy._find_action_from_rules


def apply() -> None:
    """Patch Rasa; doing it twice changes nothing.

    Raises StartError for another version of Rasa, whose internals nobody has read.
    """
    _check_version()
    RemoteAction._validate_action_result = _validate_action_result
    ModelMetadata.from_dict = _without_training
    RulePolicy._predict = _predict_fallback_once
    RulePolicy._find_action_from_rules = _without_texts
    MessageProcessor._check_for_unseen_features = _known_to_the_domain
    DaskGraphRunner.run = _run_in_order
    _quieten()


def apply_to_training() -> None:
    """Patch what only training uses; doing it twice changes nothing. Raises as `apply` does."""
    _check_version()
    # Rasa hashes all that goes into a component and comes out of it for its cache, which has no
    # room (`bot.engine.training`): a tenth of the time.
    TrainingHook.on_before_node = lambda *_, **__: {}
    TrainingHook.on_after_node = lambda *_, **__: None
    Message.__hash__ = _hash_of_text


def _check_version() -> None:
    if rasa.__version__ != VERSION:
        raise StartError(f"Rasa {rasa.__version__} is installed, {VERSION} is needed")


def _hash_of_text(self: Message) -> int:
    """Of the text alone, in the place of a digest of the whole message as JSON.

    Equal messages have equal texts; with other messages of the same text Rasa compares digests.
    """
    return hash(self.get(TEXT))


def _validate_action_result(self: RemoteAction, result: Any) -> bool:
    """As Rasa's, by looking at what Rasa goes on to read.

    `jsonschema.validate` checks its constant schema each time, about 20 ms a call, and even built
    once it walks through every kind of event for each: 2 ms. Rasa refuses an event that it does
    not know when it makes it, just behind this.
    """
    if not isinstance(result, dict):
        raise ValueError(f"action {self.name()} gave no mapping")
    for event in result.get("events") or ():
        if not isinstance(event, dict) or not isinstance(event.get("event"), str):
            raise ValueError(f"action {self.name()} gave an event without its kind")
    for response in result.get("responses") or ():
        if not isinstance(response, dict):
            raise ValueError(f"action {self.name()} gave a response that is no mapping")
    return True


def _without_training(serialized: dict[str, Any]) -> ModelMetadata:
    """A model's description without how it was trained.

    Reading that part imports the classes which trained it, and TensorFlow with them; who only
    answers never looks at it.
    """
    return _metadata_from_dict({**serialized, "train_schema": {"nodes": {}}})


def _predict_fallback_once(
    self: RulePolicy, tracker: DialogueStateTracker, domain: Domain
) -> tuple[PolicyPrediction, str | None]:
    """As Rasa's, but listening after the fallback action has run.

    With a fallback action of one's own Rasa knows no rule after it either, and falls back again:
    a visitor got the same message ten times, until the limit of actions in a turn.
    """
    prediction, source = _predict(self, tracker, domain)
    if (
        tracker.latest_action_name == self._fallback_action_name
        and prediction.probabilities == self._default_predictions(domain)
    ):
        listen = self._prediction_result(ACTION_LISTEN_NAME, tracker, domain)
        return self._rule_prediction(listen, source), source
    return prediction, source


def _without_texts(
    self: RulePolicy,
    tracker: DialogueStateTracker,
    domain: Domain,
    use_text_for_last_user_input: bool,
) -> tuple[str | None, str | None, bool]:
    """As Rasa's, without looking for a rule by the visitor's exact words where no rule has any.

    A rule holds after a visitor's message by intent or by words. Rasa looks by words first: a
    quarter of what deciding costs, and never a match when all rules are by intent.
    """
    if use_text_for_last_user_input:
        by_words = self.__dict__.get("_baton_by_words")
        if by_words is None:
            by_words = any(
                state.get(USER, {}).get(TEXT)
                for rules in self.lookup.values()
                if isinstance(rules, dict)
                for key in rules
                for state in self._rule_key_to_state(key)
            )
            self.__dict__["_baton_by_words"] = by_words
        if not by_words:
            return None, None, False
    found: tuple[str | None, str | None, bool] = _find_action_from_rules(
        self, tracker, domain, use_text_for_last_user_input
    )
    return found


def _known_to_the_domain(self: MessageProcessor, parse_data: dict[str, Any]) -> None:
    """Nothing. Rasa warns of intents and entities that the domain has not; training has done so.

    To see whether there is a domain at all it makes an empty one for each message.
    """


def _run_in_order(
    self: DaskGraphRunner,
    inputs: dict[str, Any] | None = None,
    targets: list[str] | None = None,
) -> dict[str, Any]:
    """As Rasa's, without dask: the components one after the other, in an order found once.

    A graph that answers is a dozen nodes in a row. For each of three runs in a turn Rasa made it
    smaller, wrote its whole configuration into a log line that nobody reads, and had it ordered by
    dask.
    """
    wanted = tuple(targets or self._graph_schema.target_names)
    orders: dict[tuple[str, ...], list[tuple[str, list[str]]]] = self.__dict__.setdefault(
        "_baton_orders", {}
    )
    if wanted not in orders:
        needs = {
            name: list(node.needs.values())
            for name, node in self._graph_schema.minimal_graph_schema(list(wanted)).nodes.items()
        }
        given = {need for each in needs.values() for need in each} - set(needs)
        orders[wanted] = [(name, needs[name]) for name in _in_order(needs, given)]
    # A node takes and gives pairs of a name and a value.
    done: dict[str, Any] = {name: (name, value) for name, value in (inputs or {}).items()}
    for name, needed in orders[wanted]:
        done[name] = self._instantiated_nodes[name](*(done.get(need, need) for need in needed))
    return {name: done[name][1] for name in wanted}


def _in_order(needs: dict[str, list[str]], given: set[str]) -> list[str]:
    """The nodes, each behind those that it needs; `given` are inputs."""
    order: list[str] = []
    rest = dict(needs)
    while rest:
        ready = [name for name, each in rest.items() if given.issuperset(each)]
        if not ready:
            raise StartError("the model's components need each other in a circle")
        for name in ready:
            del rest[name]
        given = given.union(ready)
        order += ready
    return order


def _quieten() -> None:
    """No visitor's text in the logs: Rasa logs it at level debug, and prints it if not set up."""
    configure_structlog(logging.WARNING)
    for name in ("rasa", "rasa_sdk", "apscheduler"):
        logging.getLogger(name).setLevel(logging.WARNING)
