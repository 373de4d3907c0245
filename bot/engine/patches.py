"""Every change to Rasa's internals, for the one version that was read: 3.6.21.

`PATCHED` names what is replaced; a test fails when one of these names is gone. What must happen
before Rasa is imported stands in `lean`.
"""

from __future__ import annotations

import logging
from typing import Any

import rasa
from jsonschema import Draft7Validator, ValidationError
from rasa.core.actions.action import RemoteAction
from rasa.core.policies.policy import PolicyPrediction
from rasa.core.policies.rule_policy import RulePolicy
from rasa.engine.storage.storage import ModelMetadata
from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.log_utils import configure_structlog

from bot.errors import StartError

VERSION = "3.6.21"
PATCHED = (
    (RemoteAction, "_validate_action_result"),
    (ModelMetadata, "from_dict"),
    (RulePolicy, "_predict"),
)

_validator = Draft7Validator(RemoteAction.action_response_format_spec())
_metadata_from_dict = ModelMetadata.from_dict
_predict = RulePolicy._predict


def apply() -> None:
    """Patch Rasa; doing it twice changes nothing.

    Raises StartError for another version of Rasa, whose internals nobody has read.
    """
    if rasa.__version__ != VERSION:
        raise StartError(f"Rasa {rasa.__version__} is installed, {VERSION} is needed")
    RemoteAction._validate_action_result = _validate_action_result
    ModelMetadata.from_dict = _without_training
    RulePolicy._predict = _predict_fallback_once
    _quieten()


def _validate_action_result(self: Any, result: dict[str, Any]) -> bool:
    """As Rasa's, with a validator that is built once.

    `jsonschema.validate` checks the constant schema itself each time: about 20 ms a call, where
    checking the result takes a fraction of one.
    """
    try:
        _validator.validate(result)
    except ValidationError as error:
        error.message += ". An action gave events or responses of a wrong form."
        raise
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


def _quieten() -> None:
    """No visitor's text in the logs: Rasa logs it at level debug, and prints it if not set up."""
    configure_structlog(logging.WARNING)
    for name in ("rasa", "rasa_sdk", "apscheduler"):
        logging.getLogger(name).setLevel(logging.WARNING)
