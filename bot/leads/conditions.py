"""Conditions of the playbook over what is known of a visitor."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

TESTS = ("at_least", "at_most", "equals", "not", "in", "known", "contains")


def holds(condition: Mapping[str, Any], details: Mapping[str, Any]) -> bool:
    """Whether every test of `condition` (field → test) holds for `details` (field → value).

    A test is a plain value, which must be equal, or a mapping of `TESTS`, which must all hold. A
    field that is not known fails every test but `known: false` and `not`.
    """
    return all(_test(test, details.get(name)) for name, test in condition.items())


def _test(test: Any, value: Any) -> bool:
    if not isinstance(test, Mapping):
        return value is not None and _same(value, test)
    return all(_one(kind, wanted, value) for kind, wanted in test.items())


def _one(kind: str, wanted: Any, value: Any) -> bool:
    if kind == "known":
        return (value is not None) is bool(wanted)
    if kind == "not":
        return value is None or not _same(value, wanted)
    if value is None:
        return False
    if kind == "equals":
        return _same(value, wanted)
    if kind == "in":
        return any(_same(value, each) for each in wanted)
    if kind == "contains":
        return str(wanted).casefold() in str(plain(value)).casefold()
    number, limit = _number(value), _number(wanted)
    if number is None or limit is None:
        return False
    return number >= limit if kind == "at_least" else number <= limit


def plain(value: Any) -> Any:
    """What conditions compare of a value with parts: an amount, days from now, a country."""
    if isinstance(value, Mapping):
        for part in ("amount", "days", "country"):
            if part in value:
                return value[part]
        return value.get("text")
    return value


def _same(value: Any, wanted: Any) -> bool:
    value = plain(value)
    if isinstance(value, bool) or isinstance(wanted, bool):
        return value is wanted
    left, right = _number(value), _number(wanted)
    if left is not None and right is not None:
        return left == right
    return str(value).casefold() == str(wanted).casefold()


def _number(value: Any) -> Decimal | None:
    value = plain(value)
    if value is None or isinstance(value, bool):
        return None
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None
