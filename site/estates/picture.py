"""What a check found, as plain JSON for the page: in no language yet, the first of each, and the plan."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import shapely
from sqlalchemy import select
from sqlalchemy.orm import Session

from estates.difference import Changed, Difference, fingerprint, said_as_json
from estates.importing import Report
from models.land.columns import Columns
from models.land.columns.cells import Amount, whole
from models.land.columns.headings import read_heading
from models.land.estate import Estate, Feature
from models.land.statement import OF_THE_LOT_ITSELF, OUTLINE, Said
from models.land.values import Wrong
from models.refusal import Refusal, Sentence
from web import drawing

MOST = {"refused": 200, "added": 200, "changed": 200, "warnings": 100, "codes": 300, "shapes": 1500}
GROUND = ("boundary", "coast", "sea", "water", "river", "street_space", "green", "jetty", "quay")
SHOWN_OF_NEW = ("net_area", "lot_power_capacity", "price")


def told(report: Report) -> dict[str, Any]:
    """Return what a report says, as far as a page shows it."""
    found = report.found or Difference()
    beside = [guess for column in report.read.columns.values() for guess in column.guesses] if report.read else []
    beside += report.head.warnings if report.head else ()  # these are told where the column, or the file, is
    return {
        "head": report.head.as_json() if report.head else None,
        "columns": list(_columns(report)),
        "counts": {
            "refused": len({refusal.row for refusal in report.refused}) if report.found else len(report.refused),
            "added": len(found.added),
            "changed": len(found.changed),
            "values": sum(len(changed.changes) for changed in found.changed),
            "moved": sum(changed.moved_m is not None for changed in found.changed),
            "untouched": len(found.untouched),
            "missing": len(found.missing),
        },
        "refused": [refusal.as_json() for refusal in report.refused[: MOST["refused"]]],
        "refused_codes": _codes_of(report),
        "notes": [note.as_json() for note in report.notes if note not in beside],
        "warnings": [{"row": one.row, "what": one.what.as_json()} for one in report.warnings[: MOST["warnings"]]],
        "added": [
            {
                "row": added.row,
                "code": added.code_as_given,
                "status": added.first_status.value,
                "facts": sum(code not in OF_THE_LOT_ITSELF for code in added.said),
                "said": {c: said_as_json(c, added.said[c]) for c in SHOWN_OF_NEW if c in added.said},
            }
            for added in found.added[: MOST["added"]]
        ],
        "changed": [_changed(changed) for changed in found.changed[: MOST["changed"]]],
        "untouched": [held.code_as_given for held in found.untouched[: MOST["codes"]]],
        "missing": [held.code_as_given for held in found.missing[: MOST["codes"]]],
        "fingerprint": fingerprint(found),
        "comparable": report.found is not None,
    }


def _codes_of(report: Report) -> dict[str, str]:
    """Return which lot a refused row is about, by its number."""
    bad = {refusal.row for refusal in report.refused[: MOST["refused"]]}
    return {str(lot.read.number): (lot.read.code or "")[:40] for lot in report.lots if lot.read.number in bad}


def _changed(changed: Changed) -> dict[str, Any]:
    return {
        "row": changed.row,
        "code": changed.held.code_as_given,
        "moved_m": changed.moved_m,
        "changes": [
            {
                "code": change.code,
                "old": None if change.code == OUTLINE else said_as_json(change.code, change.old),
                "new": None if change.code == OUTLINE else said_as_json(change.code, change.new),
                "confirms": change.confirms,
            }
            for change in changed.changes
        ],
    }


# --- columns ---


def _columns(report: Report) -> Iterator[dict[str, Any]]:
    """Yield how each column was read, with a cell of it and what that cell was taken for."""
    if report.head is None:
        return
    wrong = {refusal.field: refusal for refusal in report.refused if refusal.row == 0 and refusal.field}
    for column in report.head.columns:
        recorded = report.columns.get(column.header) or {}
        if column.header in wrong and not recorded.get("picked") and report.read:
            recorded = _meant(column.header, report.read)
        sample = column.samples[0] if column.samples else None
        yield {
            "header": column.header,
            "filled": column.filled,
            "sample": "" if sample is None else str(sample)[:60],
            "code": recorded.get("code") or "",
            "suffix": recorded.get("suffix") or "",
            "unit": recorded.get("unit") or "",
            "picked": bool(recorded.get("picked")),
            "guesses": recorded.get("guesses") or [],
            "read": _sample_read(report.read, column.header, sample),
            "refused": wrong[column.header].as_json() if column.header in wrong else None,
        }


def _meant(header: str, columns: Columns) -> dict[str, Any]:
    """Return what a refused column is about, if its header says so: what it lacks can be added then."""
    try:
        heading = read_heading(header, columns.words)
    except Wrong:
        return {}
    return {"code": heading.target.code, "suffix": heading.target.suffix} if heading else {}


def _sample_read(columns: Columns | None, header: str, sample: Any) -> Any:
    """Return what the first cell of a column says; null where it is no attribute's, or needs others beside it."""
    reader = columns.readers.get(header) if columns else None
    if columns is None or reader is None or sample is None:
        return None
    try:
        read = reader.read(sample)
        if isinstance(read, Amount):
            read = whole(reader.attribute, read, {})
    except Wrong:
        return None
    return said_as_json(reader.attribute.code, read) if isinstance(read, Said) else None


# --- the plan ---


def plan(session: Session, estate: Estate, report: Report) -> str:
    """Return the estate's plan with the file's lots on it, each in the class of what becomes of it; no label yet."""
    lots = list(_lots(report))[: MOST["shapes"]]
    rows = session.execute(
        select(Feature.kind, Feature.shape).where(Feature.estate_id == estate.id, Feature.kind.in_(GROUND))
    ).all()
    ground = [drawing.Feature(kind, shapely.from_wkb(shape), {}) for kind, shape in rows]
    if estate.boundary and not any(kind == "boundary" for kind, _shape in rows):
        ground.append(drawing.Feature("boundary", shapely.from_wkb(estate.boundary), {}))
    if not lots and not ground:
        return ""
    behind = drawing.backdrop(ground, [lot.geometry for lot in lots], lines=(), names=False)
    return str(drawing.plan(behind, lots, label=LABEL, codes="both"))


LABEL = "{label}"
"""Stands where the page says in its reader's language what is drawn."""


def _lots(report: Report) -> Iterator[drawing.PlanLot]:
    found = report.found
    if found is None:
        return
    yield from _held("d-pl-un", [(held.code_as_given, held.outline) for held in found.untouched])
    yield from _held("d-pl-gn", [(held.code_as_given, held.outline) for held in found.missing])
    for changed in found.changed:
        new = next((change.new.value for change in changed.changes if change.code == OUTLINE), None)
        if changed.moved_m is not None:
            yield from _held("d-pl-old", [("", changed.held.outline)])
        outline = bytes.fromhex(new) if new else changed.held.outline
        yield from _held("d-pl-ch" if changed.moved_m is None else "d-pl-mv", [(changed.held.code_as_given, outline)])
    for added in found.added:
        said = added.said.get(OUTLINE)
        yield from _held("d-pl-nw", [(added.code_as_given, bytes.fromhex(said.value) if said else None)])
    bad = {refusal.row for refusal in report.refused}
    yield from _held("d-pl-rf", [(lot.read.code or "", lot.outline) for lot in report.lots if lot.read.number in bad])


def _held(css: str, lots: Sequence[tuple[str, bytes | None]]) -> Iterator[drawing.PlanLot]:
    for code, outline in lots:
        if outline is not None:
            yield drawing.PlanLot(key="", code=code[:20], geometry=shapely.from_wkb(outline), status=css, title=code)


def unreadable(report: Report) -> Refusal | None:
    """Return why a file could not be read at all."""
    return report.refused[0] if report.head is None and report.refused else None


def layers_of(refusal: Refusal | None) -> list[str]:
    """Return the layers among which somebody has to choose."""
    layers: Any = refusal.wrong.values.get("layers") if refusal else None
    return [str(name) for name in layers] if isinstance(layers, list) else []


def about_the_system(refusal: Refusal | None, msgids: frozenset[str]) -> bool:
    """Tell whether a file could not be read for its coordinate system."""
    return refusal is not None and isinstance(refusal.wrong, Sentence) and refusal.wrong.msgid in msgids
