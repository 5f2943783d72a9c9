"""Writing many rows at once, as fast as each database can: COPY on PostgreSQL, executemany on SQLite.

Rows are plain tuples in the order of the columns; the ORM's events do not see them, so the caller names the editions
touched (models/edition.py).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, RowMapping, Table, func, select
from sqlalchemy.orm import Session

Row = Sequence[Any]
CHUNK = 5_000  # ids in one IN: below the limit of variables on both databases


def chunks(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    """Yield `ids` in parts that one statement can name."""
    for start in range(0, len(ids), CHUNK):
        yield ids[start : start + CHUNK]


def next_ids(session: Session, table: Table, count: int) -> list[int]:
    """Return `count` unused ids of `table`, growing. On SQLite the caller holds the write lock."""
    connection = session.connection()
    if connection.dialect.name == "postgresql":
        asked = "SELECT nextval(pg_get_serial_sequence(%s, 'id')::regclass) FROM generate_series(1, %s)"
        driver: Any = connection.connection.driver_connection  # past SQLAlchemy's rows, which take five times as long
        return sorted(number for (number,) in driver.execute(asked, (table.name, count)))
    first = (connection.scalar(select(func.max(table.c.id))) or 0) + 1
    return list(range(first, first + count))


def insert_rows(
    session: Session,
    table: Table,
    columns: Sequence[str],
    rows: Sequence[Row],
    *,
    ready: bool = False,
    always: Mapping[str, Any] | None = None,
) -> None:
    """Insert `rows` into `columns` of `table`: of Python values, or `ready` as the driver wants them.

    `always` are columns in which all rows are alike.
    """
    if not rows:
        return
    connection = session.connection()
    if always:
        columns = (*always, *columns)
        rows = [(*always.values(), *row) for row in rows]
    _send(connection, table.name, columns, rows if ready else _for_driver(connection, table, columns, rows))


def update_rows(session: Session, table: Table, columns: Sequence[str], rows: Sequence[Row]) -> None:
    """Set `columns` of the rows of `table` whose id comes first in each of `rows`."""
    if not rows or not columns:
        return
    connection = session.connection()
    quote = connection.dialect.identifier_preparer.quote
    ready = _for_driver(connection, table, ("id", *columns), rows)
    if connection.dialect.name == "postgresql":
        named = ", ".join(quote(c) for c in ("id", *columns))
        connection.exec_driver_sql(
            f"CREATE TEMP TABLE changed_rows ON COMMIT DROP AS SELECT {named} FROM {quote(table.name)} WITH NO DATA"  # noqa: S608
        )
        _send(connection, "changed_rows", ("id", *columns), ready)
        pairs = ", ".join(f"{quote(c)} = changed_rows.{quote(c)}" for c in columns)
        connection.exec_driver_sql(
            f"UPDATE {quote(table.name)} SET {pairs} FROM changed_rows WHERE changed_rows.id = {quote(table.name)}.id"  # noqa: S608
        )
        connection.exec_driver_sql("DROP TABLE changed_rows")
        return
    pairs = ", ".join(f"{quote(c)} = ?" for c in columns)
    # the id comes first in a row and last in the statement
    turned = [(*row[1:], row[0]) for row in ready]
    connection.exec_driver_sql(f"UPDATE {quote(table.name)} SET {pairs} WHERE id = ?", turned)  # noqa: S608


def _for_driver(
    connection: Connection, table: Table, columns: Sequence[str], rows: Sequence[Row]
) -> list[tuple[Any, ...]]:
    """Return `rows` with each value as the database's driver wants it."""
    processors: dict[int, Callable[[Any], Any]] = {}
    for place, name in enumerate(columns):
        kind = table.c[name].type
        if process := kind.dialect_impl(connection.dialect).bind_processor(connection.dialect):
            processors[place] = process
    if not processors:
        return [tuple(row) for row in rows]
    by_column = [list(values) for values in zip(*rows, strict=True)]
    for place, ready in processors.items():
        by_column[place] = [ready(value) for value in by_column[place]]
    return list(zip(*by_column, strict=True))


def _send(connection: Connection, table: str, columns: Sequence[str], rows: Sequence[Row]) -> None:
    quote = connection.dialect.identifier_preparer.quote
    named = ", ".join(quote(c) for c in columns)
    if connection.dialect.name == "postgresql":
        driver: Any = connection.connection.driver_connection
        with driver.cursor() as cursor, cursor.copy(f"COPY {quote(table)} ({named}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        return
    holes = ", ".join("?" * len(columns))
    connection.exec_driver_sql(f"INSERT INTO {quote(table)} ({named}) VALUES ({holes})", [tuple(row) for row in rows])  # noqa: S608


def by_id(session: Session, table: Table, columns: Sequence[str], ids: Sequence[int]) -> dict[int, RowMapping]:
    """Return the wanted columns of rows of `table` by id."""
    found: dict[int, RowMapping] = {}
    wanted = [table.c.id, *(table.c[name] for name in columns)]
    for part in chunks(ids):
        for row in session.connection().execute(select(*wanted).where(table.c.id.in_(part))).mappings():
            found[row["id"]] = row
    return found
