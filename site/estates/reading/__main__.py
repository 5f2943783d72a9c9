"""The child: limits itself, reads the file that it was given open, prints its head and its rows."""

from __future__ import annotations

import json
import os
import sys
import traceback
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

ROOT = Path(__file__).resolve().parents[3]

# Single files of these packages are needed, not what the packages bring along: every table, every route, half a second
for package, folder in (("models", "models"), ("estates", "site/estates"), ("estates.reading", "site/estates/reading")):
    sys.modules[package] = ModuleType(package)
    sys.modules[package].__path__ = [str(ROOT / folder)]

from estates.reading.terms import Head, Wish  # noqa: E402
from models.marks import N_  # noqa: E402
from web.confine import confine  # noqa: E402

LINES_AT_ONCE = 200


def main() -> None:
    """Print JSON lines: a head, a line per row, an end; or the one reason why not."""
    wish = Wish.from_json(json.loads(sys.argv[1]))
    confine(wish.limits)
    sys.stdout.reconfigure(encoding="utf-8", line_buffering=False)  # type: ignore[union-attr]
    try:
        lines: list[str] = []
        for told in _told(sys.stdin.buffer.read(wish.limits.file_bytes + 1), wish):
            lines.append(json.dumps(told, ensure_ascii=False, separators=(",", ":")))
            if len(lines) >= LINES_AT_ONCE:
                _print(lines)
        _print(lines)
    except BrokenPipeError:
        os._exit(0)  # nobody listens any more
    except BaseException as error:
        _print([json.dumps(_why(error), ensure_ascii=False)])
        sys.stdout.flush()
        os._exit(1)  # what a library would still like to do is of no interest


def _print(lines: list[str]) -> None:
    if lines:
        sys.stdout.write("\n".join(lines) + "\n")
        lines.clear()
    sys.stdout.flush()


def _told(data: bytes, wish: Wish) -> Iterator[dict[str, Any]]:
    """Yield what is told of the file: head, rows, end."""
    from estates.reading.formats import read

    raw = read(data, wish)
    del data

    import shapely  # only now: what cannot be read is refused without the libraries of geometry

    from estates.reading.shapes import place

    placed = place(raw, wish)
    with_shape = sum(row.shape is not None for row in raw.rows)
    yield {
        "head": Head(
            raw.format, raw.columns(), len(raw.rows), with_shape, raw.encoding, raw.encoding_how, raw.delimiter,
            raw.layer, raw.layers, placed.crs, placed.how, placed.rounding_m, tuple(raw.warnings),
        ).as_json()
    }  # fmt: skip
    place_of = {header: n for n, header in enumerate(raw.headers)}
    packed = shapely.to_wkb([row.shape for row in raw.rows], hex=True, byte_order=1)
    for row, shape in zip(raw.rows, packed, strict=True):
        told: dict[str, Any] = {
            "row": row.number,
            "cells": [(place_of[header], cell) for header, cell in row.cells.items()],
            "shape": shape,
        }
        if row.refusals:
            told["refused"] = [refusal.as_json() for refusal in row.refusals]
        yield told
    yield {"end": len(raw.rows)}


def _why(error: BaseException) -> dict[str, Any]:
    """Return the reason to tell. Of a mistake of ours only its kind and places, nothing of the file."""
    from estates.reading.saying import Wrong

    if isinstance(error, (MemoryError, ImportError)):  # a library that finds no room cannot be imported
        error = Wrong(N_("Reading the file needs too much memory."), N_("Split it into smaller files."))
    if isinstance(error, Wrong):
        return {"unreadable": error.refusal.as_json()}
    places = [f"{os.path.basename(f.filename)}:{f.lineno}" for f in traceback.extract_tb(error.__traceback__)]
    return {"fault": f"{type(error).__name__} at {' '.join(places[-6:])}"}


main()
