"""`baton evaluate`: how good answers and understanding are, on sets with what is right."""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.errors import BatonError

if TYPE_CHECKING:
    from bot.evaluation.answers import Judged
    from bot.evaluation.details import Report
    from bot.evaluation.intents import Point, Understood

IN_SCOPE = 0.95  # accuracy at which recall out of scope is told


class BadArgument(BatonError):
    """The command line asks for nothing that can be done."""


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    parser = subparsers.add_parser("evaluate", help="measure the assistant on question sets")
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="answers|understanding")
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
    answers.set_defaults(run=run)
    understanding = verbs.add_parser(
        "understanding",
        help="messages with their intents, or with the details they tell → how many are got right",
        description="Reads every message with the trained model, and compares intents and details "
        "with those of the sets (docs/conversations.md has the formats).",
    )
    understanding.add_argument("--intents", type=Path, metavar="YML", help="in Rasa's format")
    understanding.add_argument("--details", type=Path, nargs="+", metavar="JSONL", default=[])
    understanding.add_argument("--page", type=Path, metavar="HTML", help="write a report page")
    understanding.add_argument("--failures", action="store_true", help="print what went wrong")
    understanding.add_argument("--json", action="store_true", help="as JSON")
    understanding.set_defaults(run=run_understanding)


def run_understanding(args: argparse.Namespace) -> int:
    """0 when measured, whatever the figures."""
    from bot.engine.training import ensure_model
    from bot.engine.understanding import Understanding
    from bot.evaluation import details as told
    from bot.evaluation.intents import Understood, curve, read_examples
    from bot.settings import Settings

    if args.intents is None and not args.details:
        raise BadArgument("--intents or --details: a set is needed")
    examples = read_examples(args.intents) if args.intents else []
    messages = [one for path in args.details for one in told.read_told(path)]
    reader = Understanding(ensure_model(Settings.load(), print))
    understood = []
    for example in examples:
        intent = reader.read(example.text)["intent"]
        understood.append(Understood(example, str(intent["name"]), float(intent["confidence"])))
    report = told.score(messages, reader.details) if messages else None
    points = curve(understood) if understood else []
    if args.page is not None:
        from bot.evaluation.report import write_page

        write_page(args.page, understood, points, report)
    if args.json:
        print(json.dumps(_understanding(understood, points, report), indent=2))
        return 0
    _print_understanding(understood, points, report)
    if args.failures:
        for one in understood:
            if not one.right:
                print(f"{one.example.text!r}: {one.found}, not {one.example.intent}")
        for line in report.failures if report else ():
            print(line)
    return 0


def _understanding(
    understood: Sequence[Understood], points: Sequence[Point], report: Report | None
) -> dict[str, Any]:
    from bot.evaluation.details import kinds
    from bot.evaluation.intents import accuracy, recall_at

    figures: dict[str, Any] = {}
    if understood:
        at = recall_at(points, IN_SCOPE)
        figures["intents"] = {
            "messages": len(understood),
            "accuracy": round(accuracy(understood), 4),
            "in_scope_accuracy": round(points[0].in_scope, 4),
            "out_of_scope_recall": round(points[0].recall, 4),
            f"out_of_scope_recall_at_{IN_SCOPE}": None if at is None else round(at.recall, 4),
        }
    if report is not None:
        figures["details"] = {
            kind: {
                "told": count.right + count.missed,
                "precision": round(count.precision, 4),
                "recall": round(count.recall, 4),
                "f1": round(count.f1, 4),
            }
            for kind in kinds(report)
            for count in (report.counts[kind],)
        }
        figures["empty"] = {"messages": report.empty, "false": report.alarms}
    return figures


def _print_understanding(
    understood: Sequence[Understood], points: Sequence[Point], report: Report | None
) -> None:
    figures = _understanding(understood, points, report)
    if understood:
        one = figures["intents"]
        at = one[f"out_of_scope_recall_at_{IN_SCOPE}"]
        print(f"intents: {one['accuracy']:.1%} of {one['messages']} messages")
        print(
            f"  in scope {one['in_scope_accuracy']:.1%}, out of scope recognised "
            f"{one['out_of_scope_recall']:.1%}; at {IN_SCOPE:.0%} in scope: "
            + ("not reached" if at is None else f"{at:.1%}")
        )
    if report is not None:
        print(f"{'detail':13} {'told':>5} {'precision':>10} {'recall':>7} {'F1':>6}")
        for kind, one in figures["details"].items():
            print(
                f"{kind:13} {one['told']:5} {one['precision']:10.3f} {one['recall']:7.3f} "
                f"{one['f1']:6.3f}"
            )
        print(
            f"something found in {report.alarms} of {report.empty} messages that tell nothing "
            f"({report.alarm_rate:.1%})"
        )


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
