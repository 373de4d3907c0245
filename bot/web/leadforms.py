"""What the forms of a lead's page say, checked; each raises BadRequest for what cannot be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from bot.errors import BadRequest
from bot.leads.outcomes import LONGEST_REASON, Deal
from bot.web.leadpage import DECLINE_REASONS, OUTCOME_REASONS


def decline_reason(form: Mapping[str, str]) -> str:
    """Why somebody declines: a reason of the list, with a note."""
    if form.get("reason", "").strip() not in DECLINE_REASONS:
        raise BadRequest("Choose a reason for declining.")
    return _reason(form, DECLINE_REASONS, "Say in a few words why you decline.")


def outcome(form: Mapping[str, str]) -> tuple[str, str, Deal | None]:
    """The stage that a lead is moved to, why, and what it is worth."""
    stage = form.get("stage", "")
    if stage == "sql":
        return stage, "", _deal(form)
    if stage in OUTCOME_REASONS:
        return stage, _reason(form, OUTCOME_REASONS[stage], "Say in a few words why."), None
    return stage, _note(form), None


def why(form: Mapping[str, str]) -> str:
    """How somebody knows who is who."""
    return form.get("why", "")[:LONGEST_REASON]


def _reason(form: Mapping[str, str], reasons: Sequence[str], missing: str) -> str:
    reason, note = form.get("reason", "").strip(), _note(form)
    if reason not in reasons:
        raise BadRequest("Choose a reason.")
    if reason == "Other":
        if not note:
            raise BadRequest(missing)
        return note
    return f"{reason}: {note}" if note else reason


def _note(form: Mapping[str, str]) -> str:
    return " ".join(form.get("note", "").split())[:LONGEST_REASON]


def _deal(form: Mapping[str, str]) -> Deal:
    digits = form.get("value", "").replace(",", "").replace(" ", "")
    if not (digits.isascii() and digits.isdigit() and len(digits) <= 15):
        raise BadRequest("The value is a whole number, such as 12000.")
    try:
        closes_on = date.fromisoformat(form.get("closes_on", ""))
    except ValueError:
        raise BadRequest("Say by which day it will be decided.") from None
    return Deal(int(digits), form.get("currency", "").strip().upper(), closes_on)
