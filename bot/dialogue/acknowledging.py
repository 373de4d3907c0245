"""What was kept is said again."""

from __future__ import annotations

from collections.abc import Iterable

from bot.dialogue.turn import Turn
from bot.leads.details.calls import CALL_TIME
from bot.leads.details.showing import singular

_BRIEF_WORDS = 4  # of what somebody tells in free words; more is a sentence


def told_of(turn: Turn, names: Iterable[str]) -> str:
    """Details as they are said again in a sentence; what tells nothing by itself has its label."""
    told: list[str] = []
    for name in dict.fromkeys(names):
        known, each = turn.progress.details[name], turn.field(name)
        free = each is not None and each.type == "text" and len(known.shown.split()) > _BRIEF_WORDS
        bare = each is not None and (each.type == "yes_no" or each is CALL_TIME or free)
        told.append(f"{known.label}: {known.shown}" if bare else known.shown)
    # "Classrooms, Classroom", of two questions, is said once.
    several = {singular(each) for each in told if singular(each) != each}
    return ", ".join(each for each in told if each not in several)


def acknowledge(turn: Turn, changed: Iterable[str], before: set[str], asked: str = "") -> None:
    """Name what was changed, and what was told of another field than the one that was asked;
    what answers the question is thanked for."""
    changed = list(dict.fromkeys(changed))
    details = turn.progress.details
    for name in changed:
        if name in before:
            known = details[name]
            turn.lead_in(turn.text("corrected", label=known.label, shown=known.shown))
    new = [name for name in changed if name not in before]
    if asked and new and asked not in changed:
        turn.lead_in(turn.text("noted_unasked", details=told_of(turn, new)))
    elif new and len(new) == len(changed):
        turn.lead_in(turn.text("noted"))
