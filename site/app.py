"""create_app(): puts the rooms together, and nothing else."""

from __future__ import annotations

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

import accounts.audit
import accounts.jobs
import accounts.routes
import accounts.second
import accounts.users
import catalogue.routes
import content.routes
import estates.desk
import estates.jobs
import inquiries.jobs
import inquiries.routes
import leads.jobs
import leads.routes
import media.jobs
import media.routes
import privacy.jobs
import privacy.routes
import worker.desk
from config import ROOT, Settings, settings_from_environment
from finding import counting
from models.account import Role
from web import (
    access,
    addresses,
    assets,
    database,
    errors,
    filters,
    frame,
    headers,
    health,
    language,
    limits,
    logs,
    markdown,
    metrics,
    session,
)

ROOMS = (
    health,
    metrics,
    catalogue.routes,
    content.routes,
    inquiries.routes,
    leads.routes,
    accounts.routes,
    accounts.users,
    accounts.second,
    accounts.audit,
    worker.desk,
    privacy.routes,
    estates.desk,
    media.routes,
)


PARTS = (
    logs, database, addresses, language, frame, headers, errors, session, limits, access, assets, markdown, counting,
)  # fmt: skip
"""What every room stands on, in the order in which it is asked."""


def create_app(settings: Settings | None = None) -> Flask:
    """Return the site and the desk over `settings`, else those of the environment."""
    settings = settings or settings_from_environment()
    settings.data.mkdir(parents=True, exist_ok=True)
    app = Flask(
        "kavling", root_path=str(ROOT), instance_path=str(settings.data), static_url_path=assets.static_url_path()
    )
    app.config.update(
        SETTINGS=settings,
        SECRET_KEY=settings.secret,
        TRUSTED_HOSTS=settings.hosts,
        MAX_CONTENT_LENGTH=64 << 20,
        MAX_FORM_MEMORY_SIZE=1 << 20,
        MAX_FORM_PARTS=2000,
        PROVIDE_AUTOMATIC_OPTIONS=False,
    )
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    for part in PARTS:
        part.init_app(app)
    filters.register(app, language.current_language)
    for room in ROOMS:
        app.register_blueprint(room.bp)
    app.add_url_rule("/", "home_of_reader", access.allow(Role.ANYONE)(language.to_home))
    if settings.proxies:
        hops = settings.proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=0)  # type: ignore[method-assign]
    return app
