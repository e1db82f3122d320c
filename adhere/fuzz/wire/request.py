"""A request as it travelled."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie
from urllib.parse import parse_qsl, urlsplit

import requests


@dataclass(frozen=True, slots=True)
class WireRequest:
    """Method, raw path (still percent-encoded), query pairs (decoded), headers, body."""

    method: str
    path: str
    query: tuple[tuple[str, str], ...]
    headers: Mapping[str, str]
    body: bytes | None

    @classmethod
    def of(cls, prepared: requests.PreparedRequest) -> WireRequest:
        """Read what `requests` sent."""
        parts = urlsplit(str(prepared.url))
        body = prepared.body
        if isinstance(body, str):
            body = body.encode()
        return cls(
            method=str(prepared.method).upper(),
            path=parts.path,
            query=tuple(parse_qsl(parts.query, keep_blank_values=True)),
            headers={name.lower(): _text(value) for name, value in prepared.headers.items()},
            body=body if isinstance(body, bytes) else None,
        )

    @property
    def media_type(self) -> str | None:
        """The media type of the body, lower case, without parameters."""
        value = self.headers.get("content-type")
        return None if value is None else value.split(";", 1)[0].strip().lower()

    def cookies(self) -> dict[str, str] | None:
        """Return the cookies; `None` where the header cannot be read."""
        jar: SimpleCookie = SimpleCookie()
        try:
            jar.load(self.headers.get("cookie", ""))
        except CookieError:
            return None
        return {name: morsel.value for name, morsel in jar.items()}


def _text(value: str | bytes) -> str:
    return value if isinstance(value, str) else value.decode("latin-1")
