"""The `kavling` command in the test's own process."""

from __future__ import annotations

from typing import Protocol

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from sqlalchemy.orm import Session


class Kavling(Protocol):
    """kavling("import", "lots", file) runs a command; the result has exit_code, stdout, stderr."""

    def __call__(self, *words: object, typed: str | None = None) -> Result: ...


class Command:
    """Runs commands over the application of the test."""

    def __init__(self, app: Flask, session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
        import cli

        self.main, self.session = cli.main, session
        monkeypatch.setattr(cli, "application", lambda _settings: app)
        monkeypatch.setattr(cli, "settings_from_environment", lambda: app.config["SETTINGS"])

    def __call__(self, *words: object, typed: str | None = None) -> Result:
        """Run the command with `typed` on standard input; an error that is none of the command's own is raised."""
        self.session.commit()
        result = CliRunner().invoke(self.main, [str(word) for word in words], input=typed)
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        self.session.expire_all()
        return result
