"""Conditions of the playbook: a mapping from field to test, of which every one must hold.

A test is a plain value (equal to it), or a mapping of `equals, not, in, at_least, at_most,
contains, known, within`. Of a structured value the part that people compare counts: of money the
amount, of a timeline the days from now, of a place the country; `within` looks at the whole place.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from bot.leads.playbook import territories

Condition = Mapping[str, Any]

_PARTS = ("amount", "days", "country")  # what of a structured value is compared


def holds(condition: Condition, details: Mapping[str, Any]) -> bool:
    """Whether all tests hold for `details`, normalised values by field.

    A field that is not known fails every test but `known: false` and `not`.
    """
    return all(_test(test, details.get(field)) for field, test in condition.items())


def comparable(value: Any) -> Any:
    """The part of a detail's value that is compared; None when it is not known."""
    if isinstance(value, Mapping):
        for part in _PARTS:
            if part in value:
                return value[part]
        return None
    return value


def _test(test: Any, told: Any) -> bool:
    value = comparable(told)
    if not isinstance(test, Mapping):
        return _same(value, test)
    return all(
        territories.within(told, wanted) if name == "within" else _TESTS[name](value, wanted)
        for name, wanted in test.items()
    )


def _same(value: Any, wanted: Any) -> bool:
    if value is None or wanted is None:
        return False
    if isinstance(value, bool) or isinstance(wanted, bool):
        return value is wanted
    if isinstance(value, (list, tuple)):
        return any(_same(one, wanted) for one in value)
    left, right = number(value), number(wanted)
    if left is not None and right is not None:
        return left == right
    return str(value).strip().casefold() == str(wanted).strip().casefold()


def number(value: Any) -> Decimal | None:
    """A value as a number, None when it is none."""
    if isinstance(value, bool) or not isinstance(value, (int, float, str, Decimal)):
        return None
    try:
        found = Decimal(str(value).strip())
    except InvalidOperation:
        return None
    return found if found.is_finite() else None


def _compare(value: Any, wanted: Any, ordered: Callable[[Decimal, Decimal], bool]) -> bool:
    left, right = number(value), number(wanted)
    return left is not None and right is not None and ordered(left, right)


def _contains(value: Any, wanted: Any) -> bool:
    if isinstance(value, (list, tuple)):
        return any(_same(one, wanted) for one in value)
    return value is not None and str(wanted).casefold() in str(value).casefold()


def _is_not(value: Any, wanted: Any) -> bool:
    several = wanted if isinstance(wanted, (list, tuple)) else [wanted]
    return not any(_same(value, one) for one in several)


_TESTS: Mapping[str, Callable[[Any, Any], bool]] = {
    "equals": _same,
    "not": _is_not,
    "in": lambda value, wanted: any(_same(value, one) for one in wanted),
    "at_least": lambda value, wanted: _compare(value, wanted, lambda a, b: a >= b),
    "at_most": lambda value, wanted: _compare(value, wanted, lambda a, b: a <= b),
    "contains": _contains,
    "known": lambda value, wanted: (value is not None) is wanted,
}


def in_words(condition: Condition, labels: Mapping[str, str], details: Mapping[str, Any]) -> str:
    """A condition that held, for people: "company size 250 ≥ 200"; empty for an empty one.

    `labels` gives a field's name for people; without one it is its own name.
    """
    parts = []
    for field, test in condition.items():
        label = labels.get(field) or field.replace("_", " ")
        value = comparable(details.get(field))
        found = "not known" if value is None else _word(value)
        tests = test if isinstance(test, Mapping) else {"equals": test}
        for name, wanted in tests.items():
            parts.append(f"{label.lower()} {_clause(name, found, wanted)}")
    return " and ".join(parts)


def _clause(name: str, found: str, wanted: Any) -> str:
    if name == "at_least":
        return f"{found} ≥ {_word(wanted)}"
    if name == "at_most":
        return f"{found} ≤ {_word(wanted)}"
    if name == "in":
        return f"{found} is one of {', '.join(_word(one) for one in wanted)}"
    if name == "within":
        return f"{found} is within {', '.join(_word(one) for one in wanted)}"
    if name == "not":
        several = wanted if isinstance(wanted, (list, tuple)) else [wanted]
        return f"{found} is not {' or '.join(_word(one) for one in several)}"
    if name == "contains":
        return f"“{found}” contains “{_word(wanted)}”"
    if name == "known":
        return "is known" if wanted else "is not known"
    return f"is {found}"


def _word(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, (list, tuple)):
        return ", ".join(_word(one) for one in value)
    return str(value)
