"""What every table stands on: names of constraints, exact numbers, aware times, sets of codes, what the public sees."""

from __future__ import annotations

import enum
from collections.abc import Iterable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, ClassVar

from sqlalchemy import JSON, Boolean, Date, DateTime, Dialect, Enum, LargeBinary, MetaData, Numeric, String, Text
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import TypeDecorator, TypeEngine

LANGUAGES = ("id", "en", "ko", "ja")

NAMING = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class UtcDateTime(TypeDecorator[datetime]):
    """A moment in UTC; a naive time is refused, for nobody can say when it was."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a time without a zone: {value!r}")
        moment = value.astimezone(UTC)
        return moment if dialect.name == "postgresql" else moment.replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class ExactDecimal(TypeDecorator[Decimal]):
    """A decimal of up to 15 significant digits: equal numbers read back equal and print alike on both databases."""

    impl = Numeric(20, 6)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        # SQLite has no decimals; a double keeps 15 digits, compares and sorts as a number
        kind: Numeric[Any] = Numeric(20, 6) if dialect.name == "postgresql" else Numeric(20, 6, asdecimal=False)
        return dialect.type_descriptor(kind)

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> Any:
        if value is None or dialect.name == "postgresql":
            return value
        return float(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> Decimal | None:
        return None if value is None else plain(Decimal(repr(value) if isinstance(value, float) else value))


def plain(value: Decimal) -> Decimal:
    """Return `value` without trailing zeros and without an exponent: 51310, not 51310.0 or 5.131E+4."""
    shorter = value.normalize()
    return shorter.quantize(Decimal(1)) if shorter == shorter.to_integral_value() else shorter


class CodeSet(TypeDecorator[frozenset[str]]):
    """A set of codes as the text `;a;b;`, so that both databases find one by LIKE '%;a;%'.

    The empty set is stated and empty; null is not stated.
    """

    impl = Text
    cache_ok = True

    def coerce_compared_value(self, op: Any, value: Any) -> Any:
        return Text() if isinstance(value, str) else self  # a text is a pattern, not a set of its letters

    def process_bind_param(self, value: Iterable[str] | None, dialect: Dialect) -> str | None:
        return None if value is None else ";" + "".join(f"{code};" for code in sorted(value))

    def process_result_value(self, value: str | None, dialect: Dialect) -> frozenset[str] | None:
        return None if value is None else frozenset(code for code in value.split(";") if code)


class Base(DeclarativeBase):
    """The base of every table."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: UtcDateTime,
        date: Date,
        Decimal: ExactDecimal,
        frozenset[str]: CodeSet,
        bool: Boolean,
        bytes: LargeBinary,
        # stored as its word, no database type: a new word is no migration
        enum.StrEnum: Enum(
            enum.StrEnum, native_enum=False, length=24, values_callable=lambda kind: [m.value for m in kind]
        ),
        str: String,
        dict[str, Any]: JSON(none_as_null=True),
        dict[str, object]: JSON(none_as_null=True),
        list[str]: JSON(none_as_null=True),
    }


class Public:
    """A table that a public page reads: a change raises the editions it names (models/edition.py)."""

    def scopes(self) -> Iterable[str]:
        """Yield the editions that a change of this row raises: "site", "estate:7"."""
        raise NotImplementedError


def estate_scope(estate_id: int) -> str:
    """Return the name of an estate's edition."""
    return f"estate:{estate_id}"
