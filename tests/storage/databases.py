"""Databases for tests: SQLite in a file, PostgreSQL in a schema of its own."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg2
import pytest

from bot.storage.database import Database

KINDS = ("sqlite", pytest.param("postgresql", marks=pytest.mark.postgres))
POSTGRES = os.environ.get("BATON_TEST_POSTGRES_URL", "postgresql://postgres@127.0.0.1:5432/test")


@contextmanager
def empty(kind: str, folder: Path, *, durable: bool = False) -> Iterator[Database]:
    """A database without tables; skips the test when PostgreSQL cannot be reached. Not `durable`,
    since nothing of a test needs to survive a power cut; where commits are measured, it is."""
    if kind == "sqlite":
        database = Database(f"sqlite:///{folder / 'test.db'}")
        yield database
        database.close()
        return
    schema = f"baton_{uuid.uuid4().hex}"
    try:
        admin = psycopg2.connect(POSTGRES, connect_timeout=3)
    except psycopg2.OperationalError as error:
        pytest.skip(f"no PostgreSQL (BATON_TEST_POSTGRES_URL): {str(error).splitlines()[0]}")
    admin.autocommit = True
    with admin.cursor() as cursor:
        cursor.execute(f"CREATE SCHEMA {schema}")
    mark = "&" if "?" in POSTGRES else "?"
    commits = "on" if durable else "off"
    options = f"-csearch_path%3D{schema}%20-csynchronous_commit%3D{commits}"
    database = Database(f"{POSTGRES}{mark}options={options}")
    try:
        yield database
    finally:
        database.close()
        with admin.cursor() as cursor:
            cursor.execute(f"DROP SCHEMA {schema} CASCADE")
        admin.close()
