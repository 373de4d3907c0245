"""Gather what the reader learns from: questions with the passages that search finds for them.

    python scripts/reader/gather.py COMPANIES --sites SITES --out FILE [--foreign N] [--cache DIR]

COMPANIES is a folder as `benchmarks/companies.py` describes it; each company is also asked N
questions that others answer, which count as not answered here. SITES is a folder with one folder
of Markdown for each site: a heading that is a question is taken away and asked.

A line of FILE is one question: {"set", "from", "question", "texts": the passages as the reader
sees them, best first by the second stage, "scores": score, trust, overlap and cosine of each,
"right": the places of those that answer, "found": how many were found, "answer": the words that
answer}. A right passage that search did not find stands at the end.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1] / "scorer"))
from train import headings, noisy, some_of, without

from benchmarks.companies import plain, write_pages
from bot.encoder import shared_encoder
from bot.knowledge.reading.content import read_pages
from bot.knowledge.reading.pages import Passage
from bot.knowledge.search.index import FIRST_STAGE, Index

FEWEST, MOST = 3, 60  # questions of a site


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("companies", type=Path)
    parser.add_argument("--sites", type=Path)
    parser.add_argument("--foreign", type=int, default=0)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--cache", type=Path)
    args = parser.parse_args()
    with args.out.open("w", encoding="utf-8") as out:
        for row in _companies(args.companies, args.foreign, args.cache):
            print(json.dumps(row, ensure_ascii=False), file=out)
        for row in _sites(args.sites, args.cache) if args.sites else ():
            print(json.dumps(row, ensure_ascii=False), file=out)
    return 0


def _companies(folder: Path, foreign: int, cache: Path | None) -> Iterator[Mapping[str, Any]]:
    files = [file for file in sorted(folder.glob("*.md")) if file.with_suffix(".jsonl").exists()]
    asked = {file.stem: _asked(file) for file in files}
    for file in files:
        with tempfile.TemporaryDirectory() as place:
            write_pages(file, Path(place))
            pages, _ = read_pages(Path(place))
        index = Index(pages, shared_encoder(), cache, file.stem)
        by_heading = {passage.heading: passage for page in pages for passage in page.passages}
        for row in asked[file.stem]:
            wanted = [row["h"], *row.get("also", ())] if row["h"] is not None else []
            right = [by_heading[plain(h)] for h in wanted if plain(h) in by_heading]
            if len(right) < len(wanted):
                print(f"{file.stem}: no section {wanted}", file=sys.stderr)
                continue
            yield _row("companies", file.stem, index, row["q"], right, row.get("a", ""))
        chance = random.Random(file.stem)
        others = [
            row["q"]
            for stem, rows in asked.items()
            for row in rows
            if stem != file.stem and row["h"] is not None
        ]
        for question in chance.sample(others, min(foreign, len(others))):
            yield _row("foreign", file.stem, index, question, (), "")
        print(file.stem, file=sys.stderr)


def _asked(file: Path) -> list[dict[str, Any]]:
    lines = file.with_suffix(".jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines if line.strip()]


def _sites(folder: Path, cache: Path | None) -> Iterator[Mapping[str, Any]]:
    chance = random.Random(1)
    for site in sorted(path for path in folder.iterdir() if path.is_dir()):
        pages, _ = read_pages(site)
        asked = list(headings(pages))
        if len(asked) < FEWEST:
            continue
        chance.shuffle(asked)
        asked = asked[:MOST]
        pages = without(some_of(pages, {path for _, path, _ in asked}, chance), asked)
        index = Index(pages, shared_encoder(), cache, site.name)
        places = {(p.path, p.line): p for page in pages for p in page.passages}
        for question, path, line in asked:
            yield _row("sites", site.name, index, noisy(question, chance), [places[path, line]], "")
        print(site.name, len(asked), file=sys.stderr)


def _row(
    kind: str, name: str, index: Index, question: str, right: Sequence[Passage], answer: str
) -> Mapping[str, Any]:
    question = " ".join(question.split())
    hits = index.search(question, index.encode(question), FIRST_STAGE)
    found = [hit.passage for hit in hits]
    places = [found.index(passage) for passage in right if passage in found]
    missing = [passage for passage in right if passage not in found]
    return {
        "set": kind,
        "from": name,
        "question": question,
        "texts": index.pieces(question, [*found, *missing]),
        "scores": [[hit.score, hit.trust, hit.overlap, hit.cosine] for hit in hits],
        "right": [*places, *range(len(found), len(found) + len(missing))],
        "found": len(found),
        "answer": answer,
    }


if __name__ == "__main__":
    sys.exit(main())
