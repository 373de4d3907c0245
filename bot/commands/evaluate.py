"""`baton evaluate`: how good the answers are, on a set of questions with what is right."""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bot.evaluation.answers import Judged


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    parser = subparsers.add_parser("evaluate", help="measure the assistant on question sets")
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="answers")
    answers = verbs.add_parser(
        "answers",
        help="questions with what is right → how many are answered right, declined when due",
        description="Asks every question of a JSONL set (docs/answers.md has the format) and "
        "compares the answers with what the set expects.",
    )
    answers.add_argument("set", type=Path, help="JSONL: question, expect, pages, says")
    answers.add_argument("--knowledge", type=Path, metavar="DIR", help="content folder")
    answers.add_argument(
        "--foreign", type=Path, metavar="SET", help="another company's set: all to be declined"
    )
    answers.add_argument("--failures", action="store_true", help="print what went wrong")
    answers.add_argument("--json", action="store_true", help="as JSON")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """0 when measured, whatever the figures."""
    from bot.commands.ask import open_knowledge
    from bot.evaluation.answers import foreign, judge
    from bot.evaluation.questions import read_questions

    questions = read_questions(args.set)
    others = read_questions(args.foreign) if args.foreign else []
    knowledge = open_knowledge(args.knowledge)
    own = judge(knowledge, questions)
    strange = foreign(knowledge, others)
    if args.json:
        print(json.dumps(_report(own, strange), ensure_ascii=False, indent=2))
        return 0
    _print(own, strange)
    if args.failures:
        for one in (*own, *strange):
            if one.verdict != "right" or one.invented:
                _print_failure(one)
    return 0


def _report(own: Sequence[Judged], strange: Sequence[Judged]) -> dict[str, Any]:
    from bot.evaluation.answers import score

    result = score(own)
    return {
        "score": asdict(result),
        "right_rate": round(result.right_rate, 4),
        "abstention_rate": round(result.abstention_rate, 4),
        "foreign": {"asked": len(strange), "answered": sum(o.verdict != "right" for o in strange)},
        "questions": [
            {
                "id": one.question.id,
                "verdict": one.verdict,
                "why": one.why,
                "invented": list(one.invented),
                "answer": one.answer.as_dict(),
            }
            for one in (*own, *strange)
        ],
    }


def _print(own: Sequence[Judged], strange: Sequence[Judged]) -> None:
    from bot.evaluation.answers import score

    print(f"{'style':12} {'asked':>5} {'right':>6} {'wrong':>6} {'declined':>9} {'to decline':>11}")
    styles = sorted({one.question.style for one in own})
    for name in [*styles, "all"]:
        these = [one for one in own if name in ("all", one.question.style)]
        result = score(these)
        abstained = f"{result.abstained}/{result.unanswerable}"
        print(
            f"{name:12} {result.answerable:5} {result.right:6} {result.wrong:6} "
            f"{result.declined:9} {abstained:>11}"
        )
    total = score(own)
    print(
        f"right {total.right_rate:.1%}, declined when due {total.abstention_rate:.1%}, "
        f"answers with an invented figure {total.invented}"
    )
    if strange:
        answered = sum(one.verdict != "right" for one in strange)
        rate = answered / len(strange)
        print(f"another company's questions: {answered} of {len(strange)} answered ({rate:.1%})")


def _print_failure(one: Judged) -> None:
    history = " / ".join((*one.question.history, one.question.text))
    reason = one.why or ", ".join(f"invented {figure}" for figure in one.invented)
    print(f"\n{one.question.id} {one.verdict}: {history}")
    if reason:
        print(f"  {reason}")
    for line in one.answer.text.split("\n")[:4]:
        print(f"  > {line[:160]}")
    for source in one.answer.sources[:2]:
        print(f"  — {source.path}:{source.line} {source.heading} ({one.answer.confidence:.2f})")
