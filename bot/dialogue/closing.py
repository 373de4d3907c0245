"""The end of a qualification: handed over, or what happens instead."""

from __future__ import annotations

import re

from bot.dialogue import answering, meeting
from bot.dialogue.opening import opens_next
from bot.dialogue.turn import Turn
from bot.leads import handover
from bot.leads.qualification import CONSENT, given_up, next_step


def finish(turn: Turn) -> None:
    """Nothing is left to ask: hand over, or say what happens instead."""
    progress = turn.progress
    progress.open = None
    lead_in, progress.lead_in = progress.lead_in, ""
    kind = next_step(progress, turn.services.playbook.qualification).kind
    if kind == "complete":
        _hand_over(turn)
    elif kind == "unreachable":
        progress.declined = True
        turn.say(
            f"{lead_in} {turn.text('unreachable', contact=answering.contact_ways(turn))}".strip()
        )
    else:
        progress.declined = True
        unclear = given_up(progress, CONSENT)
        refused = "refused_unclear" if unclear else "refused"
        turn.say(turn.text(refused if kind == "refused" else "not_sent"))


def _hand_over(turn: Turn) -> None:
    turn.save()  # the lead as it was read back is what is scored and routed
    lead = turn.lead
    if lead is None:
        raise RuntimeError("a confirmed qualification has no lead")
    assignment = handover.hand_over(
        turn.session,
        lead,
        turn.services.desk,
        reason=turn.progress.reason or "Qualified in conversation",
        now=turn.at,
    )
    turn.progress.handed_over = True
    wordings = turn.services.playbook.qualification
    company = turn.services.knowledge.company
    opens = opens_next(company.opening_hours, company.timezone, turn.at)
    name = turn.progress.details.get("name")
    text = (wordings.handed_over_open if opens is None else wordings.handed_over_closed).format(
        name=_first_name(name.shown) if name else "",
        rep=assignment.user.name,
        opens=opens or "",
        company=turn.services.knowledge.company.name,
    )
    # Without a name, "Thanks {name}!" would leave a gap.
    turn.say(re.sub(r"\s+([!,.])", r"\1", text).strip())
    meeting.offer(turn)


def _first_name(name: str) -> str:
    """How somebody is thanked; who gave an initial alone, by the whole name."""
    first = name.split(maxsplit=1)[0]
    return first if len(first.strip(".")) > 1 else name


def stop(turn: Turn) -> None:
    """The visitor wants no more questions; what was told stays."""
    turn.progress.open = None
    turn.progress.lead_in = ""
    turn.progress.declined = True
    turn.say(turn.text("stopped"))
