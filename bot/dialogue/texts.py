"""The assistant's own words: `texts.yml`, overridden by the playbook's `texts.yml` if there is one.

They are no Rasa responses because those are stored inside the trained model, where changing a
word would need a training; and because a reply is often composed (a problem, then the question).
"""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path
from string import Formatter

from bot.errors import ContentError
from bot.yamlfiles import load_yaml, load_yaml_lines

DEFAULTS = Path(__file__).with_name("texts.yml")
_SCHEMA = {
    "type": "object",
    "additionalProperties": {
        "type": "array",
        "minItems": 1,
        "items": {"type": "string", "minLength": 1},
    },
}


class Texts:
    """Wordings by key; each has variants that are used in turn."""

    def __init__(self, wordings: Mapping[str, list[str]]) -> None:
        self._wordings = wordings

    @classmethod
    def load(cls, playbook: Path | None = None) -> Texts:
        """The defaults with the company's own over them.

        Raises ContentError for a key that does not exist or a {placeholder} that the default
        wording of that key does not have.
        """
        wordings: dict[str, list[str]] = dict(load_yaml(DEFAULTS, _SCHEMA))
        own = playbook / "texts.yml" if playbook else None
        if own is not None and own.exists():
            data, lines = load_yaml_lines(own, _SCHEMA)
            for key, variants in data.items():
                if key not in wordings:
                    close = get_close_matches(key, wordings, n=1)
                    expected = repr(close[0]) if close else f"one of {', '.join(sorted(wordings))}"
                    raise ContentError(own, lines.at(key), f"unknown text {key!r}", expected)
                allowed = set().union(*(_placeholders(text) for text in wordings[key]))
                for number, text in enumerate(variants):
                    line = lines.at(key, number)
                    try:
                        strange = _placeholders(text) - allowed
                    except ValueError as error:
                        expected = "a text with {…} in pairs"
                        raise ContentError(own, line, str(error), expected) from None
                    if strange:
                        found = f"the placeholder {{{min(strange)}}} in {key!r}"
                        expected = f"only {', '.join(sorted(allowed)) or 'plain text'}"
                        raise ContentError(own, line, found, expected)
                wordings[key] = list(variants)
        return cls(wordings)

    def say(self, key: str, turn: int = 0, **values: object) -> str:
        """The text of `key`; `turn` picks the variant, so that two in a row differ."""
        variants = self._wordings[key]
        return variants[turn % len(variants)].format(**values)

    def same_as(self, other: Texts) -> bool:
        """Whether every wording is the same."""
        return self._wordings == other._wordings

    def all(self) -> list[str]:
        """Every wording there is."""
        return [text for variants in self._wordings.values() for text in variants]

    def variants(self, key: str) -> list[str]:
        return list(self._wordings[key])


def _placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}
