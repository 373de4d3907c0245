"""The people who sign in: seeded from the playbook, afterwards owned by the database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy.orm import Session

from bot.leads.playbook.playbook import Person
from bot.storage.tables import User, now

# Known to everybody: only ever given out where BATON_DEMO says that it is no real installation.
DEMO_PASSWORD = "baton-demo"  # noqa: S105  # no secret, see above


@dataclass(frozen=True)
class Login:
    """A demo account, to be shown at the start."""

    email: str
    name: str
    roles: tuple[str, ...]
    password: str

    def __str__(self) -> str:
        return f"{self.email}  password {self.password}  ({self.name}: {', '.join(self.roles)})"


def seed(session: Session, people: Sequence[Person], *, demo_password: str | None) -> list[str]:
    """Add the people who are not in the database yet; gives the ids of those added.

    Nobody who is there is changed: neither role nor hours nor password. Without `demo_password`
    a new person cannot sign in before `baton users password` gave them a password.
    """
    known = set(session.scalars(sa.select(User.id)))
    emails = {email.casefold() for email in session.scalars(sa.select(User.email))}
    added = []
    for person in people:
        if person.id in known or person.email.casefold() in emails:
            continue
        session.add(
            User(
                id=person.id,
                email=person.email,
                name=person.name,
                password_hash=hash_password(demo_password) if demo_password else None,
                roles=list(person.roles),
                active=True,
                profile=person.profile(),
                session_epoch=0,
                created_at=now(),
            )
        )
        added.append(person.id)
    session.flush()
    return added


def hash_password(password: str) -> str:
    """The argon2 hash that `users.password_hash` keeps."""
    return PasswordHasher().hash(password)


def set_password(user: User, password: str) -> None:
    """Give a user a new password and end every session that is open under the old one."""
    user.password_hash = hash_password(password)
    user.session_epoch = (user.session_epoch or 0) + 1


def logins(session: Session, password: str) -> list[Login]:
    """The active people who can sign in with this password (not yet changed to their own)."""
    users = session.scalars(sa.select(User).where(User.active).order_by(User.created_at, User.id))
    return [
        Login(user.email, user.name, tuple(user.roles), password)
        for user in users
        if user.password_hash and _verifies(user.password_hash, password)
    ]


def _verifies(password_hash: str, password: str) -> bool:
    try:
        return PasswordHasher().verify(password_hash, password)
    except (VerificationError, InvalidHashError):
        return False
