"""The front matter of a page and its values."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from bot import countries
from bot.errors import ContentError
from bot.yamlfiles import parse_yaml

# What a page's front matter may say of it; all else is other tools'.
KEYS = (
    "title",
    "url",
    "owner",
    "review_by",
    "valid_from",
    "valid_until",
    "regions",
    "products",
    "questions",
    "draft",
    "published",
)
_YAML = re.compile(r"---[ \t]*\n(?:(.*?)\n)??(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_TOML = re.compile(r"\+\+\+[ \t]*\n(.*?\n)\+\+\+[ \t]*(?:\n|\Z)", re.DOTALL)
_JSON_MARKS = re.compile(r";;;[ \t]*\n(.*?\n);;;[ \t]*(?:\n|\Z)", re.DOTALL)
_NOT_CLOSED = re.compile(r"(?:---|\+\+\+)[ \t]*\n[ \t]*[\w.-]+[ \t]*[:=](?:[ \t]|\n)")
_BLANK = re.compile(r"(?:[ \t]*\n)+")
# A day, with a time behind it where a tool writes one.
_DATE = re.compile(
    r"\d{4}-\d\d-\d\d(?:[T ]\d\d?:\d\d[\d:.]*(?: ?(?:Z|[+-]\d\d:?\d\d))?)?", re.IGNORECASE
)
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):(?!\d)")
_LISTED = "{}: [one, two], and a text with a colon in quotes"
_SWITCH = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}
_LONGEST = 100_000  # characters


def front_matter(text: str, path: str) -> tuple[Mapping[str, Any], dict[str, int], int]:
    """The front matter, the line of each of its keys, and the line where the body begins.

    YAML between `---`, TOML between `+++`, JSON as an object or between `;;;`; raises ContentError.
    Empty lines above it are passed over where it can be nothing else: a `---` alone is a rule.
    """
    blank = _BLANK.match(text)
    below = blank.end() if blank else 0
    if (
        below
        and _NOT_CLOSED.match(text, below)
        and any(fenced.match(text, below) for fenced in (_YAML, _TOML))
    ):
        return _below(text[below:], text.count("\n", 0, below), path)
    for pattern, read in ((_YAML, _yaml), (_TOML, _toml), (_JSON_MARKS, _json)):
        match = pattern.match(text)
        if match:
            if match.end() > _LONGEST:
                found = f"front matter of {match.end():,} characters"
                raise ContentError(path, 1, found, f"at most {_LONGEST:,}")
            data, at = read(match[1] or "", path)
            return data, at, text.count("\n", 0, match.end()) + 1
    if text.startswith(("{\n", '{"', "{ ")) and not text.startswith(("{{", "{%")):
        found_json = _json_object(text)
        if found_json:
            return found_json[0], {}, text.count("\n", 0, found_json[1]) + 1
    if _NOT_CLOSED.match(text):
        raise ContentError(path, 1, "front matter that does not end", "a line --- below it")
    return {}, {}, 1


def _below(text: str, above: int, path: str) -> tuple[Mapping[str, Any], dict[str, int], int]:
    """The front matter of a text with so many lines above it."""
    try:
        data, at, line = front_matter(text, path)
    except ContentError as error:
        line = above + (error.line or 1)
        raise ContentError(path, line, error.found, error.expected) from None
    return data, {key: above + one for key, one in at.items()}, above + line


def _yaml(text: str, path: str) -> tuple[Mapping[str, Any], dict[str, int]]:
    data, lines = parse_yaml(text, path, first_line=2, repeats=True)
    if not isinstance(data, Mapping):
        raise ContentError(path, 2, "front matter that is no mapping", "lines of key: value")
    at = {key: lines.at(key) for key in data}
    if isinstance(data.get("questions"), list):
        at |= {f"questions.{n}": lines.at("questions", n) for n in range(len(data["questions"]))}
    return data, at


def _toml(text: str, path: str) -> tuple[Mapping[str, Any], dict[str, int]]:
    import tomli

    try:
        return tomli.loads(text), {}
    except tomli.TOMLDecodeError as error:
        raise ContentError(path, 1, str(error), "front matter that is valid TOML") from None
    except RecursionError:
        raise ContentError(path, 1, "values nested too deep", "plain TOML") from None


def _json(text: str, path: str) -> tuple[Mapping[str, Any], dict[str, int]]:
    try:
        data = json.loads(text)
    except json.JSONDecodeError as error:
        raise ContentError(path, error.lineno + 1, error.msg, "valid JSON") from None
    except RecursionError:
        raise ContentError(path, 1, "values nested too deep", "plain JSON") from None
    if not isinstance(data, Mapping):
        raise ContentError(path, 1, "front matter that is no object", '{"key": "value"}')
    return data, {}


def _json_object(text: str) -> tuple[Mapping[str, Any], int] | None:
    """The object that a text begins with, and where it ends; None when there is none."""
    try:
        data, end = json.JSONDecoder().raw_decode(text[:_LONGEST])
    except (json.JSONDecodeError, RecursionError):
        return None
    line_end = text.find("\n", end)
    rest = text[end : line_end if line_end >= 0 else len(text)]
    if not isinstance(data, Mapping) or rest.strip():
        return None
    return data, line_end + 1 if line_end >= 0 else len(text)


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
    raise ContentError(path, at.get(key), f"{key} that is no list of texts", _LISTED.format(key))


def names_in(front: Mapping[str, Any], key: str, path: str, at: Mapping[str, int]) -> list[str]:
    """Like `list_in`, of names without commas: in one text they may stand with commas between."""
    return [
        name
        for one in list_in(front, key, path, at)
        for part in one.split(",")
        if (name := part.strip())
    ]


def regions_in(front: Mapping[str, Any], path: str, at: Mapping[str, int]) -> frozenset[str]:
    """The countries of `regions`: codes in any case or English names, EU for its members. What is
    no country stays as it is, for the check to find."""
    found: set[str] = set()
    for name in names_in(front, "regions", path, at):
        code = countries.code_of(name)
        found |= countries.countries(code) if code is not None else {name}
    return frozenset(found)


def validity_in(
    front: Mapping[str, Any], path: str, at: Mapping[str, int]
) -> tuple[date | None, date | None]:
    """`valid_from` and `valid_until`; raises ContentError when they leave no day."""
    first, last = (date_in(front, key, path, at) for key in ("valid_from", "valid_until"))
    if first and last and last < first:
        found = f"valid_until: {last}, before valid_from"
        raise ContentError(path, at.get("valid_until"), found, f"a day from {first} on")
    return first, last


def date_in(front: Mapping[str, Any], key: str, path: str, at: Mapping[str, int]) -> date | None:
    value = front.get(key)
    if value is None:
        return None
    try:
        if not _DATE.fullmatch(str(value).strip()):
            raise ValueError
        return date.fromisoformat(str(value).strip()[:10])
    except ValueError:
        raise ContentError(path, at.get(key), f"{key}: {value}", "a date as YYYY-MM-DD") from None


def is_draft(front: Mapping[str, Any]) -> bool:
    """Whether the site's own tools do not publish the page."""
    return _said(front.get("draft")) is True or _said(front.get("published")) is False


def _said(value: Any) -> bool | None:
    """What a switch says, written as YAML 1.1 and people write it: "yes" in quotes, `off`."""
    if isinstance(value, str):
        return _SWITCH.get(value.strip().casefold())
    return value if isinstance(value, bool) else None


def url_in(front: Mapping[str, Any], path: str, at: Mapping[str, int]) -> str | None:
    """Where visitors find the page: `url`, else an address that other tools are told. Raises
    ContentError for one that is no page's, such as `javascript:`."""
    given = text_in(front, "url")
    if given:
        scheme = _SCHEME.match(given)
        if scheme is not None and scheme[1].lower() not in {"http", "https"}:
            expected = "an address beginning with https://, or a path such as /pricing"
            raise ContentError(path, at.get("url"), f"url: {given[:60]}", expected)
        return given
    for key in ("permalink", "slug"):
        value = text_in(front, key)
        # Jekyll's permalinks may hold places for a date (/:year/:title).
        if value and value.startswith(("/", "https://", "http://")) and "/:" not in value:
            return value
    return None
