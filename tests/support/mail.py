"""A mail server in the test process: takes letters, refuses them, or hangs up after taking one."""

from __future__ import annotations

import asyncio
import email
import email.policy
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from typing import Any, cast

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.support.processes import free_port


class MailServer:
    """Keeps what it took; `mood` says how it behaves: "takes", "refuses", "hangs up" (after taking)."""

    def __init__(self) -> None:
        self.mood = "takes"
        self.envelopes: list[tuple[list[str], bytes]] = []

    @property
    def messages(self) -> list[EmailMessage]:
        """What was taken, read as a mail program does."""
        return [
            cast(EmailMessage, email.message_from_bytes(data, policy=email.policy.default))
            for _to, data in self.envelopes
        ]

    @property
    def recipients(self) -> list[list[str]]:
        """To whom each letter was handed over."""
        return [to for to, _data in self.envelopes]

    async def handle_RCPT(
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if self.mood == "refuses":
            return "451 Try again later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:
        assert isinstance(envelope.content, bytes)
        self.envelopes.append((list(envelope.rcpt_tos), envelope.content))
        if self.mood == "hangs up":
            cast(Any, server).transport.abort()
            await asyncio.sleep(0)
        return "250 Taken"


@contextmanager
def mail_server() -> Iterator[tuple[MailServer, str]]:
    """Run a server; give it and the address for SMTP_URL."""
    server, port = MailServer(), free_port()
    controller = Controller(server, hostname="127.0.0.1", port=port, ready_timeout=10)
    controller.start()
    try:
        yield server, f"smtp://127.0.0.1:{port}"
    finally:
        controller.stop()
