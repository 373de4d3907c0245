"""Indexes by which routing counts what everybody has, however many past leads there are."""

from __future__ import annotations

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_index(op.f("ix_assignments_user_id_offered_at"), table_name="assignments")
    op.create_index(
        op.f("ix_assignments_user_id_offered_at_state"),
        "assignments",
        ["user_id", "offered_at", "state"],
    )
    op.create_index(op.f("ix_leads_stage_owner_id"), "leads", ["stage", "owner_id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_leads_stage_owner_id"), table_name="leads")
    op.drop_index(op.f("ix_assignments_user_id_offered_at_state"), table_name="assignments")
    op.create_index(
        op.f("ix_assignments_user_id_offered_at"), "assignments", ["user_id", "offered_at"]
    )
