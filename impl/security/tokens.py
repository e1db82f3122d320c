"""Access tokens: JWTs of the profile of RFC 9068, checked as RFC 8725 asks."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from joserfc import jwt
from joserfc.errors import JoseError

from impl.clock import utc_now
from impl.security.keys import ALGORITHM, KeyRing

TOKEN_TYPE = "at+jwt"  # noqa: S105  # a media type, not a secret
TOKEN_TYPES = frozenset({TOKEN_TYPE, f"application/{TOKEN_TYPE}"})
LONGEST_TOKEN = 4096
HEADER_MEMBERS = frozenset({"alg", "kid", "typ"})
PARTS = 3
LEEWAY_SECONDS = 10
LATEST_MOMENT = 2**53


class InvalidTokenError(Exception):
    """The token is not one that this service issued and still honours."""


@dataclass(frozen=True, slots=True)
class TokenIssuer:
    """Signs and checks access tokens."""

    keys: KeyRing
    issuer: str
    audience: str
    lifetime: int

    def issue(self, subject: str, client_id: str, **claims: Any) -> str:
        """Return a signed token that is good for `lifetime` seconds from now."""
        now = int(utc_now().timestamp())
        header = {"alg": ALGORITHM, "kid": self.keys.signing_id, "typ": TOKEN_TYPE}
        standard = {
            "iss": self.issuer,
            "aud": self.audience,
            "sub": subject,
            "client_id": client_id,
            "iat": now,
            "exp": now + self.lifetime,
            "jti": str(uuid4()),
        }
        return jwt.encode(header, standard | claims, self.keys.signing, algorithms=[ALGORITHM])

    def check(self, token: str) -> Mapping[str, Any]:
        """Return the claims of a valid token. Raises `InvalidTokenError` for any other.

        Only keys of our own verify: whatever a header says of keys is refused unread.
        """
        header = _header(token)
        kid = header.get("kid")
        key = self.keys.by_id.get(kid) if isinstance(kid, str) else None
        if key is None or header.get("alg") != ALGORITHM or header.get("typ") not in TOKEN_TYPES:
            raise InvalidTokenError
        try:
            claims = jwt.decode(token, key, algorithms=[ALGORITHM]).claims
        except (JoseError, ValueError) as error:
            raise InvalidTokenError from error
        self._check_claims(claims)
        return claims

    def _check_claims(self, claims: Mapping[str, Any]) -> None:
        now = utc_now().timestamp()
        audience = claims.get("aud")
        audiences = audience if isinstance(audience, list) else [audience]
        valid = (
            claims.get("iss") == self.issuer
            and self.audience in audiences
            and _moment(claims, "exp") > now - LEEWAY_SECONDS
            and _moment(claims, "iat") <= now + LEEWAY_SECONDS
            and ("nbf" not in claims or _moment(claims, "nbf") <= now + LEEWAY_SECONDS)
            and all(isinstance(claims.get(name), str) for name in ("sub", "client_id", "jti"))
        )
        if not valid:
            raise InvalidTokenError


def _moment(claims: Mapping[str, Any], name: str) -> int:
    value = claims.get(name)
    if type(value) is not int or not 0 <= value < LATEST_MOMENT:
        raise InvalidTokenError
    return value


def _header(token: str) -> Mapping[str, Any]:
    """Return the JOSE header of a compact, canonical JWS with nothing unusual in it."""
    parts = token.split(".")
    if len(token) > LONGEST_TOKEN or len(parts) != PARTS:
        raise InvalidTokenError
    header, _, _ = [_canonical(part) for part in parts]
    try:
        members = json.loads(header)
    except (ValueError, RecursionError) as error:
        raise InvalidTokenError from error
    if not isinstance(members, dict) or not members.keys() <= HEADER_MEMBERS:
        raise InvalidTokenError
    return members


def _canonical(part: str) -> bytes:
    """Decode base64url without padding (RFC 7515, section 2); one text for one value."""
    try:
        raw = base64.b64decode(part + "=" * (-len(part) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as error:
        raise InvalidTokenError from error
    if base64.urlsafe_b64encode(raw).rstrip(b"=").decode() != part:
        raise InvalidTokenError
    return raw
