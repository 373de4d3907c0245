"""`baton users list|add|password`: accounts."""

from __future__ import annotations

import argparse
import getpass
import json
import sys
from typing import Any

from bot.commands import opened

LEAST_LENGTH = 10


def register(subparsers: Any) -> None:
    """Add the command."""
    parser = subparsers.add_parser("users", help="accounts: list, add, set a password")
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="list|add|password")
    listing = verbs.add_parser("list", help="all accounts")
    listing.add_argument("--json", action="store_true", help="as JSON")
    adding = verbs.add_parser("add", help="add an account; its password is asked for")
    adding.add_argument("id", help="short name, as in the playbook")
    adding.add_argument("--name", required=True)
    adding.add_argument("--email", required=True)
    adding.add_argument(
        "--role", action="append", choices=("rep", "marketer", "admin"), required=True
    )
    setting = verbs.add_parser("password", help="set a password; it is asked for")
    setting.add_argument("id", help="short name or e-mail address")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    with opened() as (_, database):
        return {"list": _list, "add": _add, "password": _password}[args.verb](database, args)


def _list(database: Any, args: argparse.Namespace) -> int:
    import sqlalchemy as sa

    from bot.storage.tables import User

    with database.reading() as session:
        rows = [
            {
                "id": user.id,
                "name": user.name,
                "email": user.email,
                "roles": user.roles,
                "active": user.active,
                "can_sign_in": user.password_hash is not None,
            }
            for user in session.scalars(sa.select(User).order_by(User.id))
        ]
    if args.json:
        print(json.dumps(rows, indent=2, ensure_ascii=False))
        return 0
    for row in rows:
        state = "" if row["can_sign_in"] else "  (no password yet)"
        print(f"{row['id']:<12} {row['email']:<36} {', '.join(row['roles'])}{state}")
    return 0


def _add(database: Any, args: argparse.Namespace) -> int:
    import sqlalchemy as sa
    from email_validator import EmailNotValidError, validate_email

    from bot.errors import BatonError, Conflict
    from bot.leads.people import set_password
    from bot.storage.tables import User

    try:
        email = validate_email(args.email, check_deliverability=False).normalized
    except EmailNotValidError as error:
        raise BatonError(f"--email: found {args.email!r}: {error}") from None
    password = _ask()
    with database.transaction() as session:
        taken = session.scalar(
            sa.select(User.id).where(
                sa.or_(User.id == args.id, sa.func.lower(User.email) == email.lower())
            )
        )
        if taken is not None:
            raise Conflict(f"there is a user {taken!r} with this id or email address already")
        user = User(
            id=args.id, name=args.name, email=email, roles=args.role, profile={}, session_epoch=0
        )
        set_password(user, password)
        session.add(user)
    print(f"Added {args.id}.")
    return 0


def _password(database: Any, args: argparse.Namespace) -> int:
    import sqlalchemy as sa

    from bot.errors import NotFound
    from bot.leads.people import set_password
    from bot.storage.tables import User

    with database.reading() as session:
        found = session.scalar(
            sa.select(User.id).where(
                sa.or_(User.id == args.id, sa.func.lower(User.email) == args.id.lower())
            )
        )
    if found is None:
        raise NotFound(f"there is no user {args.id!r}")
    password = _ask()
    with database.transaction() as session:
        set_password(session.get(User, found), password)
    print("The password is set; every session of this user has ended.")
    return 0


def _ask() -> str:
    """The new password, from the terminal without an echo, or the first line of the input."""
    from bot.errors import BatonError

    if sys.stdin.isatty():
        password = getpass.getpass("New password: ")
        if getpass.getpass("Once more: ") != password:
            raise BatonError("the two passwords differ")
    else:
        password = sys.stdin.readline().rstrip("\n")
    if len(password) < LEAST_LENGTH:
        raise BatonError(f"the password has {len(password)} characters, at least {LEAST_LENGTH}")
    return password
