"""Where files lie: a folder, or an S3 store by KAVLING_MEDIA_URL. What they are called and what they are is in our tables.

No page waits for it: pages link to what lies here, and only the answer to such a link may find it away.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from datetime import timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any, NoReturn
from urllib.parse import parse_qs, urlsplit

import obstore
import structlog
from flask import current_app
from obstore.exceptions import BaseError
from obstore.store import LocalStore, S3Store

from config import Settings

CONNECT, WHOLE = timedelta(seconds=3), timedelta(seconds=20)
RETRY: Any = {"max_retries": 1, "retry_timeout": timedelta(seconds=5)}
PIECE = 256 << 10  # bytes
PROBE = "probe"

log = structlog.get_logger()


class Away(RuntimeError):
    """The store does not answer, or refuses; the text names the kind of failure and nothing secret."""


class Missing(LookupError):
    """Nothing lies under this name."""


class Stored:
    """Something that lies in the store, and how long it is in bytes."""

    def __init__(self, result: obstore.GetResult) -> None:
        self._result = result
        self.size = int(result.meta["size"])

    def __iter__(self) -> Iterator[bytes]:
        """Yield its bytes; raise Away when the store stops in the middle."""
        try:
            for piece in self._result.stream(min_chunk_size=PIECE):
                yield bytes(piece)
        except (BaseError, OSError) as error:
            _fail(error)

    def read(self) -> bytes:
        """Return all of it."""
        return b"".join(self)


class Store:
    """A folder or a bucket."""

    def __init__(self, inner: LocalStore | S3Store, where: str) -> None:
        self._inner, self.where = inner, where

    def put(self, place: str, contents: bytes) -> None:
        """Lay `contents` at `place`; whole or not at all. Raise Away."""
        try:
            obstore.put(self._inner, place, contents, use_multipart=False)
        except (BaseError, OSError) as error:
            _fail(error)

    def get(self, place: str) -> Stored:
        """Return what lies at `place`. Raise Missing, Away."""
        try:
            return Stored(obstore.get(self._inner, place))
        except FileNotFoundError:
            raise Missing(place) from None
        except (BaseError, OSError) as error:
            _fail(error)

    def drop(self, place: str) -> None:
        """Take away what lies at `place`, if anything does. Raise Away."""
        try:
            obstore.delete(self._inner, place)
        except FileNotFoundError:
            return
        except (BaseError, OSError) as error:
            _fail(error)

    def probe(self) -> None:
        """Write something, read it and take it away. Raise Away."""
        self.put(PROBE, b"kavling")
        with contextlib.suppress(Missing):  # another check may have taken it away
            self.get(PROBE).read()
        self.drop(PROBE)


def store() -> Store:
    """Return the store of the settings."""
    settings: Settings = current_app.config["SETTINGS"]
    return store_of(settings.media_url, settings.data)


@lru_cache(maxsize=4)
def store_of(url: str, data: Path) -> Store:
    """Return the bucket that `url` names; without one, the folder in `data`."""
    if not url:
        folder = data / "media"
        return Store(LocalStore(prefix=folder, automatic_cleanup=False, mkdir=True), str(folder))
    parts = urlsplit(url)
    asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
    given: dict[str, Any] = {}
    if endpoint := asked.get("endpoint"):
        given |= {"endpoint": endpoint, "virtual_hosted_style_request": False}
    plain = (endpoint or "").startswith("http://")
    inner = S3Store(
        parts.hostname or "",
        prefix=parts.path.strip("/") or None,
        region=asked.get("region", "us-east-1"),
        client_options={"timeout": WHOLE, "connect_timeout": CONNECT, "allow_http": plain},
        retry_config=RETRY,
        **given,
    )
    return Store(inner, f"s3://{parts.hostname}{parts.path}")


def _fail(error: Exception) -> NoReturn:
    log.warning("store-away", error=type(error).__name__)
    raise Away(type(error).__name__) from error
