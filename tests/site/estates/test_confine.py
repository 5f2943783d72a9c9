"""What the child gives up cannot be had back."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from estates.reading import CHILD, Wish, _environment
from tests import hostile

ROOT = Path(__file__).resolve().parents[3]
CONFINED = "import sys, types; m = sys.modules['models'] = types.ModuleType('models'); m.__path__ = ['models']; "
CONFINED += "from web.confine import confine; from estates.reading.terms import Limits; confine(Limits()); "


def run(code: str, before: str = CONFINED) -> subprocess.CompletedProcess[str]:
    """Run a line of Python behind the limits."""
    return subprocess.run(
        [sys.executable, "-P", "-c", before + code],
        cwd=ROOT,
        env={"PYTHONPATH": f"{ROOT / 'site'}:{ROOT}"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


ATTEMPTS = {
    "socket": "import socket; socket.create_connection(('127.0.0.1', 9))",
    "program": "import subprocess; subprocess.run(['/bin/true'])",
    "write": "open({path!r}, 'wb', 0).write(b'x')",
    "socket behind Python": "import ctypes; c = ctypes.CDLL(None); assert c.socket(2, 1, 0) >= 0",
    "program behind Python": "import ctypes; ctypes.CDLL(None).execv(b'/bin/true', None); raise SystemExit(1)",
    "memory": "bytearray(3 << 30)",
}


@pytest.mark.parametrize("attempt", ATTEMPTS)
def test_the_confined_child_cannot(attempt: str, tmp_path: Path) -> None:
    done = run(ATTEMPTS[attempt].format(path=str(tmp_path / "written")))

    assert done.returncode == 1


def test_unconfined_it_could(tmp_path: Path) -> None:  # else the test above proves nothing
    assert run(ATTEMPTS["program"], before="").returncode == 0
    assert run(ATTEMPTS["write"].format(path=str(tmp_path / "written")), before="").returncode == 0
    assert run(ATTEMPTS["socket behind Python"], before="").returncode == 0


def test_the_child_knows_nothing_of_the_house(tmp_path: Path) -> None:
    lots = tmp_path / "lots.geojson"
    lots.write_text(hostile.collection(hostile.feature()))

    with lots.open() as file:
        done = subprocess.run(
            [sys.executable, "-X", "importtime", "-P", "-s", str(CHILD), json.dumps(Wish().as_json())],
            stdin=file,
            capture_output=True,
            text=True,
            env=_environment(),
            check=True,
        )

    loaded = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines()}
    assert "shapely" in loaded
    assert not {"flask", "sqlalchemy", "pyogrio", "config", "models.base"} & loaded
