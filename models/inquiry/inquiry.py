"""An inquiry: the words as they were sent, the lots, the need, what was agreed to. Insert-only."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.act import Act
from models.base import Base
from models.land.lot import Lot
from models.people.organisation import DERIVED, PERSONAL

if TYPE_CHECKING:
    from models.lead.lead import Lead


class Inquiry(Base):
    """What a visitor asked. `form_key` is minted at each rendering of the form: the same key twice is one inquiry."""

    __tablename__ = "inquiry"
    __table_args__ = (UniqueConstraint("form_key"), CheckConstraint("epoch >= 0", name="epoch"))

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(unique=True)  # as people quote it
    form_key: Mapped[str]
    # hash of the contents: the same key with other contents is asked, never dropped
    fingerprint: Mapped[str] = mapped_column(info=DERIVED)
    epoch: Mapped[int] = mapped_column(default=0)  # raised when the address is corrected: the old status link dies
    received_at: Mapped[datetime] = mapped_column(index=True)
    due_at: Mapped[datetime]  # when a person has promised to answer
    act_id: Mapped[int] = mapped_column(ForeignKey("act.id"))
    lead_id: Mapped[int] = mapped_column(ForeignKey("lead.id"), index=True)
    language: Mapped[str]  # the page's
    zone: Mapped[str]  # the reader's, for times: Asia/Seoul
    channel: Mapped[str] = mapped_column(default="web")
    source: Mapped[str | None]  # campaign word of the address they came by
    name: Mapped[str] = mapped_column(info=PERSONAL)
    organisation: Mapped[str]
    title: Mapped[str | None] = mapped_column(info=PERSONAL)
    email: Mapped[str] = mapped_column(info=PERSONAL)
    phone: Mapped[str | None] = mapped_column(info=PERSONAL)
    country: Mapped[str]
    message: Mapped[str] = mapped_column(info=PERSONAL)
    need: Mapped[dict[str, Any]] = mapped_column(
        JSON, default=dict
    )  # area_m2, power_mva, water_m3d, sector, tenure, timeframe
    lots_unknown: Mapped[list[str]] = mapped_column(default=list)  # asked for by an address that no offered lot has
    suspect: Mapped[str | None]  # why it looks like spam; kept all the same
    # the three that are written later, once each thing happens; all else is never changed
    corrected_email: Mapped[str | None] = mapped_column(info=PERSONAL)
    stopped_at: Mapped[datetime | None]  # a consent without which nothing can be answered was withdrawn
    opened_lead: Mapped[bool] = mapped_column(default=True)  # false: it came to a lead that was already open
    network: Mapped[str | None] = mapped_column(info=DERIVED)  # keyed hash of the address, for the limits only

    act: Mapped[Act] = relationship()
    lead: Mapped[Lead] = relationship(back_populates="inquiries")
    lots: Mapped[list[InquiryLot]] = relationship(order_by="InquiryLot.rank", cascade="all, delete-orphan")
    consents: Mapped[list[Consent]] = relationship(order_by="Consent.id")

    @property
    def address(self) -> str:
        """Return the address that counts now: the corrected one, else the one that was sent."""
        return self.corrected_email or self.email


class InquiryLot(Base):
    """A lot that was asked about, with the status it showed then."""

    __tablename__ = "inquiry_lot"
    __table_args__ = (Index("ix_inquiry_lot_lot", "lot_id"),)

    inquiry_id: Mapped[int] = mapped_column(ForeignKey("inquiry.id"), primary_key=True)
    lot_id: Mapped[int] = mapped_column(ForeignKey("lot.id"), primary_key=True)
    rank: Mapped[int]
    status_shown: Mapped[str | None]

    lot: Mapped[Lot] = relationship()


class Purpose(enum.StrEnum):
    """What a consent is for. The first two are needed to answer; the others never block."""

    INQUIRY = "inquiry"
    OVERSEAS_TRANSFER = "overseas_transfer"
    THIRD_PARTY = "third_party"
    MARKETING = "marketing"


REQUIRED = (Purpose.INQUIRY, Purpose.OVERSEAS_TRANSFER)


class Notice(Base):
    """The text of a notice as it was shown, kept so that a consent can be proved. Insert-only."""

    __tablename__ = "notice"
    __table_args__ = (UniqueConstraint("purpose", "language", "sha256"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    purpose: Mapped[Purpose]
    language: Mapped[str]
    version: Mapped[str]
    sha256: Mapped[str]
    text: Mapped[str]


class Consent(Base):
    """An answer to one purpose: given or not, under which notice, when; `withdrawn_at` is set once."""

    __tablename__ = "consent"
    __table_args__ = (UniqueConstraint("inquiry_id", "purpose"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    inquiry_id: Mapped[int] = mapped_column(ForeignKey("inquiry.id"))
    purpose: Mapped[Purpose]
    given: Mapped[bool]
    notice_id: Mapped[int] = mapped_column(ForeignKey("notice.id"))
    at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by_id: Mapped[int | None] = mapped_column(ForeignKey("act.id"))

    notice: Mapped[Notice] = relationship()


NEED_UNITS = {"area_m2": "m2", "power_mva": "MV.A", "water_m3d": "m3/d", "steam_th": "t/h"}
"""Numbers of a need and their units."""


def need_number(need: Mapping[str, Any], key: str) -> Decimal | None:
    """Return a number of a need, or None when it was not given."""
    value = need.get(key)
    return None if value in (None, "") else Decimal(str(value))
