"""The addresses of the catalogue."""

from __future__ import annotations

from flask import Blueprint

from catalogue import home, lot, lots

bp = Blueprint("catalogue", __name__)

bp.add_url_rule("/<lang:lang>/", "home", home.page)
bp.add_url_rule("/<lang:lang>/lots", "lots", lots.page)
bp.add_url_rule("/<lang:lang>/lots/<estate>/<code>", "lot", lot.page)
