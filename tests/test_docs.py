"""The papers say what the program does."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from config import Settings

DOCS = Path(__file__).parent.parent / "docs"
PAPERS = sorted([*DOCS.glob("*.md"), *(DOCS.parent / name for name in ("README.md", "CHANGELOG.md"))])


@pytest.mark.parametrize("paper", PAPERS, ids=lambda paper: paper.name)
def test_what_a_paper_points_to_is_there(paper: Path):
    text = paper.read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)#\s]+)\)", text):
        assert target.startswith("https://") or (paper.parent / target).exists(), target


@pytest.mark.parametrize("paper", PAPERS, ids=lambda paper: paper.name)
def test_files_and_tests_that_a_paper_names_are_there(paper: Path):
    text = paper.read_text(encoding="utf-8")
    for target in re.findall(r"`((?:tests|models|site|docs|templates)/[\w./-]+?)`", text):
        assert (DOCS.parent / target).exists(), target
    for file, test in re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", text):
        assert f"def {test}(" in (DOCS.parent / file).read_text(encoding="utf-8"), f"{file}::{test}"


def test_operating_names_every_setting():
    text = (DOCS / "operate.md").read_text(encoding="utf-8")
    for name in Settings.model_fields:
        assert f"`{name.upper()}`" in text, name


@pytest.mark.parametrize("paper", [*PAPERS, *(DOCS / "systemd").iterdir()], ids=lambda paper: paper.name)
def test_commands_in_the_papers_exist(paper: Path):
    import cli

    text = paper.read_text(encoding="utf-8")
    for word in re.findall(r"(?:^|bin/|`|&& )kavling ([a-z]+(?:-[a-z]+)*)\b", text, re.MULTILINE):
        assert word in cli.main.commands, word
