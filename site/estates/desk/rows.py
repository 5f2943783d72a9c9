"""The facts of a lot or an estate as rows of its page: what stands, who said so, and what is being typed."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from estates.desk.fields import ANSWERS, NOT_SAID, Typed, as_typed
from estates.desk.lines import Line, fact_ids_in, lines_by_id
from models.land.answer import Answer, Visibility
from models.land.attribute import GROUPS, Attribute, Kind, attributes_of, grouped
from models.land.declaring import Inherits, Scope
from models.land.estate import Estate
from models.land.lot import Lot
from models.land.standing import said_by
from models.land.statement import Said
from models.land.values import Wrong
from web.showing import ShownFact, as_read, chosen, shown
from web.words import gettext

Holder = Lot | Estate
STATED_OF_ESTATE = sum(a.stated for a in attributes_of(Scope.ESTATE))  # what can be known of an estate
STATES = ("stated", "estate", "not_measured", "not_applicable", "not_disclosed", "not_stated")


@dataclass(frozen=True)
class Row:
    """One fact: what the public reads, what the subject itself says (narrowed or not), and its fields."""

    attribute: Attribute
    shown: ShownFact
    own: Said
    line: Line | None
    base: Typed  # the fields as the page showed them
    typed: Typed  # the fields as they are now
    editable: bool
    kept_back: str = ""  # what is known and not public, for those who may read it
    beside: str = ""  # the estate's total, which is not the lot's
    becomes: str = ""  # what is typed, in words
    wrong: Wrong | None = None

    @property
    def code(self) -> str:
        """Return the fact's code."""
        return self.attribute.code

    @property
    def is_figure(self) -> bool:
        """Tell whether the value is one that never breaks across lines."""
        return not self.attribute.options

    @property
    def hint(self) -> str:
        """Return what the fact means, in the reader's language."""
        return gettext(self.attribute.hint)

    @property
    def state(self) -> str:
        """Return one of STATES."""
        if self.shown.stated:
            return "estate" if self.shown.of_estate else "stated"
        return "not_disclosed" if self.shown.answer == "on_request" else self.shown.answer

    @property
    def is_own(self) -> bool:
        """Tell whether the subject itself said so."""
        return self.line is not None and not self.shown.of_estate and not self.attribute.derived

    @property
    def seen(self) -> str:
        """Return the id of the fact that stands, for a form that comes back later."""
        return str(self.line.fact.id) if self.line is not None and self.is_own else ""

    @property
    def changed(self) -> bool:
        """Tell whether something else is typed than what stood there."""
        return self.typed.says_more_than(self.base)

    @property
    def base_as_json(self) -> str:
        """Return the fields as the page showed them, for the script that marks changes."""
        told = {"answer": self.base.answer, "visibility": self.base.visibility, "note": self.base.note}
        code = self.code
        value = sorted(self.base.chosen) if self.attribute.kind is Kind.SET else self.base.value
        beside = {f"{code}_{name}": text for name, text in {**told, **self.base.beside}.items()}
        return json.dumps({code: value, **beside}, ensure_ascii=False)


@dataclass(frozen=True)
class Group:
    """The facts of one group, in order."""

    code: str
    label: str
    rows: Sequence[Row]

    @property
    def stated(self) -> int:
        """Return how many have a value that the public reads."""
        return sum(row.shown.stated for row in self.rows)


def scope_of(holder: Holder) -> Scope:
    """Return whether facts are a lot's or an estate's."""
    return Scope.LOT if isinstance(holder, Lot) else Scope.ESTATE


def rows_of(
    session: Session, holder: Holder, *, may_edit: Collection[str], insider: bool, language: str, at: datetime
) -> dict[str, Row]:
    """Return the facts of `holder` by code, in order. One statement."""
    lines = lines_by_id(session, fact_ids_in(holder.standing))
    found = {}
    for attributes in grouped(scope_of(holder)).values():
        for attribute in attributes:
            if attribute.stated:
                row = _row(attribute, holder, lines, may_edit, language, at)
                found[attribute.code] = _kept_back(row, language) if insider else row
    return found


def _row(
    attribute: Attribute,
    holder: Holder,
    lines: Mapping[int, Line],
    may_edit: Collection[str],
    language: str,
    at: datetime,
) -> Row:
    mark = holder.standing.get(attribute.code) or {}
    line = lines.get(mark.get("f", 0))
    is_own = line is not None and "o" not in mark and not attribute.derived
    own = said_by(line.fact) if line is not None and is_own else NOT_SAID
    fields = as_typed(attribute, own, language)
    read = shown(attribute, holder, language, at)
    return Row(
        attribute,
        read,
        own,
        line,
        base=fields,
        typed=fields,
        editable=attribute.code in may_edit,
        beside=_beside(attribute, holder, language, at) if read.answer == Answer.NOT_STATED else "",
    )


def _kept_back(row: Row, language: str) -> Row:
    if row.own.answer is not Answer.STATED or row.own.visibility is Visibility.PUBLIC:
        return row
    return replace(row, kept_back=said_in_words(row.attribute, row.own, language))


def _beside(attribute: Attribute, holder: Holder, language: str, at: datetime) -> str:
    if not isinstance(holder, Lot) or attribute.inherits is not Inherits.BESIDE:
        return ""
    theirs = shown(attribute, holder.estate, language, at)
    return theirs.text if theirs.stated else ""


def said_in_words(attribute: Attribute, said: Said, language: str) -> str:
    """Return what was said as its reader reads it, narrowed or not."""
    if said.answer is not Answer.STATED:
        return answer_word(said.answer)
    values, note = as_read(attribute, said.value, language)
    text = " · ".join(str(value) for value in values)
    return f"{text}, {note}" if note else text


def answer_word(answer: Answer) -> str:
    """Return an answer in words."""
    return next(chosen(option) for option in ANSWERS if option.code == answer)


def groups_of(rows: Mapping[str, Row]) -> list[Group]:
    """Return rows by group, in order."""
    by_group: dict[str, list[Row]] = {}
    for row in rows.values():
        by_group.setdefault(row.attribute.group, []).append(row)
    return [Group(code, chosen(GROUPS[code]), found) for code, found in by_group.items()]


def tally(rows: Mapping[str, Row]) -> dict[str, int]:
    """Return how many rows stand in each of STATES."""
    return {state: sum(row.state == state for row in rows.values()) for state in STATES}
