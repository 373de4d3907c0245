"""Contact details taken out of text that goes where nobody has agreed to."""

from __future__ import annotations

import re

_EMAIL = re.compile(r"[^\s@<>()\[\],;:]+@[^\s@<>()\[\],;:]+")
# Seven digits or more, however they are grouped: a telephone number, or near enough to one.
_NUMBER = re.compile(r"\+?\(?\d(?:[\s().\-/]{0,3}\d){6,}")


def masked(text: str, name: str = "") -> str:
    """`text` with email addresses and telephone numbers replaced by what they were, and the words
    of the visitor's `name`.

    Rather too much than too little: a long number of another kind is masked too.
    """
    for word in name.split():
        text = re.sub(rf"(?<!\w){re.escape(word)}(?!\w)", "[name]", text, flags=re.IGNORECASE)
    return without_numbers(without_addresses(text))


def without_addresses(text: str) -> str:
    """`text` with each email address replaced by a word for it."""
    return _EMAIL.sub("[email address]", text)


def without_numbers(text: str) -> str:
    """`text` with each telephone number replaced by a word for it."""
    return _NUMBER.sub("[number]", text)
