"""Who is who, opportunities, trails that are only added to, and indexes for the inbox."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.storage import trail

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_LEGAL = (
    "before IS NULL AND after = 'contact'"
    " OR before = 'contact' AND after IN ('mql', 'sal', 'lost', 'recycled')"
    " OR before = 'mql' AND after IN ('sal', 'lost', 'recycled')"
    " OR before = 'sal' AND after IN ('sql', 'lost', 'recycled')"
    " OR before = 'sql' AND after IN ('won', 'lost', 'recycled')"
    " OR before = 'won' AND after IN ('sql')"
    " OR before = 'lost' AND after IN ('sal', 'sql', 'recycled')"
    " OR before = 'recycled' AND after IN ('mql', 'sal', 'lost')"
)
_INDEXES = {
    "leads": (["updated_at"], ["email_key"], ["email_domain"], ["phone"]),
    "assignments": (["user_id", "state"], ["lead_id"]),
    "erasures": (["finished_at"],),
    "merged_leads": (["into_id"],),
    "identity_changes": (["lead_id"], ["other_id"]),
}


def upgrade() -> None:
    dialect = op.get_bind().dialect.name
    for name in ("email_key", "email_domain"):
        op.add_column("leads", sa.Column(name, sa.String(length=320), nullable=True))
    after_at = (
        "split_part(lower(trim(email)), '@', 2)"
        if dialect == "postgresql"
        else "substr(lower(trim(email)), instr(trim(email), '@') + 1)"
    )
    op.execute(
        f"UPDATE leads SET email_key = lower(trim(email)), email_domain = {after_at} "  # noqa: S608
        "WHERE email IS NOT NULL"
    )
    op.drop_index("ix_leads_email", table_name="leads")
    op.create_table(
        "opportunities",
        sa.Column("lead_id", sa.String(length=36), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("closes_on", sa.Date(), nullable=False),
        sa.CheckConstraint("value > 0", name=op.f("ck_opportunities_value")),
        sa.CheckConstraint("length(currency) = 3", name=op.f("ck_opportunities_currency")),
        sa.ForeignKeyConstraint(
            ["lead_id"], ["leads.id"], name=op.f("fk_opportunities_lead_id_leads")
        ),
        sa.PrimaryKeyConstraint("lead_id", name=op.f("pk_opportunities")),
    )
    op.create_table(
        "merged_leads",
        sa.Column("lead_id", sa.String(length=36), nullable=False),
        sa.Column("into_id", sa.String(length=36), nullable=False),
        sa.CheckConstraint("lead_id <> into_id", name=op.f("ck_merged_leads_another")),
        sa.ForeignKeyConstraint(
            ["lead_id"], ["leads.id"], name=op.f("fk_merged_leads_lead_id_leads")
        ),
        sa.ForeignKeyConstraint(
            ["into_id"], ["leads.id"], name=op.f("fk_merged_leads_into_id_leads")
        ),
        sa.PrimaryKeyConstraint("lead_id", name=op.f("pk_merged_leads")),
    )
    op.create_table(
        "identity_changes",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("action", sa.String(length=10), nullable=False),
        sa.Column("lead_id", sa.String(length=36), nullable=False),
        sa.Column("other_id", sa.String(length=36), nullable=False),
        sa.Column("moved", sa.JSON(), nullable=False),
        sa.Column("by", sa.String(length=60), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undoes_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "action IN ('merged', 'split', 'dismissed', 'reopened')",
            name=op.f("ck_identity_changes_action"),
        ),
        sa.ForeignKeyConstraint(
            ["lead_id"], ["leads.id"], name=op.f("fk_identity_changes_lead_id_leads")
        ),
        sa.ForeignKeyConstraint(
            ["other_id"], ["leads.id"], name=op.f("fk_identity_changes_other_id_leads")
        ),
        sa.ForeignKeyConstraint(
            ["undoes_id"],
            ["identity_changes.id"],
            name=op.f("fk_identity_changes_undoes_id_identity_changes"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_identity_changes")),
        sa.UniqueConstraint("undoes_id", name=op.f("uq_identity_changes_undoes_id")),
    )
    # Nothing refers to these two, so SQLite may copy them.
    with op.batch_alter_table("stage_changes") as stages:
        stages.create_check_constraint(op.f("ck_stage_changes_legal"), _LEGAL)
    _states("'offered', 'accepted', 'declined', 'expired', 'withdrawn', 'closed'")
    for table, columns in _INDEXES.items():
        for each in columns:
            op.create_index(op.f(f"ix_{table}_{'_'.join(each)}"), table, each)
    for statement in trail.create(dialect):
        op.execute(statement)


def downgrade() -> None:
    for statement in trail.drop(op.get_bind().dialect.name):
        op.execute(statement)
    for table in ("leads", "assignments", "erasures"):
        for each in _INDEXES[table]:
            op.drop_index(op.f(f"ix_{table}_{'_'.join(each)}"), table_name=table)
    op.execute("UPDATE assignments SET state = 'declined' WHERE state IN ('withdrawn', 'closed')")
    _states("'offered', 'accepted', 'declined', 'expired'")
    with op.batch_alter_table("stage_changes") as stages:
        stages.drop_constraint(op.f("ck_stage_changes_legal"), type_="check")
    for table in ("identity_changes", "merged_leads", "opportunities"):
        op.drop_table(table)
    op.create_index(op.f("ix_leads_email"), "leads", ["email"])
    for name in ("email_key", "email_domain"):
        op.drop_column("leads", name)


def _states(listed: str) -> None:
    name = op.f("ck_assignments_state")
    with op.batch_alter_table("assignments") as assignments:
        assignments.drop_constraint(name, type_="check")
        assignments.create_check_constraint(name, f"state IN ({listed})")
