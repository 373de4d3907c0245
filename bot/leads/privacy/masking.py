"""Contact details taken out of text that goes where nobody has agreed to."""

from __future__ import annotations

import re

_EMAIL = re.compile(r"[^\s@<>()\[\],;:]+@[^\s@<>()\[\],;:]+")
# Seven digits or more, however they are grouped: a telephone number, or near enough to one.
_NUMBER = re.compile(r"\+?\(?\d(?:[\s().\-/]{0,3}\d){6,}")


def masked(text: str) -> str:
    """`text` with email addresses and telephone numbers replaced by what they were.

    Rather too much than too little: a long number of another kind is masked too.
    """
    return _NUMBER.sub("[number]", _EMAIL.sub("[email address]", text))
