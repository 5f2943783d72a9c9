"""Which promise of the database an IntegrityError broke, by one name on both databases."""

from __future__ import annotations

import re

from sqlalchemy import UniqueConstraint
from sqlalchemy.exc import IntegrityError

from models.base import Base


def violated(clash: IntegrityError) -> str | None:
    """Return the name of the constraint or unique index that was broken, or None when it cannot be told.

    PostgreSQL says the name; SQLite says "UNIQUE constraint failed: inquiry.form_key" or names a CHECK.
    """
    diagnosis = getattr(clash.orig, "diag", None)
    if diagnosis is not None:
        name: str | None = diagnosis.constraint_name
        return name
    message = str(clash.orig)
    if found := re.search(r"CHECK constraint failed: (\w+)", message):
        return found[1]
    if found := re.search(r"UNIQUE constraint failed: (.+)$", message):
        columns = {column.strip() for column in found[1].split(",")}
        return _unique_over(columns)
    return None


def _unique_over(columns: set[str]) -> str | None:
    """Return the name of the unique constraint or index over `{"table.column", …}`; an index before a constraint."""
    table = Base.metadata.tables.get(next(iter(columns)).split(".")[0])
    if table is None:
        return None
    for index in table.indexes:
        if index.unique and {f"{table.name}.{c.name}" for c in index.columns} == columns:
            return str(index.name)
    for constraint in table.constraints:
        if (
            isinstance(constraint, UniqueConstraint)
            and {f"{table.name}.{c.name}" for c in constraint.columns} == columns
        ):
            return str(constraint.name)
    return None
