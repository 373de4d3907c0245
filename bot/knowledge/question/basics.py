"""The first things that anybody is asked: what a company is and does, and what it sells.

They have no word by which a passage could be found, so that whatever is near in form ("What does
the app do?") would be read as their answer. They are recognised by their form.
"""

from __future__ import annotations

import re
from typing import Literal

Basic = Literal["company", "offer"]

# Taken away in this order: what is said around a question, then how it is begun.
_AROUND = re.compile(
    r"\b(?:(?:hi|hello|hey|hiya)(?: there)?|good (?:morning|afternoon|evening|day)|so|ok|okay|well"
    r"|um+|er+|hm+|sorry|please|pls|thanks|just|quick question|exactly|actually|really|even"
    r"|basically|generally|briefly|currently|right now|at the moment|at all|here|then|anyway|today"
    r"|for a living|in (?:a nutshell|short|general)|guys|folks|people|lot|main(?:ly)?)\b|[^\w' ]"
)
_BEGUN = re.compile(
    r"\s*(?:and |but )?(?:(?:can|could|would|will) you )?(?:to )?"
    r"(?:(?:tell|explain|show|describe)(?: to)?(?: (?:me|us))? "
    r"|(?:i|we)(?:'d| would)? (?:want|like|need) to know |(?:i |i'm |we're )?wonder(?:ing)? )?"
    r"(?:more |something |everything |a (?:bit|little) (?:more )?)?"
)
# The company in other words, and what the visitor has before them, whatever it is.
_COMPANY = re.compile(
    r"\b(?:(?:your|ur|this|the) (?:company|business|firm|organi[sz]ation|agency|team|brand)"
    r"|yoursel(?:f|ves)|y'all|u)\b"
)
_THIS = re.compile(
    r"\b(?:(?:this|that|the|your) (?:thing|product|app|application|software|tool|service|platform"
    r"|place|(?:web ?)?(?:site|page)|system)|this|that|it)\b"
)
_KIND = r"(?:(?:kinds?|sorts?|types?) of )?"
_GOODS = r"(?:products?|services?|things?|stuff|items|goods|solutions?)(?: (?:and|or) \w+)?"
_OFFER = r"(?:sell|offer|provide|supply|stock|make|have|do|got)"
_FROM_YOU = r"(?: (?:from|with|at) you)?"
_FORMS: tuple[tuple[Basic, re.Pattern[str]], ...] = (
    (
        "company",
        re.compile(
            r"what(?:'s|s| is this(?: this)?| is| do| does)? (?:you|this) (?:all )?(?:do|does)"
            r"|(?:what|who)(?:'s|s| is| are) (?:you|this)(?: all)?(?: about| for)?"
            r"|what (?:you|this) (?:is|are)(?: about)?"
            rf"|what {_KIND}(?:a )?(?:company|business|firm|agency|shop|software)"
            r" (?:(?:is|are) (?:you|this)|(?:you|this) (?:is|are))"
            r"|what(?:'s|s| is) your (?:business|product|story|mission)"
            r"|about (?:you|this)(?: and what you do)?|about what (?:you|this) (?:do|does)"
            r"|(?:(?:give|have|get) (?:(?:me|us) )?)?an? (?:\w+ )?"
            r"(?:overview|summary|introduction|intro)(?: (?:of|about|to) (?:you|this|what you do))?"
        ),
    ),
    (
        "offer",
        re.compile(
            rf"what (?:else )?(?:do|can|could) you (?:all )?{_OFFER}"
            r"(?: to offer| for sale| (?:for )?(?:me|us))?"
            r"|how can you help(?: (?:me|us))?"
            rf"|(?:what|which) {_KIND}{_GOODS}"
            rf" (?:(?:do|can) you {_OFFER}|(?:are )?available|(?:are|is) there"
            rf"|can (?:i|we) (?:buy|get|order|book|have)){_FROM_YOU}"
            rf"|what can (?:i|we) (?:buy|get|order|book){_FROM_YOU}"
            r"|what(?:'s|s| is) (?:on offer|available|for sale|in your (?:range|catalog(?:ue)?))"
            rf"|what are (?:your|the) (?:{_GOODS}|offerings?|offers)"
            r"|(?:(?:list|see) )?(?:all )?(?:of )?(?:your|the) "
            rf"(?:{_GOODS}|range|offerings?|catalog(?:ue)?)"
        ),
    ),
)
_POINTS = re.compile(r"\b(?:it|that|this)\b")


def basic_in(plain: str, *, first: bool) -> Basic | None:
    """What a folded question that has "you" for the company's name asks of the company; None for
    all others.

    `first`: nothing was asked before, so that "it" is what the visitor has before them.
    """
    told = _COMPANY.sub("you", plain)
    if not first and _POINTS.search(told):
        return None
    told = _THIS.sub("this", told)
    told = _BEGUN.sub("", " ".join(_AROUND.sub(" ", told).split()), count=1)
    return next((kind for kind, form in _FORMS if form.fullmatch(told)), None)
