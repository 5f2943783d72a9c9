"""What an estate tells beside its facts, line by line: utilities, who runs what, tenants. Each change is a statement."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from sqlalchemy import select
from werkzeug.wrappers import Response

from estates.desk.line_forms import LineForm, OperatorForm, TenantForm, UtilityForm
from estates.desk.room import KEEPERS, READERS, bp, estates_of
from estates.desk.sheet import papers_for, today_at_the_estates
from estates.desk.stating import statement_of
from models.land.beside import Beside, Line, beside, newest
from models.land.choices import CAPACITY_BASIS
from models.land.estate import Estate
from models.land.ledger import CLOSED, LETTERS, OPERATOR_ROLES, TENANT_STATUSES, OfStatement, Operator, Tenant, Utility
from models.marks import N_
from web.access import act_of, allow, current_user, found
from web.clock import now
from web.database import db, store_nothing
from web.dates import iso
from web.fields import one_line
from web.forms import text_of
from web.glyphs import UTILITY_LETTERS
from web.language import current_language
from web.numbers import quantity
from web.showing import chosen
from web.words import gettext as _
from web.words import pgettext

BASES = {choice.code.removeprefix("basis_"): choice for choice in CAPACITY_BASIS}


@dataclass(frozen=True)
class Shelf:
    """A kind of line: where it is kept, how it is typed and read."""

    table: type[OfStatement]
    form: type[LineForm]
    title: str
    empty: str
    heads: tuple[str, ...]
    told: Callable[[Beside], Sequence[Line[Any]]]
    cells: Callable[[Any], tuple[str, ...]]
    order: Callable[[Any], Any]


def _utility(row: Utility) -> tuple[str, ...]:
    sign = LETTERS.get(row.letter)
    word = f"{row.letter} · {_(UTILITY_LETTERS[sign][2])}" if sign else row.letter
    amounts = [str(quantity(one, row.unit, current_language())) if one is not None else "–" for one in _amounts(row)]
    basis = chosen(BASES[row.basis]) if row.basis in BASES else "–"
    since = iso(row.available_from) if row.available_from else "–"
    return row.item, word, *amounts, basis, since, row.operator or "–"


def _amounts(row: Utility) -> tuple[Any, ...]:
    return row.capacity, row.in_use, row.committed


def _operator(row: Operator) -> tuple[str, ...]:
    role = pgettext("operator role", OPERATOR_ROLES[row.role]) if row.role in OPERATOR_ROLES else row.role
    return row.name, role, row.valid_from or "–", row.valid_to or "–", row.parent or "–"


def _tenant(row: Tenant) -> tuple[str, ...]:
    status = _("Closed") if row.status == CLOSED else pgettext("tenant", TENANT_STATUSES[row.status])
    return row.company, row.isic or "–", status, row.since or "–", iso(row.until) if row.until else "–"


def _place(row: Any, column: str, order: Sequence[str]) -> int:
    value = getattr(row, column)
    return order.index(value) if value in order else len(order)


SHELVES = {
    "utilities": Shelf(
        Utility, UtilityForm, N_("Utilities"),
        N_("No utility is stated yet. Investors ask for power, water, steam and gas first."),
        (N_("Source"), N_("Utility"), N_("Capacity"), N_("In use"), N_("Committed"), N_("Rests on"), N_("Available from"),
         N_("Operator")),
        lambda told: told.utilities, _utility, lambda row: (_place(row, "letter", list(LETTERS)), row.item),
    ),
    "operators": Shelf(
        Operator, OperatorForm, N_("Who runs what"),
        N_("Nobody is named yet. Name who runs the estate and its utilities, and since when."),
        (N_("Company"), N_("What it runs"), N_("Since"), N_("Until"), N_("Belongs to")),
        lambda told: told.operators, _operator, lambda row: (_place(row, "role", list(OPERATOR_ROLES)), row.valid_from or ""),
    ),
    "tenants": Shelf(
        Tenant, TenantForm, N_("Companies in the estate"),
        N_("No company is named yet. Name only those that may be named in public."),
        (N_("Company"), N_("Sector"), N_("Status"), N_("Since"), N_("Until")),
        lambda told: told.tenants, _tenant, lambda row: row.company.casefold(),
    ),
}  # fmt: skip
KINDS = f"any({', '.join(SHELVES)})"


@bp.get(f"/staff/estates/<estate>/<{KINDS}:kind>")
@allow(*READERS)
def lines(estate: str, kind: str) -> str:
    """List the lines of one kind, each with who says it."""
    row, shelf = _estate(estate), SHELVES[kind]
    told = sorted(newest(shelf.told(beside(db.session, row.id, now()))), key=lambda line: shelf.order(line.row))
    return render_template(
        "estates/lines.html",
        estate=row,
        estate_name=_name(row),
        illustrative=row.illustrative,
        kind=kind,
        shelf=shelf,
        told=[(line, shelf.cells(line.row)) for line in told],
        may_edit=current_user.may_at(row.id, *KEEPERS),
    )


@bp.route(f"/staff/estates/<estate>/<{KINDS}:kind>/new", methods=["GET", "POST"])
@allow(*KEEPERS)
def new_line(estate: str, kind: str) -> Response | tuple[str, int]:
    """Show the fields of a new line; store what was typed."""
    row, shelf = _kept(estate), SHELVES[kind]
    form = _form(row, shelf, None)
    if request.method == "GET":
        return _form_page(row, kind, form, None), 200
    if not form.validate():
        return _form_page(row, kind, form, None), 422
    if (same := _standing(row, shelf, form.columns())) is not None:
        return _stated_already(row, kind, form, None, same)
    return _stored(row, kind, form, None)


@bp.route(f"/staff/estates/<estate>/<{KINDS}:kind>/<int:line_id>", methods=["GET", "POST"])
@allow(*KEEPERS)
def line(estate: str, kind: str, line_id: int) -> Response | tuple[str, int]:
    """Show the fields of a line; store it anew, or that it is there no longer."""
    row, shelf = _kept(estate), SHELVES[kind]
    table: Any = shelf.table
    shown = found(db.session.scalar(select(table).where(table.id == line_id, table.estate_id == row.id)))
    last = _standing(row, shelf, _columns(shown))
    form = _form(row, shelf, shown)
    if request.method == "GET":
        form.show_row(found(last).row)
        form.seen.data = str(found(last).row.id)
        return _form_page(row, kind, form, shown), 200
    if last is None or text_of(form.seen) != str(last.row.id):
        form.form_errors.append(_("Somebody else changed this meanwhile. Compare with how it stands, then save again."))
        form.seen.data = str(last.row.id) if last else ""
        return _form_page(row, kind, form, shown, last), 409
    if request.form.get("gone") == "yes":
        form.drop_columns()
    if not form.validate():
        return _form_page(row, kind, form, shown), 422
    typed = form.columns()
    same = _standing(row, shelf, typed) if typed else None
    if same is not None and same.row.id != last.row.id:
        return _stated_already(row, kind, form, shown, same)
    return _stored(row, kind, form, last.row)


def _form(estate: Estate, shelf: Shelf, shown: Any) -> LineForm:
    today = today_at_the_estates(now())
    form = shelf.form(as_of=today, illustrative=estate.illustrative, seen="0")
    form.offer(papers_for(estate), today, _)
    form.offer_words()
    if shown is not None:
        form.keep_words(shown)
    return form


def _stated_already(estate: Estate, kind: str, form: LineForm, shown: Any, same: Line[Any]) -> tuple[str, int]:
    form.form_errors.append(_("This is stated already. Change that line, or tell the two apart."))
    return _form_page(estate, kind, form, shown, same), 422


def _stored(estate: Estate, kind: str, form: LineForm, before: Any) -> Response:
    """Make one statement of the line as typed; what it was called before, or what is there no longer, is said to be gone."""
    shelf = SHELVES[kind]
    table: Any = shelf.table
    statement = statement_of(db.session, estate.id, form, act_of(current_user))
    statement.source = text_of(form.publication) or None
    db.session.add(statement)
    db.session.flush()
    of = {"estate_id": estate.id, "statement_id": statement.id}
    told, typed = _columns(before) if before else {}, form.columns()
    if told and any(told[name] != typed.get(name) for name in shelf.table.KEY):
        db.session.add(table(**of, **told, gone=True))
    if typed:
        db.session.add(table(**of, **typed))
    number = statement.id
    db.session.commit()
    flash(_("Stored as statement %(id)s.", id=number))
    return redirect(url_for("estates.lines", estate=estate.slug, kind=kind), 303)


def _columns(row: Any) -> dict[str, Any]:
    """Return what a row tells, without who says it."""
    kept = {"id", "gone", "estate_id", "statement_id"}
    return {column.key: getattr(row, column.key) for column in row.__table__.columns if column.key not in kept}


def _standing(estate: Estate, shelf: Shelf, told: dict[str, Any]) -> Line[Any] | None:
    """Return what stands of the thing that is told of."""
    for one in newest(shelf.told(beside(db.session, estate.id, now()))):
        if all(getattr(one.row, name) == told[name] for name in shelf.table.KEY):
            return one
    return None


def _form_page(estate: Estate, kind: str, form: LineForm, shown: Any, other: Line[Any] | None = None) -> str:
    store_nothing()
    shelf = SHELVES[kind]
    cells = shelf.cells(other.row) if other else ()
    return render_template(
        "estates/line.html",
        estate=estate,
        estate_name=_name(estate),
        illustrative=estate.illustrative,
        kind=kind,
        shelf=shelf,
        form=form,
        fields=[form[name] for name in form.COLUMNS.values()],
        shown=shown,
        named=shelf.cells(shown)[0] if shown else "",
        other=list(zip(shelf.heads, cells, strict=True)) if cells else [],
    )


def _estate(slug: str) -> Estate:
    return found(db.session.scalar(estates_of(current_user).where(Estate.slug == one_line(slug))))


def _kept(slug: str) -> Estate:
    """Return the estate, if it is the person's to keep; locked when it is about to change."""
    query = estates_of(current_user, *KEEPERS).where(Estate.slug == one_line(slug))
    return found(db.session.scalar(query.with_for_update(of=Estate) if request.method == "POST" else query))


def _name(estate: Estate) -> str:
    return estate.name(current_language(), today_at_the_estates(now()))
