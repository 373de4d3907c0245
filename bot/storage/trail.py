"""Audit trails that nobody edits, not even this program: the database itself refuses it.

A row of a trail cannot be changed, and can go only with the person that it is about: while the
receipt of an erasure (`erasures`) that names the lead is written and not finished. So whoever
removes a part of the trail leaves behind that it was removed, when, and by whom.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa

# Table → its columns that name a lead.
TRAILS = {"stage_changes": ("lead_id",), "identity_changes": ("lead_id", "other_id")}
_REFUSED = "the audit trail is only added to"


def create(dialect: str) -> Iterator[str]:
    """The statements that guard the trails' tables, which are there."""
    if dialect == "postgresql":
        yield _FUNCTION
    for table, columns in TRAILS.items():
        yield from _on_postgresql(table) if dialect == "postgresql" else _on_sqlite(table, columns)


def drop(dialect: str) -> Iterator[str]:
    """The statements that take the guards away again; the tables are still there."""
    for table in TRAILS:
        if dialect == "postgresql":
            yield f"DROP TRIGGER {table}_kept ON {table}"
            yield f"DROP TRIGGER {table}_not_emptied ON {table}"
        else:
            for name in ("kept", "not_removed", "not_replaced"):
                yield f"DROP TRIGGER {table}_{name}"
    if dialect == "postgresql":
        yield "DROP FUNCTION baton_only_added()"


_FUNCTION = f"""
CREATE OR REPLACE FUNCTION baton_only_added() RETURNS trigger AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    IF EXISTS (
      SELECT 1 FROM erasures WHERE finished_at IS NULL AND jsonb_exists_any(
        leads::jsonb, ARRAY[to_jsonb(OLD) ->> 'lead_id', to_jsonb(OLD) ->> 'other_id']
      )
    ) THEN
      RETURN OLD;
    END IF;
  END IF;
  RAISE EXCEPTION '{_REFUSED}' USING ERRCODE = 'integrity_constraint_violation';
END
$$ LANGUAGE plpgsql
"""  # noqa: S608  # all of it is ours


def _on_postgresql(table: str) -> Iterator[str]:
    yield (
        f"CREATE TRIGGER {table}_kept BEFORE UPDATE OR DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION baton_only_added()"
    )
    yield (
        f"CREATE TRIGGER {table}_not_emptied BEFORE TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION baton_only_added()"
    )


def _on_sqlite(table: str, columns: tuple[str, ...]) -> Iterator[str]:
    refuse = f"BEGIN SELECT RAISE(ABORT, '{_REFUSED}'); END"
    named = ", ".join(f"OLD.{column}" for column in columns)
    yield f"CREATE TRIGGER {table}_kept BEFORE UPDATE ON {table} {refuse}"
    erased = (
        "SELECT 1 FROM erasures, json_each(erasures.leads) AS named "  # noqa: S608  # ours
        f"WHERE erasures.finished_at IS NULL AND named.value IN ({named})"  # ours
    )
    yield (
        f"CREATE TRIGGER {table}_not_removed BEFORE DELETE ON {table} "
        f"WHEN NOT EXISTS ({erased}) {refuse}"
    )
    # INSERT OR REPLACE removes a row without asking the trigger of DELETE.
    yield (
        f"CREATE TRIGGER {table}_not_replaced BEFORE INSERT ON {table} "  # noqa: S608  # ours
        f"WHEN EXISTS (SELECT 1 FROM {table} WHERE id = NEW.id) {refuse}"  # ours
    )


def guard(metadata: sa.MetaData) -> None:
    """Have the trails guarded too where the tables are made without migrations."""

    sa.event.listen(metadata, "after_create", _guard)


def _guard(_: sa.MetaData, connection: sa.engine.Connection, **__: Any) -> None:
    for statement in create(connection.dialect.name):
        connection.exec_driver_sql(statement)
