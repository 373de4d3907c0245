"""The figures in print and in results/scale.json, held against what was aimed for."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timezone
from typing import Any

from bot.encoder import DIMENSIONS
from bot.settings import ROOT

EDIT_SIZE = 10_000


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


def goals_of(result: dict[str, dict[str, float]]) -> Iterator[Goal]:
    """What was aimed for, with the figures reached."""
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


def print_indexing(found: dict[str, float]) -> None:
    """Print how fast passages are indexed with the model, and the head of the table."""
    print(
        f"first indexing with the model: {found['a second']:.0f} passages a second "
        f"({found['passages']:,.0f} passages); again from kept vectors: "
        f"{found['again, seconds']:.2f} s\n\n"
        f"{'passages':>9} {'':11} {'p50':>9} {'p95':>9} {'recall':>7} {'build':>8} {'memory':>8}",
        flush=True,
    )


def print_search(size: int, found: dict[str, float]) -> None:
    """Print the rows of one size."""

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


def print_edit(found: dict[str, float]) -> None:
    """Print how soon an edited page answers."""
    print(f"\n{EDIT_SIZE:,} passages in a folder:")
    for name, value in found.items():
        print(f"  {name.removesuffix(', seconds'):28} {value:6.2f} s", flush=True)


def print_goals(goals: Sequence[Goal]) -> None:
    """Print each goal with what was reached."""
    print()
    for goal in goals:
        sign = "≥" if goal.at_least else "≤"
        verdict = "met" if goal.met else "MISSED"
        print(f"{goal.what:70} {goal.value:8.3f} {sign} {goal.bound:g} {goal.unit} {verdict}")


def write(result: dict[str, Any], goals: Sequence[Goal]) -> None:
    """Write all figures to results/scale.json."""
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
