"""What a question asks to be there: "do you do home visits?" asks for home visits."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.knowledge.words import content_words

_FEWEST, _MOST = 2, 4  # content words: one alone stands in many a passage that is about another
_OFFERS = re.compile(
    r"(?:(?:hi|hello|hey|and|so|but|ok|okay|also|please)[\s,!]+)*"
    r"(?:do(?:es)? (?:you|u|they|it|we)(?: guys| all| also| still| even)? "
    r"(?:do|have|offer|sell|provide|run|hold|host|support|include|come with|get|accept|take)"
    r"|have (?:you|u) got|(?:you|u) got|got|is there|are there)"
    r"(?: (?:any|a|an|the|your|some))* (?P<thing>[^?!.,;:]+?)(?: (?:there|too|as well|please))?\W*"
)


def thing_offered(plain: str, fewest: int = _FEWEST) -> str | None:
    """The thing that a folded question asks for and says nothing else of, in so many words that
    carry matter; None for all others."""
    match = _OFFERS.fullmatch(plain.strip())
    if match is None or not fewest <= len(content_words(match["thing"])) <= _MOST:
        return None
    return match["thing"]


def is_named(thing: str, texts: Sequence[str]) -> bool:
    """Whether one of the texts has the words of a thing next to each other, in their order."""
    wanted = content_words(thing)
    for text in texts:
        there = content_words(text)
        if any(there[at : at + len(wanted)] == wanted for at in range(len(there))):
            return True
    return False
