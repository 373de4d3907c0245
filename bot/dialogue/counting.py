"""Which field a number is of: people of several kinds, a length of time, something else."""

from __future__ import annotations

from bot.dialogue.turn import Turn
from bot.leads.details.answers import parse
from bot.leads.details.headcounts import PEOPLE, counts_only_people
from bot.leads.details.spans import counts_time, find_spans
from bot.leads.playbook.conditions import holds
from bot.leads.playbook.fields import Field
from bot.leads.qualification import may_apply


def counts_people(each: Field) -> bool:
    return each.type == "number" and (each.unit == "people" or each.name == "company_size")


def of_people(turn: Turn, asked: str | None) -> Field | None:
    """The one field that a number of people is of: the one that is asked, else the one whose
    condition is met ("for four" is how many to train where a course is wanted), else the size of
    the company, else the first."""
    fields = [
        each
        for each in turn.services.playbook.qualification.fields
        if counts_people(each) and may_apply(each, turn.progress)
    ]
    for told in (
        [each for each in fields if each.name == asked],
        [each for each in fields if each.when and holds(each.when, turn.progress.values())],
        [each for each in fields if each.name == "company_size"],
        fields,
    ):
        if told:
            return told[0]
    return None


def recount(turn: Turn) -> None:
    """A number of people that was told before it was known what for is of the field that what is
    known now asks for."""
    progress = turn.progress
    meant = of_people(turn, None)
    if meant is None or meant.name in progress.details or not meant.when:
        return
    if not holds(meant.when, progress.values()):
        return
    for each in turn.services.playbook.qualification.fields:
        known = progress.details.get(each.name)
        if known is None or not counts_people(each) or holds(each.when, progress.values()):
            continue
        value = parse(meant, str(known.value), region=turn.region, today=turn.today).value
        if value is not None:
            turn.take_back(each.name)
            turn.note(meant, value, known.said, known.confidence)
        return


def counts_for_another(turn: Turn, each: Field, text: str) -> bool:
    """Whether all numbers in a text are of people, who have a question of their own: "20 to 25
    persons at peak", where how many cabins is asked for."""
    fields = turn.services.playbook.qualification.fields
    elsewhere = any(
        one.type == "number" and one.unit == PEOPLE and may_apply(one, turn.progress)
        for one in fields
    )
    return each.unit not in {None, PEOPLE} and elsewhere and counts_only_people(text)


def lengths(turn: Turn) -> list[Field]:
    """The fields that may be asked for how long something lasts."""
    return [
        each
        for each in turn.services.playbook.qualification.fields
        if each.type == "number" and counts_time(each.unit) and may_apply(each, turn.progress)
    ]


def is_length(turn: Turn, value: object, asked: str | None) -> bool:
    """Whether what was taken for a time is how long something lasts, which has a question of its
    own."""
    text = str(value.get("text") if isinstance(value, dict) else value)
    when = turn.field(asked)
    if not lengths(turn) or (when is not None and when.type == "timeline"):
        return False
    spans = find_spans(turn.heard.text)
    return any(turn.heard.text[span.start : span.end] in text for span in spans)
