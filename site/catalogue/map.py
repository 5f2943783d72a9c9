"""The map's script: folium's, for a language and an edition, served as a file so that no page carries inline code.

The lots are a layer of our own (catalogue/charts.py puts it in, static/js/map.js draws it): it fetches `lots.geojson`,
and fades what the page's question does not find.
"""

from __future__ import annotations

from flask import url_for
from sqlalchemy import func, select
from werkzeug.wrappers import Response

from catalogue.estates import public_estates
from models.account import Role
from models.land.estate import Estate
from models.land.lot import SHOWN, Lot
from web.access import allow
from web.clock import now
from web.database import db
from web.editions import every_scope, public_page
from web.states import status_word
from web.words import gettext

NAME = "lots"
BOX = f"map_{NAME}_0"
"""The id of the element that holds the map."""


@allow(Role.ANYONE)
@public_page(every_scope)
def script(lang: str) -> Response:
    """Give the script that draws the map in the reader's language."""
    answer = Response(map_script(lang), mimetype="text/javascript; charset=utf-8")
    answer.headers["Content-Disposition"] = "inline"
    return answer


def map_script(lang: str) -> str:
    """Return folium's script: the map, then our layer."""
    extents = extents_of_estates()
    estates = public_estates(db.session)
    first = next((extents[e.slug] for e in estates if e.slug in extents), [[-6.1, 105.9], [-5.9, 106.1]])
    (south, west), (north, east) = first
    told = {
        "url": url_for("catalogue.lots_geojson"),
        "lots": url_for("catalogue.lots"),
        "language": lang,
        "extents": extents,
        "words": {e.slug: {s.value: status_word(s, e) for s in SHOWN} for e in estates},
        "label": gettext("Map of the lots. The list beside it has the same lots."),
    }
    from catalogue import charts  # late: folium brings requests and urllib3, a tenth of a second for every start

    return charts.script(NAME, told, centre=((south + north) / 2, (west + east) / 2))


def extents_of_estates() -> dict[str, list[list[float]]]:
    """Return where the lots of each estate lie: [[south, west], [north, east]] by slug. One statement."""
    query = (
        select(Estate.slug, func.min(Lot.south), func.min(Lot.west), func.max(Lot.north), func.max(Lot.east))
        .join(Lot, Lot.estate_id == Estate.id)
        .where(Estate.published, Lot.shown_status(now()).is_not(None), Lot.outline.is_not(None))
        .group_by(Estate.slug)
    )
    return {slug: [[s or 0, w or 0], [n or 0, e or 0]] for slug, s, w, n, e in db.session.execute(query)}
