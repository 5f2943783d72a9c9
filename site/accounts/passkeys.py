"""Passkeys: what the browser is asked, and whether its answer proves that the key was there."""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import json
import secrets
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from flask import current_app, session
from webauthn import (
    base64url_to_bytes,
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import bytes_to_base64url
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from models.account import User
from models.second_factor import Passkey
from web.clock import now

CHALLENGE = "challenge"
GOOD_FOR = 300  # seconds
LONGEST = 16_384  # bytes of an answer


class NotProved(ValueError):
    """The answer proves nothing: another challenge, another site, another key, or no answer at all."""


def host() -> str | None:
    """Return the name under which keys are made; None where the site has no name, only a number."""
    name = urlsplit(str(current_app.config["SETTINGS"].address)).hostname or ""
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return name or None
    return None


def to_make(user: User, known: Sequence[Passkey]) -> str:
    """Return what a browser is asked for a new key of `user`, as JSON."""
    options = generate_registration_options(
        rp_id=host() or "",
        rp_name="Kavling",
        user_id=_handle(user),
        user_name=user.email,
        user_display_name=user.name,
        challenge=_challenge(),
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.PREFERRED, user_verification=UserVerificationRequirement.PREFERRED
        ),
        exclude_credentials=_named(known),
    )
    return options_to_json(options)


def made(answer: str) -> Passkey:
    """Return the key that a browser has made; raise NotProved. Its name is the caller's to give."""
    try:
        proved = verify_registration_response(
            credential=_read(answer),
            expected_challenge=_asked(),
            expected_rp_id=host() or "",
            expected_origin=_origin(),
            require_user_verification=False,
        )
    except (WebAuthnException, ValueError, KeyError, TypeError) as error:
        raise NotProved from error
    return Passkey(
        credential=bytes_to_base64url(proved.credential_id),
        public_key=proved.credential_public_key,
        count=proved.sign_count,
    )


def to_show(known: Sequence[Passkey], *, alone: bool) -> str:
    """Return what a browser is asked to show that a key is there; `alone`: the key must also know its owner."""
    wanted = UserVerificationRequirement.REQUIRED if alone else UserVerificationRequirement.PREFERRED
    options = generate_authentication_options(
        rp_id=host() or "", challenge=_challenge(), allow_credentials=_named(known), user_verification=wanted
    )
    return options_to_json(options)


def named_in(answer: str) -> str:
    """Return which key an answer says it comes from, or raise NotProved."""
    try:
        return str(_read(answer)["id"])
    except (KeyError, ValueError, TypeError) as error:
        raise NotProved from error


def shown(answer: str, key: Passkey, *, alone: bool) -> int:
    """Return how often the key has been used when it proves that it was there; raise NotProved."""
    try:
        proved = verify_authentication_response(
            credential=_read(answer),
            expected_challenge=_asked(),
            expected_rp_id=host() or "",
            expected_origin=_origin(),
            credential_public_key=key.public_key,
            credential_current_sign_count=key.count,
            require_user_verification=alone,
        )
    except (WebAuthnException, ValueError, KeyError, TypeError) as error:
        raise NotProved from error
    return proved.new_sign_count


def _named(known: Sequence[Passkey]) -> list[PublicKeyCredentialDescriptor]:
    return [PublicKeyCredentialDescriptor(id=base64url_to_bytes(one.credential)) for one in known]


def _origin() -> str:
    return str(current_app.config["SETTINGS"].address)


def _handle(user: User) -> bytes:
    """Return what names a person on their device: nothing that tells anybody anything."""
    return hmac.new(str(current_app.secret_key).encode(), f"passkey\x1f{user.id}".encode(), hashlib.sha256).digest()


def _challenge() -> bytes:
    challenge = secrets.token_bytes(32)
    session[CHALLENGE] = [bytes_to_base64url(challenge), int(now().timestamp()) + GOOD_FOR]
    return challenge


def _asked() -> bytes:
    """Return the challenge of this browser, which so is used up."""
    kept = session.pop(CHALLENGE, None)
    if not isinstance(kept, list) or len(kept) != 2 or now().timestamp() >= kept[1]:
        raise NotProved
    return bytes(base64url_to_bytes(kept[0]))


def _read(answer: str) -> dict[str, Any]:
    told = json.loads(answer) if len(answer) <= LONGEST else None
    if not isinstance(told, dict) or not isinstance(told.get("id"), str):
        raise NotProved
    return told
