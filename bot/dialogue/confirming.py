"""Yes and no: to being contacted, and to what was read back."""

from __future__ import annotations

import re

from bot import english
from bot.dialogue import answering
from bot.dialogue.acknowledging import acknowledge
from bot.dialogue.asking import consent_text
from bot.dialogue.lines import known_as
from bot.dialogue.noting import note_entities, note_unasked, note_value, says_again, suspect_address
from bot.dialogue.turn import Turn
from bot.leads import wordings
from bot.leads.details.answers import parse
from bot.leads.details.choices import plain
from bot.leads.details.clauses import is_code, question_in, statements
from bot.leads.details.quantities import find_quantities
from bot.leads.playbook.fields import Field
from bot.leads.privacy import consent
from bot.leads.qualification import CONSENT, CONTACT_FIELDS, REACHABLE_BY, Open, fail

_OF_A_FORM = {"number", "money", "timeline"}
_CONSENT = Field(name="consent", label="Consent", type="yes_no", ask=("",), why="")
# A yes that leaves doubt is no consent.
_HEDGED = re.compile(
    r"^(?:(?:well|hm+|um+|yes|yeah|ok|okay|so)[\s,]+)*(?:i guess|i suppose|maybe|perhaps|possibly|"
    r"probably|mostly)\b",
    re.IGNORECASE,
)
# Nor is a no that is to something else a refusal: "no calls please", "no, that's wrong".
_NO_REFUSAL = re.compile(
    r"\b(?:(?:that|it)['’]?s|(?:this|that|it) is) (?:wrong|incorrect|not (?:right|correct))\b"
    r"|^(?:(?:but|and|well|sorry|please)[\s,]+)*"
    r"no (?:phone ?)?(?:calls?|e-?mails?|texts?|numbers?|phone)\b"
    r"|^\W*(?:(?:well|hm+|um+|ok|so)[\s,]+)*(?:maybe|perhaps|possibly|could be|we['’]?ll see)"
    r"(?: (?:i guess|i suppose|so))?\W*$"
    r"|\b(?:dunno|idk|don['’]?t know|no idea|not sure|depends)\b",
    re.IGNORECASE,
)


# Whom a no is said to, or what to, where consent is asked for; anything else is told besides.
_REFUSES = re.compile(
    r"\b(?:thanks?|thank you|ta|way|you|your|please|sorry|really|never|contact\w*|call(?:s|ed|ing)?"
    r"|e-?mail\w*|text\w*|phon\w*|ring\w*|spam\w*|marketing|ads?|adverts?|newsletters?|consent\w*"
    r"|permission|permit|allow\w*|agree\w*|accept\w*|data|details?|info\w*|number|address|privacy"
    r"|private|personal|ok|okay|fine|happy|comfortable|keen|interested|want|like|wish|care|need"
    r"|shar\w+|giv\w+|use|using|pass\w*|stor\w+|keep\w*|kept|sell\w*|tell\w*|sign\w*|rather|prefer"
    r"|think so|do|don['’]?t|did|that|this|it|chance|deal|point|reason|robots?|bots?|machines?|ai"
    r"|mate|pal|love|dear|buddy|bro|for (?:me|now)|not? (?:now|yet|today)|at all|nope|nah|nothing"
    r"|nobody|none|no[\s,.!]+no)\b",
    re.IGNORECASE,
)
_OF_CONTACT = frozenset(
    """contact contacted call calls called ring email emails mail mails text phone number details
    data consent you your""".split()  # noqa: SIM905
)
_SMALL = 3  # letters of a word that names nothing
_BARE_NO = 3  # words of a no with hardly anything beside it


def take_consent(turn: Turn, opened: Open) -> None:
    before = set(turn.progress.details)
    changed = note_entities(turn)
    answer = {"affirm": True, "deny": False, "refuse": False, "skip": False}.get(turn.heard.intent)
    if answer is None and turn.heard.pressed is None:
        said = statements(turn.heard.text) or turn.heard.text  # "yes, and how long does it take?"
        parsed = parse(_CONSENT, said, region=turn.region, today=turn.today)
        answer = parsed.value if isinstance(parsed.value, bool) else None
    doubtful = _HEDGED.match(turn.heard.text) if answer else _no_refusal(turn)
    if answer is not None and turn.heard.pressed is None and doubtful:
        answer = None
    elif answer is False and turn.heard.pressed is None and (besides := _told_by_a_no(turn)):
        changed += besides
        answer = None
    elif (
        answer is False
        and turn.heard.pressed is None
        and (_keeps_back_another(turn) or _of_something_else(turn.heard.text))
    ):
        answer = None
    elif answer is False and turn.heard.pressed is None and says_again(turn.heard.text):
        changed += note_unasked(turn, turn.heard.text, again=True)
        # "no, actually the other branch", "sorry, not dolan.ie, al@dolan.com"
        answer = None if changed else answer
    if answer is None and not changed and (slip := suspect_address(turn)):
        turn.progress.open = slip
        return
    if answer is None:
        # Who types just the name of a choice has thought again.
        again = turn.services.playbook.qualification.offers(turn.heard.text)
        changed += note_unasked(turn, turn.heard.text, alone=True, again=again)
        acknowledge(turn, changed, before, CONSENT)
        silent = not changed and answering.aside_in(turn) is None
        silent = silent and not wordings.NO_WAY.search(turn.heard.text)
        if silent and fail(turn.progress, CONSENT):
            answer = False  # what was not said clearly is no consent
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


def _told_by_a_no(turn: Turn) -> list[str]:
    """The fields that a no answers instead: "no power there", "no catering, we bring our own"."""
    return note_unasked(turn, turn.heard.text, only={"yes_no"})


def _keeps_back_another(turn: Turn) -> bool:
    """Whether a no names what it keeps back, and that is no way to be reached: "the budget isn't
    agreed, I'd rather not say". It is not asked for then."""
    said = set(plain(turn.heard.text).split())
    if said & _OF_CONTACT:
        return False
    for each in turn.services.playbook.qualification.fields:
        own = {word for word in plain(each.label).split() if len(word) > _SMALL} - english.COMMON
        if each.name not in CONTACT_FIELDS and own & said:
            if each.name not in turn.progress.details and each.name not in turn.progress.passed:
                turn.progress.passed.append(each.name)
            return True
    return False


def _of_something_else(text: str) -> bool:
    """Whether a no says something of its own that has nothing to do with being contacted: "I'm not
    paying for today", "not before March"."""
    return len(text.split()) > _BARE_NO and not _REFUSES.search(text)


def _no_refusal(turn: Turn) -> bool:
    """Whether a no is to something else than being contacted: to one way of it, or beside an
    address that is given ("I'd sooner you emailed, jo@acme.com")."""
    told = {str(each.get("entity")) for each in turn.heard.entities}
    other = _NO_REFUSAL.search(turn.heard.text) or wordings.NO_WAY.search(turn.heard.text)
    return other is not None or not told.isdisjoint(REACHABLE_BY)


def take_confirmation(turn: Turn, opened: Open) -> None:
    progress = turn.progress
    before = set(progress.details)
    if _names_a_change(turn):
        take_change(turn, opened)
        return
    # "Can we try a van for a few days?" takes back nothing that was told.
    mends = question_in(turn.heard.text) is None or says_again(turn.heard.text)
    changed = note_entities(turn) + note_unasked(turn, turn.heard.text, again=mends)
    if changed:
        acknowledge(turn, changed, before)
    elif turn.heard.intent == "affirm":
        progress.confirmed = True
        turn.engaged("completed_qualification")
    elif turn.heard.pressed == "confirm=no" or turn.heard.intent == "refuse" or _unsent(turn):
        progress.sent = False
    elif turn.heard.pressed != "confirm=change" and named_line(turn) is not None:
        take_change(turn, opened)
    elif turn.heard.pressed is not None or turn.heard.intent in {"deny", "correct"}:
        progress.open = Open("change")
    elif answering.aside_in(turn) is None:
        turn.lead_in(turn.text("not_understood"))


def _names_a_change(turn: Turn) -> bool:
    """Whether a message asks to change a line, which it names by words that may tell something
    else: "change when the first delivery comes"."""
    asks = turn.heard.pressed is None and wordings.CHANGES.match(turn.heard.text)
    return bool(asks) and named_line(turn) is not None


def _unsent(turn: Turn) -> bool:
    """Whether somebody who read their details wants them not to be sent, or not now."""
    return turn.heard.pressed is None and wordings.NOT_SENT.search(turn.heard.text) is not None


def take_change(turn: Turn, opened: Open) -> None:
    progress = turn.progress
    before = set(progress.details)
    changed = []
    if not _names_a_change(turn):
        changed = note_entities(turn) + note_unasked(turn, turn.heard.text, again=True)
    if _unsent(turn):
        progress.sent = False
        return
    if changed:
        acknowledge(turn, changed, before)
        progress.open = None
        return
    name = named_line(turn)
    if name is not None and _take_value(turn, name):
        acknowledge(turn, [name], before)
        progress.open = None
    elif name is not None:
        progress.changing, progress.open = name, None
        progress.asked.pop(name, None)
    elif turn.heard.pressed is None and wordings.SENDS.search(turn.heard.text):
        progress.confirmed = True
        turn.engaged("completed_qualification")
    elif turn.heard.intent in {"deny", "skip", "refuse", "affirm"} or fail(progress, "change"):
        progress.open = None
    else:
        turn.lead_in(turn.text("not_understood"))


def _take_value(turn: Turn, name: str) -> bool:
    """Keep the value that stands beside the name of a line: "pallets 16"."""
    each = turn.field(name)
    if each is None or each.type not in _OF_A_FORM or turn.heard.pressed is not None:
        return False
    own = {*plain(each.label).split(), *plain(each.name.replace("_", " ")).split()}
    said = " ".join(word for word in turn.heard.text.split() if plain(word) not in own)
    if each.type != "timeline" and len(list(find_quantities(said))) != 1:
        return False  # "from 14 to 16"
    value = parse(each, said, region=turn.region, today=turn.today).value
    if value is None or value == turn.progress.details[name].value:
        return False
    note_value(turn, each, value)
    return True


def named_line(turn: Turn) -> str | None:
    """The field that the visitor named, by button or by its label in words."""
    if turn.heard.pressed and turn.heard.pressed.startswith("change="):
        name = turn.heard.pressed.partition("=")[2]
        return name if name in turn.progress.details else None
    if is_code(turn.heard.text):
        return None  # '{"email": "x"}' names nothing
    fields = turn.services.playbook.qualification.fields
    return known_as(turn.heard.text, turn.progress.details, fields)
