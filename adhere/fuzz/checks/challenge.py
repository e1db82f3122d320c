"""401 says how to do better: `WWW-Authenticate` (RFC 9110 section 11.6.1)."""

from __future__ import annotations

from collections.abc import Iterator

from adhere.fuzz.checks.breach import Breach, Evidence

MISSING_CHALLENGE = "answers 401 without WWW-Authenticate"

_UNAUTHORIZED = 401


def challenge(evidence: Evidence) -> Iterator[Breach]:
    """Find a 401 of a secured operation that carries no challenge."""
    is_secured = bool(evidence.operation.security)
    if evidence.status != _UNAUTHORIZED or not is_secured:
        return
    if not evidence.headers.get("www-authenticate"):
        response = evidence.response
        pointer = evidence.operation.pointer if response is None else response.pointer
        detail = "A server that answers 401 must send WWW-Authenticate (RFC 9110 section 15.5.2)."
        yield Breach("challenge", MISSING_CHALLENGE, detail, pointer)
