"""Secrets that we have to read again are stored sealed under the secret key; the seal's version stands in front."""

from __future__ import annotations

import base64
import hashlib
import hmac
from typing import TYPE_CHECKING

from flask import current_app

if TYPE_CHECKING:
    from cryptography.fernet import Fernet

VERSION = "v1"


class Unsealed(ValueError):
    """What is stored was sealed under another secret key, or was touched."""


def seal(words: str) -> str:
    """Return `words` sealed."""
    return f"{VERSION}:{_box().encrypt(words.encode()).decode()}"


def unseal(sealed: str) -> str:
    """Return what was sealed; raise Unsealed."""
    from cryptography.fernet import InvalidToken

    version, _colon, token = sealed.partition(":")
    if version != VERSION:
        raise Unsealed
    try:
        return str(_box().decrypt(token.encode()).decode())
    except InvalidToken:
        raise Unsealed from None


def _box() -> Fernet:
    from cryptography.fernet import Fernet  # brings much that pages do without

    key = hmac.new(str(current_app.secret_key).encode(), b"sealed v1", hashlib.sha256).digest()
    return Fernet(base64.urlsafe_b64encode(key))
