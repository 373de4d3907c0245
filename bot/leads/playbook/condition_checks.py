"""Conditions that no lead can ever meet: each is refused with what would be met instead.

A condition that never holds is worse than one with a spelling mistake, because nobody hears of it:
the rung is there, and its leads go elsewhere.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bot import countries
from bot.leads.playbook import conditions
from bot.leads.playbook.fields import Field

STANDARD_TYPES = {
    "need": "text",
    "company": "company",
    "company_size": "number",
    "role": "text",
    "authority": "text",
    "budget": "money",
    "timeline": "timeline",
    "region": "place",
    "name": "person",
    "email": "email",
    "phone": "phone",
}
_NUMBERS = {"number", "money", "timeline"}
_NO_NUMBERS = {"yes_no", "place", "person", "company", "email", "phone"}
_COUNTED = {
    "number": "a number",
    "money": "an amount as a plain number",
    "timeline": "a number of days from now",
}
_YES_NO = {"yes": True, "true": True, "no": False, "false": False}
_VALUES = ("equals", "in", "not")

Problem = tuple[str, str]  # what was found, what is expected


def normalise(data: Any, fields: Sequence[Mapping[str, Any]]) -> None:
    """Write the values of conditions (`when`) as details hold them, in place: `yes` of a yes_no
    field as true, `UK` of a place as GB, `EU` as its members."""
    types = STANDARD_TYPES | {each["name"]: each["type"] for each in fields}
    if isinstance(data, list):
        for each in data:
            normalise(each, fields)
    elif isinstance(data, dict):
        when = data.get("when")
        if isinstance(when, dict):
            data["when"] = {key: _normal(test, types.get(key, "")) for key, test in when.items()}
        for each in data.values():
            normalise(each, fields)


def _normal(test: Any, kind: str) -> Any:
    if kind == "yes_no":
        if isinstance(test, dict):
            return {key: _each(wanted, _truth) for key, wanted in test.items()}
        return _truth(test)
    if kind == "place":
        if isinstance(test, str):
            found = _places("equals", test)
            return {"in": found} if isinstance(found, list) else found
        if isinstance(test, dict):
            return {_several(key, wanted): _places(key, wanted) for key, wanted in test.items()}
    return test


def _truth(value: Any) -> Any:
    return _YES_NO.get(value.casefold(), value) if isinstance(value, str) else value


def _each(wanted: Any, change: Any) -> Any:
    return [change(one) for one in wanted] if isinstance(wanted, list) else change(wanted)


def _several(key: str, wanted: Any) -> str:
    grows = key == "equals" and isinstance(wanted, str) and len(_codes(wanted)) > 1
    return "in" if grows else key


def _places(key: str, wanted: Any) -> Any:
    if key not in (*_VALUES, "within"):
        return wanted
    listed = wanted if isinstance(wanted, list) else [wanted]
    found = [code for one in listed for code in (_codes(one) if isinstance(one, str) else [one])]
    if key != "within" and any(str(one).upper() == "EU" for one in listed):
        found.append("EU")  # of who says no more than that
    return found if isinstance(wanted, list) or len(found) > 1 else found[0]


def _codes(code: str) -> list[str]:
    """A country's code as details have it; anything else as it is, for the checks to refuse."""
    return sorted(countries.countries(code)) or [code]


def problem(test: Any, kind: str, each: Field | None) -> Problem | None:
    """What of a test on a field of type `kind` can never hold, and what is expected; None if all
    may. `each` is the field, when the playbook asks for it."""
    tests = test if isinstance(test, Mapping) else {"equals": test}
    low, high = tests.get("at_least"), tests.get("at_most")
    if low is not None and high is not None and low > high:
        return f"at least {low} and at most {high}", "the smaller number first"
    choices = [choice.value for choice in each.choices] if each is not None else []
    for name, wanted in tests.items():
        found = _wrong(name, wanted, kind, choices)
        if found is not None:
            return found
    return None


def _wrong(name: str, wanted: Any, kind: str, choices: Sequence[str]) -> Problem | None:
    if name in {"at_least", "at_most"}:
        counted = kind in _NUMBERS or any(_is_number(choice) for choice in choices)
        if kind in _NO_NUMBERS or (kind == "choice" and not counted):
            return (
                f"{name!r} of a field of type {kind}",
                "a field of type number, money or timeline",
            )
    elif name == "within":
        if kind not in {"place", "text"}:
            return f"'within' of a field of type {kind}", "a field of type place"
    elif name == "contains":
        if kind in _NUMBERS | {"yes_no", "place"}:
            return f"'contains' of a field of type {kind}", "a test of its value"
        if kind == "choice" and not any(wanted.casefold() in each.casefold() for each in choices):
            return f"{wanted!r}, which no choice contains", f"a part of {', '.join(choices)}"
    elif name in _VALUES:
        for value in wanted if isinstance(wanted, list) else [wanted]:
            if str(value) not in choices and (expected := _never(value, kind)):
                return f"{value!r} of a field of type {kind}", expected
    return None


def _never(value: Any, kind: str) -> str | None:
    """What is expected instead of a value that no field of type `kind` can have."""
    if kind in _NUMBERS and not _is_number(value):
        return _COUNTED[kind]
    if kind == "yes_no" and not isinstance(value, bool):
        return "yes or no"
    if kind == "place" and not (isinstance(value, str) and countries.countries(value)):
        code = countries.code_of(value) if isinstance(value, str) else None
        if code is not None:
            return repr(code)
        return "a country by its code of ISO 3166-1 such as DE; a part of one stands under 'within'"
    return None


def _is_number(value: Any) -> bool:
    return conditions.number(value) is not None
