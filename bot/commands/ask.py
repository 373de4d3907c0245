"""`baton ask`: one question, or a file of them, answered from a content folder."""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bot.encoder import shared_encoder
from bot.errors import BatonError, ContentError
from bot.knowledge import Answer, Knowledge
from bot.progress import Indexing
from bot.settings import Settings

_LONGEST_LINE = 1_000_000  # characters


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to the parser of `baton`."""
    parser = subparsers.add_parser(
        "ask",
        help="answer a question from the content",
        description="Answers a question, or each line of a JSONL file, from a content folder.",
    )
    parser.add_argument("question", nargs="?", help="the question, in quotes")
    parser.add_argument("--knowledge", type=Path, metavar="DIR", help="content folder")
    parser.add_argument("--json", action="store_true", help="print the answer as JSON")
    parser.add_argument("--history", nargs="+", default=[], metavar="Q", help="earlier questions")
    parser.add_argument("--batch", type=Path, metavar="IN", help='JSONL of {"question", "history"}')
    parser.add_argument("--out", type=Path, metavar="OUT", help="JSONL of answers, same order")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """0 when answered, also with "I don't know"; 1 for bad content or input, 2 for bad usage."""
    if bool(args.question is not None) == bool(args.batch):
        return _complain("give either a question or --batch IN --out OUT", 2)
    if bool(args.batch) != bool(args.out):
        return _complain("--batch and --out go together", 2)
    try:
        knowledge = open_knowledge(args.knowledge)
        if args.batch:
            return _batch(knowledge, args.batch, args.out)
    except BatonError as error:
        return _complain(str(error), 1)
    answer = knowledge.ask(args.question, args.history)
    print(json.dumps(answer.as_dict(), ensure_ascii=False) if args.json else _readable(answer))
    return 0


def open_knowledge(folder: Path | None, told: bool = True) -> Knowledge:
    """The content of a folder (None: that of the settings); raises BatonError.

    What pages are left out, and why, goes to standard error if it is to be `told`.
    """
    settings = Settings.load()
    knowledge = Knowledge.load(
        folder or settings.knowledge,
        shared_encoder(),
        settings.var / "vectors",
        progress=Indexing(),
    )
    for page in (one for one in knowledge.skipped if told and one.kind == "page"):
        place = f"{page.path}:{page.line}" if page.line else page.path
        print(f"left out {place}: {page.reason}", file=sys.stderr)
    return knowledge


def _readable(answer: Answer) -> str:
    lines = [answer.text]
    for source in answer.sources:
        url = f"  {source.url}" if source.url else ""
        lines.append(f"  — {source.path}:{source.line}  {source.heading}{url}")
    lines += [f"  ? {question}" for question in answer.suggestions]
    return "\n".join(lines)


def _batch(knowledge: Knowledge, source: Path, out: Path) -> int:
    """Answer all lines; the file is complete when it appears, or does not appear at all."""
    asked = list(_read(source))
    out.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=out.parent, suffix=".part")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            for question, history in asked:
                answer = knowledge.ask(question, history)
                file.write(json.dumps(answer.as_dict(), ensure_ascii=False) + "\n")
        Path(name).replace(out)
    except BaseException:
        Path(name).unlink()
        raise
    return 0


def _read(source: Path) -> Iterator[tuple[str, list[str]]]:
    """Questions with their history; raises ContentError with the line of the first bad one."""
    try:
        lines = source.read_text(encoding="utf-8-sig").split("\n")
    except OSError as error:
        raise ContentError(source, None, error.strerror or "an error", "a JSONL file") from None
    except UnicodeDecodeError:
        raise ContentError(source, None, "bytes that are not UTF-8", "a JSONL file") from None
    for at, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        expected = '{"question": "…", "history": ["…"]}'
        if len(line) > _LONGEST_LINE:
            raise ContentError(source, at, f"{len(line):,} characters", expected)
        try:
            data: Any = json.loads(line)
        except (json.JSONDecodeError, RecursionError):
            raise ContentError(source, at, "a line that is not JSON", expected) from None
        if not isinstance(data, dict) or not isinstance(data.get("question"), str):
            raise ContentError(source, at, 'no text under "question"', expected)
        history = data.get("history") or []
        if not isinstance(history, list) or not all(isinstance(one, str) for one in history):
            raise ContentError(source, at, "a history that is no list of texts", expected)
        yield data["question"], history


def _complain(message: str, status: int) -> int:
    print(f"baton ask: {message}", file=sys.stderr)
    return status
