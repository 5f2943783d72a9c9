"""`kavling restore`: what a backup holds, in place of a data folder; all of it or nothing.

Everything is unpacked, verified and migrated in a folder beside, inside the data folder: that may be a mount, or the
only place where we may write. Only then files change places, and change back when that goes wrong.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import sqlite3
import tarfile
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import IO

import backing
from backing import DATABASE, FORMAT, KEY, MANIFEST, MEDIA, Kept, Manifest
from config import ROOT, Settings

LIST = "erasures.jsonl"  # whom to erase again; may be brought before all else, and stays where it is
ASIDE = "before-restore-"
BESIDE = ".restoring-"
SQLITE_ENDINGS = ("", "-wal", "-shm", "-journal")
LARGEST_MANIFEST = 64 << 20  # bytes


class NotRestored(RuntimeError):
    """Nothing was changed; the text says why, and what to do."""


def restore(
    settings: Settings, file: Path, at: datetime, migrate: Callable[[Settings], object], *, over: bool = False
) -> tuple[Manifest, Path | None]:
    """Put what `file` holds into the data folder; return what it held, and where the old data lies now, if there were any.

    `migrate` brings the tables of the database that settings name up to this release. Raises NotRestored.
    """
    database = backing.database_file(settings)
    if database is None or database.parent != settings.data:
        raise NotRestored("Restoring needs the database in KAVLING_DATA: leave KAVLING_DATABASE_URL out.")
    was_there = settings.data.is_dir()
    try:
        settings.data.mkdir(parents=True, exist_ok=True)
        with _alone(settings.data):
            if not over and (found := _contents(settings.data)):
                raise NotRestored(
                    f"{settings.data} is not empty ({found[0]} lies there). Name another KAVLING_DATA, or say --over: "
                    "what is there is kept aside."
                )
            with tempfile.TemporaryDirectory(prefix=BESIDE, dir=settings.data) as folder:
                manifest = _prepare(settings, file, Path(folder), migrate)
                return manifest, _exchange(settings.data, database.name, Path(folder), at)
    except (OSError, sqlite3.Error, tarfile.TarError) as error:
        raise NotRestored(backing.reason(error, settings.data)) from error
    finally:
        if not was_there and settings.data.is_dir() and not os.listdir(settings.data):
            settings.data.rmdir()


def warnings(settings: Settings, manifest: Manifest) -> Iterator[str]:
    """Yield what is not as it was where the backup was made."""
    if settings.secret_key and backing.mark_of(settings.secret_key) != manifest.key_mark:
        yield (
            "KAVLING_SECRET_KEY is another than when the backup was made: links in mails sent until then open nothing, "
            "and second factors and sign-ins must be made anew."
        )


def _prepare(settings: Settings, file: Path, place: Path, migrate: Callable[[Settings], object]) -> Manifest:
    """Unpack `file` into `place`, compare it with its manifest and bring its tables up to date."""
    manifest = _unpack(file, place)
    if not manifest.carries_key and not settings.secret_key:
        raise NotRestored(
            "The backup carries no secret key, for it came from KAVLING_SECRET_KEY. Set that to what it was. If it is "
            "lost, set a new one: links in mails sent until now will open nothing."
        )
    _compare_rows(place / DATABASE, manifest)
    if manifest.revision not in known_revisions():
        raise NotRestored(
            f"The backup was made by a newer release: its tables are at {manifest.revision}, this release knows them up "
            f"to {max(known_revisions())}. Install that release, or a later one."
        )
    try:
        migrate(settings.model_copy(update={"data": place, "database_url": f"sqlite:///{place / DATABASE}"}))
    except Exception as error:  # whatever a migration raises, the data folder is as it was
        told = str(error).partition("\n")[0]
        raise NotRestored(f"Its tables cannot be brought up to this release: {type(error).__name__}: {told}") from error
    with closing(sqlite3.connect(place / DATABASE)) as connection:
        connection.execute("PRAGMA journal_mode=DELETE")  # all of it is in the one file now
    for path in place.rglob("*"):
        if path.is_file():
            _sync(path)
    return manifest


def known_revisions() -> set[str]:
    """Return the numbers of the migrations of this release."""
    return {path.name.partition("_")[0] for path in (ROOT / "models" / "migrations").glob("[0-9]*.py")}


def _unpack(file: Path, place: Path) -> Manifest:
    """Unpack a backup; raise NotRestored when it is not whole, or not what its manifest says."""
    found: dict[str, Kept] = {}
    manifest: Manifest | None = None
    try:
        with tarfile.open(file, mode="r:") as tar:
            for member in tar:
                source = tar.extractfile(member) if member.isreg() else None
                if source is None or not _is_ours(member.name) or member.name in found or manifest is not None:
                    raise NotRestored(f"{file} is no backup of ours: it holds {member.name!r}.")
                if member.name == MANIFEST:
                    manifest = _read_manifest(source, file)
                else:
                    found[member.name] = _write(source, place / member.name)
    except FileNotFoundError as error:
        if error.filename != str(file):
            raise
        raise NotRestored(f"There is no file {file}.") from None
    except (tarfile.TarError, EOFError) as error:
        raise NotRestored(f"{file} is broken or no backup: {error}. Take an older one.") from None
    if manifest is None:
        raise NotRestored(f"{file} is not whole: it ends too early. Take an older one.")
    for name in sorted(manifest.files.keys() | found.keys()):
        if manifest.files.get(name) != found.get(name):
            raise NotRestored(f"{file} is broken: {name} is not as it was packed. Take an older one.")
    if DATABASE not in found:
        raise NotRestored(f"{file} is no backup of ours: it holds no database.")
    return manifest


def _is_ours(name: str) -> bool:
    """Tell whether a backup may hold a file of this name: nothing may be written elsewhere."""
    path = PurePosixPath(name)
    if path.is_absolute() or str(path) != name or ".." in path.parts or "\0" in name:
        return False
    return name in {DATABASE, KEY, MANIFEST} or (path.parts[0] == MEDIA and len(path.parts) > 1)


def _read_manifest(source: IO[bytes], file: Path) -> Manifest:
    try:
        told = json.loads(source.read(LARGEST_MANIFEST))
        if told["format"] != FORMAT:
            raise NotRestored(f"{file} was made by another release (format {told['format']}, not {FORMAT}). Install that one.")
        kept = {name: Kept(**one) for name, one in told.pop("files").items()}
        return Manifest(**told, files=kept)
    except (ValueError, TypeError, KeyError, AttributeError):
        raise NotRestored(f"{file} is broken: its manifest cannot be read. Take an older one.") from None


def _write(source: IO[bytes], path: Path) -> Kept:
    """Write a file readable by its owner only; return its size and hash."""
    path.parent.mkdir(parents=True, exist_ok=True)
    sha, size = hashlib.sha256(), 0
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as target:
        while piece := source.read(backing.PIECE):
            target.write(piece)
            sha.update(piece)
            size += len(piece)
    return Kept(size, sha.hexdigest())


def _compare_rows(database: Path, manifest: Manifest) -> None:
    backing.check_whole(database)
    if backing.revision_of(database) != manifest.revision or backing.rows_of(database) != manifest.rows:
        raise NotRestored("The backup is broken: its rows are not those that its manifest counts. Take an older one.")


def _exchange(data: Path, database: str, place: Path, at: datetime) -> Path | None:
    """Let the files in `place` take the places of those in `data`; return the folder that keeps the old ones."""
    if (data / database).exists():
        _let_go(data / database)
    old = [name for name in (*(database + end for end in SQLITE_ENDINGS), KEY, MEDIA) if (data / name).exists()]
    new = [name for name in (MEDIA, KEY, DATABASE) if (place / name).exists()]  # the database last
    aside = data / f"{ASIDE}{at:%Y%m%d-%H%M%S}" if old else None
    if aside is not None:
        aside.mkdir(mode=0o700)
    moved: list[tuple[Path, Path]] = []
    try:
        for name in old:
            assert aside is not None
            _move(data / name, aside / name, moved)
        for name in new:
            _move(place / name, data / (database if name == DATABASE else name), moved)
        backing.sync_folder(data)
    except BaseException:
        for was, now in reversed(moved):
            os.rename(now, was)
        if aside is not None:
            aside.rmdir()
        raise
    return aside


def _move(old: Path, new: Path, moved: list[tuple[Path, Path]]) -> None:
    os.rename(old, new)
    moved.append((old, new))


def _let_go(database: Path) -> None:
    """Raise NotRestored when somebody has the old database open; a damaged one is nobody's."""
    try:
        with closing(sqlite3.connect(database, timeout=2)) as connection:
            connection.execute("PRAGMA journal_mode=DELETE")  # SQLite refuses it while there are other connections
    except sqlite3.OperationalError as error:
        if "locked" in str(error):
            raise NotRestored("The site is running on this data folder. End web server and worker first.") from None
    except sqlite3.DatabaseError:
        return


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Keep another restore out of `folder`."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise NotRestored(f"Another restore into {folder} is under way.") from None
        yield
    finally:
        os.close(handle)


def _contents(folder: Path) -> list[str]:
    """Name what lies in `folder`, without what a file system or an earlier restore leaves there."""
    names = sorted(os.listdir(folder))
    return [name for name in names if name not in ("lost+found", LIST) and not name.startswith((ASIDE, BESIDE))]


def _sync(path: Path) -> None:
    with path.open("rb") as source:
        os.fsync(source.fileno())
