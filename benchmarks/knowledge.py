"""How well the content is searched, and how well it is known what is not in it.

    python -m benchmarks.knowledge --eval DIR [--cache DIR]

DIR holds `sites/*` (Markdown folders) and `faq_questions.jsonl` (question headings with the page
and line they stand on). Printed for each site:
- first, first five: how often the section under a question heading comes first, or among the
  first five, when the heading itself is taken out of the index;
- the same for the two stages of search without reading, for BM25 alone, for vectors alone, and for
  reciprocal-rank fusion of the two;
- own: how many of these questions get an answer, heading taken out and left in;
- other: how many of the other site's questions get one (they should not);
- the time of one `ask`, p50 and p95 in milliseconds.
"""

from __future__ import annotations

import argparse
import json
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from bot.encoder import shared_encoder
from bot.knowledge import Knowledge
from bot.knowledge.reading.content import read_pages
from bot.knowledge.reading.pages import Page
from bot.knowledge.search.index import Index
from bot.knowledge.search.trust import TRUSTED
from bot.knowledge.words import content_words
from bot.reader import shared_reader

Gold = tuple[str, int]


def main() -> None:
    """Print the figures as a table for each site."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0] if __doc__ else None)
    parser.add_argument("--eval", type=Path, required=True, metavar="DIR")
    parser.add_argument("--cache", type=Path, metavar="DIR", help="keeps vectors between runs")
    args = parser.parse_args()
    if not (args.eval / "faq_questions.jsonl").exists():
        raise SystemExit(f"{args.eval}: no faq_questions.jsonl in it")
    text = (args.eval / "faq_questions.jsonl").read_text(encoding="utf-8")
    rows = [json.loads(line) for line in text.splitlines()]
    for site in sorted({row["site"] for row in rows}):
        measure(site, args.eval, rows, args.cache)


def measure(site: str, folder: Path, rows: Sequence[dict[str, Any]], cache: Path | None) -> None:
    """Print the figures of one site."""
    encoder = shared_encoder()
    root = folder / "sites" / site
    asked = [(row["question"], gold_of(row)) for row in rows if row["site"] == site]
    others = [row["question"] for row in rows if row["site"] != site]
    pages, _ = read_pages(root)
    bare = without_headings(pages, {gold for _, gold in asked})
    index = Index(bare, encoder, cache, f"{site}-h", reader=shared_reader())
    there = {(p.path, p.line) for page in pages for p in page.passages}
    asked = [(question, gold) for question, gold in asked if gold in there]
    print(f"{site}: {len(asked)} questions, {len(there)} sections")
    ranks: dict[str, list[int]] = defaultdict(list)
    for question, gold in asked:
        for name, order in rankings(index, question).items():
            ranks[name].append(order.index(gold))
    for name, found in ranks.items():
        at = np.array(found)
        print(f"  {name:12} first {np.mean(at == 0):.2f}  first five {np.mean(at < 5):.2f}")
    held = np.mean([answered(index, question) for question, _ in asked])
    knowledge = Knowledge.load(root, encoder, cache)
    own = np.mean([knowledge.ask(question).kind != "unknown" for question, _ in asked])
    times, known = [], []
    for question in others:
        start = time.perf_counter()
        known.append(knowledge.ask(question).kind != "unknown")
        times.append((time.perf_counter() - start) * 1000)
    other = np.mean(known)
    print(f"  answered: own, heading out {held:.2f}; own {own:.2f}; other's {other:.2f}")
    print(f"  ask: p50 {np.percentile(times, 50):.1f} ms, p95 {np.percentile(times, 95):.1f} ms")


def gold_of(row: dict[str, Any]) -> Gold:
    """Path inside of the site, and line, of the section that a row is about."""
    return row["path"].split("/", 2)[2], row["line"]


def without_headings(pages: Sequence[Page], asked: set[Gold]) -> list[Page]:
    """The pages with the headings taken away that ask the questions."""
    return [
        replace(
            page,
            passages=tuple(
                replace(p, headings=p.headings[:-1]) if (p.path, p.line) in asked else p
                for p in page.passages
            ),
        )
        for page in pages
    ]


def rankings(index: Index, question: str) -> dict[str, list[Gold]]:
    """All sections, best first, by each way of ranking."""
    vector = index.encode(question)
    places, parts = index.views(question, vector)
    orders = {name: np.argsort(-scores, kind="stable") for name, scores in parts.items()}
    fused = np.zeros(len(places))
    for order in orders.values():
        fused[order] += 1 / (60 + np.arange(len(places)))
    orders["rank fusion"] = np.argsort(-fused, kind="stable")
    found = {name: [places[at] for at in order] for name, order in orders.items()}
    hits = index.search(question, vector, limit=len(places))
    found["two stages"] = [(hit.passage.path, hit.passage.line) for hit in hits]
    read = [(hit.passage.path, hit.passage.line) for hit in index.read(question, vector)]
    found["read"] = [*read, *(place for place in found["two stages"] if place not in set(read))]
    return found


def answered(index: Index, question: str) -> bool:
    """Whether the best section is trusted to answer."""
    hits = index.read(question, index.encode(question))
    return bool(content_words(question)) and sum(hit.trust for hit in hits) >= TRUSTED


if __name__ == "__main__":
    main()
