"""Fit how much the reader and how much the second stage counts (`weights/judging.json`).

    python scripts/reader/fit.py ROWS [ROWS ...] [--write]

ROWS is what `gather.py` wrote; of its companies only those are used that `train.py` left out
("dev"). Printed are the rates at a few lines on the trust: fitted on one half of the companies,
measured on the other; the questions of other companies (`gather.py --foreign`) by themselves.
"""

from __future__ import annotations

import argparse
import json
import sys
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from bot.knowledge.search import judging
from bot.knowledge.search.judging import READ
from bot.reader import shared_reader

NAMES = ("one", "read", "behind", "overlap", "cosine", "trust")
PENALTY = 0.002
START = np.array([float(name == "read") for name in NAMES])
# Not fitted: the companies list no questions and few headings of theirs ask, so that the fit finds
# nothing in what says the same as the question. Any value up to these costs nothing on them.
FIXED = {"cosine": 0.5, "trust": 0.35}


@dataclass(frozen=True)
class Read:
    """A question with the features of what was read, shape (passages, NAMES), and what is right."""

    company: str
    features: NDArray[np.float64]
    right: tuple[int, ...]
    answerable: bool
    foreign: bool


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("rows", type=Path, nargs="+")
    parser.add_argument("--write", action="store_true", help="replace the weights in the package")
    args = parser.parse_args()
    lines = [line for file in args.rows for line in file.read_text(encoding="utf-8").splitlines()]
    rows = [row for row in map(json.loads, lines) if row["set"] in {"companies", "foreign"}]
    held = [_read(row) for row in rows if zlib.crc32(row["from"].encode()) % 10 == 1]
    names = sorted({one.company for one in held})
    measured = []
    for half in (0, 1):
        out = set(names[half::2])
        weights = fit([one for one in held if one.company not in out])
        measured += [(one, weights) for one in held if one.company in out]
    _report(measured)
    weights = fit(held)
    print(json.dumps(weights))
    if args.write:
        file = Path(judging.__file__).parent / "weights" / "judging.json"
        file.write_text(json.dumps(weights, indent=2) + "\n", encoding="utf-8")
    return 0


def fit(reads: Sequence[Read]) -> dict[str, float]:
    """The weights under which the right passage, or none, is the likeliest choice."""

    fixed = [NAMES.index(name) for name in FIXED]

    def whole(weights: NDArray[np.float64]) -> NDArray[np.float64]:
        all_ = weights.copy()
        all_[fixed] = list(FIXED.values())
        return all_

    def loss(free: NDArray[np.float64]) -> float:
        weights = whole(free)
        total = PENALTY * float(((weights - START) ** 2).sum()) * len(reads)
        for one in reads:
            logits = np.append(one.features @ weights, 0.0)
            wanted = list(one.right) or [len(logits) - 1]
            total += np.logaddexp.reduce(logits) - np.logaddexp.reduce(logits[wanted])
        return float(total / len(reads))

    found = whole(minimize(loss, START, method="L-BFGS-B").x)
    return {name: round(float(weight), 4) for name, weight in zip(NAMES, found, strict=True)}


def _read(row: dict) -> Read:
    texts = row["texts"][: min(READ, row["found"])]
    readings = shared_reader().read(row["question"], texts)
    scores = row["scores"][: len(texts)]
    best = max((score[0] for score in scores), default=0.0)
    features = [
        list(judging.features(reading.logit, score - best, overlap, cosine, trust).values())
        for reading, (score, trust, overlap, cosine) in zip(readings, scores, strict=True)
    ]
    right = tuple(at for at in row["right"] if at < len(texts))
    return Read(
        row["from"],
        np.array(features).reshape(-1, len(NAMES)),
        right,
        bool(row["right"]),
        row["set"] == "foreign",
    )


def _report(measured: Sequence[tuple[Read, dict[str, float]]]) -> None:
    good: list[tuple[float, float, bool]] = []
    bad: list[float] = []
    strange: list[float] = []
    before = 0
    for one, weights in measured:
        logits = one.features @ np.array([weights[name] for name in NAMES])
        chances = np.exp(np.append(logits, 0.0) - np.logaddexp.reduce(np.append(logits, 0.0)))
        if one.answerable:
            best = int(chances[:-1].argmax())
            good.append((1 - chances[-1], chances[best], best in one.right))
            before += 0 in one.right
        else:
            (strange if one.foreign else bad).append(1 - chances[-1])
    print(
        f"{len(good)} answerable, {len(bad)} not, {len(strange)} of others; "
        f"first {np.mean([ok for *_, ok in good]):.3f}, before {before / len(good):.3f}"
    )
    for line in (0.3, 0.4, 0.5, 0.6, 0.7, 0.8):
        right = np.mean([any_ >= line and ok for any_, _, ok in good])
        wrong = np.mean([any_ >= line and not ok for any_, _, ok in good])
        print(
            f"line {line}: right {right:.3f}, wrong {wrong:.3f}, "
            f"not answerable but answered {np.mean([any_ >= line for any_ in bad]):.3f}"
            + (f", others' {np.mean([any_ >= line for any_ in strange]):.3f}" if strange else "")
        )


if __name__ == "__main__":
    sys.exit(main())
