"""The key of an inquiry's own page: derived from what only we and the sender's browser know, never stored."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from base64 import urlsafe_b64encode
from datetime import datetime, timedelta

from models.inquiry.inquiry import Inquiry

BITS = 128
STATUS_LINK = "[[status-link]]"  # stands in a stored letter where the worker puts the link: the key is never stored
FORM_KEY = re.compile(r"[A-Za-z0-9_.-]{16,64}")
MINTED = re.compile(r"([0-9a-f]{8})\.[A-Za-z0-9_-]{22}")


def status_key(secret: str, form_key: str, epoch: int, *, mailed: bool = False) -> str:
    """Return the key of the status page, 128 bits as 22 letters fit for an address.

    Letters carry another one than the page after sending: who opens with it reads the address that was given.
    """
    label = "inquiry status by mail" if mailed else "inquiry status"
    told = "\x1f".join((label, form_key, str(epoch))).encode()  # separators: no two triples join alike
    digest = hmac.new(secret.encode(), told, hashlib.sha256).digest()
    return urlsafe_b64encode(digest[: BITS // 8]).rstrip(b"=").decode()


def opens(secret: str, inquiry: Inquiry, key: str) -> bool:
    """Tell whether `key` opens the page of `inquiry` as it is addressed now."""
    right = status_key(secret, inquiry.form_key, inquiry.epoch)
    same = hmac.compare_digest(right.encode(), key.encode("utf-8", "replace"))
    return came_by_mail(secret, inquiry, key) or same


def came_by_mail(secret: str, inquiry: Inquiry, key: str) -> bool:
    """Tell whether `key` is the one of letters: it confirms the address."""
    right = status_key(secret, inquiry.form_key, inquiry.epoch, mailed=True)
    return hmac.compare_digest(right.encode(), key.encode("utf-8", "replace"))


def mint_form_key(at: datetime) -> str:
    """Return the key of a form rendered at `at`; the moment rides in front, to tell a machine from a reader."""
    return f"{int(at.timestamp()):08x}.{secrets.token_urlsafe(16)}"


def is_form_key(text: str) -> bool:
    """Tell whether `text` can be the key of a form."""
    return FORM_KEY.fullmatch(text) is not None


def open_for(form_key: str, at: datetime) -> timedelta | None:
    """Return how long the form had been open at `at`; None when its key does not say."""
    found = MINTED.fullmatch(form_key)
    return None if found is None else timedelta(seconds=at.timestamp() - int(found[1], 16))


def network_key(secret: str, network: str) -> str:
    """Return a keyed hash of a network, to count by; it tells nobody the address."""
    return hmac.new(secret.encode(), b"network\x1f" + network.encode(), hashlib.sha256).hexdigest()[:24]
