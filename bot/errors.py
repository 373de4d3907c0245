"""Every error that Baton raises on purpose.

    BatonError
    ├── SettingsError          an environment variable cannot be used
    ├── ContentError           a file of knowledge/ or playbook/ cannot be used
    ├── StartError             the process cannot start (port taken, no model, database too new …)
    └── RequestError           a request cannot be served; has an HTTP status (RFC 9457)
        ├── BadRequest         400
        ├── Unauthorised       401
        ├── Forbidden          403
        ├── NotFound           404
        ├── Conflict           409    the state has moved on (an offer expired, a lead was taken)
        ├── TooLarge           413
        ├── UnsupportedType    415
        ├── TooManyRequests    429    has retry_after, in seconds
        └── Unavailable        503    worth trying again

A message is one sentence for the person who can mend it: what was wrong, where, what is expected.
"""

from __future__ import annotations

from pathlib import Path


class BatonError(Exception):
    """Base of all; `str(error)` may be shown to the operator."""


class SettingsError(BatonError):
    """An environment variable holds something that cannot be used."""

    def __init__(self, name: str, found: str, expected: str) -> None:
        super().__init__(f"{name}: found {found}, expected {expected}")
        self.name = name
        self.found = found
        self.expected = expected


class ContentError(BatonError):
    """A content or playbook file cannot be used.

    `line` counts from 1; None when the whole file is meant.
    """

    def __init__(self, path: Path | str, line: int | None, found: str, expected: str) -> None:
        place = f"{path}:{line}" if line is not None else str(path)
        super().__init__(f"{place}: found {found}, expected {expected}")
        self.path = str(path)
        self.line = line
        self.found = found
        self.expected = expected


class StartError(BatonError):
    """The process cannot start; the message says what to do about it."""


class RequestError(BatonError):
    """A request cannot be served; `status` is the HTTP status and `title` its short name."""

    status = 500
    title = "Request failed"


class BadRequest(RequestError):
    status = 400
    title = "Bad request"


class Unauthorised(RequestError):
    status = 401
    title = "Not signed in"


class Forbidden(RequestError):
    status = 403
    title = "Not allowed"


class NotFound(RequestError):
    status = 404
    title = "Not found"


class Conflict(RequestError):
    status = 409
    title = "No longer possible"


class TooLarge(RequestError):
    status = 413
    title = "Too large"


class UnsupportedType(RequestError):
    status = 415
    title = "Unsupported content type"


class Unavailable(RequestError):
    status = 503
    title = "Not available just now"


class TooManyRequests(RequestError):
    status = 429
    title = "Too many requests"

    def __init__(self, message: str, retry_after: int) -> None:
        super().__init__(message)
        self.retry_after = retry_after
