"""Mail goes out through the server of the settings; without one, what would be sent is read on the desk."""

from __future__ import annotations

import smtplib
import ssl
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from urllib.parse import unquote, urlsplit

from flask import current_app

from web.clock import now

TIMEOUT = 20  # seconds for each answer of the server


class NoMailServer(RuntimeError):
    """SMTP_URL is not set."""


def can_send() -> bool:
    """Tell whether a mail server is set."""
    return bool(current_app.config["SETTINGS"].smtp_url)


def letter(
    *, to: str, subject: str, text: str, message_id: str, language: str, sender: str | None = None
) -> EmailMessage:
    """Return a plain letter in UTF-8. `message_id` is made from the row it is sent for: the same at every attempt."""
    message = EmailMessage()
    message["From"] = sender or current_app.config["SETTINGS"].mail_from
    message["To"] = Address(addr_spec=reachable(to))
    message["Subject"] = " ".join(subject.split())  # a line end would begin another header
    message["Message-ID"] = message_id
    message["Date"] = format_datetime(now())
    # never as bare bytes: a server that takes seven bits only would spoil Korean and Japanese
    message.set_content(text, charset="utf-8", cte=None if text.isascii() else "base64")
    message["Content-Language"] = language  # after the text, which begins these headers anew
    return message


def reachable(address: str) -> str:
    """Return `address` with its domain as mail servers know it: 한빛소재.한국 becomes xn--…"""
    local, at, domain = address.rpartition("@")
    try:
        return local + at + domain.encode("idna").decode("ascii")
    except UnicodeError:
        return address


def message_id_of(kind: str, row: int | str) -> str:
    """Return the Message-ID of a row: the same whenever it is tried."""
    host = urlsplit(current_app.config["SETTINGS"].address).hostname
    return f"<{kind}.{row}@{host}>"


def deliver(message: EmailMessage) -> None:
    """Hand `message` to the server; raise NoMailServer, or what smtplib and the network raise: to be tried again."""
    url = current_app.config["SETTINGS"].smtp_url
    if not url:
        raise NoMailServer
    parts = urlsplit(url)
    host, context = parts.hostname or "localhost", ssl.create_default_context()
    server: smtplib.SMTP
    if parts.scheme == "smtps":
        server = smtplib.SMTP_SSL(host, parts.port or 465, timeout=TIMEOUT, context=context)
    else:
        server = smtplib.SMTP(host, parts.port or 25, timeout=TIMEOUT)
    with server:
        if parts.scheme != "smtps":
            server.ehlo()
            if server.has_extn("starttls"):
                server.starttls(context=context)
        if parts.username:
            server.login(unquote(parts.username), unquote(parts.password or ""))
        server.send_message(message)
