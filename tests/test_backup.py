"""A backup is whole or there is none; a restore does all or nothing, and says why."""

from __future__ import annotations

import io
import json
import sqlite3
import subprocess
import sys
import tarfile
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

import backing
import restoring
from app import create_app
from backing import NotBackedUp, back_up
from config import Settings
from restoring import NotRestored, restore
from tests.support.command import Kavling
from tests.support.processes import ROOT
from web import migrations

AT = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
KEY = "another secret of the tests, as long as it must be"

pytestmark = pytest.mark.sqlite


def migrate(settings: Settings) -> None:
    """Do what the command does."""
    migrations.migrate(create_app(settings))


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """An installation with an estate, two media files and a key of its own, and a backup of it beside."""
    settings = Settings(data=tmp_path_factory.mktemp("made") / "var")
    migrate(settings)
    execute(settings.data / "kavling.sqlite", "INSERT INTO edition (scope, number) VALUES ('page:trial', 3)")
    for name in ("ab/도면 1.png", "ab/区画図.pdf"):
        (settings.data / "media" / name).parent.mkdir(parents=True, exist_ok=True)
        (settings.data / "media" / name).write_bytes(name.encode() * 100)
    back_up(settings, settings.data.parent / "made.tar", AT)
    return settings


@pytest.fixture
def backup(made: Settings) -> Path:
    """The backup of `made`."""
    return made.data.parent / "made.tar"


@pytest.fixture
def other(tmp_path: Path) -> Settings:
    """Settings of another folder, which is not there yet."""
    return Settings(data=tmp_path / "other")


def execute(database: Path, statement: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(database)) as connection, connection:
        return connection.execute(statement).fetchall()


def contents(folder: Path) -> dict[str, bytes]:
    """Every file below a folder, with what is in it."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def repacked(backup: Path, into: Path, change: Callable[[dict[str, bytes]], None]) -> Path:
    """Write the backup anew with other contents."""
    with tarfile.open(backup) as tar:
        parts = {member.name: tar.extractfile(member).read() for member in tar}  # type: ignore[union-attr]
    change(parts)
    with tarfile.open(into, "w") as tar:
        for name, content in parts.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))
    return into


def test_a_restored_installation_is_what_was_backed_up(made: Settings, backup: Path, other: Settings):
    manifest, aside = restore(other, backup, AT, migrate)

    assert aside is None
    assert other.secret == made.secret
    assert contents(other.data / "media") == contents(made.data / "media")
    assert backing.rows_of(other.data / "kavling.sqlite") == manifest.rows
    assert execute(other.data / "kavling.sqlite", "SELECT number FROM edition WHERE scope = 'page:trial'") == [(3,)]


def test_nobody_else_may_read_backup_and_restored_files(backup: Path, other: Settings):
    restore(other, backup, AT, migrate)

    files = [backup, *(path for path in other.data.rglob("*") if path.is_file())]
    assert {path.stat().st_mode & 0o777 for path in files} == {0o600}


def test_the_backup_counts_rows_and_hashes_files(backup: Path):
    with tarfile.open(backup) as tar:
        told = json.load(tar.extractfile("manifest.json"))  # type: ignore[arg-type]

    assert set(told["files"]) == {"kavling.sqlite", "secret-key", "media/ab/도면 1.png", "media/ab/区画図.pdf"}
    assert told["rows"]["alembic_version"] == 1
    assert told["revision"] == max(restoring.known_revisions())


def test_a_key_of_the_environment_stays_out_of_the_backup(made: Settings, tmp_path: Path, other: Settings):
    settings = Settings(data=made.data, secret_key=KEY)
    manifest = back_up(settings, tmp_path / "keyless.tar", AT)

    assert not manifest.carries_key
    assert KEY.encode() not in (tmp_path / "keyless.tar").read_bytes()
    with pytest.raises(NotRestored, match="carries no secret key"):
        restore(other, tmp_path / "keyless.tar", AT, migrate)
    assert not other.data.exists()

    same, another = (other.model_copy(update={"secret_key": key}) for key in (KEY, KEY[::-1]))
    restore(same, tmp_path / "keyless.tar", AT, migrate)
    assert not (other.data / "secret-key").exists()
    assert list(restoring.warnings(same, manifest)) == []
    assert len(list(restoring.warnings(another, manifest))) == 1


def test_a_backup_replaces_no_file(made: Settings, tmp_path: Path):
    (tmp_path / "yesterday.tar").write_text("yesterday's")

    with pytest.raises(NotBackedUp, match="is there already"):
        back_up(made, tmp_path / "yesterday.tar", AT)
    assert contents(tmp_path) == {"yesterday.tar": b"yesterday's"}


def test_without_a_database_there_is_no_backup(other: Settings, tmp_path: Path):
    with pytest.raises(NotBackedUp, match="There is no database"):
        back_up(other, tmp_path / "nothing.tar", AT)
    assert contents(tmp_path) == {}


def test_a_damaged_database_is_not_backed_up(made: Settings, other: Settings, tmp_path: Path):
    other.data.mkdir()
    whole = (made.data / "kavling.sqlite").read_bytes()
    (other.data / "kavling.sqlite").write_bytes(whole[: len(whole) // 2])

    with pytest.raises(NotBackedUp, match="SQLite says"):
        back_up(other, tmp_path / "damaged.tar", AT)
    assert [path.name for path in tmp_path.iterdir()] == ["other"]


def test_a_data_folder_in_use_is_refused_and_with_over_kept_aside(made: Settings, backup: Path, other: Settings):
    migrate(other)
    (other.data / "notes.txt").write_text("ours")
    before = contents(other.data)
    key = (other.data / "secret-key").read_text()

    with pytest.raises(NotRestored, match="is not empty"):
        restore(other, backup, AT, migrate)
    assert contents(other.data) == before

    _, aside = restore(other, backup, AT, migrate, over=True)
    assert aside == other.data / "before-restore-20260302-020000"
    assert (aside / "secret-key").read_text() == key
    assert execute(aside / "kavling.sqlite", "SELECT count(*) FROM edition WHERE scope = 'page:trial'") == [(0,)]
    assert (other.data / "secret-key").read_text() == made.secret
    assert (other.data / "notes.txt").read_text() == "ours"


def test_a_running_site_is_not_pulled_from_under_its_people(backup: Path, other: Settings):
    migrate(other)
    with closing(sqlite3.connect(other.data / "kavling.sqlite")) as running:
        running.execute("PRAGMA journal_mode=WAL")
        running.execute("SELECT count(*) FROM edition").fetchall()
        before = contents(other.data)
        with pytest.raises(NotRestored, match="The site is running"):
            restore(other, backup, AT, migrate, over=True)
        assert contents(other.data) == before


def test_a_damaged_database_is_moved_aside(backup: Path, other: Settings):
    other.data.mkdir()
    (other.data / "kavling.sqlite").write_bytes(b"no database at all" * 1000)

    _, aside = restore(other, backup, AT, migrate, over=True)

    assert aside is not None
    assert (aside / "kavling.sqlite").read_bytes().startswith(b"no database")
    backing.check_whole(other.data / "kavling.sqlite")


def _another_picture(parts: dict[str, bytes]) -> None:
    parts["media/ab/도면 1.png"] = parts["media/ab/도면 1.png"][:-1] + b"!"


def _a_file_elsewhere(parts: dict[str, bytes]) -> None:
    parts["media/../../elsewhere"] = b"gone astray"


def _without_a_picture(parts: dict[str, bytes]) -> None:
    del parts["media/ab/도면 1.png"]


def _of_a_later_format(parts: dict[str, bytes]) -> None:
    parts["manifest.json"] = json.dumps(json.loads(parts["manifest.json"]) | {"format": 2}).encode()


def _of_no_sense(parts: dict[str, bytes]) -> None:
    parts["manifest.json"] = b"[1, 2"


def _of_other_rows(parts: dict[str, bytes]) -> None:
    told = json.loads(parts["manifest.json"])
    told["rows"]["edition"] += 1
    parts["manifest.json"] = json.dumps(told).encode()


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (_another_picture, "is not as it was packed"),
        (_without_a_picture, "is not as it was packed"),
        (_a_file_elsewhere, "is no backup of ours"),
        (_of_a_later_format, "another release"),
        (_of_no_sense, "manifest cannot be read"),
        (_of_other_rows, "not those that its manifest counts"),
    ],
)
def test_a_changed_backup_is_refused(backup: Path, other: Settings, tmp_path: Path, change, why):
    changed = repacked(backup, tmp_path / "changed.tar", change)

    with pytest.raises(NotRestored, match=why):
        restore(other, changed, AT, migrate)
    assert [path.name for path in tmp_path.iterdir()] == ["changed.tar"]


@pytest.mark.parametrize("left", [0, 100, 512, 5000, 0.5, 0.9, -1, -1024])
def test_a_cut_off_backup_is_refused(backup: Path, other: Settings, tmp_path: Path, left: float):
    whole = backup.read_bytes()
    with tarfile.open(backup) as tar:
        last = tar.getmembers()[-1]
    told = whole[: last.offset_data + last.size]  # what follows is filling
    (tmp_path / "cut.tar").write_bytes(told[: int(len(told) * left) if isinstance(left, float) else left])

    with pytest.raises(NotRestored, match=r"broken|not whole"):
        restore(other, tmp_path / "cut.tar", AT, migrate)
    assert [path.name for path in tmp_path.iterdir()] == ["cut.tar"]


def test_a_file_that_is_not_there_is_said_not_to_be(other: Settings, tmp_path: Path):
    with pytest.raises(NotRestored, match="There is no file"):
        restore(other, tmp_path / "nothing.tar", AT, migrate)
    assert contents(tmp_path) == {}


def test_a_backup_of_a_newer_release_names_the_releases(made: Settings, other: Settings, tmp_path: Path):
    newer = tmp_path / "newer" / "kavling.sqlite"
    newer.parent.mkdir()
    backing.take_snapshot(made.data / "kavling.sqlite", newer)
    execute(newer, "UPDATE alembic_version SET version_num = '9999'")
    back_up(Settings(data=newer.parent), tmp_path / "newer.tar", AT)

    with pytest.raises(NotRestored, match="newer release: its tables are at 9999"):
        restore(other, tmp_path / "newer.tar", AT, migrate)
    assert not other.data.exists()


def test_a_backup_of_an_older_release_is_brought_forward(other: Settings, tmp_path: Path):
    old = Settings(data=tmp_path / "old")
    migrations.migrate(create_app(old), "0001")
    back_up(old, tmp_path / "old.tar", AT)

    manifest, _ = restore(other, tmp_path / "old.tar", AT, migrate)

    assert manifest.revision == "0001"
    assert backing.revision_of(other.data / "kavling.sqlite") == max(restoring.known_revisions())


def test_when_files_cannot_change_places_the_old_ones_go_back(
    backup: Path, other: Settings, monkeypatch: pytest.MonkeyPatch
):
    migrate(other)
    execute(other.data / "kavling.sqlite", "PRAGMA journal_mode=DELETE")
    before = contents(other.data)

    def fail(_folder: Path) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(backing, "sync_folder", fail)  # the last step of all
    with pytest.raises(NotRestored, match="Input/output error"):
        restore(other, backup, AT, migrate, over=True)
    assert contents(other.data) == before
    assert not list(other.data.glob("before-restore-*"))


@pytest.mark.thorough
@pytest.mark.parametrize("stage", ["snapshot", "packing", "unpacking"])
def test_a_full_disk_is_told_and_leaves_nothing_behind(made: Settings, backup: Path, tmp_path: Path, stage: str):
    """A limit on the size of files stands for the disk."""
    blocks = backup.stat().st_size // 1024 - 1 if stage == "packing" else 64
    folder = tmp_path / "other" if stage == "unpacking" else made.data
    words = ("restore", str(backup)) if stage == "unpacking" else ("backup", str(tmp_path / "b.tar"))
    before = contents(made.data)

    told = limited(blocks, *words, KAVLING_DATA=str(folder), PYTHONPATH=f"{ROOT}/site:{ROOT}", PATH="/usr/bin:/bin")

    assert told.returncode == 1, told
    assert "is full, or cannot be written" in told.stderr
    assert contents(made.data) == before
    assert list(tmp_path.iterdir()) == []


def limited(blocks: int, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run `kavling` where no file may grow beyond `blocks` of 1024 bytes."""
    script = f'ulimit -f {blocks}; exec "$0" -B -c "import cli; cli.main()" "$@"'
    command = ["bash", "-c", script, sys.executable, *words]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120, check=False)


def test_the_commands_tell_what_they_did(kavling: Kavling, tmp_path: Path):
    told = kavling("backup", tmp_path / "nowhere" / "b.tar")
    assert told.exit_code == 1
    assert "No such file or directory" in told.stderr or "There is no database" in told.stderr

    told = kavling("restore", tmp_path / "nothing.tar")
    assert told.exit_code == 1
    assert told.stderr.endswith("Nothing was changed.\n")


@pytest.mark.parametrize(("word", "tool"), [("backup", "pg_dump"), ("restore", "pg_restore")])
def test_on_postgresql_the_servers_own_tools_are_named(
    kavling: Kavling, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, word: str, tool: str
):
    import cli

    settings = Settings(data=tmp_path, database_url="postgresql://user:hidden@localhost/kavling")
    monkeypatch.setattr(cli, "settings_from_environment", lambda: settings)
    told = kavling(word, tmp_path / "b.tar")

    assert told.exit_code == 2
    assert tool in told.stderr
    assert "hidden" not in told.stderr
    assert not (tmp_path / "b.tar").exists()
