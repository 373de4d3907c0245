"""How well details are read out of messages: for each field how many, and how many of them right.

A set is a JSONL file; a line is one message:

    {"text": "we're like 40ish", "asked": null, "region": "US", "today": "2026-11-23",
     "expect": {"company_size": 40}}

`asked` is the kind of detail that was asked for just before, if any: email, phone, name, company,
role, company_size, budget, timeline or place. `expect` has the normalised value of each that the
message tells: text (compared without regard to case), E.164, a number of people, `{amount, max,
currency, per}`, `{date}` (null: left open), `{country}`. An empty one is a message that tells none.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from bot.errors import ContentError
from bot.files import read_text
from bot.leads.playbook.fields import Field

# Kind → the field of a playbook that asks for it, with the least that a field needs.
FIELDS: Mapping[str, Field] = {
    "email": Field("email", "E-mail", "email"),
    "phone": Field("phone", "Phone", "phone"),
    "name": Field("name", "Name", "person"),
    "company": Field("company", "Company", "company"),
    "role": Field("role", "Role", "text"),
    "company_size": Field("company_size", "Company size", "number", min=1, max=500_000),
    "budget": Field("budget", "Budget", "money", min=1, max=100_000_000),
    "timeline": Field("timeline", "When", "timeline"),
    "place": Field("region", "Where", "place"),
}
_KIND = {each.name: kind for kind, each in FIELDS.items()}
_EXPECTED = '{"text": "…", "asked": null or a kind, "expect": {kind: value}}'

Reader = Callable[[str, Field | None, str, date], Mapping[str, Any]]


@dataclass(frozen=True)
class Told:
    """One message with what it tells."""

    text: str
    asked: str | None
    region: str
    today: date
    expect: Mapping[str, Any]


@dataclass
class Count:
    """Of one kind of detail; a wrong value counts as missed and as found falsely."""

    right: int = 0
    missed: int = 0
    false: int = 0

    @property
    def precision(self) -> float:
        found = self.right + self.false
        return self.right / found if found else 1.0

    @property
    def recall(self) -> float:
        told = self.right + self.missed
        return self.right / told if told else 1.0

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


@dataclass
class Report:
    """Counts by kind; `alarms` of `empty` messages that tell nothing had something found in."""

    counts: dict[str, Count] = field(default_factory=dict)
    empty: int = 0
    alarms: int = 0
    failures: list[str] = field(default_factory=list)

    @property
    def alarm_rate(self) -> float:
        return self.alarms / self.empty if self.empty else 0.0


def read_told(path: Path) -> list[Told]:
    """All messages of a set; raises ContentError with the line of the first bad one."""
    found = []
    for at, line in enumerate(read_text(path).split("\n"), start=1):
        if not line.strip():
            continue
        try:
            data = json.loads(line)
            asked = data["asked"]
            if asked is not None and asked not in FIELDS:
                raise ValueError(asked)
            expect = dict(data["expect"])
            if strange := expect.keys() - FIELDS.keys():
                raise ValueError(min(strange))
            today = date.fromisoformat(data.get("today", "2026-11-23"))
            found.append(Told(str(data["text"]), asked, data.get("region", "US"), today, expect))
        except (json.JSONDecodeError, RecursionError, KeyError, TypeError, ValueError):
            raise ContentError(path, at, "a line that is no such message", _EXPECTED) from None
    if not found:
        raise ContentError(path, None, "no messages", _EXPECTED)
    return found


def score(messages: Iterable[Told], read: Reader) -> Report:
    """`read` gives the values by field name of (text, open field, region, day)."""
    report = Report()
    wrong: Counter[str] = Counter()
    for one in messages:
        asked = FIELDS[one.asked] if one.asked else None
        values = read(one.text, asked, one.region, one.today)
        found = {_KIND[name]: value for name, value in values.items() if name in _KIND}
        if not one.expect:
            report.empty += 1
            report.alarms += bool(found)
        for kind in sorted(one.expect.keys() | found.keys()):
            count = report.counts.setdefault(kind, Count())
            told = kind in one.expect
            if told and kind in found and same(kind, one.expect[kind], found[kind]):
                count.right += 1
                continue
            count.missed += told
            count.false += kind in found
            wrong[kind] += 1
            report.failures.append(
                f"{kind}: {one.text!r} (asked {one.asked}, {one.region}) "
                f"→ {found.get(kind)!r}, not {one.expect.get(kind)!r}"
            )
    return report


def same(kind: str, wanted: Any, value: Any) -> bool:
    """Whether a value that was read is the one that was meant."""
    if kind == "place":
        return isinstance(value, dict) and value.get("country") == wanted.get("country")
    if kind == "timeline":
        return isinstance(value, dict) and value.get("date") == wanted.get("date")
    if kind == "budget":
        return isinstance(value, dict) and all(
            _number(value.get(key)) == _number(wanted.get(key))
            for key in ("amount", "max", "currency", "per")
        )
    if kind == "company_size":
        return bool(_number(value) == _number(wanted))
    return str(value).casefold().strip() == str(wanted).casefold().strip()


def _number(value: Any) -> Any:
    try:
        return float(value)
    except (TypeError, ValueError):
        return value


def kinds(report: Report) -> Sequence[str]:
    """The kinds that were told or found, in the order of `FIELDS`."""
    return [kind for kind in FIELDS if kind in report.counts]
