"""What a message is meant as, given what was asked: the classifier alone does not know that.

"skip" is a command, "sales" an answer when the department was asked, "40" always one to a
question about a number; "ok" accepts what was offered, and a lone emoji accepts nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bot.leads import wordings
from bot.leads.details.choices import yes_or_no
from bot.leads.details.clauses import keeps_back, question_in, statements
from bot.leads.details.details import Detail
from bot.leads.details.names import is_mashed, told_as_name
from bot.leads.details.rethinking import put_right
from bot.leads.meetings.choosing import names_time
from bot.leads.qualification import LOOSE
from bot.leads.signs import (
    foreign_script,
    is_english,
    needs_something,
    no_words,
    of_a_language,
    one_word,
    without_facts,
)

_AGREES = frozenset({"affirm", "inform", "nlu_fallback", "smalltalk", "correct", "greet"})

Ranking = Sequence[tuple[str, float]]

FALLBACK = "nlu_fallback"
QUESTIONS = frozenset({"ask_question", "ask_price", "compare", "ask_recommendation"})
# About the question itself: never an answer to it.
REFUSALS = frozenset(
    {
        "stop",
        "skip",
        "refuse",
        "ask_why",
        "ask_privacy",
        "delete_my_data",
        "start_over",
        "repeat",
    }
)
# What is meant whatever was asked.
COMMANDS = REFUSALS | frozenset(
    {
        "request_human",
        "request_callback",
        "get_support",
        "seek_job",
        "pitch_service",
        "abuse",
        "ask_bot",
    }
)
BUYING = frozenset({"show_interest", "request_demo", "request_quote"})
# What a person does; said in the words of a question too: "can I book a test drive?".
_ARRANGED = frozenset({"request_demo", "request_quote", "request_callback", "request_human"})
# Which an asked visitor's words resemble by chance: they need a clearer vote.
TALK = frozenset(
    {"greet", "goodbye", "thanks", "smalltalk", "wait", "other_language", "out_of_scope", "abuse"}
)
# Questions that a thumb answers; consent is given in words.
_THUMBS = frozenset({"confirm", "offer", "suggestion"})
_MEETING = frozenset({"meeting", "meeting_confirm"})
# Asked beside an answer, these are asked of the company.
_ASKING = frozenset({"ask_privacy", "ask_bot", "get_support"})
# Sends somebody elsewhere, and ends the qualification.
_AWAY = frozenset({"seek_job", "pitch_service", "get_support"})
# What can be told from a name that was asked for, if it has no capitals either.
CHATTER = frozenset({"smalltalk", "wait", "abuse"})
# What a message that puts something right resembles.
_MISTAKEN = frozenset({"wait", "affirm", "deny", "smalltalk", "greet", "skip"})
_LOOSE = frozenset({"person", "company", "text", "place"})  # any words may be the answer
# Forms that nothing but an answer has; other answers ("now", "none") can be commands as well.
_CERTAIN = frozenset({"email", "phone", "money", "number", "choice", "yes_no"})

# What is meant only where one of some words is said.
_NEEDS = {"seek_job": wordings.JOB, "pitch_service": wordings.PITCH, "stop": wordings.ENDS}
# Votes below which a guess with a consequence is none: somebody is sent elsewhere, marked, or told
# that their language is not understood. Of held-out messages meant so, 4 of 100 have less.
_LEAST_OF = {
    **dict.fromkeys(("get_support", "seek_job", "pitch_service", "abuse"), 0.7),
    "other_language": 0.8,
    **dict.fromkeys(("delete_my_data", "stop"), 0.6),
}
_LEAST = 0.25  # the classifier's vote, summed over the question family, below which it is a guess
_MARGIN = 0.04  # between first and second
_CLEAR = 0.5  # a vote that overrides an answer's form
_PLAIN = 0.8  # a vote that overrides what any words may answer
_BEYOND_DOUBT = 0.9  # a vote that sends somebody away who may just have answered
_GRAVE = 0.6  # a vote that deletes data, or that sends somebody away
_SHORT = 5  # words; longer ones that begin with "yes" may go on with anything


def settle(
    text: str,
    ranking: Ranking,
    details: Sequence[Detail],
    open_question: Mapping[str, Any] | None,
    has_features: bool,
    listed: bool = False,
) -> tuple[str, float]:
    """The intent of `text` and how sure that is (0 to 1).

    `ranking` is the classifier's, best first; `details` what was found in the text, among them
    the answer to the open field when there is one; `has_features` says whether the encoder knows
    any of its words; `listed` that the content lists it as a question, whatever it looks like.
    """
    arranges = bool(ranking) and ranking[0][0] in _ARRANGED and ranking[0][1] >= _PLAIN
    arranges = arranges and not wordings.INQUIRY.match(text)  # "how do I book one?"
    if listed and not arranges and (question_in(text) or not wordings.DELETES.search(text)):
        return "ask_question", 1.0
    kind = str(open_question.get("kind")) if open_question else None
    field = open_question.get("field") if open_question else None
    asked = str(field["name"]) if kind == "field" and isinstance(field, Mapping) else None
    answered = next((d for d in details if d.field == asked), None)
    if answered is None and foreign_script(text):
        return "other_language", 1.0
    if kind in _THUMBS and (thumb := wordings.THUMB.fullmatch(text.strip())):
        return ("affirm" if thumb["up"] else "deny"), 0.95
    if not has_features:
        return ("inform", details[0].confidence) if details else (FALLBACK, 0.0)
    if not details and is_mashed(text):
        return FALLBACK, 0.0
    if kind is not None and goes_back(text):
        return "correct", 0.9  # "go back" resembles "stop"
    if wordings.HESITATION.match(text.strip()):
        return FALLBACK, 0.0  # no answer yet, and no small talk either
    if _puts_off(text, kind, field):
        return "wait", 0.9
    if kind is not None and wordings.ONLY_ADDRESS.fullmatch(text):
        return "inform", 0.9  # also one that looks like a slip, and is asked about
    if kind is not None and kind != "offer" and wordings.WHY.match(text):
        return "ask_why", 0.95
    if wordings.REPEAT.search(text):
        return "repeat", 0.9
    if wordings.TO_A_PERSON.search(text):
        return "request_human", 0.9
    if kind is not None and wordings.BYE.fullmatch(text):
        return "goodbye", 0.95  # nobody's company
    if kind is not None and kind not in LOOSE and wordings.TAKES_BACK.match(text):
        return "correct", 0.9  # who wants one detail forgotten does not mean all of them
    if kind is not None and wordings.NEXT.search(text):
        return "ask_question", 0.9  # "when will they call?" wishes for no other call
    if wordings.PRIVACY.search(text):
        if answered is not None and statements(text):
            return "inform", answered.confidence  # "Jane Doe. Do you share my data?"
        return "ask_privacy", 0.9
    if language := of_a_language(text):
        return language, 0.9
    if not wordings.REASON.search(text):
        ranking = [(name, chance) for name, chance in ranking if name != "ask_why"]
    if is_english(text):
        ranking = [(name, chance) for name, chance in ranking if name != "other_language"]
    intent, vote = _vote(text, ranking, details)
    if intent == "other_language" and told_as_name(text):
        intent = "inform"  # "Orla. Orla Murphy"
    if intent in _NEEDS and vote < _BEYOND_DOUBT and needs_something(text, details):
        intent = "inform"
    if (
        intent in BUYING | {"get_support"}
        and wordings.INQUIRY.match(text)
        and not wordings.WISH.search(text)
    ):
        intent = "ask_question"  # about trials or logins, not for one or with one
    if intent in BUYING and wordings.FOR_NOTHING.match(text):
        intent = "ask_question"
    if intent in TALK and (vote < _BEYOND_DOUBT or intent == "abuse") and no_words(text):
        intent, vote = FALLBACK, 0.0  # "Dafydd", "tootache": like nothing that was learned
    if intent == "goodbye" and kind is not None and vote < _BEYOND_DOUBT and one_word(text):
        intent, vote = FALLBACK, 0.0  # "now"
    if intent == "start_over" and not wordings.AFRESH.search(text):
        intent = "correct"  # "correction, we want to begin in May"
    if intent == "delete_my_data" and not wordings.DELETES.search(text):
        intent = "ask_question"  # "get my data out"
    if intent in _ARRANGED and wordings.REACHES.search(text):
        intent = "ask_question"  # "do you have a number that I can ring?"
    if kind in _MEETING and names_time(text):
        return "inform", 0.9
    sends = wordings.SENDS.search(text) or wordings.NOT_SENT.search(text)
    mistaken = kind is not None and kind not in LOOSE and intent in _MISTAKEN and not sends
    if mistaken and any(not each.bare or _may_deny(field) for each in put_right(text)):
        return "correct", 0.9  # "no wait, 2" asks for no patience
    if kind in {"consent", "confirm", "offer", "suggestion", "change", *_MEETING}:
        return _yes_no_question(text, str(kind), intent, vote, details)
    if kind == "field" and isinstance(field, Mapping):
        return _field_question(text, field, intent, vote, answered, details)
    return _nothing_asked(text, intent, vote, details)


def _may_deny(field: Any) -> bool:
    """Whether a no in front of something ("no, wednesday") is no answer to the open question."""
    return isinstance(field, Mapping) and field["type"] not in {"yes_no", "choice"}


def _puts_off(text: str, kind: str | None, field: Any) -> bool:
    """Whether a text asks for patience: a bare span of minutes, where nothing asked for a span; or
    "sorry, the doorbell rang", which is nobody's role."""
    if kind is None or kind in _MEETING:
        return False
    if isinstance(field, Mapping) and field["type"] in _LOOSE and wordings.PAUSES.search(text):
        return True
    if not wordings.MOMENT.match(text):
        return False
    return not isinstance(field, Mapping) or (
        field["type"] in {"timeline", "money", "email", "phone", "person", "company", "place"}
        or (field["type"] == "number" and not field.get("unit"))
    )


def _vote(text: str, ranking: Ranking, details: Sequence[Detail]) -> tuple[str, float]:
    """The classifier's choice: the question family counts as one, then its likeliest member."""
    if not ranking:
        return FALLBACK, 0.0
    family = [(name, chance) for name, chance in ranking if name in QUESTIONS]
    together = sum(chance for _, chance in family)
    name, chance = ranking[0]
    if name == "pitch_service" and wordings.BUYS.search(text):
        return "show_interest", chance  # who looks for a firm that does something sells nothing
    if family and together >= chance:
        name, chance = family[0][0], together
        rest = [c for n, c in ranking if n not in QUESTIONS]
    elif family and name == "ask_bot" and chance < _GRAVE and together > chance / 2:
        name, rest = family[0][0], []  # "do you have a podcast?": of the company, not of a bot
    else:
        rest = [c for n, c in ranking if n != name]
    if chance < _LEAST or (rest and chance - max(rest) < _MARGIN and chance < _CLEAR):
        return FALLBACK, chance
    told = name == "get_support" and wordings.PROBLEM.search(text)
    if chance < _LEAST_OF.get(name, 0.0) and not told:
        return FALLBACK, chance
    if name in _NEEDS and not _NEEDS[name].search(without_facts(text, details)):
        return FALLBACK, chance
    return name, chance


def _yes_no_question(
    text: str, kind: str, intent: str, vote: float, details: Sequence[Detail]
) -> tuple[str, float]:
    said = yes_or_no(text)
    if kind in {"confirm", "change"} and wordings.CHANGES.match(text):
        return "correct", 0.9
    if kind in {"confirm", "change"} and wordings.NOT_SENT.search(text):
        return "deny", 0.95
    if kind in {"confirm", "change"} and wordings.SENDS.search(text):
        return "affirm", 0.95
    if kind == "consent" and wordings.PERMITS.search(text) and not wordings.DOUBTS.search(text):
        return "affirm", 0.95  # "wait, yes you can contact me"
    tells = bool(details) or question_in(text) is not None or intent in COMMANDS - {"correct"}
    if kind == "confirm" and said and not tells:
        return ("correct" if wordings.ALL_BUT.search(text) else "affirm"), 0.95
    if intent in {"ask_privacy", "ask_bot", "ask_why"} and details and question_in(text) is None:
        return ("correct" if kind in {"confirm", "change"} else "inform"), details[0].confidence
    if intent in COMMANDS and vote >= _CLEAR and not (said is not None and len(text.split()) < 2):
        return intent, vote
    if intent == "goodbye" and vote >= _CLEAR and wordings.LEAVES.search(text):
        return intent, vote  # "alright, I'm off then, bye": no yes to anything
    if intent == "goodbye" and vote < _BEYOND_DOUBT and said is None:
        return FALLBACK, vote  # "that's what I'm here for" is hardly one
    if said is not None and (
        len(text.split()) <= _SHORT or intent not in QUESTIONS | BUYING | COMMANDS
    ):
        if kind in {"confirm", "change"} and details and said is False:
            return "correct", 0.9  # "no, it's 60 people"
        return ("affirm" if said else "deny"), 0.95
    if intent in {"affirm", "deny"}:
        # What was not said clearly is no consent.
        return (intent, vote) if vote >= _GRAVE and "?" not in text else (FALLBACK, vote)
    if details and intent not in QUESTIONS | COMMANDS | BUYING:
        return ("correct" if kind in {"confirm", "change"} else "inform"), details[0].confidence
    return intent, vote


def _field_question(
    text: str,
    field: Mapping[str, Any],
    intent: str,
    vote: float,
    answered: Detail | None,
    details: Sequence[Detail],
) -> tuple[str, float]:
    asks = question_in(text) is not None or text.rstrip().endswith("?")
    if answered is not None and field["type"] == "person" and wordings.CALL_ME.search(text):
        return "inform", answered.confidence  # "you can call me Jo" is a name
    if answered is None and field["type"] in {"email", "phone"} and wordings.NO_WAY.search(text):
        return "refuse", 0.9
    if answered is None and field["type"] not in {"text", "choice"} and wordings.VAGUE.match(text):
        return "skip", 0.8
    any_words = field["type"] in _LOOSE  # by its form it could be anybody's name
    no = field["type"] == "yes_no"  # "I'd rather not say" is no no
    if keeps_back(text) and (any_words or no or answered is None):
        return "refuse", 0.9
    if field["type"] == "text" and asks and not wordings.LEADS_IN.match(statements(text)):
        return "inform", 0.7  # an answer, and a question besides
    if answered is not None and _answers_besides(text, field, intent, answered, asks):
        return "inform", answered.confidence
    if answered is not None:
        if intent in CHATTER and vote >= _PLAIN and field["type"] in _LOOSE and text.islower():
            return intent, vote  # "tell me a joke" is nobody's company
        least = _PLAIN if intent in _AWAY else _CLEAR
        if intent in COMMANDS and vote >= least and field["type"] not in _CERTAIN:
            return intent, vote
        return ("correct" if intent == "correct" else "inform"), answered.confidence
    if details and intent not in COMMANDS and not (asks and intent in QUESTIONS):
        return ("correct" if intent == "correct" else "inform"), details[0].confidence
    if field["type"] == "text":
        return _free_text(text, intent, vote, asks)
    if intent in TALK and vote < _GRAVE:
        return FALLBACK, vote
    if intent in _AWAY and vote < _BEYOND_DOUBT:
        return FALLBACK, vote  # "I'm missing a tooth" is what the dentist is asked about
    if intent in QUESTIONS and not asks and wordings.IS_FOR.match(text):
        return ("correct" if wordings.INSTEAD.search(text) else "inform"), 0.7
    if intent in QUESTIONS and not asks and vote < _CLEAR:
        return FALLBACK, vote
    return intent, vote


def _answers_besides(
    text: str, field: Mapping[str, Any], intent: str, answered: Detail, asks: bool
) -> bool:
    """Whether an answer stands beside what is asked of the company ("Acme. is my data encrypted?"),
    or in words that sell nothing ("our company is Acme")."""
    if intent in _ASKING and statements(text):
        return asks or field["type"] not in _LOOSE
    own = text.replace(str(answered.value), " ")
    return intent == "pitch_service" and not wordings.OFFERS.search(own)


def _free_text(text: str, intent: str, vote: float, asks: bool) -> tuple[str, float]:
    """Any words answer a free question, unless they clearly do something else."""
    if wordings.CHATTER.match(text.strip()):
        return (intent, vote) if intent in TALK else (FALLBACK, vote)
    if intent in QUESTIONS:
        return (intent, vote) if asks else ("inform", 0.7)
    if intent in REFUSALS and vote >= _CLEAR:
        return intent, vote
    if intent in COMMANDS and vote >= (_BEYOND_DOUBT if intent in _AWAY else _PLAIN):
        return intent, vote  # "someone to do our invoices" resembles asking for a person
    if intent in BUYING | TALK | {"affirm", "deny"} and vote >= _GRAVE + 0.1:
        return intent, vote
    if asks:
        return FALLBACK, vote
    return ("correct" if intent == "correct" else "inform"), 0.7


def _nothing_asked(
    text: str, intent: str, vote: float, details: Sequence[Detail]
) -> tuple[str, float]:
    reachable = any(detail.field in {"email", "phone"} for detail in details)
    if intent in _AGREES | BUYING and reachable:
        wish = wordings.CONTACT_ME.search(text)
        if wish is not None and intent in BUYING:
            return intent, vote
        if wish is not None:
            meant = {"call": "request_callback", "write": "request_human"}
            return meant.get(wish.lastgroup or "", "show_interest"), vote
    if (
        intent in _AGREES
        and (wish := wordings.CALL_OR_WRITE.search(text))
        and not wordings.NOT.search(text)
    ):
        # "actually yes, please contact me", when nothing was offered just now
        return ("request_callback" if wish.lastgroup == "call" else "request_human"), 0.8
    if details and (
        intent in {FALLBACK, "inform", "affirm", "greet", "smalltalk", "skip"}
        or (vote < _CLEAR and question_in(text) is None)
    ):
        return "inform", max(detail.confidence for detail in details)
    return intent, vote


def goes_back(text: str) -> bool:
    """Whether a visitor wants the question before this one: "go back", "previous question"."""
    return wordings.BACK.match(text.strip()) is not None
