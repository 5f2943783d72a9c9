"""The pictures that go along with links to the home page, an estate and a lot."""

from __future__ import annotations

from datetime import datetime

from flask import abort
from sqlalchemy.orm import selectinload
from werkzeug.wrappers import Response

from catalogue.estates import estate_named, name_of, place_of, public_estates
from catalogue.lot import lot_named
from models.account import Role
from models.land.attribute import ATTRIBUTES
from models.land.estate import Estate
from models.land.lot import Lot, Status
from web.access import allow
from web.clock import now
from web.database import db
from web.editions import every_scope, public_page, scopes_of_estate
from web.sharing import Shape, Words, sent, shapes_of
from web.showing import shown
from web.states import status_word
from web.words import ngettext


@allow(Role.ANYONE)
@public_page(every_scope)
def home(lang: str) -> Response:
    """Send the picture of the first estate."""
    estates = public_estates(db.session)
    if not estates:
        return sent(Words("Kavling", ()), [], lang)
    at = now()
    return sent(*_of_estate(estates[0], lang, at), lang)


@allow(Role.ANYONE)
@public_page(scopes_of_estate)
def estate(lang: str, estate: str) -> Response:
    """Send the picture of an estate."""
    found = estate_named(db.session, estate)
    if found is None:
        abort(404)
    return sent(*_of_estate(found, lang, now()), lang)


def _of_estate(estate: Estate, lang: str, at: datetime) -> tuple[Words, list[Shape]]:
    shapes = shapes_of(db.session, estate.id, at)
    free = sum(one.status is Status.AVAILABLE for one in shapes)
    below = [place_of(estate, lang)]
    if free:
        below.append(ngettext("%(num)d lot available", "%(num)d lots available", free))
    return Words(name_of(estate, lang, at), [line for line in below if line]), shapes


@allow(Role.ANYONE)
@public_page(scopes_of_estate)
def lot(lang: str, estate: str, code: str) -> Response:
    """Send the picture of a lot that the public sees."""
    found, at = lot_named(db.session, estate, code), now()
    status = found.shown_status(at) if found is not None else None
    if found is None or status is None:
        abort(404)
    shapes = shapes_of(db.session, found.estate_id, at)
    area = shown(ATTRIBUTES["net_area"], found, lang, at)
    first = status_word(str(status), found.estate, found.tenure_offer)
    below = [f"{first} · {area.text}" if area.stated else first, name_of(_named(found), lang, at)]
    return sent(Words(found.code_as_given, below), shapes, lang, found.code)


def _named(lot: Lot) -> Estate:
    return db.session.get_one(Estate, lot.estate_id, options=[selectinload(Estate.names)])
