"""Who may come, and how they may build."""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy.orm import Mapped

from models.land.choices import TENANT_ENV_DOC
from models.land.declaring import BOTH, CERTIFIED, LESS, LOT, MORE, SAME, Facts, fact
from models.land.sectors import SECTORS
from models.marks import N_


class SectorsOfBoth(Facts, of=BOTH, group="rules"):
    """Sectors of a lot and of an estate."""

    sectors_allowed: Mapped[frozenset[str] | None] = fact(
        N_("Sectors allowed"),
        hint=N_("By ISIC division; the final answer follows the 5-digit KBLI code."),
        choices=SECTORS,
        proof=CERTIFIED,
        inherits=SAME,
        filterable=True,
        param="sector",
    )
    sectors_excluded: Mapped[frozenset[str] | None] = fact(
        N_("Sectors excluded"),
        hint=N_("Sectors the estate or the plan does not accept here."),
        choices=SECTORS,
        proof=CERTIFIED,
        inherits=SAME,
    )


class BuildingRulesOfLot(Facts, of=LOT, group="rules"):
    """Rules for companies and buildings of a lot."""

    foreign_share_max: Mapped[Decimal | None] = fact(
        N_("Foreign share limit"),
        hint=N_("Depends on the KBLI code, not on the land; 100% where no rule lists the sector."),
        unit="%",
        range=(0, 100),
        better=MORE,
        proof=CERTIFIED,
    )
    kdb_pct: Mapped[Decimal | None] = fact(
        N_("Building coverage (KDB)"),
        hint=N_("Largest building footprint as a share of the lot."),
        unit="%",
        range=(0, 80),
        better=MORE,
        proof=CERTIFIED,
    )
    klb: Mapped[Decimal | None] = fact(
        N_("Floor-area ratio (KLB)"),
        hint=N_("Floor area divided by lot area, as a ratio; Korea and Japan write 1.2 as 120%."),
        range=(0, 6),
        better=MORE,
        proof=CERTIFIED,
        percent_in=("ko", "ja"),
    )
    kdh_pct: Mapped[Decimal | None] = fact(
        N_("Green area required (KDH)"),
        hint=N_("Least share of the lot that must stay green."),
        unit="%",
        range=(0, 100),
        better=LESS,
        proof=CERTIFIED,
    )
    max_height: Mapped[Decimal | None] = fact(
        N_("Building height limit"),
        hint=N_("Highest point of a building; stacks and aviation limits have rules of their own."),
        unit="m",
        range=(3, 300),
        better=MORE,
        proof=CERTIFIED,
    )
    gsb: Mapped[Decimal | None] = fact(
        N_("Building setback (GSB)"),
        hint=N_("Distance from the road boundary to the building, front side; sides and rear follow the estate rules."),
        unit="m",
        range=(0, 100),
        better=LESS,
        proof=CERTIFIED,
    )
    tenant_env_doc: Mapped[str | None] = fact(
        N_("Environmental document of the company"),
        hint=N_("Inside an estate with its own AMDAL a company usually files a detailed RKL-RPL."),
        choices=TENANT_ENV_DOC,
        proof=CERTIFIED,
    )
