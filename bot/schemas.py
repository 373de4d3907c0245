"""Data checked against a JSON Schema; what does not fit is told with its line."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError, best_match

from bot.errors import ContentError
from bot.lines import Lines

_WORDS = re.compile(r"\^\(([\w|]+)\)\$")


@lru_cache(maxsize=32)
def load_schema(path: Path) -> Mapping[str, Any]:
    """A JSON Schema that comes with this package."""
    schema: Mapping[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    return schema


def check(data: Any, schema: Mapping[str, Any], path: Path | str, lines: Lines) -> None:
    """Raise ContentError, with the line, when `data` does not fit `schema`."""
    error = best_match(Draft202012Validator(schema).iter_errors(data))
    if error is None:
        return
    place = tuple(error.absolute_path)
    if error.validator == "additionalProperties":
        rules: Any = error.schema
        known = sorted(rules.get("properties", {}))
        patterns = list(rules.get("patternProperties", {}))
        unknown = sorted(
            name
            for name in set(error.instance) - set(known)
            if not any(re.search(pattern, name) for pattern in patterns)
        )
        name = unknown[0] if unknown else "?"
        close = get_close_matches(name, known, n=1)
        listed = f"one of {', '.join(known)}" if known else _named(patterns)
        expected = f"{close[0]!r}" if close else listed
        raise ContentError(path, lines.at(*place, name), f"unknown key {name!r}", expected)
    where = ".".join(str(step) for step in place)
    found = _brief(error.instance) + (f" in {where}" if where else "")
    raise ContentError(path, lines.at(*place), found, _expected(error))


def _expected(error: ValidationError) -> str:
    rule = str(error.validator)
    value: Any = error.validator_value
    instance: Any = error.instance
    described = error.schema.get("description") if isinstance(error.schema, Mapping) else None
    if rule == "required":
        missing = [name for name in value if name not in instance]
        return f"the key {missing[0]!r}"
    simple: dict[str, Callable[[], str]] = {
        "type": lambda: " or ".join([value] if isinstance(value, str) else value),
        "enum": lambda: "one of " + ", ".join(str(one) for one in value),
        "const": lambda: str(value),
        "minimum": lambda: f"at least {value}",
        "maximum": lambda: f"at most {value}",
        "exclusiveMinimum": lambda: f"more than {value}",
        "minItems": lambda: f"at least {value} entries",
        "minLength": lambda: "a text that is not empty",
        "uniqueItems": lambda: "entries without repeats",
    }
    expected = simple[rule]() if rule in simple else ""
    if described and expected:
        return f"{expected} ({described.rstrip('.')})"
    return expected or (described.rstrip(".") if described else error.message)


def _named(patterns: Sequence[str]) -> str:
    """The names that patterns allow, for people: a choice of words is listed."""
    listed = [match[1] for each in patterns if (match := _WORDS.fullmatch(each))]
    if len(listed) == len(patterns):
        return f"one of {', '.join(name for names in listed for name in names.split('|'))}"
    return f"a name as {' or '.join(patterns)}"


def _brief(value: Any) -> str:
    if isinstance(value, Mapping):
        return f"a mapping with {', '.join(list(value)[:6]) or 'no keys'}"
    if isinstance(value, Sequence) and not isinstance(value, str):
        return f"a list of {len(value)}"
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 80 else text[:77] + "…"
