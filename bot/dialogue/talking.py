"""Everything that is neither a question about the content nor qualification."""

from __future__ import annotations

import re

import sqlalchemy as sa

from bot.dialogue import answering, starting, telling, withdrawing
from bot.dialogue.asking import listed
from bot.dialogue.turn import Turn, button
from bot.leads import wordings
from bot.leads.details.clauses import question_in
from bot.leads.qualification import CONTACT_FIELDS, LOOSE, REACHABLE_BY, Open
from bot.leads.signs import asks_for
from bot.storage.tables import LeadDetail

_MARKS = {"get_support": "support", "seek_job": "job", "pitch_service": "pitch"}
_ELSEWHERE = {
    "get_support": ("support_url", "support_email", "phone"),
    "seek_job": ("careers_url", "email"),
    "pitch_service": (),
}
_GOES_ON = {"nlu_fallback", "inform", "correct", "out_of_scope", "compare", "ask_question"}
_PLAIN = {
    "greet",
    "goodbye",
    "thanks",
    "affirm",
    "deny",
    "smalltalk",
    "wait",
    "ask_bot",
    "abuse",
    "other_language",
    "skip",
}
_HEARD_OUT = {"greet", "thanks", "smalltalk"}
_ASKS_BACK = re.compile(
    r"\bhow(?:['’]?s| is| are|['’]?re| r| was| do| have)\b.*\b(?:you|u|ya|it|things|life|day"
    r"|week\w*|morning|evening|everything|going)\b|\b(?:and|about|with) (?:you|u|yourself)\b"
    r"|\bwhat['’]?s (?:up|new|going on|happening)\b|\bwhats?up\b|\bsup\b"
    r"|^\W*(?:are|do|did|have|had) (?:you|u|ya)\b(?! (?:see|seen|watch|catch|hear)\b)"
    r"|\b(?:you|u|ya) (?:ok(?:ay)?|alright|all right|well|good|doing|having)\b",
    re.IGNORECASE,
)
# What an answer to who sees what somebody tells speaks of, and "who sees my stock?" does not.
_OF_DATA = re.compile(
    r"\b(?:data|personal|privacy|private|confidential\w*|consent|details|gdpr)\b", re.IGNORECASE
)
_OURS = re.compile(r"\b(?:our|my)\b", re.IGNORECASE)
_LONG = 6  # words
# What is written in this chat.
_HERE = re.compile(
    r"\b(?:what|everything|anything|all) (?:i|we)(?:['’]ve| have)? (?:\w+ )?(?:type|write|say|tell"
    r"|enter|typed|wrote|written|said|told|entered)\b|\bthis (?:chat|conversation)\b",
    re.IGNORECASE,
)
_ENDS = {"goodbye"}
_STILL_OFFERED = {"ask_why", "wait", "ask_bot", "repeat"}  # neither a yes to an offer nor a no
_ASIDES = {"greet", "thanks", "smalltalk", "wait", "ask_bot", "abuse", "other_language"}
# "What did I tell you so far?" asks for more than the last message.
_ABOUT_ME = re.compile(
    r"\b(?:i|we)(?:['’]ve| have)?\b.*\b(?:tell|told|say|said|give|gave|given|enter(?:ed)?)\b"
    r"|\b(?:about|on) me\b|\bso far\b|\b(?:my|our) (?:answers|details|data)\b",
    re.IGNORECASE,
)


def chat(turn: Turn) -> None:
    """Small talk, thanks, yes and no to nothing in particular, and the like."""
    intent = turn.heard.intent
    asking = turn.progress.open is not None and turn.progress.open.kind not in LOOSE
    offered = turn.progress.open is not None and turn.progress.open.kind == "offer"
    if offered and intent not in _STILL_OFFERED:
        turn.progress.open = None
        if intent in {"deny", "refuse", "stop"}:
            # No to an offer: it is not made again. No to going on from last time is no such no.
            turn.progress.declined = turn.progress.previous is None
            turn.progress.previous = None
    if intent in _ENDS and not asking:
        turn.progress.open = None
    if intent == "abuse":
        turn.conversation.mark = turn.conversation.mark or "abuse"
    if intent in _ENDS and asking:
        _leave(turn)
    elif asking:
        _aside(turn)
    elif intent == "repeat" and _ABOUT_ME.search(turn.heard.text):
        lines = listed(turn)
        turn.say(turn.text("told", lines=lines) if lines else turn.text("told_nothing"))
    elif intent == "repeat":
        turn.say(turn.heard.last_said or turn.text("repeat_nothing"))
    elif intent in _HEARD_OUT and (
        telling.take_told(turn)
        or (
            question_in(turn.heard.text)
            and not wordings.HAILS.search(turn.heard.text)
            and answering.answer_if_known(turn, turn.heard.text, True)
        )
    ):
        pass  # a story or a question that begins politely
    elif _asks_at_length(turn):
        answering.answer(turn, turn.heard.text)
    elif intent in _PLAIN:
        turn.say(turn.text(_worded(turn)))
    elif intent == "ask_why":
        turn.say(turn.text("why_nothing"), answering.offer_buttons(turn) if offered else ())
    elif intent in {"stop", "refuse"}:
        turn.say(turn.text("deny"))
    else:
        turn.say(turn.text("unreadable"))


def _leave(turn: Turn) -> None:
    """Goodbye in the middle: nothing stays open; what could be sent and was not is named."""
    progress = turn.progress
    unsent = progress.open is not None and progress.open.kind in {"confirm", "change"}
    if progress.consent and set(REACHABLE_BY).intersection(progress.details):
        progress.short = unsent = True  # a yes to that answers no more than has to be known
    progress.open = Open("offer") if unsent else None
    progress.lead_in = ""
    turn.say(turn.text("goodbye_unsent" if unsent else "goodbye"))


def _aside(turn: Turn) -> None:
    """A few words in front of the open question, none of which may be a question itself."""
    intent, opened = turn.heard.intent, turn.progress.open
    if intent == "repeat":
        if _ABOUT_ME.search(turn.heard.text) and opened is not None and opened.kind != "confirm":
            lines = listed(turn)
            turn.lead_in(
                turn.text("told", lines=lines) + "\n\n" if lines else turn.text("told_nothing")
            )
    elif intent == "smalltalk" and wordings.CHATTER.match(turn.heard.text.strip()):
        pass  # "I see" says nothing to which something could be said
    elif intent in _ASIDES:
        turn.lead_in(turn.text(f"{_worded(turn)}_aside"))


def _asks_at_length(turn: Turn) -> bool:
    """Whether what resembles small talk tells something of one's own and asks about it: "our taps
    drip at night, is that normal"."""
    text = turn.heard.text
    own = turn.heard.intent == "smalltalk" and _OURS.search(text) and not _ASKS_BACK.search(text)
    return bool(own) and question_in(text) is not None and len(text.split()) >= _LONG


def _worded(turn: Turn) -> str:
    """The key of what is said to the message: who tells something has not asked how one is."""
    intent = turn.heard.intent
    told = intent == "smalltalk" and not _ASKS_BACK.search(turn.heard.text)
    return "smalltalk_told" if told else intent


def turn_away(turn: Turn) -> None:
    """Customers with a problem, job seekers, sellers: politely elsewhere, marked, never a lead; but
    where the playbook has people for who needs help, a problem may be passed on to them."""
    intent = turn.heard.intent
    again = turn.conversation.mark == _MARKS[intent]
    turn.conversation.mark = _MARKS[intent]
    turn.progress.open = None
    if again and intent == "get_support":
        _support_again(turn)
        return
    if intent == "get_support" and turn.heard.pressed is None:
        answering.answer_if_sure(turn)  # what to try first
    key = f"{_MARKS[intent]}_again" if again else _MARKS[intent]
    turn.say(turn.text(key, ways=_ways(turn, intent)))
    if intent == "seek_job":
        turn.progress.open = Open("job")
    elif intent == "pitch_service":
        turn.progress.open = Open("pitch")
    elif starting.of_support(turn) is not None and not turn.progress.handed_over:
        turn.progress.open = Open("offer")
        turn.say(turn.text("support_offer"), answering.offer_buttons(turn))


def turned_away_again(turn: Turn) -> bool:
    """Who was sent elsewhere and goes on about the same is told so again; False for anything else,
    and for whoever has asked for something since."""
    mark, text = turn.conversation.mark, turn.heard.text
    if turn.progress.reason is not None or turn.heard.pressed is not None:
        return False
    told = {str(each.get("entity")) for each in turn.heard.entities}
    if mark == "pitch" and (told.intersection(REACHABLE_BY) or wordings.WHO_DECIDES.search(text)):
        turn.say(turn.text("pitch_again"))
        return True
    if mark == "job" and wordings.JOB_TALK.search(text):
        turn.say(turn.text("job_again", ways=_ways(turn, "seek_job")))
        return True
    if mark == "support" and turn.heard.intent in _GOES_ON and not asks_for(text):
        _support_again(turn)
        return True
    return False


def _support_again(turn: Turn) -> None:
    turn.progress.open = Open("offer")
    turn.say(
        turn.text("support_again", ways=_ways(turn, "get_support")),
        [
            (turn.text("talk_to_person"), "/request_human"),
            (turn.text("offer_no"), button("deny", "offer", "no")),
        ],
    )


def _ways(turn: Turn, intent: str) -> str:
    """How whoever is sent elsewhere gets on, as words."""
    contact = turn.services.knowledge.company.contact
    ways = [str(contact[key]) for key in _ELSEWHERE[intent] if contact.get(key)]
    return " or ".join(ways) or str(turn.services.knowledge.company.website)


def privacy(turn: Turn, question: str | None = None) -> None:
    """Who sees what the visitor tells; where the content says more ("where is data stored?"), that
    is the answer. `question` is what a longer message asks."""
    asked = question or turn.heard.text
    # Not "what's your number?", nor what the content lists in so many words.
    own = wordings.PRIVACY.search(asked) and not turn.services.knowledge.lists(asked)
    here = _HERE.search(asked)  # what customers keep with the company is another matter
    if here or not answering.answer_if_sure(turn, question, about=_OF_DATA if own else None):
        turn.say(turn.text("privacy", privacy_url=turn.services.knowledge.company.privacy_url))


def withdraw(turn: Turn) -> None:
    """Consent withdrawn, deletion asked for: nobody uses the details from now on."""
    turn.progress.open = None
    turn.progress.declined = True
    lead = turn.lead
    if lead is None:
        turn.progress.start_over()
        turn.say(turn.text("nothing_kept", privacy_url=turn.services.knowledge.company.privacy_url))
        return
    withdrawing.withdraw(
        turn.session,
        turn.conversation,
        turn.progress,
        turn.services.desk.destinations,
        turn.at,
    )
    turn.say(turn.text("withdrawn"))


def start_over(turn: Turn) -> None:
    """The qualification begins anew: what was told is forgotten, but for how to reach the visitor,
    which consent may have been given for."""
    progress = turn.progress
    asking = progress.open is not None and progress.open.kind not in LOOSE
    progress.start_over()
    lead = turn.lead
    if lead is not None and not progress.handed_over:
        turn.session.execute(
            sa.delete(LeadDetail).where(
                LeadDetail.lead_id == lead.id, LeadDetail.field.not_in(CONTACT_FIELDS)
            )
        )
    if asking:
        turn.lead_in(turn.text("start_over_aside"))
    else:
        turn.say(turn.text("start_over"))
