"""What a message is meant as, given what was asked: the classifier alone does not know that.

"skip" is a command, "sales" an answer when the department was asked, "40" always one to a
question about a number; "ok" accepts what was offered, and a lone emoji accepts nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bot.leads import wordings
from bot.leads.details.clauses import is_code, question_in, statements, states
from bot.leads.details.details import Detail
from bot.leads.details.names import first_name_in, is_mashed, told_as_name
from bot.leads.details.rethinking import put_right
from bot.leads.intents import (
    ANY_WORDS,
    ARRANGED,
    AWAY,
    BEYOND_DOUBT,
    BUYING,
    CLEAR,
    FALLBACK,
    GOES_ON,
    GRAVE,
    LEAST,
    LEAST_OF,
    MARGIN,
    MEETING,
    MISTAKEN,
    NEEDS,
    PLAIN,
    QUESTIONS,
    TALK,
    THUMBS,
    TURNED,
    Ranking,
)
from bot.leads.meetings.choosing import names_time
from bot.leads.open_questions import field_question, nothing_asked, yes_no_question
from bot.leads.qualification import EARLIER, LOOSE
from bot.leads.signs import (
    foreign_script,
    is_english,
    needs_something,
    no_words,
    of_a_language,
    one_word,
    tells_figures,
    without_facts,
)

_STORY = 4  # words of a reason for a pause


def settle(
    text: str,
    ranking: Ranking,
    details: Sequence[Detail],
    open_question: Mapping[str, Any] | None,
    has_features: bool,
    listed: bool = False,
    chosen: bool = False,
) -> tuple[str, float]:
    """The intent of `text` and how sure that is (0 to 1).

    `ranking` is the classifier's, best first; `details` what was found in the text, among them
    the answer to the open field when there is one; `has_features` says whether the encoder knows
    any of its words; `listed` that the content lists it as a question, whatever it looks like;
    `chosen` that it is the name of a choice, which sends nobody away while we ask.
    """
    arranges = bool(ranking) and ranking[0][0] in ARRANGED and ranking[0][1] >= PLAIN
    arranges = arranges and not wordings.INQUIRY.match(text)  # "how do I book one?"
    if listed and not arranges and (question_in(text) or not wordings.DELETES.search(text)):
        return "ask_question", 1.0
    kind = str(open_question.get("kind")) if open_question else None
    field = open_question.get("field") if open_question else None
    asked = str(field["name"]) if kind == "field" and isinstance(field, Mapping) else None
    answered = next((d for d in details if d.field == asked), None)
    if answered is None and foreign_script(text):
        return "other_language", 1.0
    if kind in THUMBS and (thumb := wordings.THUMB.fullmatch(text.strip())):
        return ("affirm" if thumb["up"] else "deny"), 0.95
    if not has_features:
        return ("inform", details[0].confidence) if details else (FALLBACK, 0.0)
    if not details and (is_mashed(text) or is_code(text)):
        return FALLBACK, 0.0
    if kind is not None and goes_back(text):
        return "correct", 0.9  # "go back" resembles "stop"
    if wordings.HESITATION.match(text.strip()):
        return FALLBACK, 0.0  # no answer yet, and no small talk either
    if _puts_off(text, kind, field):
        return "wait", 0.9
    if kind is not None and wordings.ONLY_ADDRESS.fullmatch(text):
        if kind == "offer" and details:
            return "affirm", 0.9  # asked whether to be contacted
        return "inform", 0.9  # also one that looks like a slip, and is asked about
    if kind is not None and kind != "offer" and wordings.WHY.match(text):
        return "ask_why", 0.95
    if wordings.REPEAT.search(text):
        return "repeat", 0.9
    if wordings.TO_A_PERSON.search(text):
        return "request_human", 0.9
    if kind in {None, "offer"} and wordings.LOOKS_AROUND.match(text):
        return ("wait" if kind is None else "deny"), 0.9
    if kind in {None, "offer"} and wordings.SENT_BY.match(text) and not question_in(text):
        return "inform", 0.9
    if kind in {None, "offer", "suggestion"} and wordings.WANTS_CALL.match(text):
        return "request_callback", 0.9
    if kind in {None, "offer", "suggestion"} and wordings.WANTS_TALK.match(text):
        return "request_human", 0.9
    if kind is not None and wordings.BYE.fullmatch(text):
        return "goodbye", 0.95  # nobody's company
    if kind is not None and kind not in LOOSE and wordings.TAKES_BACK.match(text):
        return "correct", 0.9  # who wants one detail forgotten does not mean all of them
    wants = bool(ranking) and ranking[0][0] in BUYING | ARRANGED and ranking[0][1] >= PLAIN
    # With nothing on its way, "we'd like to go ahead, what's the next step?" begins it.
    if wordings.NEXT.search(text) and not (wants and kind in {None, "offer"}):
        return "ask_question", 0.9  # "when will they call?" wishes for no other call
    if wordings.PRIVACY.search(text) and not wordings.AFTER_LEAVING.search(text):
        if answered is not None and statements(text):
            return "inform", answered.confidence  # "Jane Doe. Do you share my data?"
        return "ask_privacy", 0.9
    if language := of_a_language(text):
        return language, 0.9
    gives_one = wordings.MUST_I.match(text) or wordings.THATS_WHY.search(text)
    if gives_one or not wordings.REASON.search(text):
        ranking = [(name, chance) for name, chance in ranking if name != "ask_why"]
    if is_english(text):
        ranking = [(name, chance) for name, chance in ranking if name != "other_language"]
    intent, vote = _vote(text, ranking, details)
    reachable = any(detail.field in {"email", "phone"} for detail in details)
    if kind in TURNED and _goes_on(text, intent, details):
        return TURNED[str(kind)], 0.9
    if intent in ARRANGED and wordings.SELLS_TO.search(text):
        return "pitch_service", 0.9  # "can I book 15 minutes with the decision maker?"
    if intent in ARRANGED | BUYING and (meant := _wants_none(text, kind)):
        return meant, 0.9
    if intent in QUESTIONS and tells_figures(text) and not wordings.INSTEAD.search(text):
        intent, vote = FALLBACK, min(vote, LEAST)  # "the duration is 14 months"
    if intent == "thanks" and vote >= BEYOND_DOUBT and (open_question or {}).get(EARLIER):
        return intent, vote  # "ok thx", to the answer that was given since the offer
    if chosen and intent in AWAY | QUESTIONS and kind is not None and kind not in LOOSE:
        intent, vote = "inform", 0.9
    if vote < PLAIN and intent in QUESTIONS | TALK | {FALLBACK} and wordings.SHARES.match(text):
        intent, vote = "smalltalk", 0.9
    if intent == "ask_bot" and wordings.OF_A_COMPANY.match(text):
        intent = "ask_question"  # "do you have an affliate programme?"
    if intent == "request_human" and vote < BEYOND_DOUBT and wordings.HAILS.search(text):
        intent = "greet"  # "anyone there?" is answered by being here
    if intent == "smalltalk" and vote < CLEAR and wordings.INQUIRY.match(text):
        intent = "ask_question" if question_in(text) else intent  # "do you have a pocdast?"
    asks = intent in QUESTIONS or (intent == "out_of_scope" and kind is not None)
    tells_budget = any(detail.field == "budget" for detail in details)
    if intent == "ask_price" and tells_budget and question_in(text) is None:
        intent = "inform"
    instead = wordings.IS_FOR.match(text) or wordings.INSTEAD.match(text.lstrip())
    if asks and intent != "inform" and states(text) and not instead:
        # "There's a sink beside it" asks nothing, whatever the content says of sinks.
        intent = "inform" if kind is None or kind in LOOSE else FALLBACK
    if intent == "other_language" and told_as_name(text):
        intent = "inform"  # "Orla. Orla Murphy"
    if intent in NEEDS and vote < BEYOND_DOUBT and needs_something(text, details):
        intent = "inform"
    if intent in {"get_support", "out_of_scope", "abuse"} and wordings.pains(text):
        intent = "inform"  # "the paperwork is a nightmare"
    if intent == "ask_privacy" and (
        wordings.OTHERS_SEE.match(text) or wordings.AFTER_LEAVING.search(text)
    ):
        intent = "ask_question"  # about what is sold, and the data that customers keep there
    if (
        intent in BUYING | {"get_support"}
        and wordings.INQUIRY.match(text)
        and not wordings.WISH.search(text)
        and not wordings.NEXT.search(text)
    ):
        intent = "ask_question"  # about trials or logins, not for one or with one
    if intent in BUYING and wordings.HAVE_YOU.match(text):
        intent = "ask_question"  # "do you have a showroom in York I could visit?"
    if intent == "request_human" and wordings.ANYONE_THERE.match(text):
        intent = "greet"
    late = intent in {FALLBACK, "inform", "smalltalk", "out_of_scope"} | QUESTIONS
    if late and kind is None and wordings.LATE.search(text) and question_in(text) is None:
        return "get_support", 0.9  # "your fitter was meant to be here at 10"
    if intent == "request_callback" and wordings.NO_CALLS.search(text):
        intent = "inform"  # "text me, don't call"
    weak = vote < PLAIN and intent in BUYING | {"request_human"}
    if weak and states(text) and not reachable:
        # "I'm not the boss, I only ask for him" tells something, and asks for nobody.
        intent = "inform" if kind is None or kind in LOOSE else FALLBACK
    if intent in BUYING and wordings.FOR_NOTHING.match(text):
        intent = "ask_question"
    if intent == "get_support" and wordings.IS_FINE.match(text):
        intent = "ask_question"  # "is it all right that I have no …?"
    if intent in ARRANGED | BUYING and first_name_in(text):
        intent, vote = FALLBACK, 0.0  # "Tony" asks for nobody
    doubtful = intent in ARRANGED | BUYING and not details
    doubtful |= intent in TALK and (vote < BEYOND_DOUBT or intent == "abuse")
    if doubtful and no_words(text):
        intent, vote = FALLBACK, 0.0  # "Dafydd", "tootache": like nothing that was learned
    if intent == "other_language" and len(text.split()) == 1:
        intent, vote = FALLBACK, 0.0  # "Priti": somebody's name, more likely than not
    if intent == "goodbye" and kind is not None and vote < BEYOND_DOUBT and one_word(text):
        intent, vote = FALLBACK, 0.0  # "now"
    if intent == "start_over" and not wordings.AFRESH.search(text):
        intent = "correct"  # "correction, we want to begin in May"
    if intent == "delete_my_data" and not wordings.DELETES.search(text):
        intent = "ask_question"  # "get my data out"
    if intent == "delete_my_data" and (asked_how := question_in(text)) and statements(text):
        # "Jane Doe - how do I have it deleted?" asks beside an answer, and takes nothing back.
        intent = "ask_question" if wordings.ASKS_HOW.match(asked_how) else intent
    if intent in ARRANGED and wordings.REACHES.search(text):
        intent = "ask_question"  # "do you have a number that I can ring?"
    if kind in MEETING and names_time(text):
        return "inform", 0.9
    sends = wordings.SENDS.search(text) or wordings.NOT_SENT.search(text)
    sends = sends or wordings.NO_WAY.search(text)  # "no phone" puts nothing right
    mistaken = kind is not None and kind not in LOOSE and intent in MISTAKEN and not sends
    # Who is fetched away tells at more length than who puts something right: "wait, the dog barks".
    paused = intent == "wait" and (wordings.PAUSES.search(text) or _tells_why(text, vote, details))
    if (
        mistaken
        and not paused
        and any(not each.bare or _may_deny(field) for each in put_right(text))
    ):
        return "correct", 0.9  # "no wait, 2" asks for no patience
    if kind is not None and kind not in LOOSE and intent in QUESTIONS and _corrects_figure(text):
        return "correct", 0.9  # "actually the rent is £900" asks for no price
    if kind in {"consent", "confirm", "offer", "suggestion", "change", *MEETING}:
        return yes_no_question(text, str(kind), intent, vote, details)
    if kind == "field" and isinstance(field, Mapping):
        return field_question(text, field, intent, vote, answered, details)
    return nothing_asked(text, intent, vote, details)


def _tells_why(text: str, vote: float, details: Sequence[Detail]) -> bool:
    """Whether a text that surely asks for patience goes on to say why, and tells nothing else."""
    said = max((len(each.value.split()) for each in put_right(text)), default=0)
    return (
        vote >= BEYOND_DOUBT and not details and said >= _STORY and not any(map(str.isdigit, text))
    )


def _corrects_figure(text: str) -> bool:
    """Whether a text takes something back and says what a figure of that name is instead."""
    ways = put_right(text)
    figures = any(each.about and any(map(str.isdigit, each.value)) for each in ways)
    return figures and any(not each.about for each in ways) and question_in(text) is None


def _wants_none(text: str, kind: str | None) -> str | None:
    """The intent of somebody who speaks of a call, a quote and the like, and wants none: not now,
    or of their own accord later."""
    if question_in(text) is not None or "?" in text:
        return None
    alone = wordings.OWN_ACCORD.search(text) and not wordings.CALL_OR_WRITE.search(text)
    if not alone and not _declines(text):
        return None
    return "wait" if alone and kind is None else "deny"


def _declines(text: str) -> bool:
    """Whether nothing is wanted, and nothing else instead: "no demo thanks, just a quote"."""
    match = wordings.DECLINES.search(text)
    return match is not None and not wordings.WANTS_OTHER.search(text, match.end())


def _may_deny(field: Any) -> bool:
    """Whether a no in front of something ("no, wednesday") is no answer to the open question."""
    return isinstance(field, Mapping) and field["type"] not in {"yes_no", "choice"}


def _puts_off(text: str, kind: str | None, field: Any) -> bool:
    """Whether a text asks for patience: a bare span of minutes, where nothing asked for a span; or
    "sorry, the doorbell rang", which is nobody's role."""
    if kind is None or kind in MEETING:
        return False
    if isinstance(field, Mapping) and field["type"] in ANY_WORDS and wordings.PAUSES.search(text):
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
    asks = name == "ask_question" and (question_in(text) or "?" in text)
    near = {"pitch_service", "ask_question", "inform", "show_interest"}
    if name in near and not asks and wordings.BUYS.search(text):
        # Who looks for a firm that does something sells nothing, and asks for that firm.
        return "show_interest", max(chance, CLEAR)
    orders = wordings.ORDERS.search(text) and not wordings.OFFERS.search(text)
    if name == "pitch_service" and orders:
        return "show_interest", max(chance, CLEAR)  # "we need a boiler for our hall"
    if name == "seek_job" and wordings.STAFF_NEED.search(text):
        return "show_interest", max(chance, CLEAR)  # "two staff need training"
    if family and together >= chance:
        name, chance = family[0][0], together
        rest = [c for n, c in ranking if n not in QUESTIONS]
    elif family and name == "ask_bot" and chance < GRAVE and together > chance / 2:
        name, rest = family[0][0], []  # "do you have a podcast?": of the company, not of a bot
    else:
        rest = [c for n, c in ranking if n != name]
    if chance < LEAST or (rest and chance - max(rest) < MARGIN and chance < CLEAR):
        return _wish(ranking) or (FALLBACK, chance)
    told = name == "get_support" and wordings.PROBLEM.search(text)
    if name == "get_support" and not told and wordings.RATHER.fullmatch(text):
        return FALLBACK, chance  # "hired not bought" reports nothing
    if chance < LEAST_OF.get(name, 0.0) and not told:
        return FALLBACK, chance
    if name == "seek_job" and (wordings.NO_JOB.search(text) or wordings.HIRE.fullmatch(text)):
        return FALLBACK, chance
    if name == "request_demo" and not NEEDS[name].search(text) and wordings.AFTER.search(text):
        return "show_interest", chance  # "we need a marquee for a launch"
    if name in NEEDS and not NEEDS[name].search(without_facts(text, details)):
        return FALLBACK, chance
    return name, chance


def _goes_on(text: str, intent: str, details: Sequence[Detail]) -> bool:
    """Whether who seeks a job or sells something goes on about it: what they tell of themselves
    makes no lead. A plain wish to buy something does."""
    reachable = any(detail.field in {"email", "phone"} for detail in details)
    if intent not in GOES_ON and not (reachable and intent not in ARRANGED):
        return False
    return wordings.ORDERS.search(text) is None


def _wish(ranking: Ranking) -> tuple[str, float] | None:
    """What a message wishes of a person that might be one of several wishes: "who can I speak to
    about buying it?"; the likeliest that somebody arranges."""
    wishes = [(name, chance) for name, chance in ranking if name in BUYING | ARRANGED]
    together = sum(chance for _, chance in wishes)
    if together < GRAVE or ranking[0] not in wishes:
        return None
    return next((name for name, _ in wishes if name in ARRANGED), wishes[0][0]), together


def goes_back(text: str) -> bool:
    """Whether a visitor wants the question before this one: "go back", "previous question"."""
    return wordings.BACK.match(text.strip()) is not None
