"""The list of erasures, kept beside the database and not in its backups: what is restored is erased again by it."""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.people.erasure import Erasure

LIST = "erasures.jsonl"
LIST_JOB = "erasures-listed"


def line_of(proof: Erasure) -> dict[str, Any]:
    """Return what the list says of an erasure: numbers and keyed hashes."""
    return {"at": proof.at.isoformat(), "person": proof.person_id, "mark": proof.mark}


def read(file: Path) -> list[dict[str, Any]]:
    """Return the lines of a list, none when there is no file; raise ValueError at one that is broken."""
    if not file.is_file():
        return []
    found = []
    for number, line in enumerate(file.read_text(encoding="ascii").splitlines(), start=1):
        try:
            told = json.loads(line)
            if not isinstance(told["person"], int) or not isinstance(told["mark"], str) or not isinstance(told["at"], str):
                raise ValueError
        except (ValueError, KeyError, TypeError):
            raise ValueError(f"line {number} of {file.name}") from None
        found.append(told)
    return found


def write(file: Path, lines: Iterable[dict[str, Any]]) -> None:
    """Write a list in one piece, for its owner's eyes only; on the disk when this returns."""
    made = file.with_name(f"{file.name}.{os.getpid()}.{secrets.token_hex(4)}")
    with open(os.open(made, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as target:
        target.writelines(json.dumps(line, sort_keys=True) + "\n" for line in lines)
        target.flush()
        os.fsync(target.fileno())
    os.replace(made, file)
    folder = os.open(file.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def lines_known(session: Session) -> list[dict[str, Any]]:
    """Return the lines of all erasures that the database knows."""
    return [line_of(proof) for proof in session.scalars(select(Erasure).order_by(Erasure.id))]


def add(file: Path, lines: Iterable[dict[str, Any]]) -> None:
    """Let the list hold `lines`, too; those it holds stay, for an older database may not know them."""
    there = read(file)
    known = {(one["person"], one["mark"]) for one in there}
    new = [one for one in lines if (one["person"], one["mark"]) not in known]
    if new:
        write(file, [*there, *new])
