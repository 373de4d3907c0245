"""Fields by which leads are known, under the names that everything else goes by.

What is told unasked, consent, the columns of a lead, mails and CRMs go by `name`, `email`, `phone`
and `company`. A playbook may call them otherwise ("work_email"): the first field of the type is
taken for it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

_NAMES = {"person": "name", "email": "email", "phone": "phone", "company": "company"}  # by type


def renamings(fields: list[dict[str, Any]]) -> dict[str, str]:
    """The playbook's own name → the standard one, of the fields in qualification.yml that have
    another; a name that is there twice stays, for the checks to find."""
    taken = Counter(each["name"] for each in fields)
    found: dict[str, str] = {}
    for kind, name in _NAMES.items():
        own = next((each["name"] for each in fields if each["type"] == kind), None)
        if own is not None and name not in taken and taken[own] == 1:
            found[own] = name
    return found


def rename_fields(fields: list[dict[str, Any]], names: Mapping[str, str]) -> None:
    """Give fields their standard names, in place."""
    for each in fields:
        each["name"] = names.get(each["name"], each["name"])


def rename_conditions(data: Any, names: Mapping[str, str]) -> None:
    """The same wherever a condition (`when`) of a file's data speaks of them."""
    if isinstance(data, list):
        for each in data:
            rename_conditions(each, names)
    elif isinstance(data, dict):
        if isinstance(when := data.get("when"), dict):
            data["when"] = {names.get(key, key): test for key, test in when.items()}
        for each in data.values():
            rename_conditions(each, names)
