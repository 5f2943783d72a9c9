"""The map's script: folium's, for a language and an edition, served as a file so that no page carries inline code.

The lots are a layer of our own (static/js/map.js draws it): it fetches `lots.geojson`, and fades what the page's question
does not find.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import folium
from branca.element import Element, Figure
from flask import url_for
from folium.map import Layer
from folium.template import Template
from sqlalchemy import func, select
from werkzeug.wrappers import Response

from catalogue.estates import public_estates
from catalogue.plans import status_word
from models.account import Role
from models.land.estate import Estate
from models.land.lot import SHOWN, Lot
from web.access import allow
from web.clock import now
from web.database import db
from web.editions import every_scope, public_page
from web.words import gettext

NAME = "lots"
BOX = f"map_{NAME}_0"
"""The id of the element that holds the map."""

LEAST_ZOOM, MOST_ZOOM = 9, 19


class LotsFromUrl(Layer):
    """The lots of the catalogue, as static/js/map.js draws them; `told` is what it needs to know."""

    _template = Template(
        """{% macro script(this, kwargs) %}
        var {{ this.get_name() }} = kavlingLots({{ this.told|tojson }});
        {% endmacro %}"""
    )

    def __init__(self, told: dict[str, Any]) -> None:
        super().__init__(name=NAME, control=False)
        self._name = "lots"
        self.told = told


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
    chart = folium.Map(
        location=[(south + north) / 2, (west + east) / 2],
        tiles=None,
        zoom_snap=0.25,
        min_zoom=LEAST_ZOOM,
        max_zoom=MOST_ZOOM,
        zoom_start=15,
    )
    told = {
        "url": url_for("catalogue.lots_geojson"),
        "lots": url_for("catalogue.lots"),
        "language": lang,
        "extents": extents,
        "words": {e.slug: {s.value: status_word(s, e) for s in SHOWN} for e in estates},
        "label": gettext("Map of the lots. The list beside it has the same lots."),
    }
    chart.add_child(LotsFromUrl(told))
    return script_of(chart, NAME)


def script_of(chart: folium.Map, name: str) -> str:
    """Return only the script of folium's page, with steady names: its own ids are random."""
    figure = Figure().add_child(chart)
    for number, element in enumerate(everything(chart)):
        element._id = f"{name}_{number}"
    chart.render()  # type: ignore[no-untyped-call]
    return str(figure.script.render())  # type: ignore[attr-defined]


def everything(element: Element) -> Iterator[Element]:
    """Yield an element and all below it."""
    yield element
    for child in element._children.values():
        yield from everything(child)


def extents_of_estates() -> dict[str, list[list[float]]]:
    """Return where the lots of each estate lie: [[south, west], [north, east]] by slug. One statement."""
    query = (
        select(Estate.slug, func.min(Lot.south), func.min(Lot.west), func.max(Lot.north), func.max(Lot.east))
        .join(Lot, Lot.estate_id == Estate.id)
        .where(Estate.published, Lot.shown_status(now()).is_not(None), Lot.outline.is_not(None))
        .group_by(Estate.slug)
    )
    return {slug: [[s or 0, w or 0], [n or 0, e or 0]] for slug, s, w, n, e in db.session.execute(query)}
