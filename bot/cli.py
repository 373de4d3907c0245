"""The command `baton`: one module of `bot.commands` for each of its verbs."""

from __future__ import annotations

import argparse
import importlib
import os
import pkgutil
import sys
from collections.abc import Sequence

from bot import __version__, commands
from bot.errors import BatonError


def parser() -> argparse.ArgumentParser:
    """The parser with every command in it; no command's own imports are made for it."""
    top = argparse.ArgumentParser(
        prog="baton",
        description="A self-hosted sales-assist chatbot: answers from your content, qualifies in "
        "conversation, hands leads to reps.",
        epilog="Settings are environment variables BATON_…: see docs/settings.md.",
    )
    top.add_argument("--version", action="version", version=f"baton {__version__}")
    subparsers = top.add_subparsers(dest="command", required=True, metavar="command")
    for module in sorted(each.name for each in pkgutil.iter_modules(commands.__path__)):
        importlib.import_module(f"bot.commands.{module}").register(subparsers)
    return top


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; gives its exit status. 2 means that something has to be mended first."""
    args = parser().parse_args(arguments)
    try:
        return int(args.run(args))
    except BatonError as error:
        print(f"baton: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # The reader has gone (`baton leads list | head`): nothing is wrong, nothing is left to say.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


if __name__ == "__main__":
    sys.exit(main())
