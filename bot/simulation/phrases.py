"""What simulated visitors say: phrases by act and register, kept apart from the training data."""

from __future__ import annotations

import random
import re
from collections.abc import Mapping
from pathlib import Path

from bot.yamlfiles import load_yaml

FILE = Path(__file__).with_name("phrases.yml")
REGISTERS = ("plain", "terse", "chatty")
_SCHEMA = {
    "type": "object",
    "additionalProperties": {
        "type": "object",
        "required": ["plain"],
        "additionalProperties": False,
        "properties": {
            name: {"type": "array", "minItems": 1, "items": {"type": "string", "minLength": 1}}
            for name in REGISTERS
        },
    },
}
_PLACEHOLDER = re.compile(r"(\{\w+\})")
_WORD = re.compile(r"\b[a-z]{5,}\b")


class Phrases:
    """Wordings of every act; a random one is said."""

    def __init__(self, wordings: Mapping[str, Mapping[str, list[str]]]) -> None:
        self._wordings = wordings

    @classmethod
    def load(cls) -> Phrases:
        """Those of `phrases.yml`; raises ContentError when it is not as its schema says."""
        return cls(load_yaml(FILE, _SCHEMA))

    def acts(self) -> list[str]:
        """What can be said."""
        return list(self._wordings)

    def say(
        self, rng: random.Random, act: str, register: str, *, typos: bool = False, **values: str
    ) -> str:
        """A wording of `act`; with `typos` one of its own words is mistyped, never a value."""
        of_act = self._wordings[act]
        wording = rng.choice(of_act.get(register) or of_act["plain"])
        if typos:
            wording = mistyped(rng, wording)
        return wording.format(**values)


def mistyped(rng: random.Random, text: str) -> str:
    """`text` with one slip in a word of five letters or more, outside of {placeholders}."""
    parts = _PLACEHOLDER.split(text)
    places = [
        (at, word)
        for at, part in enumerate(parts)
        if not part.startswith("{")
        for word in _WORD.finditer(part)
    ]
    if not places:
        return text
    at, word = rng.choice(places)
    parts[at] = parts[at][: word.start()] + _slip(rng, word[0]) + parts[at][word.end() :]
    return "".join(parts)


def _slip(rng: random.Random, word: str) -> str:
    """A letter left out, doubled, or two swapped; the first letter stays."""
    at = rng.randrange(1, len(word) - 1)
    kind = rng.randrange(3)
    if kind == 0:
        return word[:at] + word[at + 1 :]
    if kind == 1:
        return word[:at] + word[at] + word[at:]
    return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
