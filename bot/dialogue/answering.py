"""Answers to visitors' questions, and the offer of a next step that follows them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import asdict, replace

from bot.delivery import outbox
from bot.dialogue.opening import opens_next
from bot.dialogue.turn import Turn, button, topic_button
from bot.knowledge import Answer
from bot.leads.details.choices import is_choice
from bot.leads.details.clauses import question_in, questions_in, states, without_preamble
from bot.leads.details.names import is_everyday
from bot.leads.details.timelines import find_timeline
from bot.leads.intents import TURNED
from bot.leads.privacy.masking import masked
from bot.leads.qualification import EARLIER, LOOSE, Open
from bot.leads.wordings import CALL_OR_WRITE, LATER, NEXT, REACHES
from bot.storage.tables import UnansweredQuestion

_ENGAGED = {
    "answer": "asked_question",
    "price": "asked_price",
    "compare": "compared",
    "recommend": "asked_recommendation",
}
OFFERS_AT_MOST = 3
NEXT_AT_MOST = 2
_NO_QUESTION = {"nlu_fallback", "inform", "correct", "out_of_scope"}
# Who speaks of themselves asks nothing: "I take blood thinners"; nor does a bare number.
_SAYS = re.compile(r"\b(?:i|i['’]?m|im|my|me|we|our|us|she|he|they)\b|^\W*\d+\W*$", re.IGNORECASE)
_AND = re.compile(r",?\s+and\s+(?=(?:can|could|would|will|may|please)\b)", re.IGNORECASE)
# Asks for somebody, or to do something, which is arranged instead of answered.
_WISH = re.compile(
    r"\b(?:call|ring|phone|contact|e-?mail|write|talk|speak|book|arrange|send|visit|demo|quote"
    r"|offer"
    r"|someone|somebody|person|human|try|see|arranged|set (?:that|this|it|one) up|next steps?"
    r"|get started|go ahead|proceed)\b",
    re.IGNORECASE,
)
# Asks to be served, after something was told: "can you help?", "where do I even start?"
_ASKS_NOTHING = re.compile(
    r"\W*(?:(?:(?:can|could|would|will) (?:you|u|anyone|anybody|someone)|(?:you|u) (?:can|could)) "
    r"(?:guys |please |maybe )*help(?: me| us)?(?: out)?(?: with (?:this|that|it|all that))?"
    r"|where (?:do|should|would|can) (?:i|we) (?:even |best )?(?:start|begin)"
    r"|what (?:should|can|do) (?:i|we) do)\W*(?:(?:lol|haha|please|pls|thanks|then|now|here)\W*)*$",
    re.IGNORECASE,
)
# Asks whether something can be had that is arranged with a person.
_ARRANGED = re.compile(
    r"\b(?:can|could|may|would|how do|where do) (?:i|we|you|someone|somebody)\b.*\b(?:book|come"
    r"|visit|try|see|view|tour|demo|test drive|meet|meeting|arrange|appointment|reserve|show)\b",
    re.IGNORECASE,
)
# Asks what others answer.
_USUAL = re.compile(
    r"\b(?:what(?:['’]?s| is)|is (?:that|this|it)) (?:the )?"
    r"(?:normal|usual|typical|average|common|standard)(?: one)?\W*$",
    re.IGNORECASE,
)
_BRIEF = 8  # words
_THING = re.compile(r"\W*([^\W\d_]{4,})\s*\?+\W*")
_ASKED = {*_NO_QUESTION, "ask_question", "ask_price"}
_ASIDE = 3  # words of a question beside a yes
_SURE = 0.8  # confidence at which words that are no question are taken for one
_PLAINLY = 0.9  # … and those that state something: "we have hard water"
_SENTENCE = re.compile(
    r"(?<=[.!;])\s+(?:(?:also|and|but|oh)\b[\s,]*)?|\s+[-–]\s+|,\s+(?:and|also|but)\b[\s,]*"
)


def answer(turn: Turn, question: str, offering: bool = True) -> None:
    """Answer from the content, or say that it does not know, note that, and offer a person.

    `offering`: whether the offer of a next step may follow.
    """
    if NEXT.search(question) and _say_what_is_next(turn):
        return
    question = without_preamble(question)
    found = _ask(turn, _of_what_is_asked(turn, question))
    if found.kind == "unknown" and REACHES.search(question) and (ways := contact_ways(turn)):
        turn.say(ways)  # which needs no page that says so
    elif found.kind == "unknown":
        _say_unknown(turn, found, offering)
    else:
        _say(turn, found, offering)


def _of_what_is_asked(turn: Turn, question: str) -> str:
    """The question with what the open one asks for, where it is about that: "what's normal?"."""
    opened = turn.progress.open
    each = turn.field(opened.field) if opened is not None and opened.kind == "field" else None
    if each is None or len(question.split()) > _BRIEF or not _USUAL.search(question):
        return question
    return f"{question.rstrip(' ?')} {each.label}?"


def _say_what_is_next(turn: Turn) -> bool:
    """What becomes of what is told here, which no page says; False where nothing is on its way."""
    progress, lead = turn.progress, turn.lead
    company = turn.services.knowledge.company
    opens = opens_next(company.opening_hours, company.timezone, turn.at)
    closed = "" if opens is None else turn.text("opens", opens=opens)
    if progress.handed_over and lead is not None:
        rep = lead.owner.name if lead.owner is not None else turn.text("our_team")
        turn.say(f"{turn.text('next_for_rep', rep=rep)} {closed}".strip())
        return True
    if progress.open is None or progress.open.kind in LOOSE:
        return False
    turn.say(f"{turn.text('next_for_visitor')} {closed}".strip())
    return True


def answer_if_known(turn: Turn, question: str, offering: bool = False) -> bool:
    """Answer from the content if it can; False, and nothing said or noted, if it cannot."""
    found = _ask(turn, question)
    if found.kind == "unknown":
        return False
    _say(turn, found, offering)
    return True


def hear_out(turn: Turn) -> None:
    """Answer what states something where the content surely speaks of just that, else thank for
    it and offer a person, but for who wants none."""
    if answer_if_sure(turn, offering=True):
        return
    progress = turn.progress
    if progress.declined or progress.handed_over:
        turn.say(turn.text("heard_out"))
        return
    progress.open = Open("offer")
    progress.offers += 1
    turn.say(turn.text("heard_offering"), offer_buttons(turn))


def answer_if_sure(
    turn: Turn,
    question: str | None = None,
    offering: bool = False,
    about: re.Pattern[str] | None = None,
) -> bool:
    """Answer what may be no question to the content, if that answers it surely: `question`, else
    the whole message. What is answered has to have words of `about`."""
    asked = question or turn.heard.text
    found = _ask(turn, asked)
    if found.kind == "unknown" or found.confidence < (_PLAINLY if states(asked) else _SURE):
        return False
    if about is not None and not about.search(found.text):
        return False
    _say(turn, found, offering)
    return True


def aside_in(turn: Turn) -> str | None:
    """What the message asks besides answering: by its form, or as the content lists it."""
    listed = [part for part, is_listed in _sentences(turn) if is_listed]
    asked = question_in(turn.heard.text)
    if asked and (CALL_OR_WRITE.search(asked) or LATER.search(asked)) and not NEXT.search(asked):
        asked = None  # "can you call me on 07400 123456?", "can I give it later?"
    return asked or " ".join(listed) or _thing_asked(turn)


def _thing_asked(turn: Turn) -> str | None:
    """A question of one word that tells nothing and is no "what?": "crypto?"."""
    word = _THING.fullmatch(turn.heard.text)
    told = turn.heard.entities or turn.heard.intent not in _ASKED
    return turn.heard.text if word and not told and not is_everyday(word[1].lower()) else None


def question_beside(turn: Turn) -> str | None:
    """What a wish to be contacted asks besides: "yes please, how long does it take?"; a wish that
    the content lists as a question is one ("Can I try the van for a day?")."""
    if turn.services.knowledge.lists(turn.heard.text) and question_in(turn.heard.text):
        return turn.heard.text
    asked = [
        part
        for clause in questions_in(turn.heard.text)
        for part in _AND.split(clause)
        if not (_WISH.search(part) or _ASKS_NOTHING.match(part))
    ]
    # A wish in the form of a question ("could we see it?") is no question by itself.
    alone = len(asked) == 1 and asked[0].strip() == turn.heard.text.strip()
    if (alone and turn.heard.intent != "affirm") or len(" ".join(asked).split()) < _ASIDE:
        return None  # nor is "why not?"
    return " ".join(f"{part.strip(' ?.')}?" for part in asked)


def without_listed(turn: Turn) -> str:
    """The message without the sentences that the content lists as questions: "Acme. 2fa"."""
    parts = _sentences(turn)
    if not any(is_listed for _, is_listed in parts):
        return turn.heard.text
    return " ".join(part for part, is_listed in parts if not is_listed).rstrip(" .;")


def _sentences(turn: Turn) -> list[tuple[str, bool]]:
    return [
        (part, turn.services.knowledge.lists(part))
        for part in _SENTENCE.split(turn.heard.text)
        if part
    ]


def answer_or_decline(turn: Turn, offering: bool = True) -> None:
    """A message that looks out of scope: answered if the content can, else politely declined."""
    if answer_if_known(turn, turn.heard.text, offering):
        return
    if offering:
        turn.say(turn.text("out_of_scope"))
    else:
        turn.lead_in(turn.text("out_of_scope_aside"))


def _ask(turn: Turn, question: str) -> Answer:
    found = turn.services.knowledge.ask(
        question, turn.heard.history, today=turn.today, region=_region(turn)
    )
    if found.held_back:
        turn.services.held_back += 1
    return found


def _say(turn: Turn, found: Answer, offering: bool) -> None:
    turn.engaged(_ENGAGED[found.kind])
    turn.progress.answers += 1
    offers = offering and _offer_is_due(turn, found)
    asks_next = offering and not offers and turn.progress.open is None
    near = found.suggestions[:NEXT_AT_MOST] if asks_next else ()
    again = found.kind == "answer" and found.text == turn.progress.last_answer
    turn.progress.last_answer = found.text
    text = turn.text("answer_again", answer=found.text) if again else None
    _say_found(turn, found, text, buttons=[topic_button(text) for text in near])
    opened = turn.progress.open
    if offers:
        _offer(turn)
    elif opened is not None and opened.kind == "offer":
        turn.progress.open = replace(opened, suggestion=EARLIER)


def _region(turn: Turn) -> str | None:
    """Where prices are asked for: what the visitor said, else where the company is."""
    return turn.whereabouts or turn.services.knowledge.company.country


def _say_unknown(turn: Turn, found: Answer, offering: bool) -> None:
    question, known = found.question, turn.progress.details.get("name")
    turn.session.add(
        UnansweredQuestion(
            conversation_id=turn.conversation.id,
            message_id=turn.heard.message_id,
            question=question[:2000],
            revision=found.revision,
            at=turn.at,
        )
    )
    outbox.enqueue(
        turn.session,
        "question.unanswered",
        {
            # Nobody has agreed to be known here.
            "question": masked(question[:2000], known.shown if known else ""),
            "conversation_id": turn.conversation.id,
            "page_url": turn.conversation.page_url,
            "revision": found.revision,
        },
        outbox.destinations(turn.services.settings),
        now=turn.at,
    )
    if not offering or turn.progress.handed_over:
        _say_found(turn, found)
        return
    turn.progress.open = Open("offer")
    asks = turn.heard.intent not in _NO_QUESTION or question_in(question) or "?" in question
    plain = _SAYS.search(question) or turn.heard.entities or find_timeline(question, turn.today, "")
    passes_on = [
        (turn.text("talk_to_person"), "/request_human"),
        (turn.text("offer_no"), button("deny", "offer", "no")),
    ]
    if plain and not asks:
        turn.say(turn.text("unclear"), passes_on, kind="unknown", revision=found.revision)
        return
    near = found.suggestions[:NEXT_AT_MOST]
    quotes = found.sources and "\n" in found.text
    key = "unknown_nearest" if quotes else "unknown_near" if near else "unknown"
    _say_found(
        turn,
        found,
        turn.text(key, answer=found.text),
        [*map(topic_button, near), *passes_on],
    )


def _say_found(
    turn: Turn,
    found: Answer,
    text: str | None = None,
    buttons: Sequence[tuple[str, str]] = (),
) -> None:
    """What was found, in other words if `text` has them, with what it rests on."""
    turn.say(
        found.text if text is None else text,
        buttons,
        sources=[source.as_dict() for source in found.sources],
        evidence=[asdict(source) for source in found.evidence],
        kind=found.kind,
        revision=found.revision,
    )


def _offer_is_due(turn: Turn, found: Answer) -> bool:
    """After so many answers, one on prices, or one on what is arranged with a person; never after
    a no, nor when it is with a rep."""
    progress = turn.progress
    if progress.open is not None and progress.open.kind in TURNED:
        return False
    if progress.declined or progress.handed_over or progress.offers >= OFFERS_AT_MOST:
        return False
    if progress.reason is None and turn.conversation.mark in {"job", "pitch"}:
        return False  # to whom nothing is sold
    after = turn.services.playbook.qualification.offer_after
    if _ARRANGED.search(found.question) or _names_a_wish(turn, found.question):
        return True
    return progress.answers >= after or (found.kind == "price" and progress.offers == 0)


def _names_a_wish(turn: Turn, said: str) -> bool:
    """Whether a message is nothing but a choice of what has to be known first: "alterations"."""
    fields = turn.services.playbook.qualification.fields
    first = next((each for each in fields if each.required and not each.when), None)
    return first is not None and first.type == "choice" and is_choice(said, first.choices)


def _offer(turn: Turn) -> None:
    progress = turn.progress
    wordings = turn.services.playbook.qualification.offer_texts
    text = wordings[progress.offers % len(wordings)]
    progress.offers += 1
    progress.answers = 0
    progress.open = Open("offer")
    turn.say(text, offer_buttons(turn))


def offer_buttons(turn: Turn) -> list[tuple[str, str]]:
    """Yes and no to being contacted."""
    return [
        (turn.text("offer_yes"), button("affirm", "offer", "yes")),
        (turn.text("offer_no"), button("deny", "offer", "no")),
    ]


def contact_ways(turn: Turn) -> str:
    """How the visitor can reach the company, as one sentence; empty if it says nowhere."""
    contact = turn.services.knowledge.company.contact
    ways = [str(contact[key]) for key in ("phone", "email") if contact.get(key)]
    return turn.text("unreachable_contact", ways=" or ".join(ways)) if ways else ""
