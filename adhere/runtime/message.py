"""Reading an ASGI scope: header fields, cookies, the query."""

from __future__ import annotations

from starlette.types import Scope


def header_values(scope: Scope, name: bytes) -> list[str]:
    """Return the values of a header field in order; `name` is in lower case."""
    return [value.decode("latin-1") for key, value in scope["headers"] if key == name]


def header_value(scope: Scope, name: bytes) -> str | None:
    """Return the first value of a header field."""
    for key, value in scope["headers"]:
        if key == name:
            text: str = value.decode("latin-1")
            return text
    return None


def cookies_of(scope: Scope) -> list[tuple[str, str]]:
    """Return the cookie pairs of a request (RFC 6265, section 4.2.1), as sent."""
    pairs: list[tuple[str, str]] = []
    for header in header_values(scope, b"cookie"):
        for part in header.split(";"):
            name, equals, value = part.strip().partition("=")
            if equals:
                pairs.append((name.strip(), value.strip().strip('"')))
    return pairs


def query_pairs(scope: Scope) -> list[tuple[str, str]]:
    """Return the pairs of the query, still percent-encoded; a pair without `=` has no value."""
    query = scope.get("query_string", b"").decode("latin-1")
    if not query:
        return []
    pairs = (part.partition("=") for part in query.split("&") if part)
    return [(name, value) for name, _, value in pairs]
