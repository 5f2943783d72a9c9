"""`kavling backup`: all that an installation keeps on this machine, as it was at one moment, in one file.

The file is a plain tar: the database, the media files, the secret key, and last a manifest with the size and hash of each
and the number of rows in every table. Without its manifest a file is not whole.
"""

from __future__ import annotations

import errno
import hashlib
import io
import json
import os
import sqlite3
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import IO

from config import Settings

FORMAT = 1
DATABASE, KEY, MEDIA, MANIFEST = "kavling.sqlite", "secret-key", "media", "manifest.json"  # names in the file
PATIENCE = 60  # seconds to wait for whoever locks the database
PIECE = 1 << 20  # bytes


class NotBackedUp(RuntimeError):
    """There is no backup, and nothing was left behind; the text says why, and what to do."""


@dataclass
class Kept:
    """One file of a backup."""

    size: int
    sha256: str


@dataclass
class Manifest:
    """What a backup holds."""

    made_at: str
    revision: str  # of the tables
    key_mark: str  # tells whether a key is the one that was in use, and nothing else about it
    format: int = FORMAT
    rows: dict[str, int] = field(default_factory=dict)
    files: dict[str, Kept] = field(default_factory=dict)

    @property
    def carries_key(self) -> bool:
        """Tell whether the secret key is in the file."""
        return KEY in self.files

    def as_json(self) -> bytes:
        """Return it as it stands in the file."""
        return json.dumps(asdict(self), indent=1, ensure_ascii=False, sort_keys=True).encode()


def database_file(settings: Settings) -> Path | None:
    """Return the file of the SQLite database, None when the database is another."""
    scheme, _, file = settings.database.partition(":///")
    return Path(file).absolute() if scheme == "sqlite" else None


def back_up(settings: Settings, file: Path, at: datetime) -> Manifest:
    """Write a backup of what `settings` name into `file`, readable by its owner only, and return what it holds.

    Writing goes on meanwhile. Raises NotBackedUp, and then leaves nothing behind.
    """
    database = database_file(settings)
    if database is None or not database.is_file():
        raise NotBackedUp(f"There is no database at {database}. Is KAVLING_DATA right?")
    if os.path.lexists(file):
        raise NotBackedUp(f"{file} is there already. Choose another name; a backup replaces nothing.")
    try:
        with tempfile.TemporaryDirectory(prefix=".kavling-backup-", dir=file.parent) as folder:  # 0700
            place = Path(folder)
            snapshot, made = place / DATABASE, place / "backup.tar"
            take_snapshot(database, snapshot)
            manifest = Manifest(at.isoformat(), revision_of(snapshot), mark_of(settings.secret), rows=rows_of(snapshot))
            with _new(made) as target:
                _pack(target, manifest, _files(settings, snapshot), at)
            snapshot.unlink()
            os.rename(made, file)
            sync_folder(file.parent)
    except (OSError, sqlite3.Error) as error:
        raise NotBackedUp(reason(error, file.parent)) from error
    return manifest


def take_snapshot(database: Path, into: Path) -> None:
    """Copy the database as it is at one moment, though others write; raise when the copy is damaged."""
    with closing(sqlite3.connect(f"{database.as_uri()}?mode=rw", uri=True, timeout=PATIENCE)) as connection:
        connection.execute("VACUUM INTO ?", (str(into),))
    check_whole(into)


def check_whole(database: Path) -> None:
    """Raise sqlite3.DatabaseError when the file is damaged."""
    with closing(sqlite3.connect(database)) as connection:
        said = [row[0] for row in connection.execute("PRAGMA quick_check(3)")]
    if said != ["ok"]:
        raise sqlite3.DatabaseError(f"the database is damaged: {'; '.join(said)}")


def rows_of(database: Path) -> dict[str, int]:
    """Return the number of rows of every table."""
    with closing(sqlite3.connect(database)) as connection:
        tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        names = sorted(name for (name,) in tables if not name.startswith("sqlite_"))
        return {name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in names}  # noqa: S608


def revision_of(database: Path) -> str:
    """Return the number of the last migration that ran on the database."""
    with closing(sqlite3.connect(database)) as connection:
        row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    if row is None:
        raise sqlite3.DatabaseError("the database has no tables of ours")
    return str(row[0])


def mark_of(key: str) -> str:
    """Return what tells keys apart; a key of ours is too long to be guessed from it."""
    return hashlib.sha256(b"which key a kavling backup was made under\0" + key.encode()).hexdigest()[:16]


def reason(error: BaseException, where: Path) -> str:
    """Say what an error of the system means to the person who reads it."""
    full = isinstance(error, OSError) and error.errno in {errno.ENOSPC, errno.EFBIG, errno.EDQUOT}
    if full or (isinstance(error, sqlite3.OperationalError) and "disk" in str(error)):  # SQLite does not always tell which
        return f"The disk at {where} is full, or cannot be written. Make room, or name another place."
    if isinstance(error, PermissionError):
        return f"Not allowed to use {error.filename}. Run it as the user who runs the site."
    if isinstance(error, OSError):
        return f"{error.filename or where}: {error.strerror or error}"
    return f"SQLite says: {error}"


def sync_folder(folder: Path) -> None:
    """Let the names in `folder` outlast a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def _new(file: Path) -> Iterator[IO[bytes]]:
    """Open a file of our own for writing, for nobody else's eyes; on the disk when the block ends."""
    with open(os.open(file, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "w+b") as target:
        yield target
        target.flush()
        os.fsync(target.fileno())


def _files(settings: Settings, snapshot: Path) -> Iterator[tuple[str, Path]]:
    """Yield name in the backup and place of each file. Media come after the database: whatever it names is there by then."""
    yield DATABASE, snapshot
    if not settings.secret_key:
        yield KEY, settings.data / KEY
    media = settings.data / MEDIA
    for path in sorted(media.rglob("*")):
        if path.is_file() and not path.is_symlink():
            yield f"{MEDIA}/{path.relative_to(media).as_posix()}", path


def _pack(target: IO[bytes], manifest: Manifest, files: Iterator[tuple[str, Path]], at: datetime) -> None:
    """Write the files and then the manifest, which it fills."""
    with tarfile.open(fileobj=target, mode="w", format=tarfile.PAX_FORMAT) as tar:
        for name, path in files:
            with suppress(FileNotFoundError), path.open("rb") as source:  # a picture taken away since it was listed
                reading = _Hashing(source)
                tar.addfile(_member(name, os.fstat(source.fileno()).st_size, at), reading)
                manifest.files[name] = Kept(reading.size, reading.hash.hexdigest())
        told = manifest.as_json()
        tar.addfile(_member(MANIFEST, len(told), at), io.BytesIO(told))


def _member(name: str, size: int, at: datetime) -> tarfile.TarInfo:
    member = tarfile.TarInfo(name)
    member.size, member.mode, member.mtime = size, 0o600, int(at.timestamp())
    return member


class _Hashing(io.RawIOBase):
    """Hashes what is read through it: what is noted is what was packed."""

    def __init__(self, source: IO[bytes]) -> None:
        self.source, self.hash, self.size = source, hashlib.sha256(), 0

    def read(self, size: int = -1) -> bytes:
        piece = self.source.read(size)
        self.hash.update(piece)
        self.size += len(piece)
        return piece
