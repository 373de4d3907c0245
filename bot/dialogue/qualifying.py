"""Qualification in conversation: start it, take an answer, keep what is told.

Which question comes next is decided in `bot.leads.qualification`; here it is put in words, and
what the visitor says is read with the open question in view.
"""

from __future__ import annotations

from collections.abc import Iterable

from rapidfuzz import fuzz, process, utils

from bot.dialogue import answering
from bot.dialogue.asking import consent_text
from bot.dialogue.turn import Turn
from bot.leads import consent
from bot.leads.answers import parse
from bot.leads.clauses import question_in
from bot.leads.fields import Choice, Field
from bot.leads.qualification import Open, fail, next_step

_STARTS = {
    "show_interest": ("showed_interest", "start_interest", "Showed interest"),
    "affirm": ("showed_interest", "start_interest", "Accepted the offer to be contacted"),
    "request_demo": ("requested_demo", "start_demo", "Asked for a demo, trial or visit"),
    "request_quote": ("requested_quote", "start_quote", "Asked for a quote"),
    "request_human": ("requested_human", "start_human", "Asked for a person"),
    "request_callback": ("requested_callback", "start_callback", "Asked to be called back"),
}
_SHORT = {"request_human", "request_callback"}
_CONSENT = Field(name="consent", label="Consent", type="yes_no", ask=("",), why="")
_NEAR = 80  # similarity, in percent, at which a line of the read-back counts as named


def start(turn: Turn) -> None:
    """Begin, or take up again: the visitor asked for something that a person does."""
    progress, intent = turn.progress, turn.heard.intent
    event, key, reason = _STARTS.get(intent, _STARTS["show_interest"])
    turn.engaged(event)
    again = progress.reason is not None
    progress.reason = reason
    progress.short = intent in _SHORT
    progress.declined = False
    progress.sent = True
    if progress.consent is False:
        progress.consent = None  # asked for by the visitor now: it may be asked about once more
    progress.passed = [name for name in progress.passed if progress.failed.get(name)]
    note_entities(turn)
    turn.lead_in(turn.text(key))
    if again:
        turn.lead_in(turn.text("start_again"))
    elif not progress.short:
        turn.lead_in(turn.services.playbook.qualification.intro)


def take_answer(turn: Turn) -> bool:
    """Read the visitor's message as an answer to the open question.

    True when there is nothing left to ask. Whatever else the message tells is kept too, and a
    question in it is answered.
    """
    opened = turn.progress.open or Open("field")
    if _stale(turn, opened):
        turn.lead_in(turn.text("stale_button"))
        return False
    if turn.heard.intent in _STARTS and turn.heard.intent != "affirm":
        turn.engaged(_STARTS[turn.heard.intent][0])
    {
        "consent": _take_consent,
        "confirm": _take_confirmation,
        "change": _take_change,
        "suggestion": _take_suggestion,
    }.get(opened.kind, _take_field)(turn, opened)
    if turn.heard.pressed is None and (aside := question_in(turn.heard.text)):
        answering.answer(turn, aside, offering=False)
    return next_step(turn.progress, turn.services.playbook.qualification).kind in {
        "complete",
        "refused",
        "unreachable",
        "unsent",
    }


def _stale(turn: Turn, opened: Open) -> bool:
    """Whether a button of an earlier question was pressed: it must not answer this one."""
    if not turn.heard.pressed:
        return False
    subject = turn.heard.pressed.partition("=")[0]
    return subject != (opened.field if opened.kind == "field" else opened.kind)


def note_entities(turn: Turn, asked: str | None = None) -> list[str]:
    """Keep every detail that understanding found; gives the names of the fields that changed.

    A value that is already known is left alone, and so is free text for a field that was not
    asked: only what has a form of its own (an address, a number of people) can be told unasked.
    """
    changed = []
    for entity in turn.heard.entities:
        each = turn.field(str(entity.get("entity")))
        value = entity.get("value")
        if each is None or value is None or value == "":
            continue
        if each.type == "text" and each.name != asked:
            continue
        known = turn.progress.details.get(each.name)
        if known is not None and known.value == value:
            continue
        if each.type in {"number", "choice"}:
            # An extractor knows nothing of this company's limits and choices.
            parsed = parse(each, str(value), region=turn.region, today=turn.today)
            if parsed.value is None:
                continue
            value = parsed.value
        turn.note(each, value, turn.heard.text, _confidence(entity))
        changed.append(each.name)
    return changed


def _confidence(entity: object) -> float:
    found = entity.get("confidence_entity") if isinstance(entity, dict) else None
    return float(found) if found is not None else 1.0


def _take_field(turn: Turn, opened: Open) -> None:
    progress, heard = turn.progress, turn.heard
    each = turn.field(opened.field)
    before = set(progress.details)
    changed = note_entities(turn, asked=opened.field)
    if each is None:
        _acknowledge(turn, changed, before)
        return
    pressed = (heard.pressed or "").partition("=")[2]
    choice = next((c for c in each.choices if pressed and c.value == pressed), None)
    if choice is not None:
        _note_choice(turn, each, choice)
        changed.append(each.name)
    elif _kept_back(turn, each) and each.name not in changed:
        _pass_over(turn, each)
        return
    if each.name not in changed and not (changed and heard.intent == "correct"):
        parsed = parse(each, heard.text, region=turn.region, today=turn.today)
        if parsed.suggestion:
            progress.open = Open("suggestion", each.name, parsed.suggestion, str(parsed.value))
            return
        if parsed.value is not None:
            choice = next((c for c in each.choices if c.value == parsed.value), None)
            if choice is not None:
                _note_choice(turn, each, choice)
            else:
                turn.note(each, parsed.value, heard.text)
            changed.append(each.name)
        elif not changed and question_in(heard.text) is None:
            if fail(progress, each.name):
                progress.passed.append(each.name)
                progress.changing = None
                turn.lead_in(turn.text("given_up"))
            elif parsed.problem:
                turn.lead_in(parsed.problem)
            else:
                turn.lead_in(turn.text("not_understood", question="").strip())
            return
    _acknowledge(turn, changed, before)
    if each.name in changed:
        progress.changing = None


def _kept_back(turn: Turn, each: Field) -> bool:
    """Whether the visitor would rather not answer; "no" is an answer only where one can say no."""
    intent = turn.heard.intent
    return intent in {"skip", "refuse"} or (
        intent == "deny" and each.type not in {"yes_no", "choice"}
    )


def _note_choice(turn: Turn, each: Field, choice: Choice) -> None:
    """A choice is its value; of a range of numbers the smallest, which promises least."""
    value: object = choice.value
    if each.type == "number":
        value = choice.min if choice.min is not None else choice.max
    turn.note(each, value, turn.heard.text, shown_as=choice.label)


def _pass_over(turn: Turn, each: Field) -> None:
    if turn.progress.changing == each.name:
        turn.progress.changing = None  # it stays as it was
    elif each.name not in turn.progress.passed:
        turn.progress.passed.append(each.name)
    turn.lead_in(turn.text("passed_over"))


def _acknowledge(turn: Turn, changed: Iterable[str], before: set[str]) -> None:
    """Name what was changed; what is new is thanked for."""
    corrected = [name for name in changed if name in before]
    for name in corrected:
        known = turn.progress.details[name]
        turn.lead_in(turn.text("corrected", label=known.label, shown=known.shown))
    if changed and not corrected:
        turn.lead_in(turn.text("noted"))


def _take_consent(turn: Turn, opened: Open) -> None:
    before = set(turn.progress.details)
    changed = note_entities(turn)
    answer = {"affirm": True, "deny": False, "refuse": False, "skip": False}.get(turn.heard.intent)
    if answer is None:
        parsed = parse(_CONSENT, turn.heard.text, region=turn.region, today=turn.today)
        answer = parsed.value if isinstance(parsed.value, bool) else None
    if answer is None:
        _acknowledge(turn, changed, before)
        if not changed and question_in(turn.heard.text) is None:
            if fail(turn.progress, "consent"):
                answer = False  # what was not said clearly is no consent
            else:
                turn.lead_in(turn.text("not_understood", question="").strip())
    if answer is not None:
        turn.progress.consent = answer
        consent.record(
            turn.session,
            turn.conversation,
            turn.lead,
            consent_text(turn),
            given=answer,
            method="button" if turn.heard.pressed is not None else "words",
            page=turn.conversation.page_url,
            message_id=turn.heard.message_id,
            now=turn.at,
        )


def _take_confirmation(turn: Turn, opened: Open) -> None:
    progress = turn.progress
    before = set(progress.details)
    changed = note_entities(turn)
    if changed:
        _acknowledge(turn, changed, before)
    elif turn.heard.intent == "affirm":
        progress.confirmed = True
        turn.engaged("completed_qualification")
    elif turn.heard.pressed == "confirm=no" or turn.heard.intent == "refuse":
        progress.sent = False
    elif turn.heard.pressed == "confirm=change" or turn.heard.intent in {"deny", "correct"}:
        progress.open = Open("change")
    elif _named_line(turn) is not None:
        _take_change(turn, opened)
    elif question_in(turn.heard.text) is None:
        turn.lead_in(turn.text("not_understood", question="").strip())


def _take_change(turn: Turn, opened: Open) -> None:
    progress = turn.progress
    before = set(progress.details)
    changed = note_entities(turn)
    if changed:
        _acknowledge(turn, changed, before)
        progress.open = None
        return
    name = _named_line(turn)
    if name is not None:
        progress.changing, progress.open = name, None
        progress.asked.pop(name, None)
    elif turn.heard.intent in {"deny", "skip", "refuse", "affirm"} or fail(progress, "change"):
        progress.open = None
    else:
        turn.lead_in(turn.text("not_understood", question="").strip())


def _named_line(turn: Turn) -> str | None:
    """The field that the visitor named, by button or by its label in words."""
    if turn.heard.pressed and turn.heard.pressed.startswith("change="):
        name = turn.heard.pressed.partition("=")[2]
        return name if name in turn.progress.details else None
    labels = {name: known.label for name, known in turn.progress.details.items()}
    names = labels | {f"{name} ": name.replace("_", " ") for name in labels}
    found = process.extractOne(
        turn.heard.text,
        names,
        scorer=fuzz.token_set_ratio,
        processor=utils.default_process,
        score_cutoff=_NEAR,
    )
    return str(found[2]).strip() if found else None


def _take_suggestion(turn: Turn, opened: Open) -> None:
    each = turn.field(opened.field)
    changed = note_entities(turn, asked=opened.field)
    if each is None or each.name in changed:
        _acknowledge(turn, changed, set())
    elif turn.heard.intent == "affirm":
        turn.note(each, opened.suggestion, turn.heard.text)
        turn.lead_in(turn.text("noted"))
    elif turn.heard.intent == "deny":
        turn.note(each, opened.original, turn.heard.text)
        turn.lead_in(turn.text("noted"))
    elif turn.heard.intent in {"skip", "refuse"}:
        _pass_over(turn, each)
    else:
        turn.progress.open = Open("field", each.name)
        _take_field(turn, turn.progress.open)
        return
    turn.progress.open = None
    if each is not None and turn.progress.changing == each.name:
        turn.progress.changing = None


def already(turn: Turn) -> None:
    """Asked for a person again after the handover: says with whom the lead is."""
    event = _STARTS.get(turn.heard.intent, _STARTS["show_interest"])[0]
    turn.engaged(event)
    note_entities(turn)
    lead = turn.lead
    rep = lead.owner.name if lead is not None and lead.owner is not None else "our team"
    turn.say(turn.text("already_handed_over", rep=rep))


def explain(turn: Turn) -> None:
    """Why the open question is asked."""
    opened = turn.progress.open
    each = turn.field(opened.field) if opened else None
    if opened is not None and opened.kind == "consent":
        own = turn.services.playbook.qualification.consent.why
        turn.say(own or turn.text("why_consent"))
    elif opened is not None and opened.kind in {"confirm", "change"}:
        turn.say(turn.text("why_confirm"))
    elif each is not None:
        turn.say(each.why)
    else:
        turn.say(turn.text("why_nothing"))


def take_details(turn: Turn) -> None:
    """Details told without being asked: kept, and followed by the offer to be contacted."""
    before = set(turn.progress.details)
    changed = note_entities(turn)
    if not changed:
        answering.answer(turn, turn.heard.text)
        return
    corrected = [name for name in changed if name in before]
    for name in corrected:
        known = turn.progress.details[name]
        turn.say(turn.text("corrected", label=known.label, shown=known.shown))
    if corrected or turn.progress.handed_over or turn.progress.declined:
        if not corrected:
            turn.say(turn.text("noted"))
        return
    told = ", ".join(turn.progress.details[name].shown for name in changed)
    turn.progress.open = Open("offer")
    turn.progress.offers += 1
    turn.say(turn.text("details_noted", details=told), answering.offer_buttons(turn))
