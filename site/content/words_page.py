"""The words of the field on one page, as texts explain them where they stand."""

from __future__ import annotations

from flask import render_template

from content.glossary import all_terms
from models.account import Role
from web.access import allow
from web.editions import public_page


@allow(Role.ANYONE)
@public_page()
def glossary(lang: str) -> str:
    """List every word with what it stands for and means."""
    return render_template("content/glossary.html", words=all_terms(lang))
