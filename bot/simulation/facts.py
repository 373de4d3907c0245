"""The truth about a simulated visitor: for each field of a playbook what is typed, and its value.

The values are made beside the wordings, by rules of this module alone: nothing of what reads
messages is used to say what they mean.
"""

from __future__ import annotations

import calendar
import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import phonenumbers

from bot.leads.playbook.fields import Choice, Field

_FIRST = """
Amelia Noor Tomasz Priya Kwame Ingrid Mateo Yuki Fatima Declan Saoirse Emre Lucía Björn Chidi
Hannah Rafael Mei Oluwaseun Petra Jonas Aisha Viktor Camille Rohan Zofia Marcus Leila Hugo Greta
""".split()  # noqa: SIM905 - a list of words
_LAST = """
Whitfield Haddad Kowalski Ramanathan Mensah Lindqvist Herrera Tanaka Benali O'Sullivan Byrne
Yildiz Fernández Eriksson Okonkwo Weiss Barbosa Zhang Adeyemi Novák Hoffmann Khan Petrov Laurent
Deshpande Wójcik Thornton Rahimi Delacroix Sørensen
""".split()  # noqa: SIM905
_FIRMS = (
    "Northgate Surveyors", "Pebble & Finch", "Oakline Dental", "Vantor Logistics",
    "Tidewater Architects", "Kestrel Print Works", "Bluefern Studio", "Harrow Lane Bakery",
    "Summit Ridge Consulting", "Copperleaf", "Marlowe Engineering", "Zenith Freight",
    "Alder Rowe LLP", "Quillfeather Media", "Stonebridge Physio",
)  # fmt: skip
_TITLES = (
    "office manager", "head of operations", "finance director", "co-founder", "IT manager",
    "practice manager", "operations lead", "marketing manager", "managing director", "team lead",
)  # fmt: skip
_FREE = (
    "mostly long motorway trips and the odd school run", "we keep missing deadlines",
    "getting our spreadsheets under control", "a 2016 hatchback with about 70,000 miles on it",
    "carrying tools and ladders around town", "weekly reports for the board",
)  # fmt: skip
_PLACES = (
    ("Chicago", "US"), ("Texas", "US"), ("the United States", "US"), ("Toronto", "CA"),
    ("Manchester", "GB"), ("Scotland", "GB"), ("Germany", "DE"), ("Munich", "DE"),
    ("the Netherlands", "NL"), ("Sweden", "SE"), ("Dublin", "IE"), ("Australia", "AU"),
    ("Madrid", "ES"), ("France", "FR"), ("New Zealand", "NZ"), ("Vienna", "AT"),
)  # fmt: skip
_SIGNS = {"USD": "$", "EUR": "€", "GBP": "£"}
_COUNTRIES = ("US", "GB", "DE", "FR", "AU", "IE", "SE", "ES", "IN", "NL")


@dataclass(frozen=True)
class Fact:
    """One true detail: how it is typed, and its value as the judge compares it."""

    field: str
    type: str
    typed: str
    value: Any
    button: str | None = None  # label of the button that says it too


def facts(
    fields: tuple[Field, ...], rng: random.Random, region: str, currency: str, today: date
) -> dict[str, Fact]:
    """A fact for every field, whether it will be asked for or not."""
    person = _Person(rng)
    makers: dict[str, Callable[[Field], Fact]] = {
        "person": lambda one: Fact(one.name, one.type, person.name, person.name),
        "company": lambda one: Fact(one.name, one.type, person.firm, person.firm),
        "email": lambda one: Fact(one.name, one.type, person.email, person.email),
        "phone": lambda one: _phone(one, rng, region),
        "number": lambda one: _number(one, rng),
        "money": lambda one: _money(one, rng, currency),
        "timeline": lambda one: _timeline(one, rng, today),
        "place": lambda one: _place(one, rng),
        "choice": lambda one: _choice(one, rng),
        "yes_no": lambda one: _yes_no(one, rng),
        "text": lambda one: _text(one, rng),
    }
    return {one.name: makers[one.type](one) for one in fields}


def another(
    fact: Fact, field: Field, rng: random.Random, region: str, currency: str, today: date
) -> Fact:
    """A different truth about the same field: what a visitor corrects it to."""
    for _ in range(50):
        new = facts((field,), rng, region, currency, today)[field.name]
        if new.value != fact.value:
            return new
    return fact


class _Person:
    def __init__(self, rng: random.Random) -> None:
        first, last = rng.choice(_FIRST), rng.choice(_LAST)
        self.name = rng.choice([f"{first} {last}"] * 4 + [first])
        self.firm = rng.choice(_FIRMS)
        domain = "".join(c for c in self.firm.lower() if c.isalpha())
        local = rng.choice([_plain(first), f"{_plain(first)}.{_plain(last)}", _plain(last)])
        self.email = f"{local}@{domain}.{rng.choice(['com', 'io', 'co.uk', 'net'])}"


def _plain(name: str) -> str:
    letters = str.maketrans("áéíóöøúüğışłç", "aeioooouugislc"[:13])
    return "".join(c for c in name.lower().translate(letters) if c.isascii() and c.isalpha())


def _phone(field: Field, rng: random.Random, region: str) -> Fact:
    country = region if rng.random() < 0.5 else rng.choice(_COUNTRIES)
    kind = phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE
    if country not in ("US", "CA"):
        kind = phonenumbers.PhoneNumberType.MOBILE
    number = phonenumbers.example_number_for_type(country, kind)
    if number is None:
        raise ValueError(f"no example of a telephone number of {country}")
    forms = [phonenumbers.PhoneNumberFormat.INTERNATIONAL, phonenumbers.PhoneNumberFormat.E164]
    if country == region:
        forms.append(phonenumbers.PhoneNumberFormat.NATIONAL)
    value = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    typed = phonenumbers.format_number(number, rng.choice(forms))
    return Fact(field.name, field.type, typed, value)


def _number(field: Field, rng: random.Random) -> Fact:
    least = max(1, field.min or 1)
    most = min(field.max or 900, 900)
    value = rng.choice([n for n in (2, 7, 12, 25, 40, 64, 120, 350) if least <= n <= most])
    return Fact(field.name, field.type, str(value), value)


def _money(field: Field, rng: random.Random, currency: str) -> Fact:
    least, most = field.min or 1, field.max or 100_000
    fitting = [n for n in (500, 1200, 5000, 15000, 18000, 25000, 40000) if least <= n <= most]
    amount = rng.choice(fitting or [least])
    per, words = rng.choice([("year", " a year"), ("month", " per month"), (None, ""), (None, "")])
    number = rng.choice([f"{amount:,}", str(amount)])
    if amount % 1000 == 0:
        number = rng.choice([number, f"{amount // 1000}k"])
    sign = _SIGNS.get(currency)
    typed = f"{sign}{number}{words}" if sign else f"{number} {currency}{words}"
    value = {"amount": amount, "max": None, "currency": currency, "per": per}
    return Fact(field.name, field.type, typed, value)


def _timeline(field: Field, rng: random.Random, today: date) -> Fact:
    weeks, months = rng.choice([2, 3, 6]), rng.choice([2, 3, 4])
    month = _months_on(today.replace(day=1), rng.choice([2, 3, 5]))
    last = calendar.monthrange(month.year, month.month)[1]
    following = _months_on(today.replace(day=1), 2) - timedelta(days=1)
    typed, day = rng.choice(
        [
            ("as soon as possible", today),
            (f"in {weeks} weeks", today + timedelta(weeks=weeks)),
            (f"in about {months} months", _months_on(today, months)),
            ("next month", following),
            (f"in {month:%B}", month.replace(day=last)),
            ("by the end of the year", today.replace(month=12, day=31)),
        ]
    )
    return Fact(field.name, field.type, typed, day.isoformat())


def _months_on(day: date, months: int) -> date:
    year, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + year, month + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def _place(field: Field, rng: random.Random) -> Fact:
    typed, country = rng.choice(_PLACES)
    return Fact(field.name, field.type, typed, country)


def _choice(field: Field, rng: random.Random) -> Fact:
    choice = rng.choice(field.choices)
    alone = [word for word in choice.synonyms if _decides(word, choice, field)]
    return Fact(
        field.name, field.type, rng.choice([choice.label, *alone]), choice.value, choice.label
    )


def _decides(word: str, choice: Choice, field: Field) -> bool:
    """Whether a synonym names one choice only, as a playbook means it to."""
    return not any(
        word.casefold() in (each.casefold() for each in (*other.synonyms, other.label, other.value))
        for other in field.choices
        if other is not choice
    )


def _yes_no(field: Field, rng: random.Random) -> Fact:
    typed, value = rng.choice([("yes", True), ("yes we do", True), ("no", False), ("nope", False)])
    return Fact(field.name, field.type, typed, value)


def _text(field: Field, rng: random.Random) -> Fact:
    typed = rng.choice(_TITLES if field.name == "role" else _FREE)
    return Fact(field.name, field.type, typed, typed)
