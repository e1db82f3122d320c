"""Access tokens by the client credentials grant (RFC 6749, section 4.4)."""

from __future__ import annotations

import base64
import re
import time
from collections.abc import Generator
from dataclasses import dataclass, field
from typing import Any, Literal
from urllib.parse import quote_plus

import httpx

from adhere.client.errors import TokenRefused

LEEWAY = 30.0
"""Seconds before its end at which a token counts as expired."""

_ERROR = re.compile(r"[a-z_]{1,40}")


@dataclass(frozen=True, slots=True)
class ClientCredentials:
    """Who fetches tokens from the flow's `tokenUrl`, and for which scopes.

    `authentication` is how the token endpoint knows the client: by `Authorization: Basic`, or
    by fields of the form (RFC 6749, section 2.3.1; the names are those of RFC 7591).
    """

    client_id: str
    client_secret: str = field(repr=False)
    scopes: tuple[str, ...] = ()
    authentication: Literal["client_secret_basic", "client_secret_post"] = "client_secret_basic"
    token_url: str | None = None

    def request(self, url: httpx.URL) -> httpx.Request:
        """Return the request for a token."""
        form = {"grant_type": "client_credentials"}
        headers = {"Accept": "application/json"}
        if self.scopes:
            form["scope"] = " ".join(self.scopes)
        if self.authentication == "client_secret_post":
            form |= {"client_id": self.client_id, "client_secret": self.client_secret}
        else:
            pair = f"{quote_plus(self.client_id)}:{quote_plus(self.client_secret)}"
            headers["Authorization"] = "Basic " + base64.b64encode(pair.encode()).decode()
        return httpx.Request("POST", url, data=form, headers=headers)


class TokenFetch:
    """A token, fetched when it is first needed and again before it expires.

    Threads that find it expired at once fetch one each; the last one stays.
    """

    def __init__(self, credentials: ClientCredentials, url: httpx.URL) -> None:
        """Hold who asks, and where."""
        self._credentials = credentials
        self._url = url
        self._expires = 0.0
        self.token = ""

    def forget(self) -> None:
        """Fetch anew when a token is next needed."""
        self._expires = 0.0

    def renewed(self) -> Generator[httpx.Request, httpx.Response, None]:
        """Yield the request for a token where there is none, and keep what comes back.

        Raises `TokenRefused`.
        """
        if time.monotonic() < self._expires:
            return
        response = yield self._credentials.request(self._url)
        members = _members(response)
        token, lifetime = members.get("access_token"), members.get("expires_in", 3600)
        if not response.is_success or not isinstance(token, str):
            code = str(members.get("error", ""))
            told = f" ({code})" if _ERROR.fullmatch(code) else ""
            raise TokenRefused(
                f"The token endpoint answered {response.status_code}{told} and no token.", response
            )
        seconds = float(lifetime) if isinstance(lifetime, int | float) else 0.0
        self.token, self._expires = token, time.monotonic() + max(seconds - LEEWAY, seconds / 2)


def _members(response: httpx.Response) -> dict[str, Any]:
    try:
        found = response.json()
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
