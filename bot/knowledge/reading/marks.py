"""Characters that stand for structure between the two steps of reading a page.

`markup` turns what a site's own tools wrote into plain Markdown with these in it, `markdown` reads
them. They come from Unicode's private use area; where a file has one it is taken out first.
"""

from __future__ import annotations

import re

HOLE = "\ue000"  # a value that only the site's own tools fill in
OPEN = "\ue001"  # a paragraph that is the heading of what can be unfolded
CLOSE = "\ue002"  # its end
TITLE = "\ue003"  # a paragraph that begins with the title of a box
BREAK = "\ue004"  # a line break of the file inside of what became one line

_SPECIAL = re.compile(r"([\\`*_\[\]<>|#{}])")
_TAKEN = dict.fromkeys(map(ord, (HOLE, OPEN, CLOSE, TITLE, BREAK)), "\ufffd")
_STRUCTURE = dict.fromkeys(map(ord, (OPEN, CLOSE, TITLE)))
_INVISIBLE = dict.fromkeys((0x00AD, 0x200B, 0x2060, 0xFEFF))


def without_marks(text: str) -> str:
    """The text without these characters, and without characters that nobody sees."""
    return text.translate(_TAKEN | _INVISIBLE)


def words_only(text: str) -> str:
    """The text without marks of structure."""
    return text.translate(_STRUCTURE)


def escaped(text: str) -> str:
    """Words as Markdown that shows just them."""
    return _SPECIAL.sub(r"\\\1", text)
