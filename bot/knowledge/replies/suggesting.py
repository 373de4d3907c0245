"""What visitors may ask next: questions of the content, or headings, near to what was asked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from bot.knowledge.question.context import leans
from bot.knowledge.search.scorer import Hit
from bot.knowledge.words import content_words, fold

MOST = 3
_NEAR = 0.45  # cosine from which a question is a neighbour
_WORDS = 3  # "sla" reads as no question
_SAME = 0.93  # and from which it is the one asked in other words
_HEADINGS = 2
_LIKELY = 0.08  # trust from which a passage may be what was meant
_LONGEST = 60  # characters of a heading that still reads as a button


def suggestions(
    near: Iterable[tuple[float, str]],
    asked: Sequence[str],
    answered: Sequence[str],
    holds: Callable[[str], bool],
) -> tuple[str, ...]:
    """Up to three of the `near` questions (with their similarity, nearest first).

    `asked` are the questions of the conversation, `answered` the headings that were quoted;
    neither comes again, nor does a question that makes no sense by itself. `holds` tells whether
    the page that asks a question is valid.
    """
    known = {_plain(text) for text in (*asked, *answered)}
    kept: list[str] = []
    for similarity, text in near:
        if len(kept) == MOST or similarity < _NEAR:
            break
        plain = _plain(text)
        short = len(text.split()) < _WORDS
        if short or similarity >= _SAME or plain in known or leans(text) or not holds(text):
            continue
        known.add(plain)
        kept.append(text)
    return tuple(kept)


def nearest(hits: Sequence[Hit]) -> tuple[str, ...]:
    """The headings of the best passages, where none is sure enough to be quoted.

    Asked as a question, a heading gets its passage.
    """
    likely = (hit.passage.heading for hit in hits if hit.trust >= _LIKELY)
    return tuple(dict.fromkeys(text for text in likely if 0 < len(text) <= _LONGEST))[:_HEADINGS]


def _plain(text: str) -> str:
    return " ".join(sorted(set(content_words(text)))) or fold(text)
