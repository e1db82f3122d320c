"""JSON Pointer (RFC 6901)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self
from urllib.parse import quote, unquote

Token = str
"""One reference token, unescaped. Array indices are their decimal text."""

# RFC 3986 `fragment` allows these unescaped besides the unreserved characters.
_FRAGMENT_SAFE = "/~!$&'()*+,;=:@?"


@dataclass(frozen=True, slots=True, order=True)
class Pointer:
    """A place in a JSON value, as the tokens from its root (RFC 6901 section 3)."""

    tokens: tuple[Token, ...] = ()

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `/a/b~1c`; `` is the whole value.

        Raises ValueError where a non-empty text does not start with `/`
        or `~` is not followed by 0 or 1.
        """
        if not text:
            return cls()
        if not text.startswith("/"):
            message = f"a JSON Pointer starts with '/': {text!r}"
            raise ValueError(message)
        return cls(tuple(_unescape(token) for token in text[1:].split("/")))

    @classmethod
    def parse_fragment(cls, fragment: str) -> Self:
        """Read the URI fragment form, percent-decoded first (RFC 6901 section 6)."""
        return cls.parse(unquote(fragment.removeprefix("#"), errors="strict"))

    def __truediv__(self, token: Token | int) -> Pointer:
        """Return the pointer of a member or element of this place."""
        return Pointer((*self.tokens, str(token)))

    def join(self, *tokens: Token | int) -> Pointer:
        """Return the pointer that many levels down."""
        return Pointer((*self.tokens, *(str(token) for token in tokens)))

    @property
    def parent(self) -> Pointer:
        """The place that holds this one; the root's parent is the root."""
        return Pointer(self.tokens[:-1])

    def starts_with(self, other: Pointer) -> bool:
        """Tell whether this place is `other` or lies inside it."""
        return self.tokens[: len(other.tokens)] == other.tokens

    def __str__(self) -> str:
        """Return the string form: `/paths/~1orders/get`."""
        return "".join("/" + t.replace("~", "~0").replace("/", "~1") for t in self.tokens)

    @property
    def fragment(self) -> str:
        """The URI fragment form, `#/paths/~1orders~1%7Bid%7D`."""
        return "#" + quote(str(self), safe=_FRAGMENT_SAFE)


def _unescape(token: str) -> str:
    if "~" not in token:
        return token
    pieces = token.split("~")
    if any(not piece.startswith(("0", "1")) for piece in pieces[1:]):
        message = f"'~' stands only in '~0' and '~1': {token!r}"
        raise ValueError(message)
    return token.replace("~1", "/").replace("~0", "~")
