"""Signatures of webhooks (Standard Webhooks 1.0.0): `v1`, which is HMAC-SHA256."""

from __future__ import annotations

import base64
import binascii
import hmac
import re
from collections.abc import Sequence

ID = "webhook-id"
TIMESTAMP = "webhook-timestamp"
SIGNATURE = "webhook-signature"
SIGNATURE_HEADERS = frozenset({ID, TIMESTAMP, SIGNATURE})

TOLERANCE = 300
"""How many seconds a timestamp may differ from the receiver's clock."""

SHORTEST, LONGEST = 24, 64
"""Bytes of a secret."""

MAX_SIGNATURES = 16
"""More than that in one header field are not looked at."""

_PREFIX = "whsec_"
_SECONDS = re.compile(r"[0-9]{1,12}", re.ASCII)


class BadSignature(Exception):  # noqa: N818  # a finding about the input
    """Why a webhook is not believed, in a sentence that repeats nothing of it."""


def key_of(secret: str) -> bytes:
    """Return the key that a secret stands for: `whsec_` and base64 of 24 to 64 bytes.

    Raises `ValueError`, which does not repeat the secret.
    """
    try:
        key = base64.b64decode(secret.removeprefix(_PREFIX), validate=True)
    except (binascii.Error, ValueError):
        raise ValueError("A webhook secret must be whsec_ and base64.") from None
    if not SHORTEST <= len(key) <= LONGEST:
        raise ValueError(f"A webhook secret must hold {SHORTEST} to {LONGEST} bytes.")
    return key


def sign(keys: Sequence[bytes], body: bytes, *, webhook_id: str, timestamp: int) -> str:
    """Return the value of `webhook-signature`: a signature with each key, for rotation.

    Raises `ValueError` for an identifier that is empty or could pass for more than one.
    """
    if not webhook_id or "." in webhook_id:
        raise ValueError("A webhook's identifier must not be empty or hold a full stop.")
    signed = _signed(webhook_id, str(timestamp), body)
    return " ".join(f"v1,{_mac(key, signed)}" for key in keys)


def verify(
    keys: Sequence[bytes],
    body: bytes,
    *,
    webhook_id: str,
    timestamp: str,
    signature: str,
    now: float,
) -> None:
    """Raise `BadSignature` unless one of the keys made one of the signatures, just now.

    Signatures of other versions are passed over. All comparisons take the same time.
    """
    if not _SECONDS.fullmatch(timestamp):
        raise BadSignature("The timestamp of the webhook is not a number of seconds.")
    if abs(now - int(timestamp)) > TOLERANCE:
        raise BadSignature("The timestamp of the webhook is too far from the time here.")
    signed = _signed(webhook_id, timestamp, body)
    expected = [f"v1,{_mac(key, signed)}".encode() for key in keys]
    given = [text.encode("utf-8") for text in signature.split(" ")[:MAX_SIGNATURES]]
    matches = [hmac.compare_digest(one, other) for one in given for other in expected]
    if not any(matches):
        raise BadSignature("The signature of the webhook is not valid.")


def _signed(webhook_id: str, timestamp: str, body: bytes) -> bytes:
    return f"{webhook_id}.{timestamp}.".encode() + body


def _mac(key: bytes, signed: bytes) -> str:
    return base64.b64encode(hmac.digest(key, signed, "sha256")).decode()
