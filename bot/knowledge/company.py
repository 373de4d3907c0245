"""The company as `company.yml` describes it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from babel.core import get_global

from bot import countries, hours
from bot.errors import ContentError
from bot.lines import Lines
from bot.schemas import load_schema
from bot.yamlfiles import load_yaml_lines

FILE = "company.yml"
_AI = re.compile(
    r"\b(?:AI|A\.I\.|KI|IA|[Aa]rtificial [Ii]ntelligence|[Cc]hat ?[Bb]ot|[Bb]ot|[Rr]obot)(?!\w)"
)
_SCHEMA = Path(__file__).parent / "schemas" / "company.schema.json"


@dataclass(frozen=True)
class Company:
    """Who answers; texts are as written, absent ones have a usable default or are empty."""

    name: str
    assistant: str = "Assistant"
    description: str = ""
    website: str = ""
    currency: str = "USD"
    timezone: str = "UTC"
    languages: tuple[str, ...] = ("en",)
    country: str | None = None
    contact: Mapping[str, str] = field(default_factory=dict)
    opening_hours: Mapping[str, str] = field(default_factory=dict)
    privacy_url: str = ""
    greeting: str = ""
    suggestions: tuple[str, ...] = ()
    lines: Lines = field(default_factory=Lines, compare=False, repr=False)

    @classmethod
    def load(cls, folder: Path) -> Company:
        """Read `company.yml` of a content folder; without one the folder's name is the company's.

        Raises ContentError.
        """
        path = folder / FILE
        if not path.exists():
            name = folder.resolve().name
            return cls(name=name, greeting=_greeting("Assistant", name))
        data, lines = load_yaml_lines(path, load_schema(_SCHEMA))
        zone = data.get("timezone", "UTC")
        try:
            ZoneInfo(zone)
        except (ValueError, OSError, KeyError):
            expected = "an IANA time zone such as Europe/Berlin"
            raise ContentError(path, lines.at("timezone"), repr(zone), expected) from None
        _check_codes(path, data, lines)
        for day, spans in data.get("opening_hours", {}).items():
            if not hours.in_order(spans):
                line = lines.at("opening_hours", day)
                raise ContentError(path, line, repr(spans), hours.EXPECTED)
        assistant = data.get("assistant", "Assistant")
        country = data.get("country")
        return cls(
            name=data["name"],
            assistant=assistant,
            description=" ".join(data.get("description", "").split()),
            website=data.get("website", "").rstrip("/"),
            currency=data.get("currency", "USD"),
            timezone=zone,
            languages=tuple(data.get("languages", ("en",))),
            country=country and min(countries.countries(country)),
            contact=data.get("contact", {}),
            opening_hours=data.get("opening_hours", {}),
            privacy_url=data.get("privacy_url", ""),
            greeting=_disclosed(data.get("greeting") or _greeting(assistant, data["name"])),
            suggestions=tuple(data.get("suggestions", ())),
            lines=lines,
        )


def _check_codes(path: Path, data: Mapping[str, Any], lines: Lines) -> None:
    """Raise ContentError for a currency or a country that does not exist."""
    currency, country = data.get("currency"), data.get("country")
    if currency is not None and currency not in get_global("all_currencies"):
        expected = "an ISO 4217 code such as USD"
        raise ContentError(path, lines.at("currency"), repr(currency), expected)
    if country is not None and len(countries.countries(country)) != 1:
        expected = "an ISO 3166 code of a country such as US"
        raise ContentError(path, lines.at("country"), repr(country), expected)


def _disclosed(greeting: str) -> str:
    """A greeting that says that an AI speaks: the law asks for it (EU AI Act, Art. 50)."""
    return greeting if _AI.search(greeting) else f"{greeting.rstrip()} I'm an AI assistant."


def _greeting(assistant: str, name: str) -> str:
    who = f"{assistant}, the" if assistant != "Assistant" else "the"
    return f"Hi, I'm {who} AI assistant of {name}. Ask me anything about {name}."
