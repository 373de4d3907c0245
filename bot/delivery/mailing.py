"""What all mails have in common: clean headers, templates, an id that stays the same."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timezone
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, select_autoescape

_SUBJECT = 150  # characters
_NAME = 100


def _moment(text: str, zone: str) -> str:
    """An ISO time for people: "Mon 23 Nov, 14:05 (Europe/Berlin)"."""
    return f"{datetime.fromisoformat(text).astimezone(ZoneInfo(zone)):%a %d %b, %H:%M} ({zone})"


templates = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=select_autoescape(["html"]),
    trim_blocks=True,
    lstrip_blocks=True,
)
templates.filters["moment"] = _moment


def envelope(parcel_id: str, to: Mapping[str, Any], sender: str, subject: str) -> EmailMessage:
    """A mail without its body; raises ValueError for an impossible address.

    What stands in headers comes from visitors: every control character in it becomes a space, and
    `EmailMessage` itself refuses line breaks.
    """
    message = EmailMessage()
    message["Subject"] = one_line(subject, _SUBJECT)
    name, address = parseaddr(sender)
    message["From"] = Address(one_line(name, _NAME), addr_spec=address)
    message["To"] = Address(one_line(to["name"] or "", _NAME), addr_spec=to["email"])
    message["Date"] = format_datetime(datetime.now(timezone.utc))
    # The same on each attempt: a mail that was sent twice is shown once.
    message["Message-ID"] = f"<{parcel_id}@{address.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"  # no holiday replies
    return message


def write(message: EmailMessage, template: str, values: Mapping[str, Any]) -> None:
    """The body from `template`, as text and as HTML."""
    message.set_content(templates.get_template(f"{template}.txt").render(values))
    html = templates.get_template(f"{template}.html").render(values)
    message.add_alternative(html, subtype="html")


def first_name(to: Mapping[str, Any]) -> str:
    """How a mail greets somebody."""
    return (str(to["name"] or "").split() or [str(to["email"])])[0]


def one_line(text: object, limit: int) -> str:
    """One line without control characters, at most `limit` characters.

    What looks like an encoded word (RFC 2047) is spaced out: `EmailMessage` would decode it, line
    breaks too, and write what it holds as headers of their own.
    """
    clean = "".join(c if c.isprintable() else " " for c in str(text)).replace("=?", "= ?")
    return " ".join(clean.split())[:limit]
