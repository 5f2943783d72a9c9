"""How long lots are set aside is the estate's policy. Estates made before keep the days that held for all."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = ()
depends_on = None

DAYS = {
    "hold_days": "14",
    "sales_hold_days": "30",
    "most_hold_days": "180",
    "hold_extensions": "2",
    "reservation_days": "90",
    "most_reservation_days": "365",
}


def upgrade() -> None:
    with op.batch_alter_table("estate") as estate:
        for name, days in DAYS.items():
            estate.add_column(sa.Column(name, sa.Integer(), nullable=False, server_default=days))
    with op.batch_alter_table("estate") as estate:
        for name in DAYS:
            estate.alter_column(name, server_default=None)
        estate.create_check_constraint(
            "claim_days",
            "hold_days BETWEEN 1 AND sales_hold_days AND sales_hold_days <= most_hold_days AND hold_extensions >= 0"
            " AND reservation_days BETWEEN 1 AND most_reservation_days",
        )


def downgrade() -> None:
    with op.batch_alter_table("estate") as estate:
        estate.drop_constraint("claim_days", type_="check")
        for name in DAYS:
            estate.drop_column(name)
