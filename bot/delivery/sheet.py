"""Leads as rows of a CSV file that a spreadsheet may be trusted to open."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping
from typing import Any

from bot.delivery import crm

COLUMNS = (
    "id",
    "created_at",
    "stage",
    "grade",
    "fit",
    "engagement",
    "name",
    "email",
    "phone",
    "company",
    "owner_name",
    "owner_email",
    "details",
    "link",
)
# What a spreadsheet would take for a formula: at the beginning of a cell, or behind a semicolon,
# at which many countries' settings begin a new cell even inside of quotation marks.
_FORMULA = re.compile("(^|;)(\\s*)([=+\\-@\uff1d\uff0b\uff0d\uff20])")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]+")


def row(document: Mapping[str, Any], link: str) -> list[str]:
    """A lead document's row, in the order of `COLUMNS`."""
    values = crm.values(document, link)
    values["details"] = "; ".join(
        f"{each['label']}: {each['shown']}" for each in document.get("details") or []
    )
    return [cell(values.get(name)) for name in COLUMNS]


def cell(value: object) -> str:
    """A value on one line; text that would be a formula gets an apostrophe in front of it."""
    if value is None:
        return ""
    if isinstance(value, int | float):
        return str(value)
    return _FORMULA.sub(r"\1\2'\3", _CONTROL.sub(" ", str(value)))


def lines(rows: Iterable[list[str]]) -> str:
    """Rows as CSV (RFC 4180), every cell in quotation marks."""
    out = io.StringIO()
    csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n").writerows(rows)
    return out.getvalue()
