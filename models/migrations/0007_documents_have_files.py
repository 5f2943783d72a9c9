"""Documents and pictures have files; readers under a non-disclosure agreement are on record.

Documents known until now keep their order and stay without a file.
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = ()
depends_on = None

KINDS = ("document", "picture")


def upgrade() -> None:
    op.create_table(
        "media",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("estate_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.Enum(*KINDS, name="mediakind", native_enum=False, length=24), nullable=False),
        sa.Column(
            "state",
            sa.Enum("waiting", "ready", "failed", name="mediastate", native_enum=False, length=24),
            nullable=False,
        ),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=True),
        sa.Column("height", sa.Integer(), nullable=True),
        sa.Column("sizes", sa.JSON(), nullable=False),
        sa.Column("alt", sa.JSON(), nullable=False),
        sa.Column("came_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("kind IN ('document', 'picture')", name=op.f("ck_media_kind")),
        sa.ForeignKeyConstraint(["by_id"], ["user.id"], name=op.f("fk_media_by_id")),
        sa.ForeignKeyConstraint(["estate_id"], ["estate.id"], name=op.f("fk_media_estate_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_media")),
        sa.UniqueConstraint("key", name=op.f("uq_media_key")),
    )
    with op.batch_alter_table("media") as media:
        media.create_index(op.f("ix_media_estate_id"), ["estate_id"], unique=False)
    kind = sa.Enum(*KINDS, name="mediakind", native_enum=False, length=24)
    with op.batch_alter_table("document") as document:
        document.add_column(sa.Column("valid_from", sa.Date(), nullable=True))
        document.add_column(sa.Column("kind", kind, nullable=False, server_default="document"))
        document.add_column(sa.Column("position", sa.Integer(), nullable=False, server_default="0"))
        document.add_column(sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True))
        document.add_column(sa.Column("media_id", sa.Integer(), nullable=True))
        document.add_column(sa.Column("version", sa.Integer(), nullable=False, server_default="1"))
    with op.batch_alter_table("document") as document:
        for name in ("kind", "position", "version"):
            document.alter_column(name, server_default=None)
        document.create_foreign_key(
            op.f("fk_document_media_id"), "media", ["media_id"], ["id"], ondelete="SET NULL"
        )
        document.create_index(op.f("ix_document_media_id"), ["media_id"], unique=False)
        document.create_check_constraint(
            "valid_days", "valid_from IS NULL OR valid_to IS NULL OR valid_from <= valid_to"
        )
    op.create_table(
        "agreement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("lead_id", sa.Integer(), nullable=False),
        sa.Column("signed_on", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("act_id", sa.Integer(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["act_id"], ["act.id"], name=op.f("fk_agreement_act_id")),
        sa.ForeignKeyConstraint(["ended_by_id"], ["act.id"], name=op.f("fk_agreement_ended_by_id")),
        sa.ForeignKeyConstraint(["lead_id"], ["lead.id"], name=op.f("fk_agreement_lead_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agreement")),
    )
    with op.batch_alter_table("agreement") as agreement:
        agreement.create_index(op.f("ix_agreement_lead_id"), ["lead_id"], unique=False)


def downgrade() -> None:
    op.drop_table("agreement")
    with op.batch_alter_table("document") as document:
        document.drop_constraint(op.f("ck_document_valid_days"), type_="check")
        document.drop_index(op.f("ix_document_media_id"))
        document.drop_constraint(op.f("fk_document_media_id"), type_="foreignkey")
        for name in ("version", "media_id", "ended_at", "position", "kind", "valid_from"):
            document.drop_column(name)
    op.drop_table("media")
