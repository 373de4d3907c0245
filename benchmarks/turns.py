"""Time to an answer, start and memory: Baton beside Rasa's starter bot, in turns, in one run.

    python -m benchmarks [--rounds N] [--turns N]

Both servers run as a developer starts them, one at a time, on the same machine; a round is one
start of each. The starter bot is the one that `rasa init` makes, with `rasa run --enable-api`;
Baton is `baton run` with the demo company on a fresh database. A turn is one message over HTTP.
Memory is the peak of the resident memory of the process and its children.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import tempfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime, timezone
from pathlib import Path

from benchmarks.baton import Baton
from benchmarks.starter import Starter, prepared
from bot.settings import ROOT, Settings

WARM_UP = 16  # turns that are not counted: caches, first connections


@dataclass
class Figures:
    """What was measured of one bot, over all rounds."""

    starts: list[float] = field(default_factory=list)  # seconds
    peaks: list[float] = field(default_factory=list)  # megabytes
    turns: dict[str, list[float]] = field(default_factory=dict)  # milliseconds by kind of turn


@dataclass(frozen=True)
class Goal:
    """One ratio of Baton to the starter bot and what it should stay under."""

    what: str
    baton: float
    starter: float
    unit: str
    most: float

    @property
    def ratio(self) -> float:
        return self.baton / self.starter

    @property
    def met(self) -> bool:
        return self.ratio <= self.most


def main() -> int:
    """Measure, print, write results/turns.json. Gives 1 when a goal is missed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("--rounds", type=int, default=3, help="starts of each bot (3)")
    parser.add_argument("--turns", type=int, default=160, help="turns of a kind in a round (160)")
    args = parser.parse_args()
    settings = Settings.load()
    starter_folder = prepared(ROOT / "var" / "bench")
    starter, baton = Figures(), Figures()
    finished = 0
    for number in range(1, args.rounds + 1):
        print(f"Round {number} of {args.rounds}: the starter bot …", flush=True)
        _measure_starter(starter, starter_folder, args.turns)
        print(f"Round {number} of {args.rounds}: Baton …", flush=True)
        finished += _measure_baton(baton, settings, args.turns)
    goals = _goals(starter, baton)
    _print(goals, finished)
    _write(goals, starter, baton)
    return 0 if all(goal.met for goal in goals) else 1


def _measure_starter(figures: Figures, folder: Path, turns: int) -> None:
    bot = Starter(folder)
    try:
        figures.starts.append(bot.start_seconds)
        bot.turns(WARM_UP)
        figures.turns.setdefault("turn", []).extend(bot.turns(turns))
    finally:
        bot.server.stop()
    figures.peaks.append(bot.server.peak_megabytes)


def _measure_baton(figures: Figures, settings: Settings, turns: int) -> int:
    with tempfile.TemporaryDirectory(prefix="baton-bench-") as folder:
        bot = Baton(Path(folder), settings)
        try:
            figures.starts.append(bot.start_seconds)
            bot.searches(WARM_UP)
            figures.turns.setdefault("search", []).extend(bot.searches(turns))
            took, finished = bot.qualifications(turns)
            figures.turns.setdefault("lead", []).extend(took)
        finally:
            bot.server.stop()
        figures.peaks.append(bot.server.peak_megabytes)
    return finished


def _goals(starter: Figures, baton: Figures) -> list[Goal]:
    plain = starter.turns["turn"]
    goals = []
    for kind, what in (("search", "an answer by search"), ("lead", "a turn that writes the lead")):
        for name, part in (("p50", 0.50), ("p95", 0.95)):
            took = baton.turns[kind]
            goals.append(
                Goal(f"{what}, {name}", _quantile(took, part), _quantile(plain, part), "ms", 0.5)
            )
    start = statistics.median(baton.starts), statistics.median(starter.starts)
    goals.append(Goal("start to the first answer, median", *start, "s", 0.5))
    goals.append(Goal("peak memory, highest", max(baton.peaks), max(starter.peaks), "MB", 1.0))
    return goals


def _quantile(values: Sequence[float], part: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(part * len(ordered)))]


def _print(goals: Sequence[Goal], finished: int) -> None:
    print(f"\n{'':36} {'Baton':>10} {'starter bot':>12} {'ratio':>6}  goal")
    for goal in goals:
        baton, starter = (f"{value:.1f} {goal.unit}" for value in (goal.baton, goal.starter))
        verdict = "met" if goal.met else "MISSED"
        print(
            f"{goal.what:36} {baton:>10} {starter:>12} {goal.ratio:6.2f}  ≤ {goal.most:g} {verdict}"
        )
    print(f"\n{finished} qualifications were finished along the way.")


def _write(goals: Sequence[Goal], starter: Figures, baton: Figures) -> None:
    folder = ROOT / "results"
    folder.mkdir(exist_ok=True)
    result = {
        "at": datetime.now(timezone.utc).isoformat(timespec="seconds"),
        "machine": {"cores": os.cpu_count(), "system": platform.platform()},
        "goals": [{**asdict(goal), "ratio": goal.ratio, "met": goal.met} for goal in goals],
        "starter": asdict(starter),
        "baton": asdict(baton),
    }
    file = folder / "turns.json"
    file.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    print(f"All figures: {file.relative_to(ROOT)}")
