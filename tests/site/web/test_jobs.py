"""Every kind of job that is queued somewhere is done by some room."""

from __future__ import annotations

import re
from pathlib import Path

from web.jobs import HANDLERS

QUEUED = re.compile(r'enqueue\(\s*[\w.]+,\s*"([a-z-]+)"')


def test_every_kind_that_is_queued_has_its_function(only_app, root: Path):
    files = [*root.glob("site/**/*.py"), *root.glob("models/**/*.py")]
    queued = {kind for file in files for kind in QUEUED.findall(file.read_text(encoding="utf-8"))}

    assert queued
    assert queued <= set(HANDLERS)
