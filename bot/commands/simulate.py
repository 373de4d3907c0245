"""`baton simulate`: invented visitors talk to a real server, and a judge who knows the truth."""

from __future__ import annotations

import argparse
import json
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.commands import some
from bot.settings import Settings

if TYPE_CHECKING:
    from bot.simulation.conversation import Result
    from bot.simulation.running import Report

TEMPERAMENT_HELP = "only this temperament (may be given more than once)"


def register(subparsers: Any) -> None:
    """Add the command."""
    parser: argparse.ArgumentParser = subparsers.add_parser(
        "simulate",
        help="let invented visitors talk to the assistant, and judge how they were served",
        description="Starts a server of its own with the company's content and playbook, on a "
        "database of its own. Ends with 1 when a conversation went wrong.",
    )
    parser.add_argument("--conversations", type=some, default=90, metavar="N", help="how many (90)")
    parser.add_argument("--seed", type=int, default=1, metavar="S", help="the same gives the same")
    parser.add_argument("--workers", type=some, default=3, metavar="W", help="at a time (3)")
    parser.add_argument(
        "--temperament", action="append", default=[], metavar="T", help=TEMPERAMENT_HELP
    )
    parser.add_argument("--only", type=int, metavar="NUMBER", help="one conversation of the run")
    parser.add_argument("--show", type=int, default=5, metavar="N", help="failures to print (5)")
    parser.add_argument("--save", type=Path, metavar="DIR", help="where failures are written")
    parser.add_argument("--json", action="store_true", help="the figures as JSON")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """0 when every conversation was right, 1 when one was not, 2 for a wrong argument."""
    from bot.simulation import running
    from bot.simulation.temperaments import TEMPERAMENTS

    strange = [name for name in args.temperament if name not in TEMPERAMENTS]
    if strange or min(args.conversations, args.workers) < 1:
        what = f"no temperament {strange[0]!r}" if strange else "less than one conversation"
        print(f"baton: {what}; expected: {', '.join(TEMPERAMENTS)}")
        return 2
    chosen = [TEMPERAMENTS[name] for name in args.temperament] or list(TEMPERAMENTS.values())
    settings = Settings.load()
    with (
        tempfile.TemporaryDirectory(prefix="baton-simulate-") as folder,
        running.world(settings, Path(folder)) as world,
    ):
        if args.only is not None:
            from bot.simulation.conversation import hold

            temperament = chosen[args.only % len(chosen)]
            report = running.Report([hold(world, temperament, args.seed, args.only)])
            _print_conversation(report.results[0])
        else:
            report = running.run(
                world, args.conversations, args.seed, args.workers, chosen, _progress
            )
    failed = [one for one in report.results if not one.right]
    if args.save is not None:
        args.save.mkdir(parents=True, exist_ok=True)
        for one in failed:
            name = f"simulated_{args.seed}_{one.number}.yml"
            (args.save / name).write_text(running.as_transcript(one, settings), encoding="utf-8")
    if args.json:
        print(json.dumps(_figures(report), indent=2))
    elif args.only is None:
        for one in failed[: args.show]:
            _print_conversation(one)
        _print(report)
    return 1 if failed else 0


def _progress(result: Result) -> None:
    import sys

    if not result.right:
        what = "; ".join(result.wrong)
        print(f"{result.number}, {result.temperament}: {what}", file=sys.stderr, flush=True)
    if (result.number + 1) % 10 == 0:
        print(f"{result.number + 1} conversations …", file=sys.stderr, flush=True)


def _print_conversation(result: Result) -> None:
    print(f"\n── conversation {result.number}, {result.temperament}")
    for turn in result.turns:
        sign = "»" if turn.say.pressed else ">"
        print(f"{sign} {turn.say.text[:300]}")
        for line in turn.heard.text.split("\n"):
            if line.strip():
                print(f"    {line[:200]}")
    for each in result.wrong:
        print(f"✗ {each}")


def _figures(report: Report) -> dict[str, Any]:
    from bot.simulation.running import CONSENT, LOOP, LOST

    by_temperament: dict[str, list[bool]] = {}
    for one in report.results:
        by_temperament.setdefault(one.temperament, []).append(one.right)
    return {
        "conversations": len(report.results),
        "turns": sum(len(one.turns) for one in report.results),
        "right": round(report.right_rate, 4),
        "lost_leads": report.with_kind(LOST),
        "loops": report.with_kind(LOOP),
        "contact_without_consent": report.with_kind(CONSENT),
        "wrong": dict(report.kinds().most_common()),
        "temperaments": {
            name: {"conversations": len(rights), "right": sum(rights)}
            for name, rights in by_temperament.items()
        },
    }


def _print(report: Report) -> None:
    figures = _figures(report)
    print(f"\n{'temperament':14} {'held':>5} {'right':>6}")
    for name, one in figures["temperaments"].items():
        print(f"{name:14} {one['conversations']:5} {one['right']:6}")
    for kind, count in figures["wrong"].items():
        print(f"  {kind}: {count}")
    print(
        f"{figures['conversations']} conversations, {figures['turns']} turns: "
        f"{report.right_rate:.1%} right; lost leads {figures['lost_leads']}, "
        f"loops {figures['loops']}, contact without consent {figures['contact_without_consent']}"
    )
