"""Yes and no, where the text says so and nothing limits it."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Literal

from bot.knowledge.words import content_words, fold, sentences, stem, words

_NO_MATTER = frozenset(stem(word) for word in ("possible", "available", "allowed"))
_LONGEST = 24  # words of a sentence that is read as one statement
_OPENS = re.compile(
    r"^(?:(?:and|so|but|ok|okay|hi|hello|hey|please|also)[\s,]+)*"
    r"(?:is|are|does|do|has|have|can|could|may|did)\b(?!n't| not)"
)
# What makes a question ask for more than whether a thing is so.
_WIDE = re.compile(
    r"\b(?:all|every\w*|each|any ?time|anywhere|always|both|only|just|without|never|not|no|or|how"
    r"|what|which|when|where|why|who|if|still|else|other|more|most|best|better|than|too|much|many"
    r"|long|full\w*|whole|entire\w*|complete\w*|unlimited|guarantee\w*|instead|worth"
    r"|enough)\b|n't\b|\d"
)
# What limits or turns a statement.
_LIMIT = re.compile(
    r"\b(?:only|unless|except\w*|if|but|however|although|though|while|until|before"
    r"|after|during|within"
    r"|without|apart from|other than|outside|depend\w*|usually|mostly|often|sometimes"
    r"|may|might|could"
    r"|would|should|soon|plan(?:ned|ning)? to|will|from|instead|rather|than|unlike"
    r"|compared|plus|extra"
    r"|additional\w*|partly|partially|limited|up to|at least|request|selected|some|most"
    r"|certain|when"
    r"|where|which|whose|either|or|used to|previously|once|everything in|ask|contact|beta|preview"
    r"|plans?|tiers?|editions?|packages?|subscriptions?|add-?ons?|weekdays?|weekends?|one|two|three"
    r"|four|five|six|seven|eight|nine|ten|twelve|half|almost|nearly)\b|\d"
)
_FOR = re.compile(r"\bfor (?!free\b|you\b|your\b|everyone\b|all\b|every\b|the\b|it\b)(?P<who>\w+)")
_NOT = re.compile(
    r"\b(?:(?:do|does|did|is|are|was|has|have|can|could)(?:n't| not| not yet)|cannot|can not"
    r"|no longer|never|not (?:yet )?(?:available|supported|accepted|possible|included|allowed"
    r"|offered|provided|needed|required|refundable)|(?:there (?:is|are)|we have|has"
    r"|have|takes?) no)\b"
)
_ANY_NOT = re.compile(
    r"\b(?:not|no|none|never|nor|neither|cannot|nobody|nothing|unavailable)\b|n't\b"
)
# "A test drive is free and does not oblige you": what is denied is said from here on.
_GOES_ON = re.compile(
    r"\b(?:and|but|so|yet)\s+(?=(?:do|does|did|is|are|was|has|have|can|could|cannot|never)\b)|;"
)
_DOES = re.compile(
    r"\b(?:include[sd]?|including|available|support(?:s|ed)?|accept(?:s|ed)?|welcome"
    r"|allowed|permitted"
    r"|offer(?:s|ed)?|provide[sd]?|there (?:is|are)|you can|you may|can be|we (?:do"
    r"|have|take|treat|sell"
    r"|use|ship|deliver|work|run|repair|rent)|has|have|comes? with|works? with"
    r"|integrates? with|possible"
    r"|exports?|imports?|syncs?|connects?|free|open|is|are)\b"
)
_SAID = re.compile(
    r"^\W*(?:yes|no|not yet|of course|absolutely|certainly)(?=[,.!:;–—]|\s-)", re.IGNORECASE
)
# Words that turn a question round: "are prices without tax?" is not "do prices include tax?".
_TURNS = re.compile(r"\b(?:not|no|without|exclu\w+|never|lose|lack\w*|missing|except)\b|n[’']t\b")
_SAME = 0.6  # likeness from which a question asks what a heading does
_NEAR = 0.45  # and from which it does when they share half of the heading's words


def polarity(
    sentence: str, question: str, named: Callable[[str], frozenset[str]]
) -> Literal["Yes", "No"] | None:
    """What a sentence answers to a question, if it says just that; None in all doubt.

    `named` gives the ids of the products that a text names. The sentence has to have all that the
    question asks about, to be one plain statement, and to speak of no other product: a wrong yes
    is worse than none.
    """
    plain = fold(question)
    if not _OPENS.match(plain):
        return None
    rest = _OPENS.sub("", plain, count=1)
    said = fold(sentence)
    asked = set(content_words(rest)) - _NO_MATTER
    if (
        _WIDE.search(rest)
        or len(words(sentence)) > _LONGEST
        or sentence.rstrip().endswith(("?", ":"))
        or _LIMIT.search(said)
        or not asked
        or not asked <= set(content_words(sentence))
        or not named(sentence) <= named(question)
        or _narrowed(sentence, said, plain)
    ):
        return None
    if _NOT.search(said):
        once = len(_ANY_NOT.findall(said)) == 1
        denied = next(part for part in _GOES_ON.split(said) if _NOT.search(part))
        return "No" if once and asked <= set(content_words(denied)) else None
    return "Yes" if _DOES.search(said) and not _ANY_NOT.search(said) else None


def with_polarity(
    text: str, question: str, heading: str, near: float, named: Callable[[str], frozenset[str]]
) -> str:
    """A quoted text that says yes or no only where it says it to this question.

    A "Yes." that opens the section answers its heading: it stays when the question asks that
    (`near` is their likeness, 0 to 1), else it is left out. One is put in front when the first
    sentence says just that.
    """
    opening = _SAID.match(text)
    if opening:
        return text if _asks_the_same(question, heading, near) else _without(text, opening.end())
    if "\n" in text.strip():
        return text
    first = next((sentence for sentence, _ in sentences(text)), "")
    answer = polarity(first, question, named)
    return f"{answer}. {text}" if answer else text


def _asks_the_same(question: str, heading: str, near: float) -> bool:
    asked, above = set(content_words(question)), set(content_words(heading))
    turned = bool(_TURNS.search(fold(question))) != bool(_TURNS.search(fold(heading)))
    shared = len(above & asked) / len(above) if above else 0.0
    return not turned and (near >= _SAME or shared == 1 or (shared >= 0.5 and near >= _NEAR))


def _without(text: str, end: int) -> str:
    """The text after a yes or no, if anything is left of it."""
    rest = text[end:].lstrip(" ,.!:;–—-")
    return f"{rest[:1].upper()}{rest[1:]}" if rest else text


def _narrowed(first: str, said: str, plain: str) -> bool:
    """Whether a sentence speaks of a name or of people that the question does not mention."""
    own = set(words(plain))
    names = re.findall(r"(?<=[a-z,;:] )[A-Z][\w&'-]+", first)
    if any(not set(words(name)) <= own for name in names):
        return True
    return any(match["who"] not in own for match in _FOR.finditer(said))
