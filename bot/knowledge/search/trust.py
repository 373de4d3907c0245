"""From which trust on a passage is quoted: the line between an answer and "I don't know".

The trust of a hit is learned on other sites (`scripts/scorer`); how high it gets for questions that
a content does not answer differs from content to content. So the line is drawn for each: where no
more than one in a hundred questions of quite other trades would be answered. It is kept beside the
vectors, and drawn anew when the content has grown or shrunk by a fifth.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from bot.knowledge.search.index import Index
from bot.knowledge.search.scorer import Hit

log = logging.getLogger(__name__)

TRUSTED = 0.55  # the line for content too small to draw one, and where nothing is kept
LOWEST, HIGHEST = 0.55, 0.65  # no content draws it outside of these
FOREIGN_MOST = 0.01  # share of others' questions that may be answered
_FEWEST = 5  # passages
_CHANGED = 0.2
_EVERY = 2  # every how many-th of others' questions is asked: reading takes its time


def line_for(index: Index, cache: Path | None, name: str) -> float:
    """The line for a content: kept from before, or drawn now and kept in the folder `cache`."""
    if cache is None or len(index) < _FEWEST:
        return TRUSTED
    file = cache / f"{name}.trust.json"
    try:
        kept = json.loads(file.read_text(encoding="utf-8"))
        line, passages = float(kept["line"]), int(kept["passages"])
        if abs(len(index) - passages) <= _CHANGED * passages:
            return min(max(line, LOWEST), HIGHEST)
    except FileNotFoundError:
        pass
    except (OSError, ValueError, KeyError, TypeError) as error:
        log.warning("%s cannot be read (%s): the line is drawn anew", file, error)
    strange = foreign_questions()[::_EVERY]
    line = drawn(sorted(best_trust(index, question) for question in strange))
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps({"line": line, "passages": len(index)}) + "\n", "utf-8")
    except OSError as error:
        log.warning("%s cannot be written: %s", file, error)
    return line


def drawn(foreign: Sequence[float]) -> float:
    """The line above all but so many of the trusts that others' questions get, sorted."""
    allowed = int(FOREIGN_MOST * len(foreign))
    line = foreign[len(foreign) - allowed - 1] + 1e-4
    return round(min(max(line, LOWEST), HIGHEST), 4)


def trust_in(hits: Sequence[Hit]) -> float:
    """How likely it is that one of the two best passages answers, each with its share: no more
    than two are quoted."""
    return min(1.0, sum(sorted((hit.trust for hit in hits), reverse=True)[:2]))


def best_trust(index: Index, question: str) -> float:
    """How likely it is that the content answers a question."""
    return trust_in(index.read(question, index.encode(question)))


@lru_cache(maxsize=1)
def foreign_questions() -> tuple[str, ...]:
    """Questions that hardly any content answers: of other trades, as people type them."""
    text = (Path(__file__).parent / "foreign.txt").read_text(encoding="utf-8")
    return tuple(line for line in text.split("\n") if line)
