"""`baton leads export|erase`: everything that is kept about one person."""

from __future__ import annotations

import argparse
import json
import os
import sys
from pathlib import Path
from typing import Any

_WHO = (
    "an e-mail address, which stands for every lead that gave it, or a lead's id; be sure that "
    "whoever asks is who they say"
)


def register(verbs: Any) -> None:
    """Add the two commands to `baton leads`."""
    exporting = verbs.add_parser("export", help="all that is kept about a person, as JSON")
    exporting.add_argument("who", metavar="WHO", help=_WHO)
    exporting.add_argument("--out", type=Path, metavar="FILE", help="write it here, for you only")
    erasing = verbs.add_parser("erase", help="remove a person from every store, with a receipt")
    erasing.add_argument("who", metavar="WHO", help=_WHO)
    erasing.add_argument("--yes", action="store_true", help="do not ask before")
    erasing.add_argument("--json", action="store_true", help="the receipt as JSON")


def export(database: Any, settings: Any, args: argparse.Namespace) -> int:
    """Print everything about a person, or write it to a file that nobody else may read."""
    from bot.errors import BatonError
    from bot.leads.privacy import personal

    with database.reading() as session:
        subject = personal.subject_of(session, args.who)
        found = personal.export(session, subject, settings.var / "mail")
    text = json.dumps(found, indent=2, ensure_ascii=False) + "\n"
    if args.out is None:
        print(text, end="")
        return 0
    try:
        handle = os.open(args.out, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        raise BatonError(
            f"--out: {args.out} cannot be written ({error.strerror}); a new file is expected"
        ) from None
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
    print(f"{len(subject.leads)} lead(s) with all that belongs to them: {args.out}")
    return 0


def erase(database: Any, settings: Any, args: argparse.Namespace) -> int:
    """Erase a person after a yes, and print the receipt."""
    from bot.delivery import outbox
    from bot.errors import BatonError
    from bot.leads.privacy import erasure, personal
    from bot.storage.tables import Erasure

    mail = settings.var / "mail"
    erasure.finish(database, mail)  # what an earlier run did not get to
    with database.reading() as session:
        subject = personal.subject_of(session, args.who)
    if not args.yes:
        if not sys.stdin.isatty():
            raise BatonError("nothing was erased: without a terminal to ask on, --yes is expected")
        answer = input(f"Erase {len(subject.leads)} lead(s) for ever? Type yes: ")
        if answer.strip().lower() != "yes":
            print("Nothing was erased.")
            return 1
    with database.transaction() as session:
        row = erasure.erase(
            session,
            subject,
            erasure.Request(by="operator", who=args.who),
            outbox.destinations(settings),
        )
        receipt_id = row.id
    erasure.finish(database, mail)
    with database.reading() as session:
        receipt = erasure.receipt(session.get(Erasure, receipt_id))
    if args.json:
        print(json.dumps(receipt, indent=2))
        return 0
    print(f"Receipt {receipt['id']}, {receipt['finished_at'][:19].replace('T', ' ')} UTC")
    for store, count in receipt["removed"].items():
        print(f"  {store}: {count} removed")
    print(f"  whose: SHA-256 {receipt['subject']['sha256']} of salt {receipt['subject']['salt']}")
    return 0
