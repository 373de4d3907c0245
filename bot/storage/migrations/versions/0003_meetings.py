"""Meetings, the times that they take, and the visitor's time zone."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_LIVE = sa.text("state IN ('held', 'booked')")


def upgrade() -> None:
    op.add_column("conversations", sa.Column("timezone", sa.String(length=60), nullable=True))
    op.create_table(
        "meetings",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("lead_id", sa.String(length=36), nullable=False),
        sa.Column("user_id", sa.String(length=60), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("hold_expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("uid", sa.String(length=255), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("visitor_timezone", sa.String(length=60), nullable=False),
        sa.Column("changed_by", sa.String(length=60), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "state IN ('held', 'booked', 'over', 'cancelled', 'expired')", name=op.f("ck_meetings_state")
        ),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_meetings_ends_after_it_starts")),
        sa.CheckConstraint(
            "(state = 'held') = (hold_expires_at IS NOT NULL)", name=op.f("ck_meetings_held_until")
        ),
        sa.ForeignKeyConstraint(
            ["lead_id"], ["leads.id"], name=op.f("fk_meetings_lead_id_leads")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_meetings_user_id_users")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meetings")),
        sa.UniqueConstraint("uid", name=op.f("uq_meetings_uid")),
    )
    op.create_index(
        "uq_meetings_live",
        "meetings",
        ["lead_id"],
        unique=True,
        sqlite_where=_LIVE,
        postgresql_where=_LIVE,
    )
    for columns in (["lead_id"], ["user_id", "starts_at"], ["state", "hold_expires_at"]):
        op.create_index(op.f(f"ix_meetings_{'_'.join(columns)}"), "meetings", columns)
    op.create_table(
        "taken_times",
        sa.Column("user_id", sa.String(length=60), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("meeting_id", sa.String(length=36), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_taken_times_user_id_users")
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id"],
            ["meetings.id"],
            name=op.f("fk_taken_times_meeting_id_meetings"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("user_id", "at", name=op.f("pk_taken_times")),
    )
    op.create_index(op.f("ix_taken_times_meeting_id"), "taken_times", ["meeting_id"])


def downgrade() -> None:
    op.drop_table("taken_times")
    op.drop_table("meetings")
    # Not in batch mode: that copies the table and drops the old one, which rows of other tables
    # refer to. SQLite drops a column by itself since 3.35.
    op.drop_column("conversations", "timezone")
