"""The names of the house: folders are found by Python as we mean them."""

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


def test_no_name_in_site_hides_one_of_pythons_own():
    ours = {path.stem for path in (ROOT / "site").iterdir() if not path.name.startswith(("_", "."))}

    assert ours.isdisjoint(sys.stdlib_module_names)


def test_site_itself_is_no_package_for_python_owns_that_name():
    assert not (ROOT / "site" / "__init__.py").exists()


def test_the_settings_are_ours_and_not_some_other_packages():
    import config

    assert Path(config.__file__).parent == ROOT


def test_the_command_names_the_roles_and_proofs_that_there_are():
    import cli
    from models.account import STAFF
    from models.land.answer import Proof

    assert set(cli.ROLES) == set(STAFF)
    assert set(cli.PROOFS) == set(Proof)


def test_the_arrows_are_kept_in_every_room():
    rules = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
    rooms = {path.parent.name for path in (ROOT / "site").glob("*/__init__.py")}
    arrows, above, _ = rules["contracts"]

    assert set(rules["root_packages"]) == rooms | {"models"}
    assert {name for layer in arrows["layers"] for name in layer.split(" | ")} == rooms | {"models"}
    assert set(above["source_modules"]) == rooms | {"models"}
    assert set(above["forbidden_modules"]) >= {path.stem for path in (ROOT / "site").glob("*.py")}


@pytest.mark.thorough
def test_a_start_does_not_load_what_few_requests_need():
    """Each of these takes from a tenth of a second to a whole one; they are imported in the function that uses them."""
    heavy = {"folium", "requests", "urllib3", "pyogrio", "xlsxwriter", "python_calamine", "typst", "ezdxf", "holidays"}
    look = f"import sys, app; print(*sorted({heavy} & set(sys.modules)))"
    path = f"{ROOT / 'site'}:{ROOT}"
    told = subprocess.run([sys.executable, "-c", look], env={"PYTHONPATH": path}, capture_output=True, text=True, check=True)

    assert told.stdout.split() == []
