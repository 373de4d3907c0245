"""Words, sentences and figures of a text, for search, quoting and proof."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from functools import lru_cache

_WORD = re.compile(r"[^\W_]+")
_NOT_ASCII = re.compile(r"[^\x00-\x7f]")
_SENTENCE_END = re.compile(r"(?<=[.!?…])[\"'”’)\]]*\s+(?=[\"'“‘(\[]?[A-Z0-9\u00c0-\u024f])")
_ABBREVIATION = re.compile(
    r"(?:\b(?:e\.g|i\.e|etc|vs|approx|incl|no|mr|mrs|ms|dr|st|inc|ltd|co)|\b[A-Z])\.$",
    re.IGNORECASE,
)
_FIGURE = re.compile(
    r"(?<![\w.,])(?:\d{1,3}(?:[,\u00a0\u202f ]\d{3})+|\d+)(?:\.\d+)?(?![\d])|\d+(?:[.,]\d+)*"
)

# Words that carry the form of a question, not its matter.
_FORM = """
a about actually after again all also am an and any anybody anyone anything are aren as ask at
back be because been before being between both but by can cannot could couldn d did didn do does
doesn doing don done each either else etc ever every everything for from get gets getting give
given go goes going gonna got guys had has hasn have haven having he hello help her here hey hi
him his how i if im in into is isn it its just kind know let like ll look looking lot m made make
makes many may maybe me might mine more most much must my myself need needed needs no not now of
off often ok okay on once one ones only or other our ours out over own per please possible put
question quick quite rather re really right s same say see shall she should so some somebody
someone something sort still such sure t take tell than thank thanks that the their them then
there these they thing things think this those though through to too up us use used using usually
ve very want wants was wasn way we well were what whats when where whether which while who whom
whose why policy policies info information detail details available availability offer offers
offered provide provides provided type types happen happens work works will with within without
won wonder wondering would wouldn y yes yet you your yours u ur
"""
STOP_WORDS = frozenset(_FORM.split())


def fold(text: str) -> str:
    """Lower case, without accents, with plain quotes: what matching is done on."""
    plain = text.replace("’", "'").replace("‘", "'")
    if not plain.isascii():
        plain = unicodedata.normalize("NFKD", plain)
        plain = _NOT_ASCII.sub(lambda c: "" if unicodedata.combining(c[0]) else c[0], plain)
    return plain.casefold()


def words(text: str) -> list[str]:
    """All words of a text, folded; "don't" is "don" and "t"."""
    return _WORD.findall(fold(text))


# Plurals whose "s" looks like a part of the word.
_PLURALS = {"menus": "menu", "taxis": "taxi", "skis": "ski"}


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """A word without its commonest English endings; good enough to match billing with billed."""
    if len(word) <= 3 or word.isdigit():
        return word
    if word in _PLURALS:
        return _PLURALS[word]
    for ending, instead in (
        ("ies", "y"),
        ("sses", "ss"),
        ("ches", "ch"),
        ("shes", "sh"),
        ("xes", "x"),
        ("ations", ""),
        ("ation", ""),
        ("ments", ""),
        ("ment", ""),
        ("ings", ""),
        ("ing", ""),
        ("edly", ""),
        ("ied", "y"),
        ("ed", ""),
        ("ers", "er"),
        ("ly", ""),
        ("es", "e"),
        ("s", ""),
    ):
        kept = len(word) - len(ending) + (ending == "xes")  # "boxes" keeps its x
        if word.endswith(ending) and kept >= 3:
            if ending == "s" and word.endswith(("ss", "us", "is")):
                break
            word = word[: len(word) - len(ending)] + instead
            break
    if len(word) > 4 and word[-1] == word[-2] and word[-1] not in "aeiousl":
        word = word[:-1]
    if len(word) > 4 and word.endswith("e"):
        word = word[:-1]
    # integrate and integration, activate and activation
    return word[:-2] if len(word) > 6 and word.endswith("at") else word


def content_words(text: str) -> list[str]:
    """Stems of the words that carry the matter, in order, with repeats."""
    return [stem(word) for word in words(text) if word not in STOP_WORDS]


def sentences(text: str) -> Iterator[tuple[str, int]]:
    """The sentences of a text, each with the index at which it begins."""
    start = 0
    for match in _SENTENCE_END.finditer(text):
        before = text[start : match.start()]
        if _ABBREVIATION.search(before):
            continue
        end = match.end()
        yield text[start:end].strip(), start
        start = end
    if text[start:].strip():
        yield text[start:].strip(), start


def figures(text: str) -> list[Decimal]:
    """Every number written in digits, whatever its separators: "1,440.00" and "1440" are one."""
    found = []
    for match in _FIGURE.finditer(text):
        try:
            found.append(number(match.group()))
        except InvalidOperation:
            continue
    return found


def number(text: str) -> Decimal:
    """A number as written with English separators; raises InvalidOperation."""
    return Decimal(re.sub(r"[,\u00a0\u202f ]", "", text)).normalize()
