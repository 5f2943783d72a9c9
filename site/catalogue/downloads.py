"""The answer to a question as a file: table, spreadsheet, map data. The same lots in the same order as on the page."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from tempfile import SpooledTemporaryFile
from typing import IO, Any, cast

import shapely
from flask import request, url_for
from sqlalchemy.orm import contains_eager
from werkzeug.wrappers import Response
from werkzeug.wsgi import wrap_file

from catalogue.estates import public_estates
from finding.reading import read
from finding.sql import Asked, every_lot, outlines
from models.account import Role
from models.land.answer import Answer
from models.land.attribute import Attribute, Kind, Scope, attributes_of
from models.land.columns.headings import write_heading
from models.land.declaring import Companion
from models.land.lot import Lot
from models.land.rate import rates_on
from web.access import allow
from web.cells import safe_cell
from web.clock import now
from web.database import db
from web.editions import every_scope, public_page
from web.glyphs import ANSWER_WORDS
from web.showing import chosen, shown
from web.states import status_name
from web.words import gettext, in_context

Cell = str | int | Decimal | date | None
DIGITS = 7  # of a degree: a centimetre
AT_ONCE = 500  # lots in memory
SMALL = 4 << 20  # bytes of a file that stay in memory


def _asked(lang: str) -> Asked:
    """Return the question of this address; what cannot be read is left out, as on the page."""
    slugs = [estate.slug for estate in public_estates(db.session)]
    at = now()
    return Asked(read(request.args, lang, slugs).question, at, rates_on(db.session, at.date()))


@allow(Role.ANYONE)
@public_page(every_scope)
def as_geojson(lang: str) -> Response:
    """Give the lots found as GeoJSON: outline, address, number, status."""
    found = [lot for lot in outlines(db.session, _asked(lang)) if lot.found and lot.outline]
    slugs = {estate.id: estate.slug for estate in public_estates(db.session)}
    shapes = shapely.from_wkb([lot.outline for lot in found])
    features = [
        {
            "type": "Feature",
            "id": f"{slugs[lot.estate_id]}/{lot.code}",
            "properties": {
                "code": lot.code_as_given,
                "estate": slugs[lot.estate_id],
                "status": lot.status,
                "area_m2": None if lot.net_area is None else float(lot.net_area),
            },
            "geometry": json.loads(shapely.to_geojson(shapely.set_precision(shape, 10.0**-DIGITS))),
        }
        for lot, shape in zip(found, shapes, strict=True)
    ]
    text = json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False, separators=(",", ":"))
    return Response(text, mimetype="application/geo+json")


@allow(Role.ANYONE)
@public_page(every_scope)
def as_csv(lang: str) -> Response:
    """Give the lots found as a table that spreadsheets open: UTF-8 with its mark, one header in the reader's language."""
    file = _spool()
    text = io.TextIOWrapper(file, "utf-8-sig", newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    for row in table(_asked(lang), lang):
        writer.writerow([as_text(cell) for cell in row])
    text.flush()
    text.detach()
    return _sent(file, "lots.csv", "text/csv; charset=utf-8")


@allow(Role.ANYONE)
@public_page(every_scope)
def as_xlsx(lang: str) -> Response:
    """Give the lots found as a workbook of one sheet."""
    import xlsxwriter

    file = _spool()
    options = {"strings_to_formulas": False, "strings_to_urls": False, "constant_memory": True}
    with xlsxwriter.Workbook(file, options) as book:
        sheet, bold = book.add_worksheet(), book.add_format({"bold": True})
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        sheet.freeze_panes(1, 2)
        for number, row in enumerate(table(_asked(lang), lang)):
            for column, cell in enumerate(row):
                if isinstance(cell, date):
                    sheet.write_datetime(number, column, cell, day)
                elif cell is not None:
                    sheet.write(number, column, cell, bold if number == 0 else None)
    return _sent(file, "lots.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")


def _spool() -> IO[bytes]:
    """Return a file that lies in memory while it is small: however many lots, no process grows, no snapshot waits."""
    return cast(IO[bytes], SpooledTemporaryFile(SMALL))


def _sent(file: IO[bytes], name: str, kind: str) -> Response:
    file.seek(0, io.SEEK_END)
    size = file.tell()
    file.seek(0)
    answer = Response(wrap_file(request.environ, file), content_type=kind, direct_passthrough=True)
    answer.content_length = size
    answer.headers["Content-Disposition"] = f"attachment; filename={name}"
    return answer


def table(asked: Asked, lang: str) -> Iterator[Sequence[Cell]]:
    """Yield the header, then a row for each lot found, in words that our own import reads back."""
    attributes = [attribute for attribute in attributes_of(Scope.LOT) if attribute.stated]
    head = [gettext("Estate"), gettext("Lot"), gettext("Status"), gettext("Address")]
    for attribute in attributes:
        head.append(write_heading(attribute, in_context))
        head += [write_heading(attribute, in_context, suffix) for suffix in attribute.companions]
    yield head
    found = every_lot(asked).options(contains_eager(Lot.estate)).execution_options(yield_per=AT_ONCE)
    for lot in db.session.scalars(found):
        status = status_name(str(lot.shown_status(asked.moment)))
        address = url_for("catalogue.lot", estate=lot.estate.slug, code=lot.code, _external=False)
        row: list[Cell] = [lot.estate.slug, lot.code_as_given, status, address]
        for attribute in attributes:
            row += cells(attribute, lot, lang, asked)
        yield row


def cells(attribute: Attribute, lot: Lot, lang: str, asked: Asked) -> Iterable[Cell]:
    """Return a fact as the cells of its columns: a value, or in which way it is not stated."""
    fact = shown(attribute, lot, lang, asked.moment)
    if not fact.stated:
        silent = fact.answer == Answer.NOT_STATED
        return [None if silent else gettext(ANSWER_WORDS[fact.answer]), *([None] * len(attribute.companions))]
    beside = [_companion(attribute, suffix, lot) for suffix in attribute.companions]
    return [_value(attribute, getattr(lot, attribute.code)), *beside]


def _value(attribute: Attribute, value: Any) -> Cell:
    if attribute.kind is Kind.SET:
        words = {code: chosen(attribute.option(code)) for code in attribute.choices if code in value}
        return ";".join(code if ";" in word else word for code, word in words.items())
    if attribute.kind in (Kind.ENUM, Kind.BOOLEAN):
        return chosen(attribute.option(value))
    told: Cell = value
    return told


def _companion(attribute: Attribute, suffix: str, lot: Lot) -> Cell:
    value: Cell = getattr(lot, f"{attribute.code}_{suffix}")
    options = {option.code: option for option in Companion(attribute.code, suffix).options}
    return chosen(options[value]) if isinstance(value, str) and value in options else value


def as_text(cell: Cell) -> str:
    """Return a cell of a text file; words that a spreadsheet would take for a formula are marked as words."""
    if cell is None:
        return ""
    if isinstance(cell, Decimal):
        return format(cell, "f")
    return safe_cell(cell) if isinstance(cell, str) else str(cell)
