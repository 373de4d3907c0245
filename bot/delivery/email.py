"""Mails to reps: details, score with reasons, why it came to them, transcript, link."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Mapping
from datetime import datetime, timezone
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from jinja2 import Environment, PackageLoader, select_autoescape

from bot.delivery.sending import Parcel, Refused, TryLater
from bot.settings import Settings

SECONDS = 20
_templates = Environment(
    loader=PackageLoader("bot.delivery"),
    autoescape=select_autoescape(["html"]),
    trim_blocks=True,
    lstrip_blocks=True,
)


class EmailDestination:
    """The mail server of the settings; without one, mails are written to files."""

    def __init__(self, settings: Settings) -> None:
        self._url = settings.smtp_url
        self._from = settings.mail_from
        self._folder = settings.var / "mail"

    def send(self, parcel: Parcel) -> None:
        """Send one mail; what the server refuses for good is refused."""
        message = compose(parcel, self._from)
        if self._url is None:
            _write(message, self._folder / f"{parcel.id}.eml")
            return
        try:
            _send(message, self._url)
        except smtplib.SMTPRecipientsRefused as error:
            codes = {code for code, _ in error.recipients.values()}
            if all(code >= 500 for code in codes):
                raise Refused(f"the mail server refused the recipient ({min(codes)})") from None
            raise TryLater(f"the mail server put the recipient off ({min(codes)})") from None
        except smtplib.SMTPResponseException as error:
            raise TryLater(f"the mail server answered {error.smtp_code}") from None
        except (OSError, smtplib.SMTPException) as error:
            raise TryLater(f"no mail server ({type(error).__name__})") from None


def compose(parcel: Parcel, sender: str) -> EmailMessage:
    """The mail of one delivery, as text and HTML.

    Header values come from visitors: `EmailMessage` refuses line breaks, and they are folded to
    spaces before.
    """
    data: Any = parcel.payload["data"]
    lead, to = data["lead"], data["to"]
    message = EmailMessage()
    message["Subject"] = _line(_subject(lead))
    message["From"] = sender
    local, _, domain = str(to["email"]).rpartition("@")
    message["To"] = Address(_line(to["name"]), local, domain)
    message["Date"] = format_datetime(datetime.now(timezone.utc))
    # The same id on each attempt: a mail that was sent twice is shown once.
    message["Message-ID"] = f"<{parcel.id}@baton>"
    values = {"lead": lead, "to": to, "link": data["link"]}
    message.set_content(_templates.get_template("lead.txt").render(values))
    message.add_alternative(_templates.get_template("lead.html").render(values), subtype="html")
    return message


def _subject(lead: Mapping[str, Any]) -> str:
    who = lead.get("name") or lead.get("email") or "somebody"
    at = f" at {lead['company']}" if lead.get("company") else ""
    return f"New lead {lead['score']['grade']}: {who}{at}"


def _line(text: str) -> str:
    return " ".join(str(text).split())[:200]


def _write(message: EmailMessage, file: Path) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(message.as_bytes())


def _send(message: EmailMessage, url: str) -> None:
    parts = urlsplit(url)
    host = parts.hostname or "localhost"
    context = ssl.create_default_context()
    if parts.scheme == "smtps":
        server: smtplib.SMTP = smtplib.SMTP_SSL(
            host, parts.port or 465, timeout=SECONDS, context=context
        )
    else:
        server = smtplib.SMTP(host, parts.port or 25, timeout=SECONDS)
    with server:
        if parts.scheme == "smtp+starttls":
            server.starttls(context=context)
        if parts.username:
            server.login(unquote(parts.username), unquote(parts.password or ""))
        server.send_message(message)
