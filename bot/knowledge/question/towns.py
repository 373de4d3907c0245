"""Towns for the countries that they are in: "delivery to Lyon" asks for prices of France."""

from __future__ import annotations

import re
from dataclasses import replace

from bot.cities import country_of
from bot.english import dictionary
from bot.knowledge.question.asked import Asked
from bot.knowledge.question.signals import telling

_PLACE = re.compile(r"\b(?:to|in|from|near|around)\s+((?:[^\W\d_][^\W\d_'.-]+\s*){1,3})")
# Occurrences in the dictionary's corpus from which a word in small letters is no town: reading has
# a hundred times as many, London and Leeds have fewer.
_WORD = 2_000


def placed(asked: Asked, home: str) -> Asked:
    """A question that names towns after "to" or "in", and no country, as one of their country, that
    of the first: at home if there is such a town there."""
    if asked.region:
        return asked
    found = asked
    for match in _PLACE.finditer(asked.text):
        parts = match[1].split()
        for size in range(len(parts), 0, -1):
            name = " ".join(parts[:size])
            if name.istitle() and parts[size:] and parts[size].istitle():
                continue  # "San" of San Sebastian
            said = set(telling(name))
            free = bool(said) and said <= {*found.left, *found.target}
            country = country_of(name, home) if free and _may_be_name(name) else None
            if country and found.region in (None, country):
                left = tuple(word for word in found.left if word not in said)
                target = tuple(word for word in found.target if word not in said)
                found = replace(found, region=country, left=left, target=target)
                break
    return found


def _may_be_name(text: str) -> bool:
    """Whether all words of a text are written large, or it is one that English hardly has."""
    return text == text.title() or dictionary().get(text.casefold(), 0) < _WORD
