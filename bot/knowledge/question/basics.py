"""The first things that anybody is asked: what a company is and does, and what it sells.

They have no word by which a passage could be found, so that whatever is near in form ("What does
the app do?") would be read as their answer. They are recognised by their form.
"""

from __future__ import annotations

import re
from typing import Literal

# The last is what the assistant may be asked as well: "who are you?"
Basic = Literal["company", "offer", "choice", "you"]

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
# The company in other words, or what the visitor has before them, whatever it is.
_COMPANY = re.compile(
    r"\b(?:(?:your|ur|this|that|the) (?:company|business|firm|organi[sz]ation|agency|team|brand"
    r"|thing|product|app|application|software|tool|service|platform|place|system"
    r"|(?:web ?)?(?:site|page))|yoursel(?:f|ves)|y'all|u)\b"
)
_POINTS = re.compile(r"\b(?:it|that|this)\b")
_KIND = r"(?:(?:kinds?|sorts?|types?) of )?"
_GOODS = r"(?:products?|services?|things?|stuff|items|goods|solutions?)(?: (?:and|or) \w+)?"
_OFFER = r"(?:sell|offer|provide|supply|stock|make|have|do|got)"
_FROM_YOU = r"(?: (?:from|with|at) you)?"
_ONE = r"(?:one|something|what to (?:get|take|buy))"
_UNSURE = r"(?:(?:i'?m|i am|we're|we are) )?(?:not sure|unsure|(?:(?:i|we) )?don'?t know)"
_TAKE = r"(?:get|take|buy|choose|pick|go for)"
_RIGHT = r"(?:right|best)(?: for (?:me|us))?"
_FORMS: tuple[tuple[Basic, re.Pattern[str]], ...] = (
    (
        "company",
        re.compile(
            r"what(?:'s|s| is you(?: you)?| is| do| does)? you (?:all )?(?:do|does)"
            r"|what(?:'s|s| is) you(?: all)?(?: about| for)?|what are you (?:all )?about"
            r"|what you (?:is|are)(?: about)?"
            rf"|what {_KIND}(?:a )?(?:company|business|firm|agency|shop|software)"
            r" (?:(?:is|are) you|you (?:is|are))"
            r"|what(?:'s|s| is) your (?:business|product|story|mission)"
            r"|about you(?: and what you do)?|about what you (?:do|does)"
            r"|(?:(?:give|have|get) (?:(?:me|us) )?)?an? (?:\w+ )?"
            r"(?:overview|summary|introduction|intro)(?: (?:of|about|to) (?:what )?you(?: do)?)?"
        ),
    ),
    (
        "offer",
        re.compile(
            rf"what (?:else )?do you (?:all )?{_OFFER}(?: to offer| for sale| (?:for )?(?:me|us))?"
            r"|what (?:else )?(?:can|could) you (?:offer|sell|provide)(?: (?:to )?(?:me|us))?"
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
    (
        "choice",
        re.compile(
            rf"(?:(?:i|we) (?:need|want|could use) )?(?:some |a bit of )?(?:advice|a recommendation"
            rf"|help (?:in |with )?(?:choosing|deciding|picking))(?: {_ONE})?"
            rf"|(?:can you )?help (?:me|us) (?:to )?(?:choose|decide|pick)(?: {_ONE})?"
            rf"|{_UNSURE} (?:which|what)(?: one)? (?:(?:i|we) (?:need|want|should {_TAKE})"
            rf"|to {_TAKE}|is {_RIGHT}|suits (?:me|us)(?: best)?)"
            r"|(?:what|which(?: one)?) (?:would|do|can|could) you (?:recommend|suggest)"
            r"(?: (?:to |for )?(?:me|us))?"
            rf"|(?:what|which(?: one)?) should (?:i|we) {_TAKE}"
            rf"|which one (?:is {_RIGHT}|suits (?:me|us)(?: best)?)"
            r"|what(?:'s|s| is) the best (?:option|choice|one)(?: for (?:me|us))?"
        ),
    ),
    (
        "you",
        re.compile(
            r"(?:what|who)(?:'s|s| is| are) you"
            r"|(?:what|how) can you (?:do|help)(?: (?:for )?(?:me|us))?"
        ),
    ),
)


def basic_in(plain: str, *, first: bool) -> Basic | None:
    """What a folded question that has "you" for the company's name asks of the company; None for
    all others.

    `first`: nothing was asked before, so that "it" is what the visitor has before them.
    """
    told = _COMPANY.sub("you", plain)
    if not first and _POINTS.search(told):
        return None
    told = " ".join(_AROUND.sub(" ", _POINTS.sub("you", told)).split())
    told = _BEGUN.sub("", told, count=1)
    return next((kind for kind, form in _FORMS if form.fullmatch(told)), None)
