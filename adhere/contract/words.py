"""Identifiers out of whatever text a document uses as a name."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_CAMEL_BOUNDARY = re.compile(
    r"(?<=[^\W\d_A-Z])(?=[A-Z])|(?<=\d)(?=[A-Z][a-z])|(?<=[A-Z])(?=[A-Z][a-z])"
)
_NOT_WORD = re.compile(r"[\W_]+")


def words(text: str) -> list[str]:
    """Split `listOrders`, `list-orders`, `list.orders` and `HTTPServer` into their words.

    Accents are dropped; letters without a Latin base stay as they are.
    """
    spaced = _CAMEL_BOUNDARY.sub(" ", _plain(text))
    return [word for word in _NOT_WORD.split(spaced) if _is_part(word)]


def snake_case(text: str, *, prefix: str) -> str:
    """Return `list_orders`; `prefix` stands before a leading digit, or alone where nothing is left.

    Keywords are not looked at.
    """
    return _start(unicodedata.normalize("NFKC", "_".join(words(text)).lower()), prefix, "_")


@lru_cache(maxsize=16_384)
def pascal_case(text: str, *, prefix: str) -> str:
    """Return `ListOrders`; what is written in Pascal case already stays (`APIKey`)."""
    chunks = [chunk for chunk in _NOT_WORD.split(_plain(text)) if _is_part(chunk)]
    if len(chunks) > 1 and text.isupper():
        chunks = [chunk.lower() for chunk in chunks]
    return _start("".join(chunk[:1].upper() + chunk[1:] for chunk in chunks), prefix, "")


def header_case(text: str, *, prefix: str) -> str:
    """Return `x_request_id`; case tells no words apart in header names (RFC 9110 section 5.1)."""
    return snake_case(text.lower(), prefix=prefix)


def _plain(text: str) -> str:
    if text.isascii():
        return text
    kept = (c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return unicodedata.normalize("NFKC", "".join(kept))


def _is_part(word: str) -> bool:
    return f"a{word}".isidentifier() and word != ""


def _start(name: str, prefix: str, separator: str) -> str:
    if not name:
        return prefix
    return name if name.isidentifier() else f"{prefix}{separator}{name}"
