"""A hold keeps the price that its lots had then. Of claims made before this, no price is known."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = ()
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("lot_claim") as claim:
        claim.add_column(sa.Column("told_price", sa.JSON(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("lot_claim") as claim:
        claim.drop_column("told_price")
