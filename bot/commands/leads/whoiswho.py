"""`baton leads merge|split|apart|undo`: who is who, said in the name of a rep or admin."""

from __future__ import annotations

import argparse
import json
from typing import Any

from bot.commands import desk_of
from bot.commands.leads import naming

VERBS = ("merge", "split", "apart", "undo")
_DONE = {
    "merged": "{lead} is of the same person as {other} now, and stands behind it.",
    "split": "{lead} and {other} are of two people now.",
    "dismissed": "{lead} and {other} are not suggested as one person any more.",
    "reopened": "{lead} and {other} may be suggested as one person again.",
}


def register(verbs: Any) -> None:
    """Add the commands to `baton leads`."""
    merging = verbs.add_parser("merge", help="two leads are of one person; nothing moves")
    splitting = verbs.add_parser("split", help="a merged lead is of somebody else after all")
    parting = verbs.add_parser("apart", help="two leads are of two people: suggest it no more")
    undoing = verbs.add_parser("undo", help="take one of these back, once")
    for parser in (merging, parting):
        parser.add_argument("a", metavar="A", help=naming.HELP)
        parser.add_argument("b", metavar="B", help="the other's")
    splitting.add_argument("id", help=naming.HELP)
    undoing.add_argument(
        "change", type=_number, metavar="CHANGE", help="its number, as `baton leads show` has it"
    )
    for parser in (merging, splitting, parting, undoing):
        parser.add_argument(
            "--by", required=True, metavar="USER", help="the rep or admin who says so"
        )
        parser.add_argument("--why", required=True, help="how they know, in a few words")
        parser.add_argument("--json", action="store_true", help="the change as JSON")


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 10):  # fits every database
        raise argparse.ArgumentTypeError(f"found {text!r}, expected the number of a change")
    return int(text)


def change(database: Any, settings: Any, args: argparse.Namespace) -> int:
    """Do one of the verbs, as the lead's page does it, and print what it changed."""
    from bot.leads.identity import merging
    from bot.leads.identity.duplicates import change_document

    desk = desk_of(settings)
    by, why = args.by, args.why
    with database.transaction() as session:
        if args.verb == "merge":
            a, b = naming.lead(session, args.a), naming.lead(session, args.b)
            done = merging.merge(session, a.id, b.id, by, why, desk)
        elif args.verb == "split":
            done = merging.split(session, naming.lead(session, args.id).id, by, why, desk)
        elif args.verb == "apart":
            a, b = naming.lead(session, args.a), naming.lead(session, args.b)
            done = merging.tell_apart(session, a.id, b.id, by, why)
        else:
            done = merging.undo(session, args.change, by, why, desk)
        document = change_document(done)
    if args.json:
        print(json.dumps(document, indent=2, ensure_ascii=False))
        return 0
    said = _DONE[document["action"]]
    print(said.format(lead=document["lead"][:8], other=document["other"][:8]))
    if document["undoes"] is None:
        print(f"`baton leads undo {document['id']}` takes it back.")
    return 0
