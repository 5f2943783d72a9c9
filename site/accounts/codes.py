"""Codes from an app: six digits, new every half minute, each good once."""

from __future__ import annotations

import hmac
import io

import pyotp
import segno

from models.account import User
from web.clock import now

STEP = 30  # seconds
SPREAD = (0, -1, 1)  # steps: clocks differ a little


def new_secret() -> str:
    """Return a secret for an app, 160 bits."""
    return str(pyotp.random_base32())


def address_of(secret: str, user: User) -> str:
    """Return what an app reads from the picture."""
    return str(pyotp.TOTP(secret).provisioning_uri(name=user.email, issuer_name="Kavling"))


def picture_of(secret: str, user: User) -> bytes:
    """Return the picture that an app reads, as SVG."""
    drawn = io.BytesIO()
    segno.make(address_of(secret, user), error="m").save(drawn, kind="svg", scale=5, border=3, light="#ffffff", xmldecl=False)
    return drawn.getvalue()


def step_of(secret: str, typed: str) -> int | None:
    """Return the step of which `typed` is the code, now or half a minute around; None when it is none."""
    plain = "".join(typed.split())
    if not (plain.isascii() and plain.isdecimal() and len(plain) == 6):
        return None
    this = int(now().timestamp()) // STEP
    codes = pyotp.TOTP(secret)
    right = [this + apart for apart in SPREAD if hmac.compare_digest(codes.at((this + apart) * STEP), plain)]
    return max(right, default=None)
