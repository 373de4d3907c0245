"""`baton train`: train the model if the training data or the configuration changed."""

from __future__ import annotations

import argparse


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subparsers.add_parser(
        "train", help="train the model if training data or configuration changed"
    )
    parser.add_argument("--force", action="store_true", help="train even if nothing changed")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    from bot.engine.training import ensure_model
    from bot.settings import Settings

    model = ensure_model(Settings.load(), lambda line: print(line, flush=True), force=args.force)
    print(f"The model is {model.name}.")
    return 0
