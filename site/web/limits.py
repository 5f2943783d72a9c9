"""How often one network may ask for something dear. When the count cannot be kept, the answer is yes."""

from __future__ import annotations

from ipaddress import ip_address, ip_network

import structlog
from flask import Flask, request
from flask_limiter import Limiter
from limits import parse

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


def init_app(app: Flask) -> None:
    """Count in Redis when the settings name one, else each process for itself."""
    settings = app.config["SETTINGS"]
    app.config.update(
        RATELIMIT_STORAGE_URI=settings.redis_url or "memory://",
        RATELIMIT_STORAGE_OPTIONS={"socket_timeout": 0.5, "socket_connect_timeout": 0.5} if settings.redis_url else {},
    )
    limiter.init_app(app)


def is_much(what: str, pace: str) -> bool:
    """Count one more of `what` from this network and tell whether it is more than `pace`, like "10 per hour".

    Never raises: an inquiry is not turned away because a counter is down, it is marked at most.
    """
    try:
        return not limiter.limiter.hit(parse(pace), what, network())
    except Exception as error:  # whatever the store raises
        log.warning("limits away", error=type(error).__name__)
        return False
