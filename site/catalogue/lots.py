"""The list of lots: what was asked, what was found, the plan beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from catalogue.cards import card
from catalogue.estates import name_of, place_of, public_estates, title_block
from catalogue.filters import SORT_WORDS, UNITS, Filters, own_currency
from catalogue.map import BOX
from catalogue.plans import Plan, plan_of
from finding import counting
from finding.question import ASKABLE, Question, Span
from finding.reading import Reading, read
from finding.sql import Answer, Asked, Miss, Outline, answer, nearest, outlines
from models.account import Role
from models.base import estate_scope
from models.land.attribute import Kind
from models.land.estate import Estate
from models.land.lot import SHOWN
from models.land.rate import rates_on
from web.access import allow
from web.clock import now
from web.database import db
from web.editions import edition_of, every_scope, public_page
from web.numbers import CURRENCIES, totals
from web.showing import shown
from web.states import status_name, status_word
from web.words import gettext, ngettext

THIN = 3  # found lots up to which the nearest misses are told


@dataclass(frozen=True)
class Near:
    """A lot that misses one condition: which, and by how much."""

    code: str
    url: str
    words: str


@allow(Role.ANYONE)
@counting.counted
@public_page(every_scope)
def page(lang: str) -> str | Response:
    """Show the lots that a question finds, 24 a page, and all of them on the plan."""
    at = now()
    estates = public_estates(db.session)
    reading = read(request.args, lang, [estate.slug for estate in estates])
    if reading.typed:
        return redirect(plain_address(reading, lang), 302)
    question = reading.question
    rates = rates_on(db.session, at.date())
    told = answer(db.session, question, at, rates, estates=[estate.slug for estate in estates])
    counting.found(question, told, lang)
    asked = Asked(question, at, rates)
    drawn = plan_estate(estates, question, told)
    lots = outlines(db.session, asked, [drawn.id]) if drawn else []
    names = {estate.slug: name_of(estate, lang, at) for estate in estates}
    filters = Filters(reading, told, lang, status_words(drawn))
    cards = [
        card(
            lot,
            place_of(lot.estate, lang) or names[lot.estate.slug],
            rates,
            lang,
            at,
            unit=question.unit,
            currency=question.currency,
        )
        for lot in told.lots
    ]
    return render_template(
        "catalogue/lots.html",
        question=question,
        answer=told,
        heading=heading(told, question),
        summary=summary(told, lang, question.unit),
        filters=filters,
        estate_field=filters.estates(names) if len(estates) > 1 else None,
        chips=[(chip.words, address(chip.without)) for chip in filters.chips(names)],
        cards=cards,
        cards_invented=any(one.illustrative for one in cards),
        sorts=SORT_WORDS,
        units=UNITS,
        currencies=CURRENCIES,
        rates=rates,
        address=address,
        on_page=lambda number: address(question.on_page(number)),
        near=near_misses(asked, filters, at) if question.conditions and told.total <= THIN else [],
        drop=drop_words(told, question, filters, names),
        estate=drawn,
        several=len(estates) > 1,
        map_box=BOX,
        plan=draw(drawn, lots, lang) if drawn else None,
        plan_statuses=[(s.value, status_word(s, drawn)) for s in SHOWN] if drawn else [],
        estate_name=names[drawn.slug] if drawn else "",
        illustrative=any(estate.illustrative for estate in estates),
        title_block=title_block(drawn, lang, at, lots=told.of, edition=edition_of(estate_scope(drawn.id)))
        if drawn
        else None,
    )


def address(question: Question, endpoint: str = "catalogue.lots") -> str:
    """Return the address of a question in the reader's language."""
    path = url_for(endpoint)
    return f"{path}?{question.query}" if question.query else path


def plain_address(reading: Reading, lang: str) -> str:
    """Return the address that holds what people typed as plain numbers; the reader's own currency need not stand there."""
    question = reading.question
    money = any(ASKABLE[param].kind is Kind.MONEY for param in question.filters) or any(
        name.partition("_")[0] == "price" for name in reading.given
    )
    if question.currency == own_currency(lang) and not money:
        reading = replace(reading, question=replace(question, currency=None))
    path = url_for("catalogue.lots")
    return f"{path}?{reading.query}" if reading.query else path


def plan_estate(estates: Sequence[Estate], question: Question, told: Answer) -> Estate | None:
    """Return the estate whose plan is shown: the one asked for, else the first lot's, else the first."""
    if question.estates:
        return next((estate for estate in estates if estate.slug == question.estates[0]), None)
    if told.lots:
        return told.lots[0].estate
    return estates[0] if estates else None


def status_words(estate: Estate | None) -> dict[str, str]:
    """Return what statuses are called by the estate's way."""
    return {s.value: status_word(s, estate) if estate else status_name(s) for s in SHOWN}


def heading(told: Answer, question: Question) -> str:
    """Return the page's heading, with the count."""
    if not question.conditions:
        return ngettext("%(num)d lot", "%(num)d lots", told.total)
    return ngettext("%(num)d lot fits", "%(num)d lots fit", told.total)


def summary(told: Answer, lang: str, unit: str | None) -> list[str]:
    """Return what the header line says: how many of how many, how many by what is not known, how much land."""
    words = [gettext("%(found)d of %(all)d lots", found=told.total, all=told.of)]
    if told.uncertain:
        words.append(
            ngettext(
                "%(num)d does not state something you asked for",
                "%(num)d do not state something you asked for",
                told.uncertain,
            )
        )
    if told.square_metres:
        words += [str(part) for part in totals(told.square_metres, lang, unit)]
    if told.without_area:
        words.append(ngettext("%(num)d without a stated area", "%(num)d without a stated area", told.without_area))
    return words


def draw(estate: Estate, lots: Sequence[Outline], lang: str) -> Plan:
    """Return the plan beside the list."""
    name = name_of(estate, lang, now())
    label = gettext("Plan of %(estate)s. Lots that fit are filled; the list has the same lots.", estate=name)
    return plan_of(db.session, estate, lots, lang, label=label, codes="short")


def near_misses(asked: Asked, filters: Filters, at: datetime) -> list[Near]:
    """Return the lots that miss one condition by least, in words."""
    return [near(miss, filters, at) for miss in nearest(db.session, asked)]


def near(miss: Miss, filters: Filters, at: datetime) -> Near:
    """Return a near miss in words: "Net area: 1,200 m² short"."""
    lot = miss.lot
    url = url_for("catalogue.lot", estate=lot.estate.slug, code=lot.code)
    wanted = filters.question.filters.get(miss.condition)
    attribute = ASKABLE.get(miss.condition)
    if attribute is None:
        return Near(
            lot.code_as_given,
            url,
            gettext("meets all but this: %(condition)s", condition=filters.words(miss.condition, {})),
        )
    label = gettext(attribute.label)
    value = getattr(lot, attribute.code, None)
    if isinstance(wanted, Span) and isinstance(value, int | Decimal) and attribute.kind is not Kind.MONEY:
        if isinstance(wanted.low, Decimal) and value < wanted.low:
            short = filters.amount(attribute, wanted.low - Decimal(value))
            return Near(lot.code_as_given, url, gettext("%(what)s: %(amount)s short", what=label, amount=short))
        if isinstance(wanted.high, Decimal) and value > wanted.high:
            over = filters.amount(attribute, Decimal(value) - wanted.high)
            return Near(lot.code_as_given, url, gettext("%(what)s: %(amount)s too much", what=label, amount=over))
    if attribute.code == "status":
        told = filters.status_words[str(lot.shown_status(at))]
    else:
        fact = shown(attribute, lot, filters.language, at)
        told = fact.text if fact.stated else gettext("not stated")
    return Near(lot.code_as_given, url, gettext("%(what)s: %(value)s", what=label, value=told))


def drop_words(told: Answer, question: Question, filters: Filters, names: dict[str, str]) -> tuple[str, str] | None:
    """Return the one condition whose removal finds most, in words, and the address without it; when little was found."""
    if told.total > THIN or (best := told.best_to_drop()) is None:
        return None
    condition, count = best
    words = ngettext(
        "Without “%(condition)s”: %(num)d lot",
        "Without “%(condition)s”: %(num)d lots",
        count,
        condition=filters.words(condition, names),
    )
    return words, address(question.without(condition))
