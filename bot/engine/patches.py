"""Every change to Rasa's internals, for the one version that was read: 3.6.21."""

from __future__ import annotations

import logging
import os
from typing import Any

import rasa
from jsonschema import Draft7Validator, ValidationError
from rasa.core.actions.action import RemoteAction
from rasa.utils.log_utils import configure_structlog

from bot.errors import StartError

VERSION = "3.6.21"

_validator = Draft7Validator(RemoteAction.action_response_format_spec())


def apply() -> None:
    """Patch Rasa; doing it twice changes nothing.

    Raises StartError for another version of Rasa, whose internals nobody has read.
    """
    if rasa.__version__ != VERSION:
        raise StartError(f"Rasa {rasa.__version__} is installed, {VERSION} is needed")
    RemoteAction._validate_action_result = _validate_action_result
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


def _quieten() -> None:
    """No telemetry, and no visitor's text in the logs: Rasa logs it at level debug and info."""
    os.environ["RASA_TELEMETRY_ENABLED"] = "false"
    configure_structlog(logging.WARNING)
    for name in ("rasa", "rasa_sdk", "apscheduler"):
        logging.getLogger(name).setLevel(logging.WARNING)
