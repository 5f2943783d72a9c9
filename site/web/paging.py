"""A long list in pages: which one is asked for, and where its rows begin."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Paging:
    """Page `page` of `pages`, `size` rows each; a list without rows has one page."""

    page: int
    pages: int
    size: int

    @classmethod
    def of(cls, asked: str | None, count: int, size: int) -> Paging:
        """Return the page that is asked for, the nearest there is; what is no number is the first."""
        pages = max(1, -(-count // size))
        wanted = int(asked) if asked and asked.isascii() and asked.isdecimal() and len(asked) < 7 else 1
        return cls(min(max(wanted, 1), pages), pages, size)

    @property
    def offset(self) -> int:
        """Return how many rows stand on the pages before."""
        return self.size * (self.page - 1)
