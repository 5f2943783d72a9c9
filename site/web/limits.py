"""How often one network may ask for something dear. When the count cannot be kept, the answer is yes."""

from __future__ import annotations

import time
from ipaddress import ip_address, ip_network
from typing import Any

import structlog
from flask import Flask, request
from flask_limiter import Limiter
from limits import parse

AWAY_FOR = 5.0  # seconds during which a counter that did not answer is not asked again: nobody waits for it in vain
WAIT = 0.5  # seconds for its answer

log = structlog.get_logger()


def network() -> str:
    """Return the network that asks: of IPv4 the 256 neighbours, of IPv6 what one customer is given."""
    try:
        address = ip_address(request.remote_addr or "")
    except ValueError:
        return "unknown"
    if address.version == 6 and address.ipv4_mapped is not None:
        address = address.ipv4_mapped
    return str(ip_network(f"{address}/{24 if address.version == 4 else 64}", strict=False))


limiter = Limiter(network, headers_enabled=False, swallow_errors=True)


class Away:
    """Until when the counter of this process counts as away."""

    until = 0.0


def init_app(app: Flask) -> None:
    """Count in Redis when the settings name one, else each process for itself."""
    url = app.config["SETTINGS"].redis_url
    app.config.update(RATELIMIT_STORAGE_URI=url or "memory://", RATELIMIT_STORAGE_OPTIONS=redis_options() if url else {})
    limiter.init_app(app)


def redis_options() -> dict[str, Any]:
    """Return how Redis is asked: once, and not for long. The client would else try for seconds."""
    from redis.backoff import NoBackoff
    from redis.retry import Retry

    return {"socket_timeout": WAIT, "socket_connect_timeout": WAIT, "retry": Retry(NoBackoff(), 0)}


def is_much(what: str, pace: str) -> bool:
    """Count one more of `what` from this network and tell whether it is more than `pace`, like "10 per hour".

    Never raises: an inquiry is not turned away because a counter is down, it is marked at most.
    """
    if time.monotonic() < Away.until:
        return False
    try:
        return not limiter.limiter.hit(parse(pace), what, network())
    except Exception as error:  # whatever the store raises
        Away.until = time.monotonic() + AWAY_FOR
        log.warning("limits away", error=type(error).__name__)
        return False
