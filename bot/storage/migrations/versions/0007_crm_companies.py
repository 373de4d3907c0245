"""Which company of a CRM has a domain, and who is looking for it.

Revision ID: 0007
Revises: 0006
"""

import sqlalchemy as sa
from alembic import op

from bot.storage.tables import UTC

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "crm_companies",
        sa.Column("destination", sa.String(length=200), nullable=False),
        sa.Column("domain", sa.String(length=255), nullable=False),
        sa.Column("remote_id", sa.String(length=100), nullable=True),
        sa.Column("until", UTC(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("destination", "domain", name=op.f("pk_crm_companies")),
    )


def downgrade() -> None:
    op.drop_table("crm_companies")
