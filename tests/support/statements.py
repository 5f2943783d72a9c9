"""Counts what a page asks of the database."""

from __future__ import annotations

from typing import Any

from flask import has_request_context
from sqlalchemy import Engine, event


class Statements:
    """The SQL statements of requests while the `with` block runs; `len()` and `list()` work on it."""

    def __init__(self, engine: Engine) -> None:
        self.engine, self.texts, self.listening = engine, [], False
        event.listen(engine, "before_cursor_execute", self._note)

    def __enter__(self) -> Statements:
        self.texts: list[str] = []
        self.listening = True
        return self

    def __exit__(self, *_: object) -> None:
        self.listening = False

    def __len__(self) -> int:
        return len(self.texts)

    def __iter__(self) -> Any:
        return iter(self.texts)

    def __str__(self) -> str:
        return "\n".join(f"{number}. {' '.join(text.split())}" for number, text in enumerate(self.texts, 1))

    def stop(self) -> None:
        """Listen no longer."""
        event.remove(self.engine, "before_cursor_execute", self._note)

    def _note(self, _connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if self.listening and has_request_context():
            self.texts.append(statement)
