"""Mails to reps: details, score with reasons, why it came to them, transcript, links; and the
mail server, which invitations to visitors go through too."""

from __future__ import annotations

import os
import smtplib
import ssl
from collections.abc import Mapping
from email.errors import MessageError
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from bot.delivery import invitation
from bot.delivery.mailing import envelope, first_name, write
from bot.delivery.sending import Parcel, PutOff, Refused, TryLater
from bot.links import Links
from bot.settings import Settings

SECONDS = 15
_PORTS = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}
_NO_MORE = frozenset({"lead.outcome", "lead.erased"})
_SENDERS = {"visitor": "Visitor", "bot": "Assistant", "rep": "Rep", "system": "Note"}


class EmailDestination:
    """The mail server of the settings; without one, mails are kept as files in `var/mail`."""

    def __init__(self, settings: Settings) -> None:
        self._url = settings.smtp_url
        self._from = settings.mail_from
        self._links = Links(settings.secret_key, settings.base_url)
        self._folder = settings.var / "mail"

    def send(self, parcel: Parcel) -> None:
        """Send one mail; an address that the server refuses for good is refused."""
        try:
            message = compose(parcel, self._from, self._links)
        except (ValueError, MessageError):
            raise Refused("the recipient's address or the sender's is no email address") from None
        if self._url is None:
            _write(message, self._folder / f"{parcel.id}.eml")
            return
        try:
            _send(message, self._url)
        except smtplib.SMTPRecipientsRefused as error:
            codes = [int(code) for code, _ in error.recipients.values()]
            if min(codes) >= 500:
                raise Refused(f"the mail server refused the recipient ({min(codes)})") from None
            raise PutOff(f"the mail server put the recipient off ({min(codes)})") from None
        except smtplib.SMTPResponseException as error:
            raise TryLater(f"the mail server answered {error.smtp_code}") from None
        except (OSError, smtplib.SMTPException) as error:
            raise TryLater(f"no mail server ({type(error).__name__})") from None


def compose(parcel: Parcel, sender: str, links: Links) -> EmailMessage:
    """The mail of one delivery, as text and HTML; raises ValueError for an impossible address."""
    if parcel.event in invitation.EVENTS:
        return invitation.compose(parcel, sender, links)
    lead: Any = parcel.payload["data"]
    to = lead["to"]
    message = envelope(parcel.id, to, sender, _subject(parcel.event, lead))
    assignment = lead.get("assignment")
    accepted = bool(assignment) and assignment["state"] == "accepted"
    values = {
        "lead": lead,
        "accepted": accepted,
        "first_name": first_name(to),
        "link": lead.get("link"),
        "decide": links.offer(assignment["id"], to["id"]) if assignment and not accepted else None,
        "zone": to.get("timezone") or "UTC",
        "senders": _SENDERS,
    }
    write(message, "outcome" if parcel.event in _NO_MORE else "assigned", values)
    return message


def _subject(event: str, lead: Mapping[str, Any]) -> str:
    if event in _NO_MORE:
        return "Please do not contact a lead of yours any more"
    contact = lead["contact"]
    who = contact["name"] or contact["email"] or contact["phone"] or "somebody"
    at = f" at {contact['company']}" if contact["company"] else ""
    return f"New lead {lead['grade']}: {who}{at}"


def _write(message: EmailMessage, file: Path) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    # Personal data: for the owner of the process only, and never half a file.
    part = file.with_suffix(".part")
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
        out.write(message.as_bytes())
    part.replace(file)


def _send(message: EmailMessage, url: str) -> None:
    parts = urlsplit(url)
    host = parts.hostname or "localhost"
    port = parts.port or _PORTS[parts.scheme]
    context = ssl.create_default_context()
    server: smtplib.SMTP
    if parts.scheme == "smtps":
        server = smtplib.SMTP_SSL(host, port, timeout=SECONDS, context=context)
    else:
        server = smtplib.SMTP(host, port, timeout=SECONDS)
    with server:
        if parts.scheme == "smtp+starttls":
            server.starttls(context=context)
        if parts.username:
            server.login(unquote(parts.username), unquote(parts.password or ""))
        server.send_message(message)
