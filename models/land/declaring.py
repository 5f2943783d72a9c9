"""How a fact is declared: one call makes the column and says all that the rest of the house needs to know of it.

A file per group in `facts/` holds the declarations; `attribute.py` is the list of them that everything walks.
"""

from __future__ import annotations

import enum
import typing
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import MappedColumn, mapped_column

from models.land.answer import Proof, Visibility
from models.land.choices import COMPANION_CHOICES, YES_NO, Choice
from models.land.units import DISPLAY


class Scope(enum.StrEnum):
    """What an attribute is said of."""

    LOT = "lot"
    ESTATE = "estate"
    BOTH = "both"

    def covers(self, other: Scope) -> bool:
        """Say whether a subject of `other` (LOT or ESTATE) has attributes of this scope."""
        return self in (other, Scope.BOTH)


class Kind(enum.StrEnum):
    """What sort of value an attribute has."""

    DECIMAL = "decimal"
    INTEGER = "integer"
    BOOLEAN = "boolean"
    DATE = "date"
    ENUM = "enum"
    SET = "set"
    MONEY = "money"


class Better(enum.StrEnum):
    """Which direction serves an investor, for comparing."""

    MORE = "more"
    LESS = "less"
    NEITHER = "neither"


class Inherits(enum.StrEnum):
    """What a lot that says nothing shows of its estate."""

    NONE = "none"
    SAME = "same"  # the estate's value holds for the lot, marked so
    BESIDE = "beside"  # the estate's total stands beside "not stated"


LOT, ESTATE, BOTH = Scope.LOT, Scope.ESTATE, Scope.BOTH
MORE, LESS, NEITHER = Better.MORE, Better.LESS, Better.NEITHER
SAME, BESIDE = Inherits.SAME, Inherits.BESIDE
DECLARED, SURVEYED, METERED, CERTIFIED = Proof.DECLARED, Proof.SURVEYED, Proof.METERED, Proof.CERTIFIED


@dataclass(frozen=True)
class Attribute:
    """One thing that can be known of a lot or an estate."""

    label: str  # English, the key of its translations; so are hint and the options' labels
    hint: str
    code: str = ""
    scope: Scope = Scope.LOT
    group: str = ""
    kind: Kind = Kind.DECIMAL
    unit: str = ""  # UCUM, as stored; money has its unit behind the currency, see `display_unit`
    display_unit: str = ""  # as English prints it; other languages by the context "unit"
    low: Decimal | None = None  # the range refuses typing errors, it is no fact
    high: Decimal | None = None
    options: tuple[Choice, ...] = ()  # of an enum, a set, and yes and no of a boolean
    better: Better = Better.NEITHER
    proof_default: Proof | None = None  # the kind expected, never a claim that it exists
    eip: str | None = None  # the indicator of the EIP framework that it serves
    inherits: Inherits = Inherits.NONE
    filterable: bool = False  # asked in the first screening
    param: str = ""  # its name in the catalogue's URL
    card: bool = False  # shown on the list's row
    companions: tuple[str, ...] = ()  # suffixes of the columns beside it: "currency", "basis", "method", "minutes"
    percent_in: tuple[str, ...] = ()  # languages that print this ratio times 100 with %
    derived: bool = False  # computed from other facts, never stated
    stated: bool = True  # false: shown and filtered like a fact, but it has no column of its own and nobody states it
    visibility: Visibility = Visibility.PUBLIC

    @property
    def choices(self) -> tuple[str, ...]:
        """Return the codes of the options, in their order."""
        return tuple(option.code for option in self.options)

    @property
    def columns(self) -> tuple[str, ...]:
        """Return the names of its columns: its own, then its companions'."""
        if not self.stated:
            return ()
        return (self.code, *(f"{self.code}_{suffix}" for suffix in self.companions))

    def option(self, code: str | bool) -> Choice:
        """Return the option of `code` (yes and no also as a boolean); raise KeyError when there is none."""
        wanted = ("no", "yes")[code] if isinstance(code, bool) else code
        for option in self.options:
            if option.code == wanted:
                return option
        raise KeyError(f"{self.code} has no option {wanted!r}")


@dataclass(frozen=True)
class Companion:
    """A column beside a fact's own, which makes its value whole."""

    of: str
    suffix: str

    @property
    def options(self) -> tuple[Choice, ...]:
        """Return what can be chosen; none for a number or a currency."""
        factor = "factor_" if self.of == "grid_emission_factor" else ""
        return COMPANION_CHOICES.get(factor + self.suffix, ())


REGISTER: dict[str, Attribute] = {}  # filled by the declarations, in their order; read it as attribute.ATTRIBUTES


def fact(
    label: str,
    *,
    hint: str,
    unit: str = "",
    display_unit: str | None = None,
    range: tuple[int | str | None, int | str | None] = (None, None),
    choices: tuple[Choice, ...] = (),
    better: Better = Better.NEITHER,
    proof: Proof | None = None,
    eip: str | None = None,
    inherits: Inherits = Inherits.NONE,
    filterable: bool = False,
    param: str = "",
    card: bool = False,
    percent_in: tuple[str, ...] = (),
    derived: bool = False,
    visibility: Visibility = Visibility.PUBLIC,
) -> MappedColumn[Any]:
    """Declare a fact: return its column, with an `Attribute` in the column's `info["attribute"]`.

    Its code is the name it is assigned to; kind and scope follow from the annotation and the class (`Facts`).
    """
    low, high = (None if limit is None else Decimal(limit) for limit in range)
    attribute = Attribute(
        label=label,
        hint=hint,
        unit=unit,
        display_unit=DISPLAY[unit] if display_unit is None else display_unit,
        low=low,
        high=high,
        options=choices,
        better=better,
        proof_default=proof,
        eip=eip,
        inherits=inherits,
        filterable=filterable,
        param=param,
        card=card,
        percent_in=percent_in,
        derived=derived,
        visibility=visibility,
    )
    return mapped_column(info={"attribute": attribute})


def companion(of: str, suffix: str) -> MappedColumn[Any]:
    """Declare the column `<of>_<suffix>` that makes the fact `of` whole: its currency, basis, method or minutes."""
    return mapped_column(info={"companion": Companion(of, suffix)})


def unstated(attribute: Attribute) -> Attribute:
    """Put on the list what is shown and filtered like a fact, but kept elsewhere and never stated."""
    whole = replace(attribute, param=attribute.param or attribute.code, stated=False)
    _register(whole)
    return whole


class Facts:
    """A mixin of facts: `class SteamOfBoth(Facts, of=BOTH, group="steam_heat")` puts its declarations on the list."""

    def __init_subclass__(cls, of: Scope | None = None, group: str = "", **options: Any) -> None:
        super().__init_subclass__(**options)
        if of is not None:  # else it only combines others
            _complete(cls, of, group)


KINDS: dict[Any, Kind] = {
    Decimal: Kind.DECIMAL,
    int: Kind.INTEGER,
    bool: Kind.BOOLEAN,
    date: Kind.DATE,
    str: Kind.ENUM,
    frozenset[str]: Kind.SET,
}


def _complete(mixin: type[Facts], scope: Scope, group: str) -> None:
    """Give each fact of `mixin` what its place tells: code, scope, group, kind, companions."""
    columns = {name: column.column for name, column in vars(mixin).items() if isinstance(column, MappedColumn)}
    hints = typing.get_type_hints(mixin)
    for name, column in columns.items():
        if "attribute" not in column.info:
            continue
        beside = tuple(c.suffix for other in columns.values() if (c := other.info.get("companion")) and c.of == name)
        attribute: Attribute = column.info["attribute"]
        kind = Kind.MONEY if "currency" in beside else _kind(hints[name])
        column.info["attribute"] = whole = replace(
            attribute,
            code=name,
            scope=scope,
            group=group,
            kind=kind,
            options=attribute.options or (YES_NO if kind is Kind.BOOLEAN else ()),
            param=attribute.param or name,
            companions=beside,
        )
        _register(whole)


def _kind(annotation: Any) -> Kind:
    """Return the kind of `Mapped[X | None]`."""
    (inner,) = typing.get_args(annotation)
    (value,) = (part for part in typing.get_args(inner) if part is not type(None))
    return KINDS[value]


def _register(attribute: Attribute) -> None:
    if attribute.code in REGISTER:
        raise TypeError(f"{attribute.code} is declared twice")
    REGISTER[attribute.code] = attribute
