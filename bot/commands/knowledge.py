"""`baton knowledge check|search`: what is wrong with the content, and what a question finds."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from bot.knowledge.care.calibration import Calibration
    from bot.knowledge.care.finding import Finding

_FOUND = 10  # passages shown by search


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to the parser of `baton`."""
    parser = subparsers.add_parser("knowledge", help="check the content, search in it")
    actions = parser.add_subparsers(dest="action", required=True, metavar="check|search")
    check = actions.add_parser(
        "check",
        help="find what to mend in the content, and say what to expect of it",
        description="Finds broken files, figures that contradict each other or the catalogue, what "
        "is past its date, dead links, repeats, and questions not answered; and measures on the "
        "content's own questions how many get a right answer.",
    )
    check.add_argument("--strict", action="store_true", help="warnings fail too")
    search = actions.add_parser("search", help="the passages that a question finds, best first")
    search.add_argument("question", help="the question, in quotes")
    for each in (check, search):
        each.add_argument("--knowledge", type=Path, metavar="DIR", help="content folder")
        each.add_argument("--json", action="store_true", help="as JSON")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """0 without errors (`--strict`: without findings), else 1."""
    return _check(args) if args.action == "check" else _search(args)


def _check(args: argparse.Namespace) -> int:
    from bot.commands.ask import open_knowledge
    from bot.encoder import shared_encoder
    from bot.knowledge.care.calibration import calibrate
    from bot.knowledge.care.review import broken, review
    from bot.settings import Settings

    folder = args.knowledge or Settings.load().knowledge
    findings: list[Finding] = broken(folder)
    if findings:
        _report(findings, None, args.json)
        return 1
    knowledge = open_knowledge(folder, told=False)
    today = datetime.now(ZoneInfo(knowledge.company.timezone)).date()
    findings = review(knowledge, shared_encoder(), today)
    calibration = calibrate(knowledge) if knowledge.passages else None
    _report(findings, calibration, args.json)
    failed = any(one.severity == "error" or args.strict for one in findings)
    return 1 if failed else 0


def _report(findings: Sequence[Finding], expected: Calibration | None, as_json: bool) -> None:
    errors = sum(finding.severity == "error" for finding in findings)
    if as_json:
        report = {
            "findings": [asdict(finding) for finding in findings],
            "expected": asdict(expected) if expected else None,
        }
        print(json.dumps(report, ensure_ascii=False, indent=2))
        return
    for path, group in groupby(findings, key=lambda one: one.path):
        print(path)
        for one in group:
            line = f"{one.line}: " if one.line else ""
            print(f"  {line}{one.severity}: {one.text} [{one.code}]")
    print(f"{errors} errors, {len(findings) - errors} warnings")
    if expected is not None:
        print("What to expect, with 95 % intervals:")
        print(f"  own questions answered, their wording held out: {expected.answered}")
        print(f"  of these from their own section: {expected.right}")
        print(f"  other companies' questions answered: {expected.foreign}")
        print(f"  a passage is quoted from a trust of {expected.trusted:.2f}")


def _search(args: argparse.Namespace) -> int:
    from bot.commands.ask import open_knowledge

    knowledge = open_knowledge(args.knowledge)
    hits = knowledge.index.search(args.question, knowledge.index.encode(args.question), _FOUND)
    rows = [
        {
            "path": hit.passage.path,
            "line": hit.passage.line,
            "heading": " > ".join(hit.passage.headings),
            "trust": round(hit.trust, 3),
            "score": round(hit.score, 3),
            "overlap": round(hit.overlap, 3),
            "cosine": round(hit.cosine, 3),
        }
        for hit in hits
    ]
    if args.json:
        print(json.dumps(rows, ensure_ascii=False, indent=2))
        return 0
    print(f"quoted from a trust of {knowledge.trusted:.2f}", file=sys.stderr)
    print("trust score words meaning")
    for row in rows:
        numbers = (
            f"{row['trust']:5.2f} {row['score']:5.2f} {row['overlap']:5.2f} {row['cosine']:7.2f}"
        )
        print(f"{numbers}  {row['path']}:{row['line']}  {row['heading']}")
    return 0
