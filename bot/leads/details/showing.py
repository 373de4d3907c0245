"""A detail's value as a person reads it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

import phonenumbers
from babel import Locale
from babel.dates import format_date
from babel.numbers import format_currency, format_decimal

from bot.leads.details.places import is_country
from bot.leads.playbook.fields import Field

_ON = re.compile(r"^(?:on|by|the)\s+", re.IGNORECASE)
_DAYS = re.compile(r"\d|day|night", re.IGNORECASE)


def shown(field: Field, value: Any) -> str:
    """`value` in words, as the read-back, the inbox and the mails show it."""
    if field.type == "choice" or (field.type == "number" and isinstance(value, str)):
        return next((c.label for c in field.choices if c.value == value), str(value))
    if field.type == "yes_no":
        return "Yes" if value else "No"
    if field.type == "number":
        amount = format_decimal(value, locale="en_US")
        unit = singular(field.unit) if field.unit and value == 1 else field.unit
        return f"{amount} {unit}" if unit else amount
    if field.type == "money":
        return _money(value)
    if field.type == "timeline":
        return _timeline(value)
    if field.type == "place":
        return _place(value)
    if field.type == "phone":
        return _phone(str(value))
    return str(value)


def priced_by(said: str, units: Iterable[str]) -> str:
    """What an amount is for, when it is for one of many: " a pallet" of "about £1,400 a pallet"."""
    each = "|".join(re.escape(singular(unit)) for unit in (*units, "head", "unit", "piece"))
    found = re.search(
        rf"\d\w*\s?(?:(?:a|an|per|/)\s?(?P<unit>{each})\b|each\b)", said, re.IGNORECASE
    )
    if found is None:
        return ""
    return f" a {found['unit'].lower()}" if found["unit"] else " each"


def _money(value: dict[str, Any]) -> str:
    def part(amount: str) -> str:
        number = Decimal(amount)
        whole = number == number.to_integral_value()
        text = format_currency(
            number,
            value["currency"],
            "¤#,##0" if whole else None,
            locale="en_US",
            currency_digits=not whole,
        )
        return str(text)

    text = part(value["amount"])
    if value.get("max"):
        text += f" to {part(value['max'])}"
    per = value.get("per")
    return f"{text} a {per}" if per in {"day", "week", "month", "quarter", "year"} else text


def singular(unit: str) -> str:
    """Of a unit as playbooks have it: "vehicles", "people", "diaries"."""
    counted, of, rest = unit.partition(" of ")
    if counted == "people":
        one = "person"
    elif counted.endswith("ies"):
        one = f"{counted[:-3]}y"
    elif counted.endswith(("sses", "xes", "ches", "shes")):
        one = counted[:-2]
    else:
        one = counted.removesuffix("s")
    return f"{one}{of}{rest}"


def _timeline(value: dict[str, Any]) -> str:
    text = str(value["text"])
    if value.get("days") == 0 and not _DAYS.search(text):
        return text  # "as soon as possible" names no day
    if value.get("date"):
        told = date.fromisoformat(value["date"])
        day = format_date(told, "d MMM yyyy", locale="en")
        # "5 june 2027" is that day already.
        if _ON.sub("", text).lower() not in {
            day.lower(),
            format_date(told, "d MMMM yyyy", locale="en").lower(),
        }:
            return f"{text} (by {day})"
    return text


def _place(value: dict[str, Any]) -> str:
    text = str(value["text"])
    country = Locale("en").territories.get(value.get("country") or "")
    if text.islower():
        text = text.title()
    if country is None or country.casefold() in text.casefold():
        return text
    # "usa" and "the states" are the country itself, "NYC" is not.
    return country if is_country(text) else f"{text}, {country}"


def call_link(value: str) -> str:
    """The link that dials a number, its extension too (RFC 3966)."""
    try:
        number = phonenumbers.parse(value)
    except phonenumbers.NumberParseException:
        return f"tel:{value}"
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.RFC3966))


def _phone(value: str) -> str:
    try:
        number = phonenumbers.parse(value)
    except phonenumbers.NumberParseException:
        return value
    shape = phonenumbers.PhoneNumberFormat.INTERNATIONAL
    return str(phonenumbers.format_number(number, shape))
