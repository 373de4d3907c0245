"""What was told before, put right in a message of its own: "sorry, it's 60", "not june, september".

Which detail is meant is told by its name or by what it was, else it is the one told last that the
new words can be a value of.
"""

from __future__ import annotations

import re

from bot.dialogue.lines import known_as, named_field
from bot.dialogue.noting import note_value
from bot.dialogue.turn import Turn
from bot.leads import wordings
from bot.leads.details.answers import parse
from bot.leads.details.clauses import keeps_back, question_in
from bot.leads.details.emails import find_emails
from bot.leads.details.mentions import counts_other, counts_things
from bot.leads.details.money import find_money
from bot.leads.details.names import is_full_name
from bot.leads.details.phones import find_phones
from bot.leads.details.quantities import find_quantities
from bot.leads.details.rethinking import PutRight, put_right
from bot.leads.details.timelines import find_timeline
from bot.leads.playbook.fields import Field
from bot.leads.qualification import Open

# Meant as an answer or as none in particular: a message that wants something is left to others.
_MAY_MEND = {"correct", "inform", "nlu_fallback", "wait", "deny", "affirm", "ask_question"}
_ANY_WORDS = {"text", "person", "company", "place"}
_FIGURES = {"number", "money", "timeline"}
_READ_BACK = {"confirm", "change"}
_LATEST = 3  # details told last, among which an unnamed one is looked for
_FEW = 4  # words of a name or a free answer
_ARTICLE = re.compile(r"^(?:the|my|our|your)\s+", re.IGNORECASE)
_NOTHING = re.compile(
    r"^(?:no|not|don['’]?t|i|i['’]m|we|you|what|why|can|could|for|about)\b", re.IGNORECASE
)


def mend(turn: Turn, opened: Open | None) -> list[str]:
    """Change the detail that a message puts right; gives its name, or nothing.

    `opened` is the question that is open, which a bare "sorry, …" may well answer.
    """
    text = turn.heard.text
    if wordings.PAUSES.search(text):
        return []  # "sorry, somebody just came in"
    if turn.heard.pressed is not None or turn.heard.intent not in _MAY_MEND or question_in(text):
        return []
    if keeps_back(text) or any(find_emails(text)) or any(find_phones(text, turn.region)):
        return []  # an address says itself what it is
    ways = put_right(text)
    if any(said.about is not None and _names_a_field(turn, said.about) for said in ways):
        # "Actually the budget is 5000" is of nothing else, though it was not told before.
        ways = [said for said in ways if said.about is not None or said.wrong is not None]
    for said in ways:
        for each in _meant(turn, said, opened):
            if _change(turn, each, said):
                return [each.name]
    return []


def _names_a_field(turn: Turn, about: str) -> bool:
    """Whether words name something that is asked for, told before or not."""
    fields = turn.services.playbook.qualification.fields
    return named_field(_ARTICLE.sub("", about), turn.progress.details, fields) is not None


def _meant(turn: Turn, said: PutRight, opened: Open | None) -> list[Field]:
    """The details that `said` may put right, the likeliest first."""
    latest = [turn.field(name) for name in reversed(turn.progress.details)]
    known = [each for each in latest if each is not None]
    if said.about is not None:
        about = _ARTICLE.sub("", said.about)
        fields = turn.services.playbook.qualification.fields
        named = known_as(about, turn.progress.details, fields)
        if named is None:  # "the 14 is 16 now": by what it was
            counted = [each for each in known if each.type in _FIGURES and _was(turn, each, about)]
            return [each for each in counted if _has_form(each, said.value, turn)]
        return [each for each in known if each.name == named]
    if said.wrong is not None:
        return [each for each in known if _was(turn, each, said.wrong)]
    asked = turn.field(opened.field) if opened is not None else None
    if said.bare:
        return _in_place_of_a_no(turn, said, known, opened)
    if asked is not None and turn.progress.failed.get(asked.name):
        return []  # "sorry, 12" behind "I didn't get that"
    meant = [each for each in known[:_LATEST] if _has_form(each, said.value, turn)]
    if not meant and said.surely:  # "correction, in May": of a day that was told long ago
        times = [each for each in known if each.type == "timeline"]
        meant = [one for one in times if len(times) == 1 and _has_form(one, said.value, turn)]
    loose = known[0] if known and known[0].type in _ANY_WORDS else None
    if loose is not None and loose not in meant and _may_be(loose, said, asked, turn):
        meant.append(loose)
    return meant


def _in_place_of_a_no(
    turn: Turn, said: PutRight, known: list[Field], opened: Open | None
) -> list[Field]:
    """What "no, wednesday" puts right: the only detail of that form, where the no is to what was
    read back, else the latest; nothing where it may be to the question itself."""
    of_that_form = [each for each in known if _has_form(each, said.value, turn)]
    of_that_form = [each for each in of_that_form if _value(turn, each, said.value) is not None]
    if opened is not None and opened.kind in _READ_BACK:
        return of_that_form if len(of_that_form) == 1 else []
    asked = turn.field(opened.field) if opened is not None and opened.kind == "field" else None
    if asked is None or asked.type == "text" or turn.progress.failed.get(asked.name):
        return []
    if asked.type == "yes_no":  # "no, friday", right behind a day that was told
        return [each for each in of_that_form[:1] if each is known[0] and each.type == "timeline"]
    if _value(turn, asked, said.value) is not None:
        return []
    return [each for each in of_that_form if each in known[:_LATEST]]


def _was(turn: Turn, each: Field, wrong: str) -> bool:
    """Whether a detail is what is said to be wrong: "june" of "june (by 30 Jun 2027)"."""
    known = turn.progress.details[each.name]
    if re.search(rf"(?<!\w){re.escape(wrong.lower())}(?!\w)", known.shown.lower()):
        return True
    return bool(_value(turn, each, wrong) == known.value)


def _has_form(each: Field, said: str, turn: Turn) -> bool:
    """Whether words have the form of a field's answers, and of no other kind."""
    when = find_timeline(said, turn.today, turn.region)
    numbers = any(find_quantities(said))
    if each.type == "timeline":
        return when is not None
    if each.type == "number":
        amount = any(money.marked for money in find_money(said, turn.region))
        return numbers and when is None and not (amount or counts_other(each, said))
    if each.type == "money":
        return numbers and when is None and not counts_things(said, turn.region)
    if each.type == "choice":
        return not numbers
    if each.type == "place":
        place = _value(turn, each, said)
        return isinstance(place, dict) and place.get("country") is not None
    return False


def _may_be(each: Field, said: PutRight, asked: Field | None, turn: Turn) -> bool:
    """Whether words in place of the last answer may be one, where any words can be."""
    words = said.value.split()
    if len(words) > _FEW or _NOTHING.match(said.value) or any(find_quantities(said.value)):
        return False
    if each.type != "person" and is_full_name(said.value):
        return False  # who says their name says no other kind of goods
    if asked is None:
        return said.surely or each.type != "text"
    if asked.type in _ANY_WORDS and not said.surely:
        return False
    return _value(turn, asked, said.value) is None or asked.type in _ANY_WORDS


def _value(turn: Turn, each: Field, said: str) -> object:
    return parse(
        each, said, region=turn.region, today=turn.today, whereabouts=turn.whereabouts
    ).value


def _change(turn: Turn, each: Field, said: PutRight) -> bool:
    value = _value(turn, each, said.value)
    if value is None or value == turn.progress.details[each.name].value:
        return False
    note_value(turn, each, value)
    return True
