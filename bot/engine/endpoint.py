"""Custom actions in process: what an action server does, without the server."""

from __future__ import annotations

import json
import logging
import uuid
from contextvars import ContextVar
from typing import Any

from rasa.utils.endpoints import ClientResponseError, EndpointConfig
from rasa_sdk.executor import ActionExecutor
from rasa_sdk.interfaces import ActionExecutionRejection

from bot.errors import StartError

log = logging.getLogger(__name__)

# What the actions of the turn that is running have raised. Rasa swallows it and goes on in silence;
# the engine reads this and says that something went wrong.
failures: ContextVar[list[Exception] | None] = ContextVar("failures", default=None)


class InProcessActions(EndpointConfig):
    """An action endpoint that runs the actions of a package here.

    Raises StartError when the package cannot be imported.
    """

    def __init__(self, package: str = "actions") -> None:
        # Selective: the domain goes only to actions that ask for it; making it costs 1 ms a call.
        super().__init__(url="in-process", enable_selective_domain=True)
        self._executor = ActionExecutor()
        try:
            self._executor.register_package(package)
        except SystemExit as error:
            # The executor has logged which import failed, and would end the process.
            raise StartError(f"the actions in {package} cannot be imported") from error

    async def request(self, *args: Any, **kwargs: Any) -> Any:
        """Run one action call, a mapping in `json`; gives its events and responses.

        Raises ClientResponseError 400 when the action rejects to run, as Rasa expects it.
        """
        call = kwargs["json"]
        try:
            return await self._executor.run(call)
        except ActionExecutionRejection as rejection:
            text = json.dumps({"action_name": rejection.action_name, "error": rejection.message})
            raise ClientResponseError(400, rejection.message, text) from rejection
        except Exception as error:
            failure = uuid.uuid4().hex[:8]
            log.exception("action %s failed (error %s)", call["next_action"], failure)
            noted = failures.get()
            if noted is not None:
                noted.append(error)
            raise
