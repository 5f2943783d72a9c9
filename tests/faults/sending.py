"""Somebody who sends inquiries to a site that may be away, and what they send."""

from __future__ import annotations

import random
import re
import time
from http.client import HTTPConnection, HTTPException
from urllib.parse import urlencode

from tests.faults.site_in_pieces import HOST

GIVE_UP_AFTER = 120.0  # seconds without an answer to one inquiry
REFERENCE = re.compile(r"/en/inquiries/(K-\d\d-\w{4}-\w{3})\?key=[\w-]{22}")


class Sender:
    """Somebody who sends inquiries one after another and presses again whenever no answer comes."""

    def __init__(self, port: int, number: int) -> None:
        self.port, self.number = port, number
        self.connection: HTTPConnection | None = None

    def send(self, form_key: str) -> str:
        """Send one form until it is acknowledged; return the reference shown."""
        until = time.monotonic() + GIVE_UP_AFTER
        while time.monotonic() < until:
            try:
                return self.press(form_key)
            except (OSError, HTTPException):
                self.close()
                time.sleep(0.05)
        raise AssertionError(f"nobody acknowledged {form_key} within {GIVE_UP_AFTER} s")

    def close(self) -> None:
        """Hang up."""
        if self.connection is not None:
            self.connection.close()
            self.connection = None

    def press(self, form_key: str, network: str = "") -> str:
        """Send one form once, from anywhere or `network`; return the reference shown, or raise when not acknowledged."""
        body = urlencode(question(form_key))
        lines = {
            "Content-Type": "application/x-www-form-urlencoded",
            "X-Forwarded-For": network or f"10.{self.number}.{random.randrange(256)}.{random.randrange(256)}",
        }
        if self.connection is None:
            self.connection = HTTPConnection(HOST, self.port, timeout=20)
        self.connection.request("POST", "/en/inquire", body, lines)
        answer = self.connection.getresponse()
        answer.read()
        assert answer.status == 303 or answer.status >= 500, f"{form_key} was refused: {answer.status}"
        if answer.status != 303:
            raise HTTPException(f"{answer.status}")  # an honest "not now": pressed again
        found = REFERENCE.fullmatch(answer.headers["Location"])
        assert found is not None, answer.headers["Location"]
        return found[1]


def question(form_key: str) -> dict[str, str]:
    """Return the form; its words follow from its key, so that every press sends the same."""
    return {
        "form_key": form_key,
        "name": f"Sender {form_key}",
        "organisation": f"Firm {int(form_key[-6:]) % 50}",
        "email": f"{form_key}@firm{int(form_key[-6:]) % 50}.example.com",
        "country": "KR",
        "message": f"A question, {form_key}",
        "consent_inquiry": "yes",
        "consent_transfer": "yes",
    }
