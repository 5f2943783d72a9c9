"""Lists and mappings among the properties of a plan's features are JSON values. Those stored before as text are read once."""

import json

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = ()
depends_on = None

FEATURE = sa.table("feature", sa.column("id", sa.Integer), sa.column("properties", sa.JSON))


def upgrade() -> None:
    connection = op.get_bind()
    for feature_id, properties in connection.execute(sa.select(FEATURE.c.id, FEATURE.c.properties)).all():
        told = dict(properties)
        if isinstance(told.get("utilities"), str):
            told["utilities"] = [letter for letter in told["utilities"].split(";") if letter]
        if isinstance(told.get("distance_m"), str):
            told["distance_m"] = _mapping(told["distance_m"])
        if told != properties:
            connection.execute(sa.update(FEATURE).where(FEATURE.c.id == feature_id).values(properties=told))


def downgrade() -> None:
    connection = op.get_bind()
    for feature_id, properties in connection.execute(sa.select(FEATURE.c.id, FEATURE.c.properties)).all():
        told = dict(properties)
        if isinstance(told.get("utilities"), list):
            told["utilities"] = ";".join(told["utilities"])
        if isinstance(told.get("distance_m"), dict):
            told["distance_m"] = json.dumps(told["distance_m"], ensure_ascii=False)
        if told != properties:
            connection.execute(sa.update(FEATURE).where(FEATURE.c.id == feature_id).values(properties=told))


def _mapping(text: str) -> dict[str, float]:
    try:
        told = json.loads(text)
    except ValueError:
        return {}
    return {name: one for name, one in told.items() if isinstance(one, int | float)} if isinstance(told, dict) else {}
