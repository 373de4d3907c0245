"""The same passage on many pages: one is kept, the others are remembered as its other places."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from bot.knowledge.reading.pages import Elsewhere, Page, Passage

_Key = tuple[str, bytes, date | None, date | None, frozenset[str], tuple[str, ...]]
_FEWEST_WORDS = 12  # a shorter text says too little without the headings above it


def merged(pages: Sequence[Page]) -> list[Page]:
    """The pages without the passages that an earlier page has in the same words.

    Equal are the nearest heading and all words and figures, whatever the markup, capitals and
    punctuation. Passages are only merged between pages that hold at the same time, in the same
    regions and for the same products; a page that lists its questions keeps all of its own.
    """
    kept: dict[_Key, tuple[int, int]] = {}
    others: dict[tuple[int, int], list[Elsewhere]] = {}
    gone: set[tuple[int, int]] = set()
    for at, page in enumerate(pages):
        for n, passage in enumerate(page.passages):
            key = _key(page, passage)
            if key is None:
                continue
            first = kept.setdefault(key, (at, n))
            if first != (at, n) and not page.questions:
                gone.add((at, n))
                place = Elsewhere(passage.path, passage.line, passage.headings)
                others.setdefault(first, []).append(place)
    changed = {at for at, _ in (*gone, *others)}
    return [
        replace(
            page,
            passages=tuple(
                replace(passage, also=tuple(others.get((at, n), ())))
                for n, passage in enumerate(page.passages)
                if (at, n) not in gone
            ),
        )
        if at in changed
        else page
        for at, page in enumerate(pages)
    ]


def _key(page: Page, passage: Passage) -> _Key | None:
    count, said = passage.said
    if count < _FEWEST_WORDS:
        return None
    heading = passage.heading.casefold() if len(passage.headings) > 1 else ""
    return (heading, said, page.valid_from, page.valid_until, page.regions, page.products)
