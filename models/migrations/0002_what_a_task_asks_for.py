"""A task says what the machine asks for: a reservation to approve, a lot that is free again. Earlier tasks ask nothing."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = ()
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("task") as task:
        task.add_column(sa.Column("details", sa.JSON(none_as_null=True), nullable=False, server_default="{}"))
    with op.batch_alter_table("task") as task:
        task.alter_column("details", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("task") as task:
        task.drop_column("details")
