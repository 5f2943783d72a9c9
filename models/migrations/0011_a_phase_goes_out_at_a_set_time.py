"""Lots can be published together at a set time."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = ()
depends_on = None


def upgrade() -> None:
    op.create_table(
        "phase",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("act_id", sa.Integer(), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("called_off_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("called_off_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["act_id"], ["act.id"], name=op.f("fk_phase_act_id")),
        sa.ForeignKeyConstraint(["called_off_by_id"], ["act.id"], name=op.f("fk_phase_called_off_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_phase")),
    )
    op.create_index(op.f("ix_phase_at"), "phase", ["at"], unique=False)
    op.create_table(
        "phase_lot",
        sa.Column("phase_id", sa.Integer(), nullable=False),
        sa.Column("lot_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["lot_id"], ["lot.id"], name=op.f("fk_phase_lot_lot_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["phase_id"], ["phase.id"], name=op.f("fk_phase_lot_phase_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("phase_id", "lot_id", name=op.f("pk_phase_lot")),
    )
    op.create_index(op.f("ix_phase_lot_lot_id"), "phase_lot", ["lot_id"], unique=False)


def downgrade() -> None:
    op.drop_table("phase_lot")
    op.drop_table("phase")
