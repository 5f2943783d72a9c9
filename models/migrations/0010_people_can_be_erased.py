"""People can be erased, with a proof; how long what is kept is a row. What was kept before is kept as the notices said."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = ()
depends_on = None

RETENTION = [("inquiry", None, True), ("spam", 6, False), ("access", 12, True), ("jobs", 1, True)]


def upgrade() -> None:
    with op.batch_alter_table("person") as person:
        person.add_column(sa.Column("kept_until", sa.Date()))
        person.add_column(sa.Column("kept_why", sa.String()))
        person.add_column(sa.Column("erased_at", sa.DateTime(timezone=True)))
    op.create_table(
        "erasure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("act_id", sa.Integer(), nullable=False),
        sa.Column("cause", sa.String(), nullable=False),
        sa.Column("mark", sa.String(), nullable=False),
        sa.Column("counts", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["act_id"], ["act.id"], name=op.f("fk_erasure_act_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_erasure_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erasure")),
    )
    op.create_index(op.f("ix_erasure_person_id"), "erasure", ["person_id"])
    retention = op.create_table(
        "retention",
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("months", sa.Integer()),
        sa.Column("automatic", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("months BETWEEN 1 AND 120", name=op.f("ck_retention_months")),
        sa.CheckConstraint("(purpose = 'inquiry') = (months IS NULL)", name=op.f("ck_retention_inquiry_as_told")),
        sa.PrimaryKeyConstraint("purpose", name=op.f("pk_retention")),
    )
    names = ("purpose", "months", "automatic")
    op.bulk_insert(retention, [dict(zip(names, row, strict=True), version=1) for row in RETENTION])


def downgrade() -> None:
    op.drop_table("retention")
    op.drop_index(op.f("ix_erasure_person_id"), "erasure")
    op.drop_table("erasure")
    with op.batch_alter_table("person") as person:
        person.drop_column("erased_at")
        person.drop_column("kept_why")
        person.drop_column("kept_until")
