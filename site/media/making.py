"""The sizes of a picture, made by a child process that can be dismissed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Any, NamedTuple

from config import ROOT
from media.limits import Limits


class Undecodable(ValueError):
    """The picture cannot be decoded, or costs more than it may."""


class Made(NamedTuple):
    """What came of a picture: its width and height upright, and by name of the size what it is and its contents."""

    width: int
    height: int
    sizes: list[dict[str, Any]]
    contents: dict[str, bytes]


def made_anew(contents: bytes, limits: Limits | None = None) -> Made:
    """Return the sizes of a picture. Raise Undecodable at any end of the child but a good one."""
    limits = limits or Limits()
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "SYSTEMROOT") if name in os.environ}
    command = [sys.executable, "-m", "media.remaking"]
    env = kept | {"PYTHONPATH": os.pathsep.join((str(ROOT / "site"), str(ROOT)))}
    try:
        child = subprocess.run(  # noqa: S603 - our own program; the picture is its input
            command, input=contents, capture_output=True, timeout=limits.seconds, check=False, env=env
        )
    except subprocess.TimeoutExpired:
        raise Undecodable("took too long") from None
    if child.returncode:
        last = child.stderr.decode("utf-8", "replace").strip().rpartition("\n")[2]
        raise Undecodable(last.partition(":")[0][:80] or f"ended with {child.returncode}")
    head, _, rest = child.stdout.partition(b"\n")
    told = json.loads(head)
    parts: dict[str, bytes] = {}
    for size in told["sizes"]:
        parts[size["name"]], rest = rest[: size["size"]], rest[size["size"] :]
    return Made(told["width"], told["height"], told["sizes"], parts)
