"""Choosing a time with the rep who has the lead: offered, held, booked, moved, cancelled."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from bot.dialogue.turn import Turn, button
from bot.errors import Conflict
from bot.leads.meetings import booking, times
from bot.leads.meetings.booking import VISITOR
from bot.leads.meetings.choosing import meant, names_time
from bot.leads.meetings.rules import MeetingRules
from bot.leads.meetings.slots import Slot, free_slots, spread
from bot.leads.meetings.taking import Taken
from bot.leads.qualification import Open
from bot.storage.tables import Lead, Meeting, User

SUBJECT = "meeting"  # of its buttons
_CHOICES_AT_MOST = 4
# "Great, thanks" chooses no time; "yes, thanks" would have one.
_THANKS = re.compile(
    r"^(?!.*\b(?:yes|yeah|yep|sure|please)\b).*\b(?:thanks|thank you|thx|ta|cheers)\W*$",
    re.IGNORECASE,
)
_NO = {"deny", "refuse", "stop", "skip"}


def offer(turn: Turn, *, asked_for: bool = False) -> bool:
    """Show free times of the rep who has the lead, or where else to book; False when there is
    nothing to show. Not made again after a no, unless the visitor asks for it."""
    talk = _Talk.of(turn)
    if talk is None or (turn.progress.meeting.get("declined") and not asked_for):
        return False
    page = talk.rules.booking_page(talk.rep.id)
    if page is not None:
        talk.say("meeting_link", link=page)
        return True
    ahead = talk.ahead()
    if ahead is not None:
        talk.say_ahead("meeting_ahead", ahead)
        return True
    return talk.show("meeting_offer", talk.spread(talk.free()))


def take(turn: Turn) -> bool:
    """Take a message as being about the meeting; False when it is about something else, and
    nothing has been said."""
    pressed = turn.heard.pressed
    value = pressed.partition("=")[2] if pressed and pressed.startswith(f"{SUBJECT}=") else None
    opened = turn.progress.open
    if value is None and (
        pressed is not None or opened is None or opened.kind not in {"meeting", "meeting_confirm"}
    ):
        return False
    talk = _Talk.of(turn)
    if talk is None or talk.rules.external_url is not None:
        return False
    if value is not None:
        talk.press(value)
        return True
    return talk.hear(confirming=opened is not None and opened.kind == "meeting_confirm")


class _Talk:
    """One turn about a meeting."""

    def __init__(self, turn: Turn, rules: MeetingRules, lead: Lead, rep: User) -> None:
        self.turn = turn
        self.rules = rules
        self.lead = lead
        self.rep = rep
        self.state = turn.progress.meeting
        self.zone = turn.conversation.timezone or turn.services.knowledge.company.timezone
        self.rep_zone = (rep.profile or {}).get("timezone") or "UTC"

    @classmethod
    def of(cls, turn: Turn) -> _Talk | None:
        """None when the playbook has no meetings or nobody has the lead."""
        rules, lead = turn.services.playbook.meetings, turn.lead
        if rules is None or lead is None or not turn.progress.handed_over:
            return None
        rep = booking.rep_for(turn.session, lead.id)
        return cls(turn, rules, lead, rep) if rep is not None else None

    def press(self, value: str) -> None:
        """A button: a time, or what else there is to do."""
        if value == "no":
            self.decline()
        elif value == "yes":
            self.book_held()
        elif value == "cancel":
            self.cancel()
        elif value == "other":
            self.show_others()
        else:
            self.settle_on(datetime.fromisoformat(value))

    def hear(self, *, confirming: bool) -> bool:
        """Words, while times are on the table or one is to be confirmed."""
        heard, intent = self.turn.heard, self.turn.heard.intent
        if names_time(heard.text):
            self.choose(heard.text)
        elif confirming and intent == "affirm":
            self.book_held()
        elif confirming and intent == "deny":
            self.show_others()
        elif intent in _NO:
            self.decline()
        elif intent == "affirm" and not _THANKS.search(heard.text):
            offered = self.offered()
            if len(offered) == 1:
                self.settle_on(offered[0].start)
            else:
                self.show("meeting_which", offered)
        else:
            return False
        return True

    def choose(self, text: str) -> None:
        """A time in words: asked back, since words can be misread."""
        found = meant(text, self.free(), self.offered(), self.turn.at)
        if len(found) == 1:
            self.hold(found[0])
        elif found:
            self.show("meeting_which", found[:_CHOICES_AT_MOST])
        else:
            self.show("meeting_not_free", self.spread(self.free()))

    def hold(self, slot: Slot) -> None:
        ahead = self.ahead()
        if ahead is None:
            try:
                self.state["held"] = booking.hold(
                    self.turn.session,
                    self.lead,
                    self.rep,
                    slot.start,
                    self.turn.services.desk,
                    visitor_zone=self.zone,
                    now=self.turn.at,
                ).id
            except Taken:
                self.gone()
                return
        self.state["chosen"] = slot.start.isoformat()
        self.turn.progress.open = Open("meeting_confirm")
        self.say(
            "meeting_confirm",
            [
                (self.turn.text("meeting_yes"), button("inform", SUBJECT, "yes")),
                (self.turn.text("meeting_other"), button("inform", SUBJECT, "other")),
            ],
            when=times.shown(slot.start, slot.end, self.zone, self.rep_zone),
        )

    def book_held(self) -> None:
        chosen = self.state.get("chosen")
        if chosen is None:
            self.show("meeting_offer", self.spread(self.free()))
            return
        self.settle_on(datetime.fromisoformat(chosen), held=self.state.get("held"))

    def settle_on(self, start: datetime, held: str | None = None) -> None:
        """Book the time, or move there what is booked already."""
        turn, desk = self.turn, self.turn.services.desk
        ahead = self.ahead()
        try:
            if ahead is not None:
                meeting = booking.move(turn.session, ahead.id, start, desk, by=VISITOR, now=turn.at)
            else:
                if held is None:
                    held = booking.hold(
                        turn.session,
                        self.lead,
                        self.rep,
                        start,
                        desk,
                        visitor_zone=self.zone,
                        now=turn.at,
                    ).id
                meeting = booking.book(turn.session, held, desk, now=turn.at)
        except Taken:
            self.gone()
            return
        except Conflict:  # cancelled elsewhere in between: begin anew
            self.show("meeting_offer", self.spread(self.free()))
            return
        self.done()
        self.state["declined"] = False
        self.say_ahead("meeting_booked" if self.lead.email else "meeting_booked_by_phone", meeting)

    def cancel(self) -> None:
        ahead = self.ahead()
        self.done()
        if ahead is not None:
            desk = self.turn.services.desk
            booking.cancel(self.turn.session, ahead.id, desk, by=VISITOR, now=self.turn.at)
        again = (self.turn.text("meeting_again"), button("inform", SUBJECT, "other"))
        self.say("meeting_cancelled", [again])

    def decline(self) -> None:
        self.done()
        self.state["declined"] = True
        self.say("meeting_no")

    def gone(self) -> None:
        self.show("meeting_gone", self.spread(self.free()))

    def show_others(self) -> None:
        """Times that were not shown before, then from the start again."""
        free = self.free()
        seen = set(self.state.get("seen", []))
        fresh = [slot for slot in free if slot.start.isoformat() not in seen]
        if not fresh:
            self.state["seen"] = []
            fresh = free
        self.show("meeting_others", self.spread(fresh))

    def show(self, key: str, slots: Sequence[Slot]) -> bool:
        """Put times on the table; says that there are none, but for an offer out of the blue."""
        self.state.pop("chosen", None)
        if not slots:
            self.done()
            if key != "meeting_offer":
                self.say("meeting_none")
            return False
        starts = [slot.start.isoformat() for slot in slots]
        self.state["offered"] = starts
        self.state["seen"] = [*self.state.get("seen", []), *starts]
        # What is said has to stand somewhere: `bot.chat.gate` looks for the figures of a reply.
        self.state["labels"] = [slot.label for slot in slots]
        self.turn.progress.open = Open("meeting")
        buttons = [
            (slot.label, button("inform", SUBJECT, start))
            for slot, start in zip(slots, starts, strict=True)
        ]
        buttons.append((self.turn.text("meeting_other"), button("inform", SUBJECT, "other")))
        buttons.append((self.turn.text("meeting_no_button"), button("deny", SUBJECT, "no")))
        self.say(key, buttons, clock=times.clock(self.zone))
        return True

    def say_ahead(self, key: str, meeting: Meeting) -> None:
        """What is booked, with buttons to move or cancel it."""
        self.say(
            key,
            [
                (self.turn.text("meeting_move"), button("inform", SUBJECT, "other")),
                (self.turn.text("meeting_cancel"), button("inform", SUBJECT, "cancel")),
            ],
            when=times.shown(meeting.starts_at, meeting.ends_at, self.zone, self.rep_zone),
            email=self.lead.email or "",
        )

    def say(self, key: str, buttons: Sequence[tuple[str, str]] = (), **values: object) -> None:
        turn = self.turn
        text = turn.text(key, what=self.rules.name, rep=self.rep.name, **values)
        self.state["said"] = text
        turn.say(text, buttons)

    def done(self) -> None:
        """Nothing is on the table any more."""
        self.turn.progress.open = None
        for key in ("offered", "chosen", "held"):
            self.state.pop(key, None)

    def ahead(self) -> Meeting | None:
        """The booked meeting that has not begun."""
        found = booking.live_meeting(self.turn.session, self.lead.id)
        if found is None or found.state != "booked" or found.starts_at <= self.turn.at:
            return None
        return found

    def free(self) -> list[Slot]:
        ahead = self.ahead()
        return free_slots(
            self.turn.session,
            self.rep,
            self.rules,
            self.turn.at,
            self.rules.horizon_days,
            self.zone,
            besides=ahead.id if ahead is not None else None,
        )

    def offered(self) -> list[Slot]:
        """The times on the table that are still free."""
        starts = set(self.state.get("offered", []))
        return [slot for slot in self.free() if slot.start.isoformat() in starts]

    def spread(self, slots: Sequence[Slot]) -> list[Slot]:
        return spread(slots, self.rules.offered)


def forget(state: dict[str, Any]) -> None:
    """After a withdrawal nothing of it is on the table, and it is not offered again."""
    state.clear()
    state["declined"] = True
