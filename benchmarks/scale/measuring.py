"""The figures of one size: search, its rivals, first indexing and an edit."""

from __future__ import annotations

import gc
import random
import resource
import tempfile
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import bm25s
import numpy as np
import psutil

from benchmarks.scale.material import QUESTIONS, Material, Mixed, made
from bot.encoder import Vectors, shared_encoder
from bot.knowledge import Knowledge
from bot.knowledge.live import LiveKnowledge
from bot.knowledge.reading.pages import read_page
from bot.knowledge.search.index import MOST_NEAR, Index
from bot.knowledge.search.scorer import Candidate
from bot.knowledge.words import content_words

EMBEDDED = 1_000  # passages that the model embeds, and as many headings
STATES = 200  # texts whose word pieces are used
EXACTLY = 100  # questions for which every passage is scored


def embed(material: Material, pool: Path) -> dict[str, float]:
    """Index passages with the model itself, keep their vectors for `Mixed`; the rates."""
    encoder = shared_encoder()
    encoder.encode(["warm", "up"])
    pages = [read_page(text, path) for path, text in made(material, EMBEDDED, seed=2)]
    with tempfile.TemporaryDirectory(prefix="baton-scale-") as cache:
        began = time.perf_counter()
        Index(pages, encoder, Path(cache), "first")
        first = time.perf_counter() - began
        began = time.perf_counter()
        Index(pages, encoder, Path(cache), "first")
        again = time.perf_counter() - began
    texts = [passage.text for page in pages for passage in page.passages]
    texts += [passage.heading for page in pages for passage in page.passages]
    asked = random.Random(3).sample(material.questions, min(QUESTIONS, len(material.questions)))
    _, states = encoder.states(texts[:STATES])
    np.savez(
        pool,
        texts=encoder.encode(texts),
        states=np.concatenate(states),
        questions=encoder.encode(asked),
        asked=np.array(asked),
    )
    count = EMBEDDED
    return {"passages": count, "a second": count / first, "again, seconds": again}


def search(
    material: Material, size: int, encoder: Mixed, asked: Sequence[tuple[str, Vectors]]
) -> dict[str, float]:
    """The figures of one size."""
    empty = Index([], encoder, None, "empty")
    empty.search("anything", encoder.encode(["anything"])[0])
    before_pages = _resident()
    pages = [read_page(text, path) for path, text in made(material, size)]
    before = _resident()
    with tempfile.TemporaryDirectory(prefix="baton-scale-") as cache:
        build = _seconds(lambda: Index(pages, encoder, Path(cache), "made"))
        began = time.perf_counter()
        index = Index(pages, encoder, Path(cache), "made")
        again = time.perf_counter() - began
        first = timed(partial(_candidates, index), asked)
        times = timed(partial(_search, index), asked)
        memory = _resident() - before
        recall = _recall(index, asked[:EXACTLY])
        del index
    passages = [passage for page in pages for passage in page.passages]
    return {
        **_quantiles("search", times),
        **_quantiles("first stage", first),
        "recall": recall,
        "build seconds": again,
        "build from nothing seconds": build,
        "memory MB": memory,
        "pages MB": before - before_pages,
        "peak MB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3,
        **_bm25s(passages, asked),
        **_numpy(passages, encoder, asked),
    }


def _search(index: Index, one: tuple[str, Vectors]) -> object:
    return index.search(*one)


def _candidates(index: Index, one: tuple[str, Vectors]) -> Sequence[Candidate]:
    return index.candidates(*one)


def _recall(index: Index, asked: Sequence[tuple[str, Vectors]]) -> float:
    """Share of the ten best of all passages that are among the ten best candidates."""
    there = wanted = 0
    for question, vector in asked:
        best = index.candidates(question, vector, max(MOST_NEAR + 1, len(index)))[:10]
        found = {id(one.passage) for one in index.candidates(question, vector)[:10]}
        there += sum(id(one.passage) in found for one in best)
        wanted += len(best)
    return there / wanted


def _bm25s(passages: Sequence[Any], asked: Sequence[tuple[str, Vectors]]) -> dict[str, float]:
    words = [content_words("\n".join((*p.headings, p.text))) or ["-"] for p in passages]
    began = time.perf_counter()
    alone = bm25s.BM25()
    alone.index(words, show_progress=False)
    build = time.perf_counter() - began
    known = [one for one in asked if any(w in alone.vocab_dict for w in content_words(one[0]))]
    times = timed(
        lambda one: alone.retrieve([content_words(one[0])], k=10, show_progress=False), known
    )
    return {**_quantiles("bm25s", times), "bm25s build seconds": build}


def _numpy(
    passages: Sequence[Any], encoder: Mixed, asked: Sequence[tuple[str, Vectors]]
) -> dict[str, float]:
    matrix = encoder.encode([passage.text for passage in passages])

    def scan(one: tuple[str, Vectors]) -> object:
        products = matrix @ one[1]
        best = np.argpartition(-products, 10)[:10]
        return best[np.argsort(-products[best])]

    return _quantiles("numpy", timed(scan, asked))


def timed(
    act: Callable[[tuple[str, Vectors]], object], asked: Sequence[tuple[str, Vectors]]
) -> list[float]:
    """Milliseconds of each call, after a round to warm up."""
    for one in asked[:20]:
        act(one)
    took = []
    for one in asked:
        began = time.perf_counter()
        act(one)
        took.append(1000 * (time.perf_counter() - began))
    return took


def edit(material: Material, size: int, encoder: Mixed) -> dict[str, float]:
    """Seconds to start from nothing, from kept vectors, and until an edited page answers."""
    with tempfile.TemporaryDirectory(prefix="baton-scale-") as place:
        folder, cache = Path(place) / "content", Path(place) / "cache"
        for path, text in made(material, size):
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_text(text, encoding="utf-8")
        first = _seconds(lambda: Knowledge.load(folder, encoder, cache))
        began = time.perf_counter()
        live = LiveKnowledge(folder, encoder, cache)
        again = time.perf_counter() - began
        idle = _seconds(live.refresh)
        took = []
        for number in range(5):
            page = folder / f"part-0/page-{number * 7}.md"
            text = page.read_text(encoding="utf-8")
            page.write_text(
                f"{text}\n## Edited {number}\n\nThe edit of {number}.\n", encoding="utf-8"
            )
            took.append(_seconds(live.refresh))
            if not any(passage.heading == f"Edited {number}" for passage in live.current.passages):
                raise SystemExit("an edit did not go live")
    return {
        "start from nothing, seconds": first,
        "start again, seconds": again,
        "look without a change, seconds": idle,
        "edit median, seconds": sorted(took)[2],
        "edit slowest, seconds": max(took),
        "pause, seconds": live.pause,
    }


def _seconds(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def _resident() -> float:
    gc.collect()
    return float(psutil.Process().memory_info().rss / 1e6)


def _quantiles(name: str, took: Sequence[float]) -> dict[str, float]:
    return {f"{name} p{p} ms": float(np.percentile(took, p)) for p in (50, 95)}
