"""Families of intents, and how sure a vote for one has to be.

The votes are the classifier's, between 0 and 1; the bounds were set on held-out messages.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.leads import wordings

AGREES = frozenset({"affirm", "inform", "nlu_fallback", "smalltalk", "correct", "greet"})

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
ARRANGED = frozenset({"request_demo", "request_quote", "request_callback", "request_human"})
# Which an asked visitor's words resemble by chance: they need a clearer vote.
TALK = frozenset(
    {"greet", "goodbye", "thanks", "smalltalk", "wait", "other_language", "out_of_scope", "abuse"}
)
# Questions that a thumb answers; consent is given in words.
THUMBS = frozenset({"confirm", "offer", "suggestion"})
MEETING = frozenset({"meeting", "meeting_confirm"})
# Asked beside an answer, these are asked of the company.
ASKING = frozenset({"ask_privacy", "ask_bot", "get_support"})
# Sends somebody elsewhere, and ends the qualification.
AWAY = frozenset({"seek_job", "pitch_service", "get_support"})
# Who was told that this is not the place for it goes on about it, in whatever words …
TURNED = {"job": "seek_job", "pitch": "pitch_service"}
# … that resemble these.
GOES_ON = frozenset(
    {"inform", "nlu_fallback", "correct", "request_callback", "request_demo", "show_interest"}
)
# What can be told from a name that was asked for, if it has no capitals either.
CHATTER = frozenset({"smalltalk", "wait", "abuse"})
# What a message that puts something right resembles.
MISTAKEN = frozenset({"wait", "affirm", "deny", "smalltalk", "greet", "skip"})
ANY_WORDS = frozenset({"person", "company", "text", "place"})  # any words may be the answer
# Forms that nothing but an answer has; other answers ("now", "none") can be commands as well.
CERTAIN = frozenset({"email", "phone", "money", "number", "choice", "yes_no"})

# What is meant only where one of some words is said.
NEEDS = {
    "seek_job": wordings.JOB,
    "pitch_service": wordings.PITCH,
    "stop": wordings.ENDS,
    "repeat": wordings.AGAIN,
    "request_callback": wordings.CALLED,
    "request_demo": wordings.TRIES,
}
# Votes below which a guess with a consequence is none: somebody is sent elsewhere, marked, or told
# that their language is not understood. Of held-out messages meant so, 4 of 100 have less.
LEAST_OF = {
    **dict.fromkeys(("get_support", "seek_job", "pitch_service", "abuse"), 0.7),
    "other_language": 0.8,
    **dict.fromkeys(("skip", "refuse", "greet"), 0.4),
    **dict.fromkeys(("delete_my_data", "stop"), 0.6),
}
LEAST = 0.25  # the classifier's vote, summed over the question family, below which it is a guess
MARGIN = 0.04  # between first and second
CLEAR = 0.5  # a vote that overrides an answer's form
PLAIN = 0.8  # a vote that overrides what any words may answer
BEYOND_DOUBT = 0.9  # a vote that sends somebody away who may just have answered
GRAVE = 0.6  # a vote that deletes data, or that sends somebody away
SHORT = 5  # words; longer ones that begin with "yes" may go on with anything
