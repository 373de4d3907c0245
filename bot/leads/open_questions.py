"""What a message means to the question that is open, or where none is."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from bot.leads import wordings
from bot.leads.details.agreement import only_thanks, yes_or_no
from bot.leads.details.clauses import keeps_back, question_in, statements
from bot.leads.details.details import Detail
from bot.leads.details.introductions import introduces
from bot.leads.intents import (
    AGREES,
    ANY_WORDS,
    ASKING,
    AWAY,
    BEYOND_DOUBT,
    BUYING,
    CERTAIN,
    CHATTER,
    CLEAR,
    COMMANDS,
    FALLBACK,
    GRAVE,
    PLAIN,
    QUESTIONS,
    REFUSALS,
    SHORT,
    TALK,
)
from bot.leads.signs import is_foreign_talk

# Says of some thing that there is none.
_NO_THING = re.compile(
    r"^\W*no (?!(?:thanks?|thx|ta|cheers|need|way|not|no|nope|i|i['’]?\w+|we|it|it['’]?s|that"
    r"|this|please|problem"
    r"|worries|chance|more|calls?|contact|one|sorry|never|don['’]?t|just|but|for|at|ok|okay|bother|sir|mate"
    r"|love|pal|dear|interest|offers?|emails?|spam)\b)\w+ \w+",
    re.IGNORECASE,
)


_IS_NOT = re.compile(
    r"^\W*(?:i|we|it|that|this)(?:['’]?m|['’]?re|['’]?s| am| are| is) not"
    r" (?:the|an?|my|our|from|in|on|at)\b(?!.*\b(?:interested|thanks?|thank|mood|time)\b)",
    re.IGNORECASE,
)


def yes_no_question(
    text: str, kind: str, intent: str, vote: float, details: Sequence[Detail]
) -> tuple[str, float]:
    """The intent and how sure it is, where a yes or a no is asked for: consent, the read-back, an
    offer, a suggested address, a time to meet."""
    said = yes_or_no(text)
    if kind in {"confirm", "change"} and wordings.CHANGES.match(text):
        return "correct", 0.9
    if kind in {"confirm", "change"} and wordings.NOT_SENT.search(text):
        return "deny", 0.95
    if kind in {"confirm", "change"} and wordings.SENDS.search(text):
        return "affirm", 0.95
    if kind == "confirm" and not details and wordings.UNCHANGED.match(text):
        return "affirm", 0.95
    if kind == "confirm" and wordings.ALMOST.match(text):
        return "correct", 0.9
    if kind == "consent" and wordings.PERMITS.search(text) and not wordings.DOUBTS.search(text):
        return "affirm", 0.95  # "wait, yes you can contact me"
    reached = any(each.field in {"email", "phone"} for each in details)
    asks = wordings.CALL_OR_WRITE.search(text) and not wordings.DOUBTS.search(text)
    if kind == "consent" and reached and asks:
        return "affirm", 0.9  # "ring me on 0491 570 156", asked whether one may
    if kind == "consent" and wordings.NO_WAY.search(text):
        # "I'd sooner you emailed" asks for no call, "yes but no calls" agrees.
        return ("affirm" if said else "inform"), 0.9
    reached = any(detail.field in {"email", "phone"} for detail in details)
    if kind == "offer" and said is False and (_NO_THING.match(text) or _IS_NOT.match(text)):
        said = None  # "no sticker number, sorry" and "I'm not the boss" say no to no offer
        intent = "inform" if intent == "deny" else intent
    if kind == "offer" and reached and said is not False and intent in AGREES:
        return "affirm", 0.9  # who is asked whether to be contacted and says where means yes
    tells = bool(details) or question_in(text) is not None or intent in COMMANDS - {"correct"}
    if kind == "confirm" and said and not tells:
        return ("correct" if wordings.ALL_BUT.search(text) else "affirm"), 0.95
    if intent in {"ask_privacy", "ask_bot", "ask_why"} and details and question_in(text) is None:
        return ("correct" if kind in {"confirm", "change"} else "inform"), details[0].confidence
    if intent in COMMANDS and vote >= CLEAR and not (said is not None and len(text.split()) < 2):
        return intent, vote
    if kind == "meeting" and ((intent == "thanks" and vote >= CLEAR) or only_thanks(text)):
        return "thanks", vote  # "great, thanks" takes none of the times
    if intent == "goodbye" and vote >= CLEAR and wordings.LEAVES.search(text):
        return intent, vote  # "alright, I'm off then, bye": no yes to anything
    if intent == "goodbye" and vote < BEYOND_DOUBT and said is None:
        return FALLBACK, vote  # "that's what I'm here for" is hardly one
    if said is not None and (
        len(text.split()) <= SHORT
        or intent not in QUESTIONS | BUYING | COMMANDS
        or (intent in QUESTIONS and question_in(text) is None and "?" not in text)
        or vote < CLEAR
    ):
        if kind in {"confirm", "change"} and details and said is False:
            return "correct", 0.9  # "no, it's 60 people"
        return ("affirm" if said else "deny"), 0.95
    if intent in {"affirm", "deny"}:
        # What was not said clearly is no consent.
        return (intent, vote) if vote >= GRAVE and "?" not in text else (FALLBACK, vote)
    if details and intent not in QUESTIONS | COMMANDS | BUYING:
        return ("correct" if kind in {"confirm", "change"} else "inform"), details[0].confidence
    return intent, vote


def field_question(
    text: str,
    field: Mapping[str, Any],
    intent: str,
    vote: float,
    answered: Detail | None,
    details: Sequence[Detail],
) -> tuple[str, float]:
    """The intent and how sure it is, where `field` is asked for; `answered` is the detail that
    answers it by its form."""
    asks = question_in(text) is not None or text.rstrip().endswith("?")
    called = answered is not None and field["type"] in {"person", "text"}
    if answered is not None and called and wordings.CALL_ME.search(text):
        return "inform", answered.confidence  # "you can call me Jo", "they call me the boss"
    if answered is not None and field["type"] == "person":
        about_bot = intent == "ask_bot" and not asks
        if about_bot or introduces(text, answered.value):
            return "inform", answered.confidence  # "this is Emre" asks nothing of a bot
    other = wordings.JUST_CALL if field["type"] == "email" else wordings.JUST_WRITE
    reached = field["type"] in {"email", "phone"}
    if answered is None and reached and (wordings.NO_WAY.search(text) or other.search(text)):
        return "refuse", 0.9
    if answered is None and field["type"] != "text" and wordings.VAGUE.match(text):
        return "skip", 0.8
    if answered is None and wordings.LATER.search(text):
        return "skip", 0.9  # "can I give it later?"
    any_words = field["type"] in ANY_WORDS  # by its form it could be anybody's name
    talks = intent == "other_language" and vote >= PLAIN and is_foreign_talk(text)
    if talks and any_words and (answered is None or _is_all_of(answered, text)):
        return intent, vote  # but "je suis directeur" tells a role
    no = field["type"] == "yes_no"  # "I'd rather not say" is no no
    if keeps_back(text) and (any_words or no or answered is None):
        return "refuse", 0.9
    if field["type"] == "text" and asks and not wordings.LEADS_IN.match(statements(text)):
        return "inform", 0.7  # an answer, and a question besides
    if answered is not None and _answers_besides(text, field, intent, answered, asks):
        return "inform", answered.confidence
    if answered is not None:
        if intent in CHATTER and vote >= PLAIN and field["type"] in ANY_WORDS and text.islower():
            return intent, vote  # "tell me a joke" is nobody's company
        if intent == "skip" and field["type"] == "timeline" and (answered.value or {}).get("days"):
            return "inform", answered.confidence  # "nxt mnth"
        least = PLAIN if intent in AWAY else CLEAR
        if intent in COMMANDS and vote >= least and field["type"] not in CERTAIN:
            return intent, vote
        return ("correct" if intent == "correct" else "inform"), answered.confidence
    if details and intent not in COMMANDS and not (asks and intent in QUESTIONS):
        return ("correct" if intent == "correct" else "inform"), details[0].confidence
    if field["type"] == "text":
        return _free_text(text, intent, vote, asks)
    if intent in TALK and vote < GRAVE:
        return FALLBACK, vote
    if intent in AWAY and vote < BEYOND_DOUBT:
        return FALLBACK, vote  # "I'm missing a tooth" is what the dentist is asked about
    if intent in QUESTIONS and not asks and wordings.IS_FOR.match(text):
        return ("correct" if wordings.INSTEAD.search(text) else "inform"), 0.7
    if intent in QUESTIONS and not asks and vote < CLEAR:
        return FALLBACK, vote
    return intent, vote


def _is_all_of(answered: Detail, text: str) -> bool:
    """Whether an answer is the whole of a text, and not picked out of it."""
    value = answered.value.get("text") if isinstance(answered.value, Mapping) else answered.value
    return len(str(value).split()) >= len(text.split())


def _answers_besides(
    text: str, field: Mapping[str, Any], intent: str, answered: Detail, asks: bool
) -> bool:
    """Whether an answer stands beside what is asked of the company ("Acme. is my data encrypted?"),
    or in words that sell nothing ("our company is Acme")."""
    if intent in ASKING and statements(text):
        return asks or field["type"] not in ANY_WORDS
    own = text.replace(str(answered.value), " ")
    return intent == "pitch_service" and not wordings.OFFERS.search(own)


def _free_text(text: str, intent: str, vote: float, asks: bool) -> tuple[str, float]:
    """Any words answer a free question, unless they clearly do something else."""
    if wordings.CHATTER.match(text.strip()):
        return (intent, vote) if intent in TALK else (FALLBACK, vote)
    if intent in QUESTIONS:
        return (intent, vote) if asks else ("inform", 0.7)
    if intent in REFUSALS and vote >= CLEAR:
        return intent, vote
    if intent in COMMANDS and vote >= (BEYOND_DOUBT if intent in AWAY else PLAIN):
        return intent, vote  # "someone to do our invoices" resembles asking for a person
    if intent in BUYING | TALK | {"affirm", "deny"} and vote >= GRAVE + 0.1:
        return intent, vote
    if asks:
        return FALLBACK, vote
    return ("correct" if intent == "correct" else "inform"), 0.7


def nothing_asked(
    text: str, intent: str, vote: float, details: Sequence[Detail]
) -> tuple[str, float]:
    """The intent and how sure it is, where nothing is open."""
    if not details and only_thanks(text):
        return "thanks", max(vote, CLEAR)  # "thnaks"
    reachable = any(detail.field in {"email", "phone"} for detail in details)
    if intent in AGREES | BUYING and reachable:
        wish = wordings.CONTACT_ME.search(text)
        if wish is not None and intent in BUYING:
            return intent, vote
        if wish is not None:
            meant = {"call": "request_callback", "write": "request_human"}
            return meant.get(wish.lastgroup or "", "show_interest"), vote
    if (
        intent in AGREES
        and (wish := wordings.CALL_OR_WRITE.search(text))
        and not wordings.NOT.search(text)
    ):
        # "actually yes, please contact me", when nothing was offered just now
        return ("request_callback" if wish.lastgroup == "call" else "request_human"), 0.8
    if details and (
        intent in {FALLBACK, "inform", "affirm", "greet", "smalltalk", "skip"}
        or (vote < CLEAR and question_in(text) is None)
    ):
        return "inform", max(detail.confidence for detail in details)
    return intent, vote
