"""Routes that only tests have, on applications of their own over the test's database."""

from __future__ import annotations

from typing import Any

from flask import Flask, abort, render_template_string, request
from sqlalchemy import select, text

from models.account import Role
from models.base import estate_scope
from models.edition import Edition
from tests.client import Client
from web.access import allow
from web.database import db
from web.editions import public_page

PAGE = """{% extends "layouts/public.html" %}{% block title %}{{ _("Lots") }}{% endblock %}
{% block main %}<h1>{{ _("Lots") }}</h1><p translate="no">{{ told }}</p>{% endblock %}"""


def made_like(app: Flask, **settings: Any) -> Flask:
    """Return an application like `app`, with `settings` of its own and the routes below."""
    from app import create_app

    told = app.config["SETTINGS"]
    kept = told.model_dump() | {"secret_key": told.secret} | settings
    made = create_app(type(told)(**kept))
    made.config["TESTING"] = True

    def shown(lang: str) -> str:
        told = db.session.scalar(text("SELECT count(*) FROM edition"))
        return render_template_string(PAGE, told=told)

    def gone() -> str:
        raise KeyError("somebody@example.com typed this")

    def writes() -> str:
        db.session.execute(text("DELETE FROM edition"))
        db.session.commit()
        return "written"

    def refuses(lang: str) -> str:
        edition = db.session.scalars(select(Edition)).one()
        if request.args.get("changed"):
            edition.number = 7
            db.session.flush()
        told = render_template_string(PAGE.replace("told", "edition.number"), edition=edition)
        if request.args.get("late"):
            db.session.commit()
        return told

    def answer(code: int, lang: str = "en") -> str:
        abort(code)

    made.add_url_rule("/<lang:lang>/probe", "probe", allow(Role.ANYONE)(public_page(["site", estate_scope(7)])(shown)))
    made.add_url_rule("/<lang:lang>/silent", "silent", lambda lang: "open?")
    made.add_url_rule("/<lang:lang>/broken", "broken", allow(Role.ANYONE)(lambda lang: gone()))
    made.add_url_rule("/staff/broken", "desk_broken", allow(Role.ADMIN)(lambda: gone()))
    made.add_url_rule(
        "/<lang:lang>/writes", "writes", allow(Role.ANYONE)(lambda lang: writes()), methods=["GET", "POST"]
    )
    made.add_url_rule("/<lang:lang>/refuses", "refuses", allow(Role.ANYONE)(refuses), methods=["POST"])
    made.add_url_rule("/<lang:lang>/answer/<int:code>", "answer", allow(Role.ANYONE)(answer))
    made.add_url_rule("/staff/answer/<int:code>", "desk_answer", allow(Role.ADMIN)(lambda code: answer(code)))
    made.add_url_rule("/staff/act", "act", allow(Role.SALES)(lambda: "done"), methods=["POST"])
    made.add_url_rule("/staff/closed", "closed", lambda: "open?")
    return made


def other(client: Client, app: Flask) -> Client:
    """Return the same person's browser, opened on `app`."""
    twin = Client(app, client.language)
    if client.cookie is not None:
        twin.set_cookie(client.cookie)
    return twin
