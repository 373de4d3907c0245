"""`python -m tests.faults`: the whole run, see `tests.faults.run`."""

from __future__ import annotations

import argparse
import random
import signal
import sys
import tempfile
from pathlib import Path

from tests.faults.run import run


def main() -> int:
    """Run on one database or on both; gives 1 when something does not hold."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults")
    parser.add_argument("--leads", type=int, default=10_000, help="leads on each database (10000)")
    parser.add_argument("--seconds", type=float, default=float("inf"), help="at most so long each")
    parser.add_argument("--seed", type=int, default=None, help="of the plan; random without")
    parser.add_argument("--database", choices=("sqlite", "postgresql"), action="append")
    args = parser.parse_args()
    # Ended from outside, it takes its processes and its PostgreSQL along.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    seed = args.seed if args.seed is not None else random.SystemRandom().randrange(1_000_000)
    failed = False
    for kind in args.database or ["sqlite", "postgresql"]:
        print(f"{kind}, seed {seed}", flush=True)
        with tempfile.TemporaryDirectory(prefix="baton-faults-") as folder:
            outcome = run(kind, Path(folder), seed=seed, seconds=args.seconds, leads=args.leads)
        print(outcome, flush=True)
        if outcome.problems:
            failed = True
            print(*outcome.problems[:50], *outcome.evidence, sep="\n", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
