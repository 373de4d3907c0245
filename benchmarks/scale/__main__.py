"""`python -m benchmarks.scale`."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks import scale
from benchmarks.scale.material import Material, Mixed, collected
from benchmarks.scale.measuring import EMBEDDED, edit, embed, search
from benchmarks.scale.report import (
    EDIT_SIZE,
    goals_of,
    print_edit,
    print_goals,
    print_indexing,
    print_search,
    write,
)
from bot.settings import ROOT

SIZES = (1_000, 10_000, 100_000)


def main() -> int:
    """Measure, print, write results/scale.json. Gives 1 when a goal is missed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.scale", description=scale.__doc__)
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
        print_indexing(result["indexing"])
        for size in args.sizes:
            result[f"search {size}"] = _in_a_process(f"search {size}", args.eval, pool)
            print_search(size, result[f"search {size}"])
        result["edit"] = _in_a_process(f"edit {EDIT_SIZE}", args.eval, pool)
        print_edit(result["edit"])
    goals = list(goals_of(result))
    print_goals(goals)
    write(result, goals)
    return 0 if all(goal.met for goal in goals) else 1


def _part(name: str, material: Material, pool: Path) -> dict[str, float]:
    kind, size = name.split()
    with np.load(pool) as kept:
        encoder = Mixed(kept["texts"], kept["states"])
        asked = list(zip(map(str, kept["asked"]), kept["questions"], strict=True))
    if kind == "edit":
        return edit(material, int(size), encoder)
    return search(material, int(size), encoder, asked)


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


if __name__ == "__main__":
    sys.exit(main())
