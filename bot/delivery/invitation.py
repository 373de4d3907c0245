"""Mails about a meeting, with what calendars read: an invitation, its change, its cancellation.

RFC 5545 (the calendar object), RFC 5546 (REQUEST, CANCEL, SEQUENCE), RFC 6047 (in a mail). The
UID stays the same for the life of a meeting; the organiser is the address that the mail is from,
so that answers of calendars come back to whoever reads it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from email.message import EmailMessage
from email.utils import parseaddr
from typing import Any

from icalendar import Calendar, Event, vCalAddress

from bot.delivery.mailing import envelope, first_name, one_line, write
from bot.delivery.sending import Parcel
from bot.leads.meetings import times
from bot.links import Links

EVENTS = ("meeting.booked", "meeting.moved", "meeting.cancelled")
_PREFIX = {"meeting.booked": "Booked", "meeting.moved": "Moved", "meeting.cancelled": "Cancelled"}
_TEXT = 300  # characters of a name, a place
_ATTACHED = "invite.ics"


def compose(parcel: Parcel, sender: str, links: Links) -> EmailMessage:
    """The mail of one delivery about a meeting; raises ValueError for an impossible address."""
    data: Any = parcel.payload["data"]
    to, meeting = data["to"], data["meeting"]
    for_visitor = to["kind"] == "visitor"
    link = links.meeting(meeting["id"]) if for_visitor else data.get("link")
    when = _shown(data, (meeting["starts_at"], meeting["ends_at"]))
    subject = f"{_PREFIX[parcel.event]}: {_title(data, for_visitor)}, {when}"
    message = envelope(parcel.id, to, sender, subject)
    values = {
        "first_name": first_name(to),
        "told": _told(parcel.event, data, for_visitor),
        "when": when,
        "before": _shown(data, data["previous"]) if data["previous"] else None,
        "location": data["location"],
        "visitor": None if for_visitor else data["visitor"],
        "consent_link": links.consent(data["id"]) if for_visitor else None,
        "link": link,
        "link_text": _link_text(parcel.event, for_visitor),
    }
    write(message, "meeting", values)
    calendar = _calendar(parcel, data, sender, link)
    method = str(calendar["METHOD"])
    # As bytes, or the line ends would not stay those of RFC 5545.
    message.add_alternative(
        calendar.to_ical(),
        maintype="text",
        subtype="calendar",
        params={"method": method, "charset": "utf-8", "name": _ATTACHED},
    )
    return message


def _calendar(parcel: Parcel, data: Mapping[str, Any], sender: str, link: str | None) -> Calendar:
    meeting = data["meeting"]
    cancelled = parcel.event == "meeting.cancelled"
    calendar = Calendar()
    calendar.add("prodid", "-//Baton//Meetings//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "CANCEL" if cancelled else "REQUEST")
    event = Event()
    event.add("uid", meeting["uid"])
    event.add("sequence", meeting["sequence"])
    # The time of the change, not of sending: the same on each attempt.
    event.add("dtstamp", datetime.fromisoformat(parcel.payload["timestamp"]))
    event.add("dtstart", datetime.fromisoformat(meeting["starts_at"]))
    event.add("dtend", datetime.fromisoformat(meeting["ends_at"]))
    event.add("summary", _summary(data))
    event.add("status", "CANCELLED" if cancelled else "CONFIRMED")
    if data["location"]:
        event.add("location", one_line(data["location"], _TEXT))
    if link:
        event.add(
            "description", f"{_link_text(parcel.event, data['to']['kind'] == 'visitor')}: {link}"
        )
    name, address = parseaddr(sender)
    event.add("organizer", _person(address, data["company"] or name))
    for who in (data["visitor"], data["rep"]):
        if who["email"]:
            attendee = _person(who["email"], who["name"] or "")
            attendee.params |= {
                "CUTYPE": "INDIVIDUAL",
                "ROLE": "REQ-PARTICIPANT",
                "PARTSTAT": "NEEDS-ACTION",
                "RSVP": "TRUE",
            }
            event.add("attendee", attendee)
    calendar.add_component(event)
    return calendar


def _person(address: str, name: str) -> vCalAddress:
    who: vCalAddress = vCalAddress(f"mailto:{address}")
    # A parameter cannot hold a double quote (RFC 5545, 3.2).
    if shown := one_line(name, _TEXT).replace('"', "'"):
        who.params["CN"] = shown
    return who


def _summary(data: Mapping[str, Any]) -> str:
    """The same for both, since it is one event: "Test drive: Ann Byte and Dana Reyes (Fern)"."""
    people = [data["visitor"]["name"] or data["visitor"]["company"], data["rep"]["name"]]
    both = " and ".join(one_line(name, _TEXT) for name in people if name)
    company = f" ({one_line(data['company'], _TEXT)})" if data["company"] else ""
    return f"{_capital(data['what'])}: {both}{company}"


def _title(data: Mapping[str, Any], for_visitor: bool) -> str:
    other = data["rep"]["name"] if for_visitor else _visitor(data)
    return f"{_capital(data['what'])} with {other}"


def _visitor(data: Mapping[str, Any]) -> str:
    who = data["visitor"]
    return who["name"] or who["company"] or who["email"] or who["phone"] or "a visitor"


def _shown(data: Mapping[str, Any], span: Any) -> str:
    start, end = (datetime.fromisoformat(text) for text in span)
    zones = data["visitor"]["timezone"], data["rep"]["timezone"]
    mine, other = zones if data["to"]["kind"] == "visitor" else reversed(zones)
    return times.shown(start, end, mine, other)


def _told(event: str, data: Mapping[str, Any], for_visitor: bool) -> str:
    """What has happened, in one sentence."""
    what, rep, visitor = data["what"], data["rep"]["name"], _visitor(data)
    of = f" of {data['company']}" if data["company"] else ""
    with_whom = f"your {what} with {rep}{of}" if for_visitor else f"your {what} with {visitor}"
    if event == "meeting.booked":
        return f"{with_whom} is booked."
    if data.get("gone_on"):
        return f"{with_whom} has gone on to a colleague together with the lead."
    verb = "moved" if event == "meeting.moved" else "cancelled"
    if data["by"] == "baton":
        if event == "meeting.moved":
            return (
                f"{rep}{of} takes your {what} now." if for_visitor else f"{with_whom} came to you."
            )
        return (
            f"{with_whom} cannot take place, we are sorry."
            if for_visitor
            else (f"{with_whom} is cancelled: the lead has gone on to a colleague.")
        )
    by_me = (data["by"] == "visitor") == for_visitor and data["by"] in {"visitor", rep}
    who = "you" if by_me else (visitor if data["by"] == "visitor" else data["by"])
    verb = f"have {verb}" if by_me else f"has {verb}"
    return f"{who} {verb} {f'your {what}' if who in {rep, visitor} else with_whom}."


def _link_text(event: str, for_visitor: bool) -> str:
    if not for_visitor:
        return "Open the lead"
    return "Choose another time" if event == "meeting.cancelled" else "Move or cancel it"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
