"""Everything that is neither a question about the content nor qualification."""

from __future__ import annotations

from bot.dialogue import answering
from bot.dialogue.turn import Turn
from bot.leads import consent

_MARKS = {"get_support": "support", "seek_job": "job", "pitch_service": "pitch"}
_PLAIN = {
    "greet",
    "goodbye",
    "thanks",
    "affirm",
    "deny",
    "smalltalk",
    "ask_bot",
    "abuse",
    "other_language",
    "skip",
}


def chat(turn: Turn) -> None:
    """Small talk, thanks, yes and no to nothing in particular, and the like."""
    intent = turn.heard.intent
    asking = turn.progress.open is not None
    if turn.progress.open is not None and turn.progress.open.kind == "offer":
        asking = False
        turn.progress.open = None
        if intent in {"deny", "refuse", "stop"}:
            turn.progress.declined = True  # no to an offer: it is not made again
    if intent == "abuse":
        turn.conversation.mark = turn.conversation.mark or "abuse"
    if intent == "repeat" and asking:
        return  # the form puts its question again
    if intent == "repeat":
        turn.say(turn.heard.last_said or turn.text("repeat_nothing"))
    elif intent in _PLAIN:
        turn.say(turn.text(intent))
    elif intent == "ask_why":
        turn.say(turn.text("why_nothing"))
    elif intent in {"stop", "refuse"}:
        turn.say(turn.text("deny"))
    else:
        turn.say(turn.text("unreadable"))


def turn_away(turn: Turn) -> None:
    """Customers with a problem, job seekers, sellers: politely elsewhere, marked, never a lead."""
    contact = turn.services.knowledge.company.contact
    intent = turn.heard.intent
    turn.conversation.mark = _MARKS[intent]
    turn.progress.open = None
    if intent == "pitch_service":
        turn.say(turn.text("pitch"))
        return
    keys = {
        "get_support": ("support_url", "support_email", "phone"),
        "seek_job": ("careers_url", "email"),
    }[intent]
    ways = [str(contact[key]) for key in keys if contact.get(key)]
    listed = " or ".join(ways) or turn.services.knowledge.company.website
    turn.say(turn.text("support" if intent == "get_support" else "job", ways=listed))


def privacy(turn: Turn) -> None:
    """Who sees what the visitor tells; where the content says more ("where is data stored?"), that
    is the answer."""
    if not answering.answer_if_known(turn, turn.heard.text):
        turn.say(turn.text("privacy", privacy_url=turn.services.knowledge.company.privacy_url))


def withdraw(turn: Turn) -> None:
    """Consent withdrawn, deletion asked for: nobody uses the details from now on."""
    turn.progress.open = None
    turn.progress.declined = True
    lead = turn.lead
    if lead is None:
        turn.say(turn.text("nothing_kept", privacy_url=turn.services.knowledge.company.privacy_url))
        return
    turn.progress.consent = False
    turn.conversation.mark = "delete_requested"
    consent.withdraw(turn.session, turn.conversation, now=turn.at)
    turn.say(turn.text("withdrawn"))


def start_over(turn: Turn) -> None:
    """The qualification begins anew; what was told before stays with the lead."""
    turn.progress.open = None
    turn.progress.asked.clear()
    turn.progress.failed.clear()
    turn.progress.changing = None
    turn.progress.confirmed = False
    turn.progress.lead_in = ""
    turn.say(turn.text("start_over"))
