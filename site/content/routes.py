"""The addresses of the site's words."""

from __future__ import annotations

from flask import Blueprint, render_template

from content import crawlers
from models.account import Role
from models.inquiry.notice import privacy as privacy_notice
from web.access import allow
from web.editions import public_page

bp = Blueprint("content", __name__)


@bp.get("/<lang:lang>/privacy")
@allow(Role.ANYONE)
@public_page()
def privacy(lang: str) -> str:
    """Say what is true of personal data in this system."""
    return render_template("content/privacy.html", notice=privacy_notice(lang))


bp.add_url_rule("/sitemap.xml", "sitemap", crawlers.sitemap)
bp.add_url_rule("/robots.txt", "robots", crawlers.robots)
