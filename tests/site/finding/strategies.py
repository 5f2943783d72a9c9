"""Random questions, for promises about all of them."""

from datetime import date
from decimal import Decimal

from hypothesis import strategies as st

from finding.question import ASKABLE, CHOSEN, SORTS, AnyOf, Box, Filter, Question, Span
from models.land.attribute import Attribute, Kind
from models.land.lot import SHOWN
from web.numbers import AREA_UNITS, CURRENCIES


def spans(attribute: Attribute, values: st.SearchStrategy[Decimal] | None = None) -> st.SearchStrategy[Span | None]:
    """Return ranges; those that leave nothing out are None."""
    anything = st.decimals(-(10**9), 10**9, places=3).map(plainly)
    bounds: st.SearchStrategy[Decimal | date] = anything if values is None else values
    if attribute.kind is Kind.DATE:
        bounds = st.dates(date(2000, 1, 1), date(2100, 1, 1))

    def ordered(low: Decimal | None, high: Decimal | None, unknown: bool) -> Span | None:
        if low is not None and high is not None and low > high:
            low, high = high, low
        return None if low is None and high is None and unknown else Span(low, high, unknown)

    return st.builds(ordered, st.none() | bounds, st.none() | bounds, st.booleans())


def plainly(number: Decimal) -> Decimal:
    """Return a number as the reader of query strings gives it."""
    shorter = number.normalize()
    return shorter.quantize(Decimal(1)) if shorter == shorter.to_integral_value() else shorter


def choices(attribute: Attribute) -> st.SearchStrategy[AnyOf | None]:
    """Return choices in their order; those that leave nothing out are None."""
    offered = [s.value for s in SHOWN] if attribute.code == "status" else list(attribute.choices)
    unknown = st.booleans() if attribute.stated else st.just(True)

    def made(chosen: set[str], keep: bool) -> AnyOf | None:
        codes = tuple(code for code in offered if code in chosen)
        return None if not codes and keep else AnyOf(codes, keep)

    return st.builds(made, st.sets(st.sampled_from(offered), max_size=3), unknown)


def filters(params: list[str] | None = None, values: dict[str, st.SearchStrategy[Decimal]] | None = None):
    """Return some conditions by param."""

    def one(param: str) -> st.SearchStrategy[tuple[str, Filter | None]]:
        attribute = ASKABLE[param]
        made = choices(attribute) if attribute.kind in CHOSEN else spans(attribute, (values or {}).get(param))
        return made.map(lambda asked: (param, asked))

    return st.lists(st.sampled_from(params or list(ASKABLE)).flatmap(one), max_size=5).map(
        lambda pairs: {param: asked for param, asked in pairs if asked}
    )


def questions(made_filters=None, slugs: tuple[str, ...] = ("east", "west")) -> st.SearchStrategy[Question]:
    """Return questions that the reader would give back as they are."""
    degrees = st.integers(0, 100).map(lambda n: round(n / 1000, 4))
    box = st.builds(
        lambda west, south, width, height: Box(106 + west, -6 + south, 106 + west + width, -6 + south + height),
        degrees,
        degrees,
        degrees,
        degrees,
    ).map(lambda b: Box(*(round(side, 7) for side in b)))

    def whole(question: Question) -> Question:
        money = [p for p in question.filters if ASKABLE[p].kind is Kind.MONEY]
        if money and question.currency is None:
            return Question(**{**question.__dict__, "currency": "USD"})
        return question

    return st.builds(
        Question,
        q=st.sampled_from(["", "", "a-0", "A-1", "b", "%", "가"]),
        estates=st.sets(st.sampled_from(slugs)).map(lambda chosen: tuple(sorted(chosen))),
        filters=filters() if made_filters is None else made_filters,
        box=st.none() | box,
        sort=st.sampled_from([f"{sign}{name}" for name in SORTS for sign in ("", "-")]),
        page=st.integers(1, 4),
        unit=st.none() | st.sampled_from(AREA_UNITS),
        currency=st.none() | st.sampled_from(CURRENCIES),
    ).map(whole)
