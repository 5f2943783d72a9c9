"""Whoever ships Kavling ships the notices that others ask for."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path


def words(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


def test_every_copy_of_others_work_is_in_the_notice_with_its_version_and_licence(root: Path):
    notice = words((root / "NOTICE").read_text(encoding="utf-8"))
    pins = tomllib.loads((root / "static" / "vendor" / "pins.toml").read_text(encoding="utf-8"))

    for name, pin in pins.items():
        if name != "hangul":  # only its list of syllables was read, to order the pieces of our font
            assert f"{pin['package']} {pin['version']} ({pin['licence']})" in notice
    for file in (*(root / "static" / "vendor").glob("*/LICENSE"), root / "static" / "fonts" / "OFL.txt"):
        assert words(file.read_text(encoding="utf-8")) in notice, file


def test_no_copy_stands_without_a_licence(root: Path):
    for folder in (*(root / "static" / "vendor").iterdir(), *(root / "tests" / "browser" / "vendor").iterdir()):
        if folder.is_dir() and folder.name != "__pycache__":
            assert (folder / "LICENSE").is_file(), folder


def test_the_project_says_its_licence_in_one_voice(root: Path):
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]

    assert project["license"] == "MIT"
    assert (root / "LICENSE").read_text(encoding="utf-8").startswith("MIT License\n\nCopyright (c) 2026 the Kavling authors")
