"""What is told without being asked: kept, said again, and followed by the offer to be contacted."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Sequence

from bot import english
from bot.dialogue import answering
from bot.dialogue.acknowledging import acknowledge, told_of
from bot.dialogue.counting import recount
from bot.dialogue.noting import note_asked, note_entities, note_unasked, says_again
from bot.dialogue.turn import Turn
from bot.leads.details.choices import standing, words_besides
from bot.leads.details.clauses import question_in, states
from bot.leads.details.names import is_full_name
from bot.leads.details.quantities import find_quantities
from bot.leads.qualification import CONTACT_FIELDS, LOOSE, REACHABLE_BY, Open
from bot.leads.signs import asks_for, tells_figures
from bot.leads.wordings import SENT_BY, pains

# Speaks of themselves, or of what they are after.
_OWN = re.compile(
    r"\b(?:i|we|my|our|i['’]?m|we['’]?re|need|want|wanted|looking for|interested)\b", re.IGNORECASE
)

# Of one's own number or length, which no content is to be looked up for: "there'd be 15 of us".
_OWN_FIGURES = re.compile(
    r"\b(?:there(?:['’]?(?:d|s|ll)| (?:are|is|will|would))(?: be)?|(?:we|i)(?:['’]?(?:d|re|m|ll|ve)"
    r"| (?:are|am|have|need|will|would))(?: \w+){0,3})\s(?:\w+\s){0,3}\d",
    re.IGNORECASE,
)

_BRIEF = 8  # words
_WORDS = re.compile(r"[^\W_]+")
# Told by figures and days, which name nothing that is sold.
_OF_A_FORM = frozenset({"number", "money", "timeline"})
# Asks what would be right for oneself, and has chosen nothing: "so should we rent?".
_WEIGHS = re.compile(
    r"^\W*(?:(?:so|and|but|ok|well|then)[\s,]+)*(?:should|would|do|are|am|could|shall|is it)\b"
    r"(?: (?:better|best|cheaper|worth))?(?: (?:for|to))? (?:i|we|us|me|hire|rent|buy)\b"
    r"|\bwhether (?:it['’]?s (?:better|cheaper) )?to\b",
    re.IGNORECASE,
)
# Besides a choice, these say nothing of their own.
_FILLERS = frozenset(
    """and but or i i'd i'm it's is are would prefer rather don't dont care mind matter maybe
    perhaps actually sorry wait please pls probably mainly mostly both also well oh um hm in at on
    for by whenever sure ok okay yes yeah mate pal love dear lol ta thanks""".split()  # noqa: SIM905
)


def take_details(turn: Turn) -> None:
    """Details told without being asked: kept, and followed by the offer to be contacted."""
    if take_told(turn) or take_in_passing(turn):
        return
    said = turn.heard.text
    if states(said) or pains(said) or SENT_BY.match(said):
        answering.hear_out(turn)
    else:
        answering.answer(turn, turn.heard.text)


def take_told(turn: Turn) -> bool:
    """Keep what a message tells, and say so; False when it tells nothing.

    What is told by the words of a choice alone ("my puppy") is first looked up in the content.
    """
    before = set(turn.progress.details)
    changed = note_entities(turn)
    by_form = bool(changed)
    mends = turn.heard.intent == "correct" or says_again(turn.heard.text)
    said = turn.heard.text
    counts = question_in(said) is None and any(find_quantities(said))
    weighs = _WEIGHS.search(said) is not None
    tells = not weighs and (changed or mends or counts or _OWN.search(said) or states(said))
    told = note_unasked(turn, said, again=mends, only=None if tells else _OF_A_FORM)
    if told and not tells:
        told += note_unasked(turn, said)  # "a course this Saturday": what it is about, besides when
    by_form |= any((each := turn.field(name)) and each.type in _OF_A_FORM for name in told)
    changed += told
    if not changed:
        return False
    own = _OWN_FIGURES.search(said) is not None and question_in(said) is None
    by_form |= own or tells_figures(said) or _is_brief_fact(turn, changed)
    if not before:  # what was asked before is what it is about
        asked_for = note_asked(turn)
        recount(turn)
        details = turn.progress.details
        changed = [name for name in (*asked_for, *changed, *details) if name in details]
    known = answering.answer_if_sure if states(said) else answering.answer_if_known
    if not (by_form or mends) and known(turn, said, offering=True):
        return True
    if not mends and _asks_of(turn, changed) and answering.answer_if_sure(turn, offering=True):
        return True
    _say_told(turn, changed, before)
    return True


def _is_brief_fact(turn: Turn, changed: Sequence[str]) -> bool:
    """Whether a few words tell a number or a day and ask for nothing: "maybe 4 or 5 years"."""
    counted = any(each and each.type in {"number", "timeline"} for each in map(turn.field, changed))
    return counted and len(turn.heard.text.split()) <= _BRIEF and not asks_for(turn.heard.text)


def _say_told(turn: Turn, changed: Sequence[str], before: Container[str]) -> None:
    """Name what was told, and offer to be contacted about it."""
    corrected = [name for name in changed if name in before]
    for name in corrected:
        known = turn.progress.details[name]
        turn.say(turn.text("corrected", label=known.label, shown=known.shown))
    # An address given after a no is a yes to something: to what, is asked.
    reopened = turn.progress.declined and not corrected and set(REACHABLE_BY).intersection(changed)
    if corrected or turn.progress.handed_over or (turn.progress.declined and not reopened):
        if not corrected:
            turn.say(turn.text("noted"))
        return
    if aside := answering.question_beside(turn):
        answering.answer(turn, aside, offering=False)
    told = told_of(turn, changed)
    turn.progress.open = Open("offer")
    turn.progress.offers += 1
    turn.say(turn.text("details_noted", details=told), answering.offer_buttons(turn))


def is_reachable_by(turn: Turn) -> bool:
    """Whether a message tells how somebody is reached, whatever else it asks: a pasted e-mail."""
    told = {str(each.get("entity")) for each in turn.heard.entities}
    return turn.heard.pressed is None and bool(told.intersection(REACHABLE_BY))


def take_in_passing(turn: Turn) -> bool:
    """Keep what a message tells that resembles a question: a choice and nothing else while another
    question is open; a name or a change of mind while none is. False when it is to be answered."""
    progress, text = turn.progress, turn.heard.text
    if turn.heard.pressed is not None or question_in(text) or "?" in text:
        return False
    before = set(progress.details)
    again = says_again(text)
    if progress.open is not None and progress.open.kind not in LOOSE:
        if not _only_chooses(turn):
            return False
        changed = note_unasked(turn, text, progress.open.field, again=again)
        acknowledge(turn, changed, before, progress.open.field or "")
        return bool(changed)
    if is_full_name(text.strip(" .!")):
        if named := note_unasked(turn, text, alone=True):
            _say_told(turn, named, before)
        return bool(named)
    changed = note_unasked(turn, text, again=True) if again else []
    for name in before.intersection(changed):
        known = progress.details[name]
        turn.say(turn.text("corrected", label=known.label, shown=known.shown))
    if before.intersection(changed):
        answering.answer_if_known(turn, text, offering=True)
    return bool(before.intersection(changed))


def _only_chooses(turn: Turn) -> bool:
    """Whether a message has hardly a word besides those of choices: "Saltmere or Aldbrook"."""
    fields = turn.services.playbook.qualification.fields
    return any(
        set(words_besides(turn.heard.text, each.choices)) <= english.COMMON | _FILLERS
        for each in fields
        if each.type == "choice" and standing(turn.heard.text, each.choices)
    )


def _asks_of(turn: Turn, changed: list[str]) -> bool:
    """Whether what was told may be no more than what is asked about: "price of it in France"."""
    said = turn.heard.text
    fields = [turn.field(name) for name in changed]
    if any(each is not None and each.type in {"number", "money"} for each in fields):
        return False
    if _OWN.search(said) or states(said) or set(CONTACT_FIELDS).intersection(changed):
        return False
    return not _is_all(turn, changed)


def _is_all(turn: Turn, changed: Iterable[str]) -> bool:
    """Whether a message is nothing but what was told by its form: "Leeds", "80 people"."""
    told = [str(each.get("text") or "") for each in turn.heard.entities]
    told += [turn.progress.details[name].shown for name in changed]
    told_words = set(_WORDS.findall(" ".join(told).lower()))
    return not set(_WORDS.findall(turn.heard.text.lower())) - told_words - _FILLERS
