"""The addresses of the site's words."""

from __future__ import annotations

from flask import render_template

from content import crawlers, pages, preview, share
from content.desk import acts, editor, history, listing, pictures, placing
from content.room import bp
from content.words_page import glossary
from models.account import Role
from models.inquiry.notice import privacy as privacy_notice
from models.people.retention import PURPOSE_WORDS, START_WORDS, rules
from web.access import allow
from web.controller import controller
from web.database import db
from web.editions import public_page

__all__ = ["acts", "bp", "editor", "history", "listing", "pictures", "placing"]  # each brings its routes of the desk


@bp.get("/<lang:lang>/privacy")
@allow(Role.ANYONE)
@public_page()
def privacy(lang: str) -> str:
    """Say what is true of personal data in this system."""
    named = controller(lang)
    return render_template(
        "content/privacy.html",
        notice=privacy_notice(lang, named),
        rules=rules(db.session, named.months),
        words=PURPOSE_WORDS,
        starts=START_WORDS,
    )


bp.add_url_rule("/<lang:lang>/glossary", "glossary", glossary)
bp.add_url_rule("/<lang:lang>/news", "news", pages.news_list)
bp.add_url_rule("/<lang:lang>/news.atom", "feed", pages.feed)
bp.add_url_rule("/<lang:lang>/news/<slug>", "news_item", pages.news_item)
bp.add_url_rule("/<lang:lang>/preview/<token>", "preview", preview.preview)
bp.add_url_rule("/<lang:lang>/share/pages/<slug>.png", "share_page", share.picture)
bp.add_url_rule("/<lang:lang>/<slug>", "page", pages.page)
bp.add_url_rule("/sitemap.xml", "sitemap", crawlers.sitemap)
bp.add_url_rule("/robots.txt", "robots", crawlers.robots)
