"""A line that an estate told beside its facts can be said to be gone."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = ()
depends_on = None

TABLES = ("utility", "operator", "indicator", "tenant", "public_note")


def upgrade() -> None:
    for name in TABLES:
        with op.batch_alter_table(name) as table:
            table.add_column(sa.Column("gone", sa.Boolean(), nullable=False, server_default=sa.false()))
        with op.batch_alter_table(name) as table:
            table.alter_column("gone", server_default=None)


def downgrade() -> None:
    connection = op.get_bind()
    for name in TABLES:
        rows = sa.table(name, sa.column("gone", sa.Boolean()))
        connection.execute(sa.delete(rows).where(rows.c.gone))  # told without the column, they would be there again
        with op.batch_alter_table(name) as table:
            table.drop_column("gone")
