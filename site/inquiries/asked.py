"""What somebody sent by the form, read and checked, before it is anything of ours."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from models.inquiry.inquiry import Purpose
from models.land.lot import Lot
from models.people.arrival import Writer


@dataclass(frozen=True, kw_only=True)
class Need:
    """The land somebody looks for; whatever was not said is None."""

    area_m2: Decimal | None = None
    power_mva: Decimal | None = None
    water_m3d: Decimal | None = None
    sector: str | None = None
    tenure: str | None = None
    timeframe: str | None = None  # YYYYQn

    def told(self) -> dict[str, str]:
        """Return what was said, numbers as text: the same on both databases."""
        return {name: str(value) for name, value in vars(self).items() if value is not None}


@dataclass(frozen=True, kw_only=True)
class Asked:
    """An inquiry as it arrives: words, lots, need, answers to the consents, and how it came."""

    form_key: str
    writer: Writer
    message: str
    language: str
    zone: str
    consents: Mapping[Purpose, bool]
    lots: Sequence[Lot] = ()
    lots_unknown: Sequence[str] = ()
    need: Need = field(default_factory=Need)
    source: str | None = None
    channel: str = "web"
    suspect: str | None = None
    network: str | None = None

    def fingerprint(self) -> str:
        """Return a hash of what was said, to tell a second press from other words under the same key."""
        writer = self.writer
        said: list[Any] = [
            [writer.name, writer.organisation, writer.title, writer.email, writer.phone, writer.country],
            self.message,
            [lot.id for lot in self.lots],
            list(self.lots_unknown),
            sorted(self.need.told().items()),
            sorted((purpose.value, given) for purpose, given in self.consents.items()),
        ]
        return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()
