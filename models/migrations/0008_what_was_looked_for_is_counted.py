"""Searches that find nothing are counted by day and condition, so that one knows which land is missing."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = ()
depends_on = None


def upgrade() -> None:
    op.create_table(
        "sought",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("estate", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("condition", sa.String(), nullable=False),
        sa.Column("asked", sa.Integer(), nullable=False),
        sa.Column("found_none", sa.Integer(), nullable=False),
        sa.Column("found_few", sa.Integer(), nullable=False),
        sa.Column("unsaid", sa.Integer(), nullable=False),
        sa.CheckConstraint("found_none <= asked AND found_few <= asked AND unsaid <= found_none", name=op.f("ck_sought_parts")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sought")),
        sa.UniqueConstraint("day", "estate", "language", "condition", name=op.f("uq_sought_day_estate_language_condition")),
    )


def downgrade() -> None:
    op.drop_table("sought")
