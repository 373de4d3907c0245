"""Fields to ask for, and what is told or answered on one fixed day."""

from __future__ import annotations

from datetime import date
from typing import Any

from bot.leads.details.details import extract, parse
from bot.leads.playbook.fields import Choice, Field

TODAY = date(2026, 11, 23)  # a Monday

DEPARTMENTS = (
    Choice("hr", "HR", ("human resources", "people team")),
    Choice("it", "IT", ("tech",)),
    Choice("sales", "Sales team"),
)
RANGES = (
    Choice("1-10", "1-10", (), 1, 10),
    Choice("11-50", "11-50", (), 11, 50),
    Choice("51+", "More than 50", (), 51, None),
)


def field(kind: Any, name: str = "asked", **more: Any) -> Field:
    return Field(name=name, label=name, type=kind, **more)


def told(text: str, asked: Field | None = None, region: str = "US") -> dict[str, Any]:
    return {
        detail.field: detail.value
        for detail in extract(text, field=asked, region=region, today=TODAY)
    }


def answer(asked: Field, text: str, region: str = "US") -> Any:
    return parse(asked, text, region=region, today=TODAY).value
