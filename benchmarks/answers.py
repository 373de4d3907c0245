"""How questions are answered at whole companies: catalogue, pages and company facts.

    python -m benchmarks.answers [--cache DIR] [GROUP ...]

`tests/evaluation/sites` has the content of invented companies of twenty-two trades with 50 to 90
questions each: prices, comparisons, choices, facts and pages, up to a third of them not to be
answered. Rules were
mended after looking at those in `seen`. Of those in `blind` nobody has looked at a failure, and of
those in `late` nobody had when the rules were mended that their neighbours in `seen`, written at
the same time by the same hand, had called for.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

from bot.encoder import shared_encoder
from bot.evaluation.answers import judge
from bot.evaluation.questions import read_questions
from bot.knowledge import Knowledge
from bot.knowledge.care.calibration import Rate

SITES = Path(__file__).parents[1] / "tests/evaluation/sites"
GROUPS = ("seen", "blind", "late")
KINDS = ("price", "compare", "recommend", "fact", "page")


def main() -> None:
    """Print the rates of each group of companies."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0] if __doc__ else None)
    parser.add_argument("--cache", type=Path, metavar="DIR", help="keeps vectors between runs")
    parser.add_argument("groups", nargs="*", metavar="GROUP", help=f"of {', '.join(GROUPS)}")
    args = parser.parse_args()
    if unknown := sorted(set(args.groups) - set(GROUPS)):
        parser.error(f"no group {unknown[0]}: there are {', '.join(GROUPS)}")
    for group in args.groups or GROUPS:
        right: Counter[str] = Counter()
        asked: Counter[str] = Counter()
        invented = 0
        for file in sorted((SITES / group).glob("*.jsonl")):
            knowledge = Knowledge.load(file.with_suffix(""), shared_encoder(), args.cache)
            for one in judge(knowledge, read_questions(file)):
                kind = one.question.style if one.question.expect == "answer" else "declined"
                asked[kind] += 1
                right[kind] += one.verdict == "right"
                invented += bool(one.invented)
        report(group, right, asked, invented)


def report(group: str, right: Mapping[str, int], asked: Mapping[str, int], invented: int) -> None:
    """Print how many of each kind were right, and how many were declined that had to be."""
    print(f"{group}: answers with an invented figure {invented}")
    for kind in KINDS:
        print(f"  {kind:10} {Rate(right.get(kind, 0), asked.get(kind, 0))}")
    whole = Rate(sum(right.get(k, 0) for k in KINDS), sum(asked.get(k, 0) for k in KINDS))
    print(f"  {'all right':10} {whole}")
    print(f"  {'declined':10} {Rate(right.get('declined', 0), asked.get('declined', 0))}")


if __name__ == "__main__":
    main()
