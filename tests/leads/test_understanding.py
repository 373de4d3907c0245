"""The intent with the open question in view."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from bot.leads.details.details import Detail
from bot.leads.signs import foreign_script
from bot.leads.understanding import settle


def asked(kind: str, name: str = "asked") -> dict[str, Any]:
    return {"kind": "field", "field": {"name": name, "type": kind}}


def found(name: str, confidence: float = 0.9) -> Detail:
    return Detail(name, "value", "text", 0, 4, confidence)


CONSENT = {"kind": "consent", "field": None}
CONFIRM = {"kind": "confirm", "field": None}
OFFER = {"kind": "offer", "field": None}


@pytest.mark.parametrize(
    ("text", "ranking", "details", "question", "expected"),
    [
        # an answer by its form, whatever the classifier takes it for
        ("40", [("skip", 0.6)], [found("asked")], asked("number"), "inform"),
        ("sales", [("request_human", 0.9)], [found("asked")], asked("choice"), "inform"),
        ("jane doe", [("abuse", 0.5)], [found("asked")], asked("person"), "inform"),
        # what is meant whatever was asked
        ("stop", [("stop", 0.9)], [found("asked")], asked("company"), "stop"),
        ("stop now", [("stop", 0.9)], [found("asked")], asked("timeline"), "stop"),
        ("skip", [("skip", 0.9)], [], asked("email"), "skip"),
        ("why?", [("ask_why", 0.9)], [], asked("phone"), "ask_why"),
        ("no calls please", [("refuse", 0.8)], [], asked("phone"), "refuse"),
        ("I'd sooner you emailed", [("request_callback", 0.9)], [], asked("phone"), "refuse"),
        ("no phone", [("skip", 0.9)], [], asked("phone"), "refuse"),
        ("I'd sooner you emailed", [("request_callback", 0.9)], [], CONSENT, "inform"),
        ("yes but no calls", [("refuse", 0.9)], [], CONSENT, "affirm"),
        ("no mate just ring me", [("request_callback", 0.9)], [], asked("email"), "refuse"),
        ("just ring me", [("request_callback", 0.9)], [], CONSENT, "request_callback"),
        ("can I give it later", [("ask_question", 0.9)], [], asked("phone"), "skip"),
        ("I'll tell you on the phone", [("inform", 0.9)], [], asked("money"), "skip"),
        ("my wife decides", [("ask_question", 0.9)], [], asked("money"), "skip"),
        ("depends what you recommend", [("ask_question", 0.9)], [], asked("choice"), "skip"),
        # a time is one, though its words resemble a wish to pass over
        ("nxt mnth", [("skip", 0.7)], [Detail("asked", {"days": 31}, "nxt mnth", 0, 8, 0.9)],
         asked("timeline"), "inform"),
        # a call, a quote or a visit that is spoken of, and not wanted
        ("I don't need a demo yet, stop asking", [("request_demo", 0.8)], [], OFFER, "deny"),
        ("we'll ring you when we're ready", [("request_callback", 0.9)], [], OFFER, "deny"),
        ("we'll ring you when we're ready", [("request_callback", 0.9)], [], None, "wait"),
        ("I'll email you the plans, please call me", [("request_callback", 0.9)], [], None,
         "request_callback"),
        ("I don't want a demo, just a quote", [("request_quote", 0.9)], [], OFFER,
         "request_quote"),
        ("the gate is not locked, we'll be there", [("request_callback", 0.7)], [], OFFER,
         "nlu_fallback"),
        ("Tony", [("request_human", 0.6)], [], asked("choice"), "nlu_fallback"),
        ("not hiring anything", [("seek_job", 0.95)], [], asked("choice"), "nlu_fallback"),
        # thanks for an answer, long after an offer
        ("ok thx", [("thanks", 0.96)], [], {**OFFER, "earlier": True}, "thanks"),
        ("ok thx", [("thanks", 0.96)], [], OFFER, "affirm"),
        # a figure is told, whatever it resembles
        ("The stay is 14 nights", [("ask_question", 0.8)], [], OFFER, "nlu_fallback"),
        ("we'd be 14, what does it cost", [("ask_price", 0.8)], [], OFFER, "ask_price"),
        ("it's for a roofing job, 4 men", [("seek_job", 0.8)], [], None, "nlu_fallback"),
        ("I'd like to apply for the driving job", [("seek_job", 0.9)], [], None, "seek_job"),
        ("hire", [("seek_job", 0.9)], [], None, "nlu_fallback"),
        ("let's look at hiring then", [("seek_job", 0.9)], [], None, "nlu_fallback"),
        ("can I book ten minutes with your buyer", [("request_demo", 0.8)], [], None,
         "pitch_service"),
        ("we need a boat for a launch", [("request_demo", 0.6)], [], None, "show_interest"),
        ("no mooring there, that's why", [("ask_why", 0.6)], [], asked("choice"),
         "nlu_fallback"),
        ("I want a person to ring me, no robot", [("ask_bot", 0.7)], [], asked("place"),
         "request_human"),
        ("just send someone", [("ask_privacy", 0.6)], [], OFFER, "request_human"),
        ("ring me on that", [("request_callback", 0.9)], [found("phone")], CONSENT, "affirm"),
        ("happy for you to use my email, that's why I gave it", [("ask_privacy", 0.4)], [],
         CONSENT, "affirm"),
        # what others answer is no question that was put before
        ("dunno what's normal?", [("repeat", 0.8)], [], asked("money"), "nlu_fallback"),
        ("say that again?", [("repeat", 0.8)], [], asked("money"), "repeat"),
        ("a human please", [("request_human", 0.9)], [], asked("money"), "request_human"),
        # kept back: no no to what was asked, though it begins like one
        ("I'm not going to share that", [("refuse", 0.4)], [found("asked")], asked("yes_no"),
         "refuse"),
        ("I'd rather not", [("refuse", 0.4)], [found("asked")], asked("yes_no"), "refuse"),
        # wants nothing yet; a call, whatever it is to be about
        ("just looking thanks", [("inform", 0.7)], [], None, "wait"),
        ("im just browsing for now", [("inform", 0.7)], [], OFFER, "deny"),
        ("i'm just looking for a price", [("ask_price", 0.9)], [], None, "ask_price"),
        ("can someone call me about pricing", [("ask_price", 0.9)], [], None, "request_callback"),
        ("could you ring us", [("ask_price", 0.9)], [], OFFER, "request_callback"),
        ("i want to speak to someone about 12 vans", [("ask_question", 0.9)], [], None,
         "request_human"),
        ("can we talk to your sales team first", [("ask_question", 0.9)], [], OFFER,
         "request_human"),
        ("can i talk to someone else's neighbour", [("ask_question", 0.9)], [], None,
         "ask_question"),
        ("can you call me a taxi", [("ask_question", 0.9)], [], None, "ask_question"),
        ("would you call me if it is late", [("ask_question", 0.9)], [], None, "ask_question"),
        # a question instead of an answer
        ("does it do sso?", [("ask_question", 0.9)], [], asked("number"), "ask_question"),
        ("what does it cost", [("ask_price", 0.9)], [], asked("text"), "ask_price"),
        # free text
        ("school runs. do you take crypto?", [("ask_question", 0.9)], [], asked("text"), "inform"),
        ("better reports", [("ask_question", 0.6)], [], asked("text"), "inform"),
        ("someone for invoices", [("request_human", 0.7)], [], asked("text"), "inform"),
        ("dunno", [("skip", 0.7)], [], asked("text"), "skip"),
        ("lol ok", [("affirm", 0.4)], [], asked("text"), "nlu_fallback"),
        # a pause is no answer, unless something follows it
        ("hang on, my colleague wants something", [("inform", 0.4)], [found("asked")],
         asked("text"), "wait"),
        ("sorry, the doorbell rang, I'm back in a minute", [("inform", 0.4)], [], asked("text"),
         "wait"),
        ("sorry, somebody just came in", [("inform", 0.4)], [found("asked")], asked("company"),
         "wait"),
        ("hang on, it's Acme", [("inform", 0.4)], [found("asked")], asked("company"), "inform"),
        ("a minute's walk from work", [("inform", 0.4)], [], asked("text"), "inform"),
        ("haha nice one", [("smalltalk", 0.5)], [], asked("text"), "smalltalk"),
        ("nice cool rooms", [("smalltalk", 0.4)], [], asked("text"), "inform"),
        # what it is for is no question, even if the words resemble one
        ("it's for payroll actually", [("ask_question", 0.9)], [], asked("choice"), "correct"),
        ("it's mostly for payroll", [("ask_question", 0.9)], [], asked("choice"), "inform"),
        ("is it for payroll", [("ask_question", 0.9)], [], asked("choice"), "ask_question"),
        # how long somebody is busy is no answer, unless a span was asked for
        ("10 minutes", [("inform", 0.9)], [], OFFER, "wait"),
        ("give me 5 mins", [("affirm", 0.9)], [], CONSENT, "wait"),
        ("10 minutes", [("inform", 0.9)], [found("asked")], asked("number"), "wait"),
        ("10 minutes", [("inform", 0.9)], [], asked("text"), "inform"),
        ("10 minutes", [("ask_price", 0.9)], [], None, "ask_price"),
        # languages: spoken by somebody there, or here
        ("do you have somebody who speaks Polish?", [("greet", 0.9)], [], None, "ask_question"),
        ("are there German-speaking guides?", [("greet", 0.9)], [], None, "ask_question"),
        ("can you help me in Welsh?", [("ask_question", 0.9)], [], None, "other_language"),
        ("can I talk to someone in sales?", [("request_human", 0.9)], [], None, "request_human"),
        ("do you speak English?", [("ask_question", 0.9)], [], None, "ask_question"),
        # somebody is sent elsewhere by a clear vote alone
        ("frozen", [("get_support", 0.35)], [], None, "nlu_fallback"),
        ("we ran out of space", [("get_support", 0.55)], [], None, "nlu_fallback"),
        ("your man never showed up", [("get_support", 0.55)], [], None, "get_support"),
        ("it arrived broken", [("get_support", 0.55)], [], None, "get_support"),
        ("killybegs", [("abuse", 0.91)], [], asked("place"), "nlu_fallback"),
        ("Dolan Legal", [("other_language", 0.75)], [], asked("choice"), "nlu_fallback"),
        ("Orla. Orla Murphy", [("other_language", 0.9)], [], asked("choice"), "inform"),
        ("english then. I want an offer", [("other_language", 0.9)], [], None, "nlu_fallback"),
        ("no duty", [("stop", 0.56)], [], asked("text"), "inform"),
        # to be called, or to call
        ("do you have a number I can ring?", [("request_callback", 0.9)], [], CONSENT,
         "ask_question"),
        ("wait, yes you can contact me", [("request_callback", 0.6)], [], CONSENT, "affirm"),
        ("can you contact me?", [("request_callback", 0.9)], [], CONSENT, "request_callback"),
        ("that's all grand yes", [("goodbye", 0.7)], [], CONSENT, "affirm"),
        ("please delete my data", [("delete_my_data", 0.9)], [], asked("yes_no"),
         "delete_my_data"),
        ("Ada Lark - how are my details deleted?", [("delete_my_data", 0.9)], [found("asked")],
         asked("person"), "inform"),
        ("Ada Lark - can you delete my details?", [("delete_my_data", 0.9)], [found("asked")],
         asked("person"), "delete_my_data"),
        # of what was read back
        ("No, change when to call", [("request_callback", 0.99)], [], CONFIRM, "correct"),
        ("on second thought send it", [("affirm", 0.3)], [], CONFIRM, "affirm"),
        ("hang on, do send it", [("affirm", 0.6)], [], CONFIRM, "affirm"),
        ("actually don't send it", [("affirm", 0.6)], [], CONFIRM, "deny"),
        ("yes that all looks right to me, off it goes", [("correct", 0.8)], [], CONFIRM, "affirm"),
        ("yes but the phone is an old one", [("affirm", 0.8)], [], CONFIRM, "correct"),
        ("yes apart from the number", [("affirm", 0.8)], [], CONFIRM, "correct"),
        ("yes, then delete all my data", [("delete_my_data", 0.9)], [], CONFIRM, "delete_my_data"),
        # a thumb sends it, but gives no consent
        ("👍", [], [], CONFIRM, "affirm"),
        ("👍🏽", [], [], OFFER, "affirm"),
        ("👎", [], [], CONFIRM, "deny"),
        ("👍", [], [], CONSENT, "nlu_fallback"),
        # of one detail, and of what becomes of all
        ("please delete the phone number", [("delete_my_data", 0.9)], [], CONFIRM, "correct"),
        ("please delete my details", [("delete_my_data", 0.9)], [], CONFIRM, "delete_my_data"),
        ("when will they call?", [("request_callback", 0.9)], [], CONFIRM, "ask_question"),
        ("what happens after that?", [("get_support", 0.9)], [], CONFIRM, "ask_question"),
        ("what happens next week?", [("wait", 0.9)], [], CONFIRM, "wait"),
        ("who will call me?", [("request_human", 0.9)], [], CONSENT, "ask_privacy"),
        ("bye", [("goodbye", 0.8)], [found("asked")], asked("company"), "goodbye"),
        ("ok thanks, bye bye", [("thanks", 0.8)], [], asked("text"), "goodbye"),
        ("Bye Brook Farm", [("goodbye", 0.4)], [found("asked")], asked("company"), "inform"),
        # a weak vote ends nothing
        ("too many lol", [("stop", 0.7)], [], asked("number"), "nlu_fallback"),
        ("that's enough", [("stop", 0.7)], [], asked("number"), "stop"),
        ("remote, all over", [("start_over", 0.7)], [], asked("place"), "correct"),
        ("that's what I'm here for", [("goodbye", 0.7)], [], CONSENT, "nlu_fallback"),
        ("depends on what it can do", [("ask_question", 0.5)], [], asked("money"), "skip"),
        ("as little as possible", [("inform", 0.5)], [], asked("money"), "skip"),
        # what leads in to a question is no answer
        ("actually, can I talk to somebody", [("request_human", 0.9)], [], asked("text"),
         "request_human"),
        ("peas, can I talk to somebody", [("request_human", 0.9)], [], asked("text"), "inform"),
        # something else told or put right
        ("no wait, 2", [("wait", 0.9)], [], asked("money"), "correct"),
        ("wait, the oven is beeping", [("wait", 0.95)], [], CONFIRM, "wait"),
        ("hang on, a pupil needs something", [("wait", 0.8)], [], CONFIRM, "wait"),
        ("wait, it's 4", [("wait", 0.95)], [], CONFIRM, "correct"),
        ("actually the rent is £900", [("ask_price", 0.9)], [], asked("company"), "correct"),
        ("the rent is £900?", [("ask_price", 0.9)], [], asked("company"), "ask_price"),
        ("looks good to me", [("affirm", 0.9)], [], CONFIRM, "affirm"),
        ("no, all correct", [("deny", 0.5)], [], CONFIRM, "affirm"),
        ("nothing to change, thanks", [("correct", 0.4)], [], CONFIRM, "affirm"),
        ("the details are right", [("correct", 0.6)], [], CONFIRM, "affirm"),
        ("everything but the rent is right", [("ask_price", 0.6)], [], CONFIRM, "correct"),
        ("all is right except the day", [("deny", 0.5)], [], CONFIRM, "correct"),
        ("that is not right", [("deny", 0.9)], [], CONFIRM, "correct"),
        ("a" * 40, [("inform", 0.9)], [], asked("choice"), "nlu_fallback"),
        # a name or a role, in words that resemble a question to a bot and a wish to be called
        ("this is Farah", [("ask_bot", 0.6)], [Detail("asked", "Farah", "Farah", 8, 13, 0.9)],
         asked("person"), "inform"),
        ("this is useless", [("abuse", 0.8)], [Detail("asked", "useless", "useless", 8, 15, 0.9)],
         asked("person"), "abuse"),
        ("my name is Noor and you can write to a@b.co", [("ask_bot", 0.7)], [found("asked")],
         asked("person"), "inform"),
        ("what is your name?", [("ask_bot", 0.7)], [found("asked")], asked("person"), "ask_bot"),
        ("they call me the boss", [("request_callback", 0.7)], [found("asked")], asked("text"),
         "inform"),
        # talk in another language is no name, but many a name is in one
        ("wo ist ihr laden", [("other_language", 0.9)],
         [Detail("asked", "Wo Ist Ihr Laden", "x", 0, 1, 0.9)], asked("company"),
         "other_language"),
        ("cuánto cuesta el alquiler", [("other_language", 0.9)],
         [Detail("asked", {"text": "Cuánto Cuesta El Alquiler"}, "x", 0, 1, 0.9)],
         asked("place"), "other_language"),
        ("je suis le boucher", [("other_language", 0.9)],
         [Detail("asked", "boucher", "boucher", 11, 18, 0.8)], asked("text"), "inform"),
        ("la casa del pan", [("other_language", 0.9)], [found("asked")], asked("company"),
         "inform"),
        ("DROP TABLE horses; --", [("get_support", 0.9)], [], asked("company"), "nlu_fallback"),
        ("do you keep ponnies?", [("smalltalk", 0.4)], [], None, "ask_question"),
        ("did you watch the final yesterday", [("ask_question", 0.4)], [], None, "smalltalk"),
        ("did you see my message", [("ask_question", 0.8)], [], None, "ask_question"),
        ("do you have a loylty card?", [("ask_bot", 0.9)], [], asked("email"), "ask_question"),
        ("do you have a name?", [("ask_bot", 0.9)], [], asked("email"), "ask_bot"),
        ("anyone there?", [("request_human", 0.8)], [], asked("company"), "greet"),
        ("is someone available?", [("request_human", 0.99)], [], None, "request_human"),
        ("how are you?", [("smalltalk", 0.9)], [], None, "smalltalk"),
        ("great, thanks", [("thanks", 0.9)], [], {"kind": "meeting", "field": None}, "thanks"),
        ("lovely, thans", [("smalltalk", 0.2)], [], {"kind": "meeting", "field": None}, "thanks"),
        ("thnaks", [("smalltalk", 0.3)], [], None, "thanks"),
        ("thannk you", [("abuse", 0.8)], [], None, "thanks"),
        ("who can I speak to about renting it?", [("show_interest", 0.41), ("request_human", 0.38)],
         [], None, "request_human"),
        ("yes, thanks", [("affirm", 0.2)], [], {"kind": "meeting", "field": None}, "affirm"),
        ("let's book it, what's the next step", [("show_interest", 0.9)], [], None,
         "show_interest"),
        ("what's the next step", [("show_interest", 0.9)], [], CONSENT, "ask_question"),
        ("what's the next step", [("show_interest", 0.9)], [], None, "show_interest"),
        ("sorry, no dog", [("wait", 0.98)], [], asked("number"), "correct"),
        ("tess@hotmial.com", [("request_human", 0.5)], [], asked("timeline"), "inform"),
        ("wrong email, a@b.co", [("correct", 0.6)], [found("email")], asked("number"), "correct"),
        ("a@b.co", [("seek_job", 0.2)], [found("email")], asked("number"), "inform"),
        ("lots", [("smalltalk", 0.5)], [], asked("number"), "nlu_fallback"),
        # yes and no
        ("ok", [("smalltalk", 0.5)], [], CONSENT, "affirm"),
        ("no", [("skip", 0.5)], [], CONSENT, "deny"),
        ("ok stop", [("stop", 0.9)], [], CONSENT, "stop"),
        ("who sees it?", [("ask_privacy", 0.8)], [], CONSENT, "ask_privacy"),
        ("hm", [("affirm", 0.4)], [], CONSENT, "nlu_fallback"),
        ("yes a@b.co", [("inform", 0.6)], [found("email")], CONSENT, "affirm"),
        ("no, it's 60 people", [("correct", 0.6)], [found("company_size")], CONFIRM, "correct"),
        ("it's 60 people", [("inform", 0.6)], [found("company_size")], CONFIRM, "correct"),
        ("yes", [("affirm", 0.9)], [], OFFER, "affirm"),
        ("what does it cost?", [("ask_price", 0.9)], [], OFFER, "ask_price"),
        # nothing asked
        ("a@b.co", [("seek_job", 0.2)], [found("email")], None, "inform"),
        ("call me 202…", [("request_callback", 0.9)], [found("phone")], None, "request_callback"),
        # nobody is sent away, and nobody leaves, by a resemblance alone
        ("I write grant applications", [("seek_job", 0.9)], [], None, "nlu_fallback"),
        ("are you hiring", [("seek_job", 0.9)], [], None, "seek_job"),
        ("who are your customers?", [("pitch_service", 0.9)], [], None, "nlu_fallback"),
        ("we offer leads", [("pitch_service", 0.9)], [], None, "pitch_service"),
        ("now", [("goodbye", 0.6)], [], CONSENT, "nlu_fallback"),
        ("bye", [("goodbye", 0.6)], [], CONSENT, "goodbye"),
        ("bla", [("seek_job", 0.2), ("stop", 0.1)], [], None, "nlu_fallback"),
        ("bla", [("seek_job", 0.4), ("stop", 0.38)], [], None, "nlu_fallback"),
        # who says where they work, and what they need by when, neither seeks work nor sells
        ("I work at Acme", [("seek_job", 0.89)], [found("asked")], asked("company"), "inform"),
        ("can i work for acme", [("seek_job", 0.89)], [], None, "seek_job"),
        ("a@b.co, we need something in May", [("pitch_service", 0.8)],
         [found("email"), found("timeline")], None, "inform"),
        ("a@b.co, we offer leads from May", [("pitch_service", 0.8)],
         [found("email"), found("timeline")], None, "pitch_service"),
        # a foreign name makes no foreign message
        ("I'm Saoirse Rahimi by the way", [("other_language", 0.99), ("inform", 0.01)],
         [found("name")], None, "inform"),
        ("i would rather write in french", [("other_language", 0.99)], [], None, "other_language"),
        ("quanto costa il piano", [("other_language", 0.9)], [], None, "other_language"),
        # an answer, and a question about privacy besides
        # who may look at what is sold, and what becomes of it after leaving
        ("can parents view the marks?", [("ask_privacy", 0.9)], [], None, "ask_question"),
        ("can you see my screen?", [("ask_privacy", 0.9)], [], None, "ask_privacy"),
        ("can anyone read my messages?", [("ask_privacy", 0.9)], [], None, "ask_privacy"),
        ("what happens to our photos when we cancel", [("ask_privacy", 0.8)], [], None,
         "ask_question"),
        ("will you write if I leave my number", [("ask_privacy", 0.8)], [], None, "ask_privacy"),
        # what troubles somebody at work is nothing that support could mend
        ("the timetable is a nightmare", [("get_support", 0.8)], [], None, "inform"),
        ("your timetable is a nightmare", [("get_support", 0.8)], [], None, "get_support"),
        ("my order is a mess", [("get_support", 0.8)], [], None, "get_support"),
        ("a neighbour of ours recommended you", [("ask_recommendation", 0.8)], [], None, "inform"),
        ("would anyone recommend you?", [("ask_recommendation", 0.8)], [], None,
         "ask_recommendation"),
        ("we're looking for a firm that can dry our hops", [("ask_question", 0.5)], [], None,
         "show_interest"),
        ("is there a firm that dries hops?", [("ask_question", 0.5)], [], None, "ask_question"),
        ("is it ok that we don't have one?", [("get_support", 0.8)], [], None, "ask_question"),
        ("Do I need to join to use the pool?", [("ask_why", 0.6), ("ask_question", 0.3)], [], OFFER,
         "ask_question"),
        ("no contact please", [("request_callback", 0.8)], [], OFFER, "deny"),
        ("I don't have the time for a demo", [("request_demo", 0.9)], [], OFFER, "deny"),
        ("hire", [("seek_job", 0.95), ("ask_question", 0.05)], [], None, "nlu_fallback"),
        ("just collecting a few ideas for now", [("show_interest", 0.9)], [], None, "wait"),
        ("Jane Doe. Do you sell my data?", [("ask_privacy", 0.9)], [found("asked")],
         asked("person"), "inform"),
        ("Do you sell my data?", [("ask_privacy", 0.9)], [found("asked")], asked("person"),
         "ask_privacy"),
        ("Acme - is my data encrypted", [("ask_privacy", 0.7)], [found("asked")],
         asked("company"), "inform"),
        ("Acme. do you spy on employees?", [("ask_privacy", 0.6)], [found("asked")],
         asked("company"), "inform"),
        ("is my data encrypted", [("ask_privacy", 0.7)], [found("asked")], asked("company"),
         "ask_privacy"),
        ("do you have an affiliae programme?", [("ask_bot", 0.49), ("ask_question", 0.36)], [],
         None, "ask_question"),
        ("are you a bot?", [("ask_bot", 0.59), ("ask_question", 0.2)], [], None, "ask_bot"),
        ("asap, and get my data out", [("ask_privacy", 0.75)], [found("asked")],
         asked("timeline"), "inform"),
        ("our company is Acme", [("pitch_service", 0.95)], [found("asked")], asked("company"),
         "inform"),
        ("our company offers SEO", [("pitch_service", 0.95)], [found("asked")], asked("company"),
         "pitch_service"),
        ("not telling", [("refuse", 0.4)], [found("asked")], asked("yes_no"), "refuse"),
        # who looks for a firm that does something sells nothing
        ("we are looking for a firm that can clean our offices", [("pitch_service", 0.99)], [],
         None, "show_interest"),
        ("Good day, we look for help, we need a supplier who prints labels",
         [("pitch_service", 0.99)], [], None, "show_interest"),
        ("hello i search firm for make a wall", [("pitch_service", 0.47), ("request_quote", 0.13)],
         [], None, "show_interest"),
        ("we are looking for partners to resell our software", [("pitch_service", 0.99)], [],
         None, "pitch_service"),
        ("we're looking for a company that needs more leads", [("pitch_service", 0.99)], [], None,
         "pitch_service"),
        ("are you taking on any drivers?", [("seek_job", 0.93)], [], None, "seek_job"),
        # a person, in the words of any question
        ("no, just give it to a person", [("ask_question", 0.35)], [], CONSENT, "request_human"),
        ("please don't pass it on to a person", [("refuse", 0.9)], [], CONSENT, "refuse"),
        # a yes behind an apology; a no in front of what it is instead
        ("sorry yes you can, and it's Lena Marsh", [("correct", 0.6)], [found("name")], CONSENT,
         "affirm"),
        ("no, wednesday", [("deny", 0.6)], [found("timeline")], asked("money"), "correct"),
        ("no, wednesday", [("deny", 0.6)], [], CONSENT, "deny"),
        ("no, monthly", [("deny", 0.6)], [found("asked")], asked("yes_no"), "inform"),
        # the question family is one: its members share the vote
        ("the fee", [("stop", 0.3), ("ask_price", 0.28), ("ask_question", 0.2)], [], None,
         "ask_price"),
        # deleting takes a clear vote
        ("my data", [("delete_my_data", 0.5), ("ask_privacy", 0.2)], [], None, "nlu_fallback"),
        ("delete my data", [("delete_my_data", 0.9)], [], None, "delete_my_data"),
    ],
)  # fmt: skip
def test_settle(
    text: str,
    ranking: list[tuple[str, float]],
    details: list[Detail],
    question: Mapping[str, Any] | None,
    expected: str,
) -> None:
    intent, confidence = settle(text, ranking, details, question, True)
    assert intent == expected
    assert 0 <= confidence <= 1


@pytest.mark.parametrize("question", [None, CONSENT, CONFIRM, OFFER, asked("yes_no")])
@pytest.mark.parametrize("text", ["", "🙂", "👍", "!!!", "…"])
def test_without_words_nothing_is_agreed_to(text: str, question: Mapping[str, Any] | None) -> None:
    if text == "👍" and question in (CONFIRM, OFFER):
        return  # no contact is agreed to by these
    assert settle(text, [("affirm", 0.4)], [], question, False)[0] == "nlu_fallback"


def test_the_name_of_a_choice_sends_nobody_away() -> None:
    ranking = [("ask_question", 0.95)]
    assert settle("repairs", ranking, [], CONSENT, True, chosen=True)[0] == "inform"
    ranking = [("seek_job", 0.95)]
    assert settle("jobs and repairs", ranking, [], CONSENT, True, chosen=True)[0] == "inform"
    assert settle("jobs and repairs", ranking, [], CONSENT, True)[0] == "seek_job"
    assert settle("jobs and repairs", ranking, [], None, True, chosen=True)[0] == "seek_job"


def test_other_scripts() -> None:
    assert settle("сколько стоит", [("affirm", 0.4)], [], None, False) == ("other_language", 1.0)
    assert settle("Иван", [], [found("asked")], asked("person"), False)[0] == "inform"
    assert foreign_script("你好")
    assert not foreign_script("naïve café 你")
    assert not foreign_script("123")


@pytest.mark.parametrize(
    "text",
    [
        "who gets to see this?",
        "18 probably. who sees this by the way?",
        "do you pass this on to others?",
        "is this chat private",
        "will you sell my email",
        "who has access to what i write here",
        "what happens to my details",
    ],
)
def test_who_sees_it_is_a_question_about_privacy(text: str) -> None:
    assert settle(text, [("ask_question", 0.9)], [], None, True)[0] == "ask_privacy"


@pytest.mark.parametrize(
    "text",
    [
        "do you store my tyres",
        "do you share data with xero",
        "is it private hire?",
        "who gets the discount?",
        "do you give this to schools",
    ],
)
def test_what_the_company_does_with_things_is_no_question_about_privacy(text: str) -> None:
    assert settle(text, [("ask_question", 0.9)], [], None, True)[0] == "ask_question"


def test_a_lone_why_asks_for_the_reason_and_answers_nothing() -> None:
    asked = {"kind": "field", "field": {"name": "usage", "type": "text"}}
    assert settle("why?", [("ask_question", 0.9)], [], asked, True)[0] == "ask_why"


def test_beginning_something_is_not_beginning_anew() -> None:
    text = "correction, we want to begin as soon as possible"
    assert settle(text, [("start_over", 0.9)], [], None, True)[0] == "correct"
    assert settle("start over", [("start_over", 0.9)], [], None, True)[0] == "start_over"


@pytest.mark.parametrize(
    ("text", "ranking", "question", "expected"),
    [
        ("Hi, we need a boiler for our hall", [("pitch_service", 0.8)], None, "show_interest"),
        ("three of my fitters need a refresher", [("seek_job", 0.9)], None, "show_interest"),
        (
            "do you have a showroom in York I could visit?",
            [("request_demo", 0.9)],
            None,
            "ask_question",
        ),
        ("is anyone there", [("request_human", 0.9)], None, "greet"),
        (
            "your fitter was meant to be here at 10. It is 2 now.",
            [("inform", 0.9)],
            None,
            "get_support",
        ),
        ("hey there, just browsing", [("inform", 0.9)], None, "wait"),
        ("there's a drain beside it so that's no bother", [("ask_question", 0.9)], OFFER, "inform"),
        ("the drains were dug last year", [("ask_price", 0.9)], asked("choice"), "nlu_fallback"),
        ("I'm not the owner, I only ask for her", [("request_human", 0.6)], None, "inform"),
        ("text me, don't call", [("request_callback", 0.9)], None, "inform"),
        ("hired not bought", [("get_support", 0.8)], None, "nlu_fallback"),
        ("clean licence yea", [("inform", 0.5)], {"kind": "job", "field": None}, "seek_job"),
        (
            "we would like to buy 12 seats",
            [("show_interest", 0.9)],
            {"kind": "pitch"},
            "show_interest",
        ),
        ("no gate number, sorry, can't read it", [("deny", 0.6)], OFFER, "inform"),
    ],
)
def test_settle_what_is_stated(
    text: str, ranking: Any, question: dict[str, Any] | None, expected: str
) -> None:
    assert settle(text, ranking, [], question, True)[0] == expected


def test_who_is_offered_a_contact_and_gives_an_address_means_yes() -> None:
    assert settle("jo@acme.com", [("inform", 0.9)], [found("email")], OFFER, True)[0] == "affirm"
    told = [found("name"), found("email")]
    assert settle("Jo Lark, jo@acme.com", [("inform", 0.9)], told, OFFER, True)[0] == "affirm"
