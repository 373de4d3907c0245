"""The front matter of a page and its values."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from bot.errors import ContentError
from bot.files import parse_yaml

_FRONT = re.compile(r"\A---[ \t]*\r?\n(.*?)(?:\r?\n|\A)(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)", re.DOTALL)
_TOML_FRONT = re.compile(r"\A\+\+\+[ \t]*\r?\n(.*?\r?\n)\+\+\+[ \t]*(?:\r?\n|\Z)", re.DOTALL)


def front_matter(text: str, path: str) -> tuple[Mapping[str, Any], dict[str, int], int]:
    """The front matter, the line of each of its keys, and the line where the body begins."""
    toml = _TOML_FRONT.match(text)
    if toml:
        import tomli

        try:
            data = tomli.loads(toml.group(1).replace("\r\n", "\n"))
        except tomli.TOMLDecodeError as error:
            raise ContentError(path, 1, str(error), "front matter that is valid TOML") from None
        return data, {}, text.count("\n", 0, toml.end()) + 1
    match = _FRONT.match(text)
    if not match:
        return {}, {}, 1
    data, lines = parse_yaml(match.group(1), path, first_line=2, repeats=True)
    body_line = text.count("\n", 0, match.end()) + 1
    if not isinstance(data, Mapping):
        raise ContentError(path, 2, "front matter that is no mapping", "lines of key: value")
    at = {key: lines.at(key) for key in data}
    if isinstance(data.get("questions"), list):
        at |= {f"questions.{n}": lines.at("questions", n) for n in range(len(data["questions"]))}
    return data, at, body_line


def text_in(front: Mapping[str, Any], key: str) -> str | None:
    value = front.get(key)
    return str(value).strip() or None if isinstance(value, (str, int, float)) else None


def list_in(front: Mapping[str, Any], key: str, path: str, at: Mapping[str, int]) -> list[str]:
    value = front.get(key)
    if value is None:
        return []
    if isinstance(value, str):
        return [value.strip()] if value.strip() else []
    if isinstance(value, list) and all(isinstance(one, (str, int, float)) for one in value):
        return [str(one).strip() for one in value if str(one).strip()]
    raise ContentError(path, at.get(key), f"{key} that is no list of texts", f"{key}: [one, two]")


def date_in(front: Mapping[str, Any], key: str, path: str, at: Mapping[str, int]) -> date | None:
    value = front.get(key)
    if value is None:
        return None
    try:
        return date.fromisoformat(str(value)[:10])
    except ValueError:
        raise ContentError(path, at.get(key), f"{key}: {value}", "a date as YYYY-MM-DD") from None
