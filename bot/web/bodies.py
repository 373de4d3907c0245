"""Request bodies: read within a limit, and checked field by field."""

from __future__ import annotations

import json
import unicodedata
from typing import Any

from starlette.requests import Request

from bot.errors import BadRequest, TooLarge, UnsupportedType

FORM_BYTES = 16 * 1024
_ALLOWED_CONTROLS = "\n\r\t"


async def read_body(request: Request, limit: int) -> bytes:
    """The body; raises TooLarge as soon as it is known to have more than `limit` bytes."""
    declared = request.headers.get("content-length", "0")
    if declared.isdigit() and int(declared) > limit:
        raise TooLarge(f"The body has {declared} bytes; at most {limit} are accepted.")
    parts: list[bytes] = []
    size = 0
    async for part in request.stream():
        size += len(part)
        if size > limit:
            raise TooLarge(f"The body has more than the {limit} bytes that are accepted.")
        parts.append(part)
    return b"".join(parts)


async def read_fields(request: Request) -> dict[str, str]:
    """The text fields of a form; raises TooLarge. Who sent it is checked by the caller."""
    request._body = await read_body(request, FORM_BYTES)  # the form parser takes it from here
    form = await request.form()
    return {name: value for name, value in form.items() if isinstance(value, str)}


async def read_object(request: Request, limit: int) -> dict[str, Any]:
    """The JSON object in the body; raises UnsupportedType, TooLarge or BadRequest."""
    content_type = request.headers.get("content-type", "").split(";")[0].strip().lower()
    if content_type != "application/json":
        raise UnsupportedType(
            f"The content type is {content_type or 'missing'}; application/json is expected."
        )
    body = await read_body(request, limit)
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        raise BadRequest("The body is not valid JSON.") from None
    if not isinstance(value, dict):
        raise BadRequest("The body is not a JSON object.")
    return value


def only(value: dict[str, Any], fields: set[str]) -> None:
    """Raise BadRequest when there are other fields than these."""
    unknown = sorted(set(value) - fields)
    if unknown:
        named = ", ".join(repr(name[:40]) for name in unknown[:5])
        raise BadRequest(f"Unknown field {named}; known are {', '.join(sorted(fields))}.")


def text_of(value: dict[str, Any], field: str, longest: int) -> str | None:
    """A text field, None when missing or null; raises BadRequest or TooLarge."""
    found = value.get(field)
    if found is None:
        return None
    if not isinstance(found, str):
        raise BadRequest(f"'{field}' is {_kind(found)}; text is expected.")
    if len(found) > longest:
        raise TooLarge(f"'{field}' has {len(found)} characters; at most {longest} are accepted.")
    check_characters(found, field)
    return found


def check_characters(text: str, field: str) -> None:
    """Raise BadRequest for control characters and for halves of a surrogate pair."""
    for at, character in enumerate(text):
        if character in _ALLOWED_CONTROLS:
            continue
        if unicodedata.category(character) in {"Cc", "Cs"}:
            raise BadRequest(
                f"'{field}' holds the control character U+{ord(character):04X} "
                f"at position {at + 1}; only line breaks and tabs are accepted."
            )


def _kind(value: object) -> str:
    if isinstance(value, bool):
        return "true or false"
    if isinstance(value, int | float):
        return "a number"
    return "a list" if isinstance(value, list) else "an object"
