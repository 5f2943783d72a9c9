"""What folium draws for us: its script alone, for its page brings scripts, styles and a viewport that are not ours."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import folium
from branca.element import Element, Figure
from folium.map import Layer
from folium.template import Template

LEAST_ZOOM, MOST_ZOOM = 9, 19


class LotsFromUrl(Layer):
    """The lots of the catalogue, as static/js/map.js draws them; `told` is what it needs to know."""

    _template = Template(
        """{% macro script(this, kwargs) %}
        var {{ this.get_name() }} = kavlingLots({{ this.told|tojson }});
        {% endmacro %}"""
    )

    def __init__(self, name: str, told: Mapping[str, Any]) -> None:
        super().__init__(name=name, control=False)
        self._name = name
        self.told = told


def script(name: str, told: Mapping[str, Any], *, centre: tuple[float, float]) -> str:
    """Return the script of a map called `name` around `centre` (latitude, longitude) with the lots of `told` on it."""
    chart = folium.Map(
        location=list(centre), tiles=None, zoom_snap=0.25, min_zoom=LEAST_ZOOM, max_zoom=MOST_ZOOM, zoom_start=15
    )
    chart.add_child(LotsFromUrl(name, told))
    return script_of(chart, name)


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
