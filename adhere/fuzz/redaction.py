"""Keeps secrets out of everything that is shown or written."""

from __future__ import annotations

import base64
import re
from urllib.parse import quote, quote_plus

MASK = "[redacted]"

_SENSITIVE_HEADERS = frozenset({"authorization", "cookie", "proxy-authorization", "set-cookie"})
# A word of the header's name that marks a credential: `X-Api-Key`, `X-Auth-Token`.
_SENSITIVE_WORD = re.compile(
    r"(^|[-_])(key|token|secret|password|session)s?($|[-_])", re.IGNORECASE
)
_NOT_A_CREDENTIAL = frozenset({"idempotency-key"})
# A member of a JSON text whose value is a credential that the service has just issued.
_ISSUED = re.compile(
    r'("(?:[a-z]+_)?(?:token|secret|password|api_?key)"\s*:\s*)"(?:[^"\\]|\\.)*"', re.IGNORECASE
)
# Replacing shorter texts would maim every output without hiding anything.
_SHORTEST = 4


class Redactor:
    """Knows the secrets of a run and replaces them wherever they appear."""

    def __init__(self) -> None:
        """Start with nothing to hide."""
        self._secrets: set[str] = set()

    def add(self, secret: str) -> None:
        """Hide this text from now on, also percent-encoded and as base64."""
        if len(secret) < _SHORTEST:
            return
        encoded = base64.b64encode(secret.encode()).decode()
        self._secrets |= {secret, quote(secret, safe=""), quote_plus(secret), encoded}

    def text(self, value: str) -> str:
        """Return `value` without any known secret."""
        for secret in sorted(self._secrets, key=len, reverse=True):
            value = value.replace(secret, MASK)
        return value

    def reply(self, body: str) -> str:
        """Return a reply's text without known secrets and without tokens it issues."""
        return _ISSUED.sub(rf'\1"{MASK}"', self.text(body))

    def header(self, name: str, value: str) -> str:
        """Return the value of a header, all of it hidden where its name marks a credential."""
        lowered = name.lower()
        if lowered in _SENSITIVE_HEADERS:
            return MASK
        if lowered not in _NOT_A_CREDENTIAL and _SENSITIVE_WORD.search(name):
            return MASK
        return self.text(value)
