"""Qualification: what is known of a visitor, and what to ask next.

Pure: `Progress` is kept as JSON with the conversation; `next_step` decides from it and from the
playbook alone, so the same progress always leads to the same question.
"""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from bot.leads.details.calls import CALL_TIME
from bot.leads.playbook.conditions import holds
from bot.leads.playbook.fields import Field
from bot.leads.playbook.playbook import Qualification

CONTACT_FIELDS = ("name", "email", "phone")
REACHABLE_BY = ("email", "phone")
CONSENT = "consent"
CONSENT_AT_MOST = 3  # without it the lead is lost: who talks of other things is heard out
ASK_AT_MOST = 2  # wordings of one question before it is passed over and marked

StepKind = Literal["field", "consent", "confirm", "complete", "refused", "unreachable", "unsent"]
OpenKind = Literal[
    "field",
    "consent",
    "confirm",
    "change",
    "suggestion",
    "offer",
    "meeting",
    "meeting_confirm",
    # Somebody was told that this is not the place for a job or for what they sell.
    "job",
    "pitch",
]
# What is open without being asked again: anything else may be talked about meanwhile.
LOOSE = ("offer", "meeting", "meeting_confirm", "job", "pitch")
EARLIER = "earlier"  # of an offer: something else was answered since


@dataclass(frozen=True)
class Known:
    """One detail: `value` normalised, `shown` for people, `said` in the visitor's words."""

    label: str
    value: Any
    shown: str
    said: str
    message_id: int | None
    confidence: float


@dataclass(frozen=True)
class Open:
    """What the assistant asked last and has no answer to yet."""

    kind: OpenKind
    field: str | None = None
    suggestion: str | None = None
    original: str | None = None  # what the suggestion would replace


@dataclass
class Progress:
    """How far one conversation's qualification is; see `as_json` for how it is kept."""

    details: dict[str, Known] = field(default_factory=dict)
    passed: list[str] = field(default_factory=list)  # skipped, refused, or not understood twice
    asked: dict[str, int] = field(default_factory=dict)
    consent: bool | None = None
    answers: int = 0  # questions answered since the last offer
    offers: int = 0
    declined: bool = False  # said no to the offer: it is not made again
    short: bool = False  # asked for a person: only what is needed to be reached
    reason: str | None = None  # what the visitor asked for, in words for the rep
    confirmed: bool = False
    handed_over: bool = False
    open: Open | None = None
    changing: str | None = None  # the line of the read-back that is being changed
    read_back: int = 0
    sent: bool = True  # False once the visitor, having seen the read-back, wants nothing sent
    failed: dict[str, int] = field(default_factory=dict)  # answers not understood
    lead_in: str = ""  # said in front of the next question, in the same message
    meeting: dict[str, Any] = field(default_factory=dict)  # see bot.dialogue.meeting
    worded: dict[str, int] = field(default_factory=dict)  # text → how often: varies the wording
    previous: str | None = None  # an earlier conversation of this browser, to go on from if wanted
    last_answer: str = ""  # out of the content, to notice when it is the same once more
    page: str | None = None  # the page that the chat was opened on last

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Progress:
        """Of what `as_json` gave; an empty mapping is a new conversation."""
        # What another release kept besides is of no use to this one. A copy: changed in place,
        # the database's own value would look as if nothing had changed.
        values = {n: deepcopy(data[n]) for n in cls.__dataclass_fields__ if n in data}
        values["details"] = {
            name: Known(**known) for name, known in values.get("details", {}).items()
        }
        values["open"] = Open(**values["open"]) if values.get("open") else None
        return cls(**values)

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    def values(self) -> dict[str, Any]:
        """Field → normalised value, as conditions and scoring read them."""
        return {name: known.value for name, known in self.details.items()}

    def start_over(self) -> None:
        """Forget what was told and asked, but for contact details and consent; what is with a
        rep already stays."""
        self.open = self.changing = None
        self.confirmed, self.sent, self.lead_in = False, True, ""
        if self.handed_over:
            return
        self.details = {n: known for n, known in self.details.items() if n in CONTACT_FIELDS}
        self.passed, self.asked, self.failed = [], {}, {}

    @property
    def reachable(self) -> bool:
        return any(name in self.details for name in REACHABLE_BY)


def country_in(values: Mapping[str, Any]) -> str | None:
    """The country (ISO 3166) of the place among normalised values."""
    place = values.get("region")
    country = place.get("country") if isinstance(place, Mapping) else None
    return str(country) if country else None


@dataclass(frozen=True)
class Step:
    """What to do next; `field` for kind "field"."""

    kind: StepKind
    field: Field | None = None


def next_step(progress: Progress, qualification: Qualification) -> Step:
    """The next thing to ask, or why nothing is left to ask.

    Consent is asked before the first contact detail is asked for, or as soon as one was
    volunteered, and always before anything is handed over.
    """
    if progress.consent is False:
        return Step("refused")
    if not progress.sent:
        return Step("unsent")
    for each in (*qualification.fields, CALL_TIME):
        if each.name == progress.changing:
            return Step("field", each)
    remaining = [
        each
        for each in qualification.fields
        if each.name not in progress.details
        and each.name not in progress.passed
        and applies(each, progress)
    ]
    following = remaining[0] if remaining else None
    contact_known = any(name in progress.details for name in CONTACT_FIELDS)
    if progress.consent is None and (
        contact_known or following is None or following.name in CONTACT_FIELDS
    ):
        return Step("consent")
    if following is not None:
        return Step("field", following)
    if not progress.reachable:
        return Step("unreachable")
    return Step("complete") if progress.confirmed else Step("confirm")


def last_told(progress: Progress) -> str | None:
    """The field that was answered last, of those that were asked."""
    asked = [name for name in progress.details if progress.asked.get(name)]
    return asked[-1] if asked else None


def applies(each: Field, progress: Progress) -> bool:
    """Whether a field is worth asking, by its condition and by what the visitor wants."""
    if progress.short and not (each.required or each.name in REACHABLE_BY):
        return False
    # One way to be reached is enough for somebody who did not want to give more.
    if each.name == "phone" and not each.required and progress.short and progress.reachable:
        return False
    return not each.when or holds(each.when, progress.values())


def may_apply(each: Field, progress: Progress) -> bool:
    """Whether a field may still turn out to be worth asking: nothing known speaks against it."""
    values = progress.values()
    return all(
        name not in values or holds({name: test}, values) for name, test in each.when.items()
    )


def fail(progress: Progress, name: str) -> bool:
    """Count an answer to `name` that was not understood; True when it is to be given up."""
    progress.failed[name] = progress.failed.get(name, 0) + 1
    return given_up(progress, name)


def leave(progress: Progress, name: str) -> None:
    """Ask a field no more; but for what a visitor can be reached by, without which all is over."""
    if name in CONTACT_FIELDS:
        return
    if name not in progress.details and name not in progress.passed:
        progress.passed.append(name)
    if progress.changing == name:
        progress.changing = None


def given_up(progress: Progress, name: str) -> bool:
    """Whether answers to `name` were not understood as often as it may be asked."""
    most = CONSENT_AT_MOST if name == CONSENT else ASK_AT_MOST
    return progress.failed.get(name, 0) >= most


def wording(each: Field, times_asked: int) -> str:
    """The question in words; asked again, it is put in other words than the last time."""
    return each.ask[times_asked % len(each.ask)]
