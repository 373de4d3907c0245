"""API keys: what a program signs in with.

A key is `baton_ID_SECRET`: 32 random bytes, of which only the SHA-256 is kept; what is random needs
no slow hash. The ID may be seen: it names the key in lists and in the audit trail.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from bot.errors import BadRequest, NotFound
from bot.storage.tables import ApiKey
from bot.storage.tables import now as time_now

SCOPES = {
    "leads:read": "see the leads, with all that is known of them",
    "leads:write": "say what came of a lead",
}
_FORM = re.compile(r"baton_([a-z0-9]{12})_[A-Za-z0-9_-]{43}")
_ID_LETTERS = "abcdefghijkmnpqrstuvwxyz23456789"
_LONGEST_NAME = 100
_SEEN_EVERY = timedelta(minutes=5)  # how exactly the last use is noted: a read writes seldom


def create(
    session: Session, name: str, scopes: Sequence[str], now: datetime | None = None
) -> tuple[ApiKey, str]:
    """A new key with its text, which nobody sees again; raises BadRequest."""
    name = " ".join(name.split())
    if not 0 < len(name) <= _LONGEST_NAME:
        raise BadRequest(f"the name has {len(name)} characters; 1 to {_LONGEST_NAME} are expected")
    unknown = sorted(set(scopes) - set(SCOPES))
    if unknown or not scopes:
        found = ", ".join(unknown) or "no scope"
        raise BadRequest(f"found {found}; one or more of {', '.join(SCOPES)} are expected")
    key_id = "".join(secrets.choice(_ID_LETTERS) for _ in range(12))
    text = f"baton_{key_id}_{secrets.token_urlsafe(32)}"
    row = ApiKey(
        id=key_id,
        name=name,
        hash=_hash(text),
        scopes=sorted(set(scopes)),
        created_at=now or time_now(),
    )
    session.add(row)
    session.flush()
    return row, text


def find(session: Session, text: str) -> ApiKey | None:
    """The key with this text, None when there is none or it is revoked."""
    form = _FORM.fullmatch(text)
    row = session.get(ApiKey, form.group(1)) if form else None
    if row is None or not hmac.compare_digest(row.hash, _hash(text)):
        return None
    return None if row.revoked_at is not None else row


def is_unnoted(row: ApiKey, now: datetime) -> bool:
    """Whether the key's last use was noted so long ago that it is to be noted again."""
    return row.last_used_at is None or now - row.last_used_at >= _SEEN_EVERY


def revoke(session: Session, key_id: str, now: datetime | None = None) -> ApiKey:
    """End a key for ever; repeating is no error. Raises NotFound."""
    row: ApiKey | None = session.get(ApiKey, key_id)
    if row is None:
        raise NotFound(f"there is no key {key_id!r}")
    if row.revoked_at is None:
        row.revoked_at = now or time_now()
        session.flush()
    return row


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
