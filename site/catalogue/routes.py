"""The addresses of the catalogue."""

from __future__ import annotations

from flask import Blueprint

from catalogue import downloads, estate, home, lot, lots, map, preview, share, short

bp = Blueprint("catalogue", __name__)

bp.add_url_rule("/<lang:lang>/", "home", home.page)
bp.add_url_rule("/<lang:lang>/lots", "lots", lots.page)
bp.add_url_rule("/<lang:lang>/lots/<estate>/<code>", "lot", lot.page)
bp.add_url_rule("/<lang:lang>/estates/<estate>", "estate", estate.page)
bp.add_url_rule("/<lang:lang>/lots.csv", "lots_csv", downloads.as_csv)
bp.add_url_rule("/<lang:lang>/lots.xlsx", "lots_xlsx", downloads.as_xlsx)
bp.add_url_rule("/<lang:lang>/lots.geojson", "lots_geojson", downloads.as_geojson)
bp.add_url_rule("/q/<short>", "by_short", short.by_short)
bp.add_url_rule("/staff/lots/preview", "preview", preview.preview)
bp.add_url_rule("/<lang:lang>/lots/map.js", "map_script", map.script)
bp.add_url_rule("/<lang:lang>/share/home.png", "share_home", share.home)
bp.add_url_rule("/<lang:lang>/share/estates/<estate>.png", "share_estate", share.estate)
bp.add_url_rule("/<lang:lang>/share/lots/<estate>/<code>.png", "share_lot", share.lot)
