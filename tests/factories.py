"""A factory gives the ordinary case; a trait names the other. Kept in the order of the models."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import shapely
from factory.alchemy import SQLAlchemyModelFactory
from factory.declarations import LazyAttribute, LazyFunction, Sequence, SubFactory, Trait
from sqlalchemy.orm import Session

from models.act import Act, Way
from models.land.estate import Contact, Estate, EstateName
from models.land.lot import Lot, Status
from models.lead.lead import Lead, LeadLot, Stage, StageChange
from models.lead.opening import searched
from models.people.match import email_key, match_key
from models.people.organisation import Organisation, Person

_current: list[Session] = []


def begin(session: Session) -> None:
    """Let factories use the session of the test that begins, and count from one again."""
    _current[:] = [session]
    for factory in _all_below(BaseFactory):
        factory.reset_sequence(1, force=True)


def current_session() -> Session:
    """Return the session of the running test."""
    assert _current, "ask for the fixture `session`, or one that uses it"
    return _current[0]


class BaseFactory(SQLAlchemyModelFactory):  # type: ignore[type-arg]
    """Makes rows and commits them: the next request sees them."""

    class Meta:
        abstract = True
        sqlalchemy_session_factory = current_session
        sqlalchemy_session_persistence = "commit"


def _all_below(kind: Any) -> list[Any]:
    return [found for child in kind.__subclasses__() for found in (child, *_all_below(child))]


LONG_AGO = datetime(2025, 1, 6, 2, tzinfo=UTC)


def status_trait(status: Status, shown: Status | None) -> Trait:
    """Return the trait of a lot of that status, as the public sees it."""
    return Trait(status=status, public_status=shown)


class EstateFactory(BaseFactory):
    """An estate that answers in four languages."""

    class Meta:
        model = Estate

    slug = Sequence("contoh-{}".format)
    languages = LazyFunction(lambda: frozenset({"id", "en", "ko", "ja"}))
    desk_mail = LazyFunction(lambda: {"": "desk@example.com", "ko": "korean.desk@example.com"})
    names = LazyFunction(
        lambda: [
            EstateName(language="id", name="Kawasan Contoh"),
            EstateName(language="en", name="Contoh Estate"),
            EstateName(language="ko", name="촌토 산업단지"),
            EstateName(language="ja", name="チョント工業団地"),
        ]
    )
    contacts = LazyFunction(
        lambda: [
            Contact(
                key="sales-ko",
                title={"id": "Petugas layanan Korea", "en": "Korean desk", "ko": "한국어 상담 담당"},
                languages=["ko", "en", "id"],
                email="korean.desk@example.com",
                hours="Mon-Fri 08:00-17:00 WIB",
            )
        ]
    )


class LotFactory(BaseFactory):
    """A lot that is offered; its area and outline are those of a small factory's land."""

    class Meta:
        model = Lot

    class Params:
        draft = Trait(status=Status.DRAFT, public_status=None, published_at=None)
        held = status_trait(Status.HELD, Status.HELD)
        reserved = status_trait(Status.RESERVED, Status.RESERVED)
        sold = status_trait(Status.SOLD, Status.SOLD)
        leased = status_trait(Status.LEASED, Status.LEASED)
        withdrawn = status_trait(Status.WITHDRAWN, None)

    estate = SubFactory(EstateFactory)
    code = Sequence("A-{:02}".format)  # counted, not random: a test fails the same way twice
    code_as_given = Sequence("A-{:02}".format)
    net_area = Decimal(30_515)
    outline = LazyFunction(lambda: shapely.to_wkb(shapely.box(106.0, -5.96, 106.002, -5.9585)))
    status = Status.AVAILABLE
    public_status = Status.AVAILABLE
    published_at = LONG_AGO


class OrganisationFactory(BaseFactory):
    """A firm in Korea, as it wrote its name."""

    class Meta:
        model = Organisation

    name_native = Sequence("한빛소재{}(주)".format)
    name_roman = Sequence("Hanbit Materials {}".format)
    country = "KR"
    match_key = LazyAttribute(lambda firm: match_key(firm.name_native))


class PersonFactory(BaseFactory):
    """Somebody who writes for it."""

    class Meta:
        model = Person

    full_native = Sequence("해외사업팀 담당자 {}".format)
    name_order = "family_first"
    language = "ko"
    email = Sequence("overseas{}@hanbit.example.com".format)
    email_key = LazyAttribute(lambda person: email_key(person.email))
    organisation = SubFactory(OrganisationFactory)
    first_seen = LONG_AGO


class LeadFactory(BaseFactory):
    """A lead that nobody has yet, in Korean, about the lots given; its answer is due in four hours."""

    class Meta:
        model = Lead
        exclude = ("about",)

    class Params:
        answered = Trait(first_answer_at=LONG_AGO, answer_due_at=None)
        contacted = Trait(stage=Stage.CONTACTED, first_answer_at=LONG_AGO, answer_due_at=None)
        ready = Trait(
            stage=Stage.QUALIFIED, first_answer_at=LONG_AGO, answer_due_at=None, need=LazyFunction(lambda: dict(A_NEED))
        )

    about = ()
    reference = Sequence("K-26-7Q4M-{:03}".format)
    stage = Stage.NEW
    stage_since = LazyFunction(lambda: current_moment())
    created_at = LazyFunction(lambda: current_moment())
    person = SubFactory(PersonFactory)
    organisation = LazyAttribute(lambda lead: lead.person.organisation if lead.person else None)
    language = "ko"
    need = LazyFunction(dict)
    answer_due_at = LazyFunction(lambda: current_moment() + timedelta(hours=4))
    estate_id = LazyAttribute(lambda lead: lead.about[0].estate_id if lead.about else None)
    lots = LazyAttribute(lambda lead: [LeadLot(lot=lot, rank=rank) for rank, lot in enumerate(lead.about, start=1)])
    history = LazyAttribute(
        lambda lead: [
            StageChange(old=None, new=lead.stage, at=lead.created_at, act=Act(at=lead.created_at, way=Way.WEB))
        ]
    )

    @classmethod
    def _create(cls, model_class: Any, *args: Any, **kwargs: Any) -> Any:
        lead = super()._create(model_class, *args, **kwargs)
        lead.search_text = searched(lead)
        current_session().commit()
        return lead


A_NEED = {
    "area_min": "30000", "power_mva": "12", "sector": "C24", "tenure": "sale", "timeframe": "2027Q3",
}  # fmt: skip


def current_moment() -> datetime:
    """Return the moment at which the test stands."""
    from web.clock import now

    return now()
