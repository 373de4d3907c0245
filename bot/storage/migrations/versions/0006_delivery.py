"""Indexes by which a worker finds what is next, the pace of destinations, events from CRMs, keys.

Revision ID: 0006
Revises: 0005
"""

import sqlalchemy as sa
from alembic import op

from bot.storage.tables import UTC

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_BEFORE = (["state", "next_at"], ["lead_id"])
_INDEXES = (
    ["state", "destination", "waits_for", "next_at"],
    ["lead_id", "destination", "created_at"],
    ["waits_for"],
    ["created_at"],
)


def _name(columns: list[str]) -> str:
    return f"ix_deliveries_{'_'.join(columns)}"


def upgrade() -> None:
    for columns in _BEFORE:
        op.drop_index(_name(columns), "deliveries")
    op.add_column("deliveries", sa.Column("waits_for", sa.String(length=36), nullable=True))
    for columns in _INDEXES:
        op.create_index(_name(columns), "deliveries", columns)
    op.create_table(
        "paces",
        sa.Column("destination", sa.String(length=200), nullable=False),
        sa.Column("free_at", UTC(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("destination", name=op.f("pk_paces")),
    )
    op.create_table(
        "received_events",
        sa.Column("id", sa.String(length=200), nullable=False),
        sa.Column("event", sa.String(length=40), nullable=False),
        sa.Column("lead_id", sa.String(length=36), nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("problem", sa.Text(), nullable=True),
        sa.Column("at", UTC(timezone=True), nullable=False),
        sa.CheckConstraint(
            "state IN ('applied', 'refused')", name=op.f("ck_received_events_state")
        ),
        sa.CheckConstraint(
            "(state = 'refused') = (problem IS NOT NULL)", name=op.f("ck_received_events_problem")
        ),
        sa.ForeignKeyConstraint(
            ["lead_id"], ["leads.id"], name=op.f("fk_received_events_lead_id_leads")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_received_events")),
    )
    op.create_index(op.f("ix_received_events_state_at"), "received_events", ["state", "at"])
    op.create_index(op.f("ix_received_events_lead_id"), "received_events", ["lead_id"])
    op.create_table(
        "api_keys",
        sa.Column("id", sa.String(length=12), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("scopes", sa.JSON(), nullable=False),
        sa.Column("created_at", UTC(timezone=True), nullable=False),
        sa.Column("last_used_at", UTC(timezone=True), nullable=True),
        sa.Column("revoked_at", UTC(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_keys")),
    )


def downgrade() -> None:
    op.drop_table("api_keys")
    op.drop_table("received_events")
    op.drop_table("paces")
    for columns in _INDEXES:
        op.drop_index(_name(columns), "deliveries")
    op.drop_column("deliveries", "waits_for")
    for columns in _BEFORE:
        op.create_index(_name(columns), "deliveries", columns)
