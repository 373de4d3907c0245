"""Slack: an incoming webhook tells a channel what becomes of leads."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.delivery.http import call
from bot.delivery.outbox import GONE
from bot.delivery.sending import Gone, Parcel, Refused

SAYS = {
    "lead.qualified": "Qualified",
    "lead.assigned": "Assigned",
    "lead.accepted": "Accepted",
    "lead.expired": "Not accepted in time",
    "lead.outcome": "Outcome",
    "consent.withdrawn": "Consent withdrawn, do not contact",
}
_MOST_DETAILS = 10
_LONGEST = 2900  # characters; Slack takes 3000 in one section
# What a webhook says when it will never work again.
_OVER = frozenset({404, 410})


class SlackDestination:
    """One incoming webhook; its URL is a secret. Messages link to the lead under `base_url`."""

    def __init__(self, url: str, base_url: str) -> None:
        self._url = url
        self._base_url = base_url

    def send(self, parcel: Parcel) -> None:
        """Post the message; 200 "ok" alone is success."""
        answer = call("POST", self._url, json=message(parcel, self._base_url))
        if answer.status == 200:
            return
        said = f"HTTP {answer.status} {answer.text[:60]!r}"
        if answer.status in _OVER:
            raise Gone(f"{GONE} ({said})")
        raise Refused(f"Slack answered {said}")


def message(parcel: Parcel, base_url: str) -> dict[str, Any]:
    """`text` for notifications, `blocks` for the channel; nobody's words are markup."""
    lead: Mapping[str, Any] = parcel.payload["data"]
    contact = lead.get("contact") or {}
    who = contact.get("name") or contact.get("email") or contact.get("phone") or "A visitor"
    at = f" at {contact['company']}" if contact.get("company") else ""
    person = ((lead.get("assignment") or {}).get("person") or {}).get("name")
    to = f" → {person}" if person else ""
    reason = f": {lead['reason']}" if lead.get("reason") else ""
    head = f"{SAYS[parcel.event]}: {who}{at}, grade {lead.get('grade', '–')}{to}{reason}"
    lines = [
        f"*{escaped(each['label'])}*: {escaped(each['shown'])}"
        for each in (lead.get("details") or [])[:_MOST_DETAILS]
    ]
    blocks = [_section(f"*{escaped(head)}*")]
    if lines:
        blocks.append(_section("\n".join(lines)))
    blocks.append(_section(f"<{base_url}/inbox/leads/{lead['id']}|Open the lead>"))
    return {"text": escaped(head)[:_LONGEST], "blocks": blocks}


def _section(text: str) -> dict[str, Any]:
    # Verbatim: Slack makes no links or mentions of its own out of a visitor's words.
    return {
        "type": "section",
        "text": {"type": "mrkdwn", "text": text[:_LONGEST], "verbatim": True},
    }


def escaped(text: object) -> str:
    """Text in which nothing is Slack's markup: its three special characters, and what would be
    bold, struck out, code or a mention."""
    plain = str(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    # A word joiner, which nobody sees, in front keeps * _ ~ ` from opening anything.
    return "".join(f"\u2060{c}" if c in "*_~`" else c for c in plain)
