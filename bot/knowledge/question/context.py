"""Whether a question stands by itself, and what to search for when it leans on earlier ones."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.knowledge.question.signals import FOLLOWS
from bot.knowledge.words import content_words, fold

_SHORT = 2  # content words up to which a question that opens with "and" leans on the one before
_MOST = 3  # questions that are read together
_OPENS = re.compile(
    r"^(?:(?:and|but|so|ok|okay|then|or|also|same|what about|how about|what of)\b[\s,:]*)+"
)
# "it" and "there" that stand for nothing said before.
_EMPTY_IT = re.compile(
    r"\b(?:is|was|would|will|could|can|does)\s+it\s+(?:be\s+)?(?:also\s+|really\s+"
    r"|still\s+|even\s+)?"
    r"(?:possible|ok|okay|fine|true|safe|allowed|legal|necessary|worth|better|easy|hard|free to"
    r"|normal|common|make sense|matter|take (?:long )?(?:to|until|for)|cost to)\b"
    r"|\bit'?s possible\b"
    r"|\bit is possible\b|\bmake it (?:possible|easy)\b|\bhow (?:long"
    r"|much) does it (?:take|cost) to\b"
    r"|\bwhat time is it\b|\bhow does it work with\b"
    r"|\b(?:is|are|was|were|will)\s+there\b|\bthere(?:'s|\s+is|\s+are)\b"
)
# "that" or "this" as part of a clause of its own question.
_OWN_THAT = re.compile(
    r"\b(?:\w+ing|one|ones|someone|anyone|something|anything|plan|plans|thing|things"
    r"|people|true|sure"
    r"|mean|means|guarantee|say|says|know|so|product|option|version|way)\s+that\b"
    r"|\bthis (?:year|month|week|weekend|morning|evening|afternoon|summer|winter|company|chat|site"
    r"|website|page)\b"
    # After "does" it is what the question asks about: "does that include the collar?"
    r"|(?<!\bdo )(?<!\bdoes )(?<!\bdid )(?<!\bcan )(?<!\bwill )(?<!\bwould )(?<!\bcould )"
    r"\bthat (?:is|are|has|have|can|does|do|works?|includes?|supports?)\s+\w+"
)
_POINTS = re.compile(r"\b(?:it|its|that|this|these|those|them|they|their|there|same|either)\b")
_STANDS_IN = re.compile(
    r"\b(?:the|a|an|which|any|other|another|cheaper|bigger|smaller|larger|better|newer)\s+ones?\b"
    r"|\b(?:the )?(?:other|former|latter|first|second|bigger|smaller|larger|cheaper)(?: one)?\W*$"
)
_BARE = re.compile(
    r"^(?:why|how|when|where|who|really|how (?:come|so|long|many|much|often|far|soon|old|big)"
    r"|why(?: is that| not|'s that)?|what for|by when|since when|for how long|which ones?|such as"
    r"|like what|for example|and then|tell me more|more|details|explain"
    r"|how much(?: (?:is|does|do|would|will|it|that|this|they|be|come|cost|to|all|then|now|so))*"
    r" (?:altogether|in total|in all|all in|all together)"
    r"|what happens (?:after(?:wards?)?(?: (?:that|this))?|then|next))\W*$"
)


def leans(question: str) -> bool:
    """Whether a question may not be understood without the one before it."""
    plain = _folded(question)
    opened = bool(_OPENS.match(plain)) or bool(FOLLOWS.match(plain))
    return points_back(question) or (opened and _count(_OPENS.sub("", plain)) <= _SHORT)


def points_back(question: str) -> bool:
    """Whether a question surely means something said before: "why?", "does it have that too?"."""
    plain = _folded(question)
    rest = _OPENS.sub("", plain)
    if _BARE.match(rest or plain) or not _count(rest):
        return True
    pointing = _OWN_THAT.sub(" ", _EMPTY_IT.sub(" ", rest))
    if _STANDS_IN.search(pointing):
        return True
    return bool(_POINTS.search(pointing)) and _count(rest) <= _SHORT


def in_context(question: str, history: Sequence[str]) -> str:
    """What to search for: the question, or together with those that it leans on, oldest first."""
    if not history or not leans(question):
        return question
    said = [question]
    for earlier in reversed(history):
        said.append(earlier)
        if len(said) == _MOST or not leans(earlier):
            break
    return " ".join(reversed(said))


def _folded(question: str) -> str:
    return fold(question).strip()


def _count(plain: str) -> int:
    return len(set(content_words(plain)))
