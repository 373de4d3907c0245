"""`baton knowledge check`: what is wrong with the content, or will soon be."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict
from datetime import datetime, timezone
from pathlib import Path

from bot.encoder import shared_encoder
from bot.errors import BatonError
from bot.knowledge.review import review
from bot.settings import Settings


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to the parser of `baton`."""
    parser = subparsers.add_parser("knowledge", help="check the content")
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    check = actions.add_parser(
        "check",
        help="find broken files, pages due for review, expired facts, questions not answered",
    )
    check.add_argument("--knowledge", type=Path, metavar="DIR", help="content folder")
    check.add_argument("--json", action="store_true", help="print the findings as JSON")
    check.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """0 without errors (warnings are allowed), else 1."""
    try:
        settings = Settings.load()
    except BatonError as error:
        print(f"baton knowledge: {error}", file=sys.stderr)
        return 1
    folder = args.knowledge or settings.knowledge
    findings = review(
        folder, shared_encoder(), settings.var / "vectors", datetime.now(timezone.utc).date()
    )
    errors = sum(finding.severity == "error" for finding in findings)
    if args.json:
        print(json.dumps([asdict(finding) for finding in findings], ensure_ascii=False, indent=2))
    else:
        for finding in findings:
            print(finding)
        print(f"{errors} errors, {len(findings) - errors} warnings")
    return 1 if errors else 0
