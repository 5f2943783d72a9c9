"""What is told before somebody agrees: a notice per purpose and language, and the privacy notice.

One superset for the laws of Indonesia, Korea, Japan and the European Union is shown to everybody. The texts are files
beside this module, so that a person of law can read and change them; whoever changes one raises its version. What is
stored with a consent is the text with its holes filled, as it was shown, and its hash.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from models.base import LANGUAGES
from models.inquiry.inquiry import REQUIRED, Purpose

TEXTS = Path(__file__).parent / "notices"
HOLE = re.compile(r"\{(\w+)\}")
MARKUP = re.compile(r"[\\`*_\[\]<>&#|~]")  # what Markdown would read as more than a letter
KEPT_MONTHS = 24  # illustrative; whoever runs the site decides


@dataclass(frozen=True, slots=True)
class Controller:
    """Who answers for the data: name, address to write to, and for how many months data are kept after last contact."""

    name: str
    contact: str
    months: int = KEPT_MONTHS


# The demo has no operator: an invented one stands in, and says so
EXAMPLES = {
    "id": "PT Contoh Pengelola Kawasan (perusahaan rekaan, hanya contoh)",
    "en": "PT Contoh Pengelola Kawasan (an invented company, as an example)",
    "ko": "PT Contoh Pengelola Kawasan(예시를 위한 가상의 회사)",
    "ja": "PT Contoh Pengelola Kawasan(例示のための架空の会社)",
}
EXAMPLE_CONTACT = "privacy@example.com"


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a notice's table. `key` rows, the purpose, the recipient and the period, are printed bold."""

    code: str
    label: str
    text: str
    key: bool


@dataclass(frozen=True, slots=True)
class NoticeText:
    """A notice as it is shown: a title, rows, and the whole as plain text with its SHA-256."""

    purpose: Purpose
    language: str
    version: str
    title: str
    required: bool
    rows: tuple[Row, ...]
    text: str
    sha256: str


@dataclass(frozen=True, slots=True)
class PrivacyNotice:
    """The privacy notice: a title, and Markdown below it."""

    language: str
    title: str
    text: str
    sha256: str


class BrokenNotice(ValueError):
    """A notice's file is not as it must be; says which and why."""


def example(language: str) -> Controller:
    """Return the controller of the demo, invented and named so."""
    return Controller(EXAMPLES[language], EXAMPLE_CONTACT)


def notice(purpose: Purpose, language: str, controller: Controller | None = None) -> NoticeText:
    """Return the notice for `purpose` in `language` as it is shown for `controller`, the demo's when none is given."""
    return _notice(Purpose(purpose), language, controller or example(language))


def notices(language: str, controller: Controller | None = None) -> tuple[NoticeText, ...]:
    """Return the notices for all purposes, the required ones first."""
    return tuple(notice(purpose, language, controller) for purpose in Purpose)


def privacy(language: str, controller: Controller | None = None) -> PrivacyNotice:
    """Return the privacy notice in `language`."""
    return _privacy(language, controller or example(language))


@lru_cache(maxsize=512)
def _notice(purpose: Purpose, language: str, controller: Controller) -> NoticeText:
    name = f"{purpose}.{_known(language)}.txt"
    head, _, body = (TEXTS / name).read_text(encoding="utf-8").partition("\n\n")
    facts = dict(line.split(": ", 1) for line in head.splitlines())
    rows = tuple(_row(line, name, controller) for line in body.splitlines() if line.strip())
    required = facts["required"] == "yes"
    if required != (purpose in REQUIRED):
        raise BrokenNotice(f"{name}: required must be {'yes' if purpose in REQUIRED else 'no'}")
    text = "\n".join([facts["title"], "", *(f"{row.label}: {row.text}" for row in rows)]) + "\n"
    return NoticeText(purpose, language, facts["version"], facts["title"], required, rows, text, _hash(text))


@lru_cache(maxsize=64)
def _privacy(language: str, controller: Controller) -> PrivacyNotice:
    name = f"privacy.{_known(language)}.md"
    written = replace(controller, name=MARKUP.sub(r"\\\g<0>", controller.name))
    whole = _filled((TEXTS / name).read_text(encoding="utf-8"), name, written)
    title, _, text = whole.removeprefix("# ").partition("\n\n")
    return PrivacyNotice(language, title, text, _hash(whole))


def _row(line: str, name: str, controller: Controller) -> Row:
    parts = [part.strip() for part in line.split(" | ", 2)]
    if len(parts) != 3 or not all(parts):
        raise BrokenNotice(f"{name}: a row is code, label and text, parted by bars: {line}")
    code, label, text = parts
    bare = code.removesuffix("*").strip()
    return Row(bare, label, _filled(text, name, controller), key=bare != code)


def _filled(text: str, name: str, controller: Controller) -> str:
    values = {"operator": controller.name, "contact": controller.contact, "months": str(controller.months)}
    if unknown := set(HOLE.findall(text)) - set(values):
        raise BrokenNotice(f"{name}: unknown holes {', '.join(sorted(unknown))}")
    return HOLE.sub(lambda hole: values[hole[1]], text)


def _known(language: str) -> str:
    if language not in LANGUAGES:
        raise KeyError(language)
    return language


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8")).hexdigest()
