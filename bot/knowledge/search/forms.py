"""Forms of questions, and of the texts that answer them."""

from __future__ import annotations

import re

_LOOKED_AT = 300  # characters from the beginning of a text

# What a question begins with or holds → what its answer tends to have near its beginning.
_FORMS: tuple[tuple[re.Pattern[str], re.Pattern[str]], ...] = tuple(
    (re.compile(question, re.IGNORECASE), re.compile(answer, re.IGNORECASE))
    for question, answer in (
        (r"\bhow (?:much|expensive)\b|\b(?:cost|price|fee)s?\b", r"[$€£¥]|\bfree\b|\d"),
        (r"\bhow many\b", r"\d|\bunlimited|\bno limit|\b(?:one|two|three|four|five|six|ten)\b"),
        (
            r"\bwhen\b|\bhow (?:long|soon|often|quick)|\bwhat time\b",
            r"\d|\b(?:day|week|month|year|hour|minute)|\bonce\b|\bafter\b|\bimmediately|\bdaily",
        ),
        (
            r"^(?:how (?:do|can|to|does|should)|where (?:do|can))\b",
            (
                r"^(?:to |you can |use |go |click|open|first|run |set |add |in order|simply|just )"
                r"|\b(?:click|go to|you can|select|choose|send|ask us|contact|follow)\b"
            ),
        ),
        (
            r"^(?:can|could|is|are|does|do|will|would|should|has|have)\b",
            (
                r"^(?:yes|no|absolutely|of course|sure|currently|not )\b"
                r"|\b(?:can|cannot|can't|don't|doesn't|isn't|not|only|supports?)\b"
            ),
        ),
        (r"\bwhy\b", r"\b(?:because|since|so that|reasons?|due to|in order to|allows?|makes?)\b"),
        (r"^what(?:'s| is| are)\b", r"^.{0,80}?\b(?:is|are|means|refers)\b"),
        (r"\bwho\b", r"\b(?:we|our|team|founded|by|person|who)\b"),
    )
)


def looks_answered(question: str, text: str) -> bool:
    """Whether a text has the form of an answer to a question; True for forms not known."""
    asked = question.strip()
    for form, answer in _FORMS:
        if form.search(asked):
            return bool(answer.search(text[:_LOOKED_AT]))
    return True
