"""What is wrong beside the tables: addresses, folder, disk, and the servers that settings name; each with its cure."""

from __future__ import annotations

import os
import shutil
import smtplib
import ssl
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any
from urllib.parse import unquote, urlsplit

from flask import Flask
from sqlalchemy import Connection, text
from sqlalchemy.exc import SQLAlchemyError

from config import Settings
from web.database import db
from web.limits import redis_options
from web.replica import REPLAYED, WRITTEN

LEAST_FREE = 500  # MB on the disk of the data folder
MAIL_WITHIN = 5  # seconds for each answer of the mail server
CAUGHT_UP_WITHIN = 2.0  # seconds for a replica to reach what was written when we asked
CLOCKS_APART = 5  # seconds
CLUSTER = text("SELECT system_identifier FROM pg_control_system()")

Beside = Callable[[Flask, Settings], Iterator[str]]


def faults(app: Flask) -> Iterator[str]:
    """Yield what is wrong with the settings of `app` and with what they name."""
    settings: Settings = app.config["SETTINGS"]
    with app.app_context():
        for look in BESIDE:
            yield from look(app, settings)


def addresses(_app: Flask, settings: Settings) -> Iterator[str]:
    """Compare the addresses with what production needs."""
    told = urlsplit(settings.base_url)
    local = told.hostname in {"localhost", "127.0.0.1", "::1"}
    if told.path or told.query:
        yield f"KAVLING_BASE_URL has a path ({told.path}). Pages lie at the root of their host: leave the path away."
    for host in settings.trusted_hosts:
        if "/" in host or "*" in host:
            yield f"KAVLING_TRUSTED_HOSTS has {host!r}, which no request carries. Write host names only, by comma."
    if settings.environment != "production":
        if told.scheme == "https" and not local:
            yield "KAVLING_BASE_URL is public, and KAVLING_ENVIRONMENT is not production. Set it, and what it then asks for."
        return
    if told.scheme != "https" and not local:
        yield "KAVLING_BASE_URL begins with http://: sign-ins and inquiries travel openly. Serve https and write https://."
    if settings.proxies == 0:
        yield (
            "KAVLING_PROXIES is 0: behind nginx all visitors would have its address, and limits count them as one. "
            "Set 1, or as many proxies of yours as stand in front."
        )
    if settings.secret_key and len(set(settings.secret_key)) < 12:
        yield 'KAVLING_SECRET_KEY can be guessed. python3 -c "import secrets; print(secrets.token_urlsafe(48))" makes a good one.'


def folder(_app: Flask, settings: Settings) -> Iterator[str]:
    """Look who may write to the data folder, who may read it, and how much room there is."""
    data = settings.data
    if not os.access(data, os.R_OK | os.W_OK | os.X_OK):
        yield f"{data} cannot be written to by this user. Run the command as the user who runs the site, who owns it."
    if settings.environment == "production" and data.stat().st_mode & 0o007:
        yield f"Others may look into {data}, where what people told you lies. chmod o= {data}"
    free = shutil.disk_usage(data).free // 1_000_000
    if free < LEAST_FREE:
        yield f"Only {free} MB are left on the disk of {data}. When it is full, no inquiry can be stored. Make room."


def counter(_app: Flask, settings: Settings) -> Iterator[str]:
    """Ask Redis for an answer."""
    if not settings.redis_url:
        return
    import redis

    url = settings.redis_url.replace("redis+unix://", "unix://", 1)
    try:
        with redis.from_url(url, **redis_options()) as client:
            client.ping()
    except (redis.RedisError, OSError, ValueError) as error:
        yield (
            f"Redis does not answer ({type(error).__name__}). Look at KAVLING_REDIS_URL. Meanwhile nothing is counted: "
            "inquiries are taken, and none is marked as one of too many."
        )


def mail(_app: Flask, settings: Settings) -> Iterator[str]:
    """Greet the mail server and sign in there; no letter is sent."""
    parts = urlsplit(settings.smtp_url)
    if not settings.smtp_url:
        if settings.environment == "production":
            yield "KAVLING_SMTP_URL is not set: letters wait at /staff/letters until somebody sends them by hand."
        return
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
        yield "KAVLING_SMTP_URL: write it like smtp://user:password@mail.example.com:587, or smtps://…:465."
        return
    try:
        _greet(parts.scheme, parts.hostname, parts.port, parts.username, parts.password)
    except smtplib.SMTPAuthenticationError:
        yield "The mail server does not take the user and password of KAVLING_SMTP_URL."
    except ssl.SSLError as error:
        yield f"The certificate of the mail server cannot be trusted ({error.reason}). Is the name in KAVLING_SMTP_URL its own?"
    except (OSError, smtplib.SMTPException) as error:
        yield (
            f"The mail server does not answer ({type(error).__name__}). Look at KAVLING_SMTP_URL, and whether this machine "
            "may reach that port."
        )


def _greet(scheme: str, host: str, port: int | None, user: str | None, password: str | None) -> None:
    context = ssl.create_default_context()
    server: smtplib.SMTP
    if scheme == "smtps":
        server = smtplib.SMTP_SSL(host, port or 465, timeout=MAIL_WITHIN, context=context)
    else:
        server = smtplib.SMTP(host, port or 25, timeout=MAIL_WITHIN)
    with server:
        server.ehlo()
        if scheme != "smtps" and server.has_extn("starttls"):
            server.starttls(context=context)
        if user:
            server.login(unquote(user), unquote(password or ""))


def primary(_app: Flask, settings: Settings) -> Iterator[str]:
    """Ask the PostgreSQL server about its clock and about what it promises; without one there is nothing to ask."""
    if db.engine.dialect.name != "postgresql":
        return
    try:
        with db.engine.connect() as connection:
            apart = abs((connection.scalar(text("SELECT clock_timestamp()")) - datetime.now(UTC)).total_seconds())
            if apart > CLOCKS_APART:
                yield f"The clocks of this machine and of the database are {apart:.0f} s apart. Let both follow NTP."
            yield from _promises(connection, settings)
    except SQLAlchemyError:
        return  # told elsewhere


def _promises(connection: Connection, settings: Settings) -> Iterator[str]:
    def setting(name: str) -> Any:
        return connection.scalar(text("SELECT current_setting(:name)"), {"name": name})

    if settings.environment == "production":
        for name in ("fsync", "synchronous_commit"):
            if setting(name) == "off":
                yield f"PostgreSQL runs with {name} = off: an acknowledged inquiry can be lost. Set it to on."
    waits_for = setting("synchronous_standby_names")
    there = text("SELECT count(*) FROM pg_stat_replication WHERE sync_state IN ('sync', 'quorum')")
    if waits_for and not connection.scalar(there):
        yield (
            f"PostgreSQL waits for a standby ({waits_for}) that is not connected: whatever is sent hangs. Start the standby, "
            "or empty synchronous_standby_names."
        )


def replica(app: Flask, settings: Settings) -> Iterator[str]:
    """Look whether the replica answers, is one of this primary, and keeps up."""
    if not settings.replica_url:
        return
    try:
        with app.extensions["replica"].engine.connect() as spare, db.engine.connect() as main:
            if spare.scalar(CLUSTER) != main.scalar(CLUSTER):
                yield "KAVLING_REPLICA_URL is no replica of KAVLING_DATABASE_URL: pages would show another database."
                return
            if not spare.scalar(text("SELECT pg_is_in_recovery()")):
                yield "KAVLING_REPLICA_URL takes writes: it is the primary, or was promoted. Make a replica anew."
                return
            written, until = main.scalar(WRITTEN), time.monotonic() + CAUGHT_UP_WITHIN
            while (replayed := spare.scalar(REPLAYED)) < written and time.monotonic() < until:
                time.sleep(0.1)
            if replayed < written:
                yield (
                    f"The replica is {int(written - replayed)} bytes behind and did not catch up: pages are read from the "
                    "primary meanwhile. Look at pg_stat_replication there, and whether replay is paused."
                )
    except SQLAlchemyError as error:
        yield (
            f"The replica does not answer ({type(error).__name__}): pages are read from the primary. Look at "
            "KAVLING_REPLICA_URL."
        )


BESIDE: list[Beside] = [addresses, folder, counter, mail, primary, replica]
