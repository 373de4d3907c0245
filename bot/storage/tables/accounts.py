"""Who signs in: people, and programs by their keys."""

from __future__ import annotations

import sqlalchemy as sa

from bot.storage.tables.base import UTC, Base, now


class User(Base):
    """Somebody who signs in: rep, marketer or admin."""

    __tablename__ = "users"
    id = sa.Column(sa.String(60), primary_key=True)  # the playbook's id of the person
    email = sa.Column(sa.String(320), nullable=False, unique=True)
    name = sa.Column(sa.String(200), nullable=False)
    password_hash = sa.Column(sa.Text)  # argon2; none yet means cannot sign in
    roles = sa.Column(sa.JSON, nullable=False, default=list)
    active = sa.Column(sa.Boolean, nullable=False, default=True)
    # What routing needs: teams, timezone, hours, weight, capacity, languages, absences …
    profile = sa.Column(sa.JSON, nullable=False, default=dict)
    session_epoch = sa.Column(sa.Integer, nullable=False, default=0)  # raised: signs out everywhere
    created_at = sa.Column(UTC, nullable=False, default=now)


class ApiKey(Base):
    """What a program signs in with: only the hash of it is kept."""

    __tablename__ = "api_keys"
    id = sa.Column(sa.String(12), primary_key=True)  # the part of the key that may be seen
    name = sa.Column(sa.String(100), nullable=False)
    hash = sa.Column(sa.String(64), nullable=False)  # SHA-256 of the whole key, which is random
    scopes = sa.Column(sa.JSON, nullable=False)
    created_at = sa.Column(UTC, nullable=False, default=now)
    last_used_at = sa.Column(UTC)
    revoked_at = sa.Column(UTC)
