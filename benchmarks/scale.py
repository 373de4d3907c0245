"""Search at 1,000, 10,000 and 100,000 passages, beside bm25s alone and a plain numpy scan.

    python -m benchmarks.scale [--sizes N ...] [--eval DIR]

The passages are made of the sentences and headings of the two example companies, and of the sites
under DIR if there are any, put together anew with words and figures changed. A few thousand texts
are embedded by the model; all others get a mix of two of these vectors with noise, because
embedding 100,000 passages takes a quarter of an hour and says nothing more about searching them.
Each size runs in a process of its own. Questions are those of the content and of DIR.

- search: `Index.search` with the question's vector given, both stages, p50 and p95 in milliseconds;
- first: its first stage alone; build: from kept vectors;
- recall: of the ten best when every passage is scored, how many are the first stage's ten;
- memory: resident, with the index and after all searches, less that with an empty index; the
  pages themselves, which are there with any index, stand apart;
- bm25s: `retrieve` of its ten best; numpy: float32 products with one vector of each passage;
- edit: a page of a folder is changed, until the new state answers (`LiveKnowledge.refresh`; the
  server looks for changes after each pause, which is counted with it).
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import platform
import random
import re
import resource
import subprocess
import sys
import tempfile
import time
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timezone
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

import numpy as np
import psutil

from bot.encoder import DIMENSIONS, MAX_TOKENS, Vectors, shared_encoder
from bot.knowledge import Knowledge
from bot.knowledge.live import LiveKnowledge
from bot.knowledge.reading.content import read_pages
from bot.knowledge.reading.pages import read_page
from bot.knowledge.search import sparse
from bot.knowledge.search.index import MOST_NEAR, Index
from bot.knowledge.search.scorer import Candidate
from bot.knowledge.words import content_words, sentences
from bot.settings import ROOT

COMPANIES = (ROOT / "knowledge", ROOT / "examples" / "dealership" / "knowledge")
SIZES = (1_000, 10_000, 100_000)
EDIT_SIZE = 10_000
EMBEDDED = 1_000  # passages that the model embeds, and as many headings
STATES = 200  # texts whose word pieces are used
QUESTIONS = 300
EXACTLY = 100  # questions for which every passage is scored
PASSAGES = 8  # on a page
NOISE = 0.45  # length of the noise added to a unit vector: a cosine of 0.91 to what it was


@dataclass(frozen=True)
class Material:
    """What passages are made of, and what is asked of them."""

    sentences: tuple[str, ...]
    headings: tuple[str, ...]
    questions: tuple[str, ...]


@dataclass(frozen=True)
class Goal:
    """A figure and the bound that it should keep."""

    what: str
    value: float
    unit: str
    bound: float
    at_least: bool = False

    @property
    def met(self) -> bool:
        return self.value >= self.bound if self.at_least else self.value <= self.bound


def main() -> int:
    """Measure, print, write results/scale.json. Gives 1 when a goal is missed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.scale", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, metavar="N")
    parser.add_argument("--eval", type=Path, metavar="DIR")
    parser.add_argument("--part", help=argparse.SUPPRESS)
    parser.add_argument("--pool", type=Path, help=argparse.SUPPRESS)
    args = parser.parse_args()
    material = collected(args.eval)
    if args.part:
        print(json.dumps(_part(args.part, material, args.pool)))
        return 0
    with tempfile.TemporaryDirectory(prefix="baton-scale-") as folder:
        pool = Path(folder) / "pool.npz"
        print(
            f"{len(material.sentences):,} sentences, {len(material.questions):,} questions; "
            f"embedding {EMBEDDED:,} passages …",
            flush=True,
        )
        result: dict[str, Any] = {"indexing": embed(material, pool)}
        _print_indexing(result["indexing"])
        for size in args.sizes:
            result[f"search {size}"] = _in_a_process(f"search {size}", args.eval, pool)
            _print_search(size, result[f"search {size}"])
        result["edit"] = _in_a_process(f"edit {EDIT_SIZE}", args.eval, pool)
        _print_edit(result["edit"])
    goals = list(_goals(result))
    _print_goals(goals)
    _write(result, goals)
    return 0 if all(goal.met for goal in goals) else 1


def collected(folder: Path | None) -> Material:
    """The material of the example companies, and of the sites and questions in `folder`."""
    sites = sorted((folder / "sites").glob("*")) if folder is not None else []
    roots = [*COMPANIES, *sites]
    pages = [page for root in roots for page in read_pages(root)[0]]
    passages = [passage for page in pages for passage in page.passages]
    said = {
        " ".join(sentence.split())
        for passage in passages
        for sentence, _ in sentences(passage.text)
        if 3 <= len(sentence.split()) <= 60
    }
    asked = {question for page in pages for question, _ in page.questions}
    file = folder / "faq_questions.jsonl" if folder is not None else None
    if file is not None and file.exists():
        lines = file.read_text(encoding="utf-8").splitlines()
        asked |= {json.loads(line)["question"] for line in lines}
    headings = {passage.heading for passage in passages if passage.heading}
    return Material(tuple(sorted(said)), tuple(sorted(headings)), tuple(sorted(asked)))


def made(material: Material, size: int, seed: int = 1) -> Iterator[tuple[str, str]]:
    """Path and Markdown of pages with `size` passages in all."""
    chance = random.Random(seed)
    names = [
        word for heading in material.headings for word in re.findall(r"[A-Z][a-z]{3,}", heading)
    ]
    for page in range(0, size, PASSAGES):
        title = f"{chance.choice(material.headings)} {chance.choice(names)}"
        parts = [f"---\ntitle: {json.dumps(title)}\n---\n"]
        for _ in range(min(PASSAGES, size - page)):
            heading = chance.choice(material.headings)
            if chance.random() < 0.6:
                heading += f" {chance.choice(names)}"
            parts.append(f"## {heading}\n")
            for _ in range(chance.randint(1, 3)):
                several = chance.choices(material.sentences, k=chance.randint(1, 4))
                parts.append(" ".join(changed(one, chance, names) for one in several) + "\n")
        yield f"part-{page // 4000}/page-{page // PASSAGES}.md", "\n".join(parts)


def changed(sentence: str, chance: random.Random, names: Sequence[str]) -> str:
    """The sentence with its figures, and at times a word, replaced."""
    text = re.sub(r"\d+", lambda _: str(chance.randint(1, 999)), sentence)
    if chance.random() < 0.5:
        words = text.split()
        words[chance.randrange(len(words))] = chance.choice(names)
        text = " ".join(words)
    return text.replace("<", " ").replace("#", " ")


class Mixed:
    """An encoder of texts nobody embedded: a mix of two real vectors, and noise.

    Texts that begin with the same words below their headings, as a passage and its lead do, get
    vectors near to each other. The states of word pieces are those of other texts.
    """

    fingerprint = "mixed vectors of benchmarks.scale"

    def __init__(self, pool: Vectors, states: Vectors) -> None:
        self._pool = pool
        self._states = states
        # As the model's: a question is encoded once.
        self._one = lru_cache(maxsize=2 * QUESTIONS)(self._both)

    def states(self, texts: Sequence[str]) -> tuple[Vectors, list[Vectors]]:
        """See `bot.encoder.Encoder`."""
        both = [self._one(text) if len(texts) == 1 else self._both(text) for text in texts]
        return np.stack([vector for vector, _ in both]), [states for _, states in both]

    def _both(self, text: str) -> tuple[Vectors, Vectors]:
        return self._vector(text), self._some(text)

    def pieces(self, text: str) -> int:
        """See `bot.encoder.Encoder`."""
        return -(-len(text) // 5)

    def _some(self, text: str) -> Vectors:
        size = min(MAX_TOKENS, self.pieces(text))
        start = zlib.crc32(text.encode()) % (len(self._states) - size)
        return self._states[start : start + size]

    def encode(self, texts: Sequence[str]) -> Vectors:
        """See `bot.encoder.Encoder`."""
        return np.stack([self._vector(text) for text in texts])

    def knows(self, text: str) -> bool:
        return True

    def _vector(self, text: str) -> Vectors:
        body = " ".join(text.split("\n", 1)[-1].split()[:6])
        base = np.random.default_rng(zlib.crc32(body.encode()))
        one, other = self._pool[base.integers(len(self._pool), size=2)]
        share = base.uniform(0, 0.5)
        own = np.random.default_rng(zlib.crc32(text.encode()))
        noise = own.standard_normal(DIMENSIONS, dtype=np.float32) * (NOISE / DIMENSIONS**0.5)
        mixed = (1 - share) * one + share * other
        mixed = mixed / np.linalg.norm(mixed) + noise
        vector: Vectors = (mixed / np.linalg.norm(mixed)).astype(np.float32)
        return vector


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


def _part(name: str, material: Material, pool: Path) -> dict[str, float]:
    kind, size = name.split()
    with np.load(pool) as kept:
        encoder = Mixed(kept["texts"], kept["states"])
        asked = list(zip(map(str, kept["asked"]), kept["questions"], strict=True))
    if kind == "edit":
        return edit(material, int(size), encoder)
    return search(material, int(size), encoder, asked)


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
    alone = sparse.bm25s.BM25()
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


def _in_a_process(part: str, folder: Path | None, pool: Path) -> dict[str, float]:
    command = [sys.executable, "-m", "benchmarks.scale", "--part", part]
    command += ["--eval", str(folder)] if folder is not None else []
    done = subprocess.run(
        [*command, "--pool", str(pool)],
        cwd=ROOT,
        env={**os.environ, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"},  # as `baton run`
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    if done.returncode:
        raise SystemExit(f"{part} failed")
    figures: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return figures


def _goals(result: dict[str, dict[str, float]]) -> Iterator[Goal]:
    for part, found in result.items():
        if part.startswith("search"):
            size = int(part.split()[1])
            yield Goal(
                f"recall of the ten best, {size:,} passages", found["recall"], "", 0.99, True
            )
            yield Goal(f"search p95, {size:,} passages", found["search p95 ms"], "ms", 10)
            yield Goal(f"memory more, {size:,} passages", found["memory MB"], "MB", 400)
    yield Goal(
        f"edit to live, {EDIT_SIZE:,} passages, with the pause until it is looked for",
        result["edit"]["pause, seconds"] + result["edit"]["edit slowest, seconds"],
        "s",
        2,
    )


def _print_indexing(found: dict[str, float]) -> None:
    print(
        f"first indexing with the model: {found['a second']:.0f} passages a second "
        f"({found['passages']:,.0f} passages); again from kept vectors: "
        f"{found['again, seconds']:.2f} s\n\n"
        f"{'passages':>9} {'':11} {'p50':>9} {'p95':>9} {'recall':>7} {'build':>8} {'memory':>8}",
        flush=True,
    )


def _print_search(size: int, found: dict[str, float]) -> None:
    def line(name: str, first: str, rest: str = "") -> None:
        p50, p95 = found[f"{name} p50 ms"], found[f"{name} p95 ms"]
        ratio = ""
        if name in ("bm25s", "numpy"):
            ratio = (
                f"  Baton / {name}: {found['search p50 ms'] / p50:.2f} at p50, "
                f"{found['search p95 ms'] / p95:.2f} at p95"
            )
        print(f"{first:>9} {name:11} {p50:6.2f} ms {p95:6.2f} ms{rest}{ratio}", flush=True)

    rest = f" {found['recall']:7.4f} {found['build seconds']:6.1f} s {found['memory MB']:5.0f} MB"
    line("search", f"{size:,}", rest)
    line("first stage", "")
    line("bm25s", "", f" {'':7} {found['bm25s build seconds']:6.1f} s {'':8}")
    line("numpy", "", f" {'':7} {'':8} {size * DIMENSIONS * 4 / 1e6:5.0f} MB")
    print(f"{'':9} the pages themselves take {found['pages MB']:.0f} MB", flush=True)


def _print_edit(found: dict[str, float]) -> None:
    print(f"\n{EDIT_SIZE:,} passages in a folder:")
    for name, value in found.items():
        print(f"  {name.removesuffix(', seconds'):28} {value:6.2f} s", flush=True)


def _print_goals(goals: Sequence[Goal]) -> None:
    print()
    for goal in goals:
        sign = "≥" if goal.at_least else "≤"
        verdict = "met" if goal.met else "MISSED"
        print(f"{goal.what:70} {goal.value:8.3f} {sign} {goal.bound:g} {goal.unit} {verdict}")


def _write(result: dict[str, Any], goals: Sequence[Goal]) -> None:
    folder = ROOT / "results"
    folder.mkdir(exist_ok=True)
    data = {
        "at": datetime.now(timezone.utc).isoformat(timespec="seconds"),
        "machine": {"cores": os.cpu_count(), "system": platform.platform()},
        "goals": [{**asdict(goal), "met": goal.met} for goal in goals],
        **result,
    }
    file = folder / "scale.json"
    file.write_text(json.dumps(data, indent=1) + "\n", encoding="utf-8")
    print(f"All figures: {file.relative_to(ROOT)}")


if __name__ == "__main__":
    sys.exit(main())
