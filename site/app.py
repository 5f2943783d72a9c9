"""create_app(): puts the rooms together, and nothing else."""

from __future__ import annotations

from flask import Flask

from config import ROOT, Settings, settings_from_environment
from models.account import Role
from web import access, database, errors, frame, headers, health, language


def create_app(settings: Settings | None = None) -> Flask:
    """Return the site and the desk over `settings`, else those of the environment."""
    settings = settings or settings_from_environment()
    settings.data.mkdir(parents=True, exist_ok=True)
    app = Flask("kavling", root_path=str(ROOT), instance_path=str(settings.data))
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
    for part in (database, language, frame, headers, errors, access):
        part.init_app(app)
    app.register_blueprint(health.bp)
    app.add_url_rule("/", "home_of_reader", access.allow(Role.ANYONE)(language.to_home))
    return app
