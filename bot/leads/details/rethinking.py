"""What somebody says instead in the same breath: "next monday, no make it tuesday".

Pure. The words behind the last such turn are what counts, for what they tell.
"""

from __future__ import annotations

import re

_WORDS = (
    r"(?:no wait|wait,? no|oh wait|actually|sorry|i mean(?:t)?|or rather|rather|scratch that"
    r"|correction|(?:let['’]?s |better |please )?(?:make|put|say) (?:it|that|this))"
)
# A bare "no" turns only where what follows cannot be what is denied: "Galway. No, Limerick".
_TURN = re.compile(
    r"(?:[\s,.;:–—-]{1,4}(?:(?:oh|no|well|or|and|but)[\s,]{1,3}){0,3}"
    rf"{_WORDS}(?![\w'’])(?:[\s,]+it['’]?s\b)?"
    r"|[,.;–—-]\s*no(?:,\s*|\s+(?=(?-i:[A-Z])|\d)))"
    r"[\s,.:!–—-]*",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"[.!?;]\s|\n")
_LONGEST = 6  # words: who says more tells something else besides


def said_instead(text: str) -> int | None:
    """Where the words begin that somebody says in place of what stands before; None if nowhere.

    Only words right behind the turn, as few as a mended answer has, count as such.
    """
    begins = None
    for turn in _TURN.finditer(text):
        if re.search(r"\w", text[: turn.start()]):
            begins = turn.end()
    if begins is None:
        return None
    rest = text[begins:].strip(" .!")
    if not rest or len(rest.split()) > _LONGEST or _SENTENCE.search(rest):
        return None
    return begins
