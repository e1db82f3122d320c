"""Keeps secrets out of everything that is shown or written."""

from __future__ import annotations

import base64
import re
import shlex
from collections.abc import Iterator
from urllib.parse import quote, quote_plus

from adhere.fuzz.shell import placeholder, quoted

MASK = "[redacted]"

_SENSITIVE_HEADERS = frozenset({"authorization", "cookie", "proxy-authorization", "set-cookie"})
# A word of the header's name that marks a credential: `X-Api-Key`, `X-Auth-Token`.
_SENSITIVE_WORD = re.compile(
    r"(^|[-_])(key|token|secret|password|session)s?($|[-_])", re.IGNORECASE
)
_NOT_A_CREDENTIAL = frozenset({"idempotency-key"})
# A member of a JSON text whose value is a credential that the service has just issued.
_ISSUED = re.compile(
    r'("[\w-]*(?:token|secret|password|api[_-]?key)"\s*:\s*)"(?:[^"\\]|\\.)*"', re.IGNORECASE
)
# Replacing shorter texts would maim every output without hiding anything.
_SHORTEST = 4
_UNNAMED = placeholder("SECRET", "set it to the secret that is hidden here")
_ENCODED = placeholder("ENCODED_SECRET", "set it to the encoded secret that is hidden here")
# What may stand around known secrets in a header that is hidden otherwise: `Bearer `, `sid=`.
_AROUND_SECRETS = re.compile(r"(?:[\w-]+[ =])?(?:; [\w-]+=)*")


class Redactor:
    """Knows the secrets of a run and replaces them wherever they appear."""

    def __init__(self) -> None:
        """Start with nothing to hide."""
        self._secrets: dict[str, str] = {}

    def add(self, secret: str, stand_in: str = _UNNAMED) -> None:
        """Hide this text from now on, also percent-encoded and as base64.

        `stand_in` is the shell expression that gives it, for commands to be sent again.
        """
        if len(secret) < _SHORTEST:
            return
        encoded = base64.b64encode(secret.encode()).decode()
        self._secrets.setdefault(secret, stand_in)
        for writing in (quote(secret, safe=""), quote_plus(secret), encoded):
            self._secrets.setdefault(writing, _ENCODED)

    def text(self, value: str) -> str:
        """Return `value` without any known secret."""
        return MASK.join(self._between(value))

    def reply(self, body: str) -> str:
        """Return a reply's text without known secrets and without tokens it issues."""
        return _ISSUED.sub(rf'\1"{MASK}"', self.text(body))

    def header(self, name: str, value: str) -> str:
        """Return the value of a header, all of it hidden where its name marks a credential."""
        return MASK if _is_sensitive(name) else self.text(value)

    def pieces(self, value: str) -> tuple[str, ...]:
        """Return text and the stand-ins of known secrets in turn, text first and last."""
        pieces = self._split(value)
        return tuple(self._secrets[p] if i % 2 else p for i, p in enumerate(pieces))

    def header_pieces(self, name: str, value: str) -> tuple[str, ...]:
        """Return the same of a header; a credential that is not known is all stand-in."""
        pieces = self.pieces(value)
        if value and _is_sensitive(name) and not self._is_known(pieces):
            return "", placeholder(name, f"set it to the value of {name} that is hidden here"), ""
        return pieces

    def shell_word(self, value: str) -> str:
        """Return `value` as one word of a shell command, its stand-in for each known secret."""
        pieces = self._split(value)
        if len(pieces) == 1:
            return shlex.quote(value)
        return f'"{"".join(self._shell_pieces(pieces))}"'

    def shell_header(self, name: str, value: str) -> str:
        """Return `Name: value` as one word; a credential that is not known as a placeholder."""
        if value and _is_sensitive(name) and not self._is_known(self.pieces(value)):
            return f'"{quoted(name)}: {self.header_pieces(name, value)[1]}"'
        return self.shell_word(f"{name}: {value}" if value else f"{name};")

    @staticmethod
    def _is_known(pieces: tuple[str, ...]) -> bool:
        """Tell whether everything secret in the value of a header is known."""
        return len(pieces) > 1 and bool(_AROUND_SECRETS.fullmatch("".join(pieces[::2])))

    def _between(self, value: str) -> list[str]:
        """Return the text before, between and behind the known secrets."""
        return self._split(value)[::2]

    def _split(self, value: str) -> list[str]:
        """Return text and known secrets in turn, text first and last."""
        if not self._secrets:
            return [value]
        longest_first = sorted(self._secrets, key=len, reverse=True)
        return re.split(f"({'|'.join(map(re.escape, longest_first))})", value)

    def _shell_pieces(self, pieces: list[str]) -> Iterator[str]:
        for index, piece in enumerate(pieces):
            if index % 2:
                yield self._secrets[piece]
            else:
                ends_a_name = index > 0 and re.match(r"\w", piece)
                yield f'""{quoted(piece)}' if ends_a_name else quoted(piece)


def _is_sensitive(header: str) -> bool:
    lowered = header.lower()
    if lowered in _SENSITIVE_HEADERS:
        return True
    return lowered not in _NOT_A_CREDENTIAL and bool(_SENSITIVE_WORD.search(header))
