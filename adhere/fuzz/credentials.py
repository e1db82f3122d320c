"""A credential in hand: how it travels, and whether a request carries it."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import Any

import requests
from schemathesis import Case

from adhere.contract.nodes import ParameterLocation, SchemeType, SecurityScheme
from adhere.fuzz.wire import WireRequest


@dataclass(frozen=True, slots=True)
class Credential:
    """The text that proves an identity under one security scheme.

    `expires_in` is in seconds from when it was issued, `None` where nobody said.
    """

    scheme: str
    location: ParameterLocation
    name: str
    value: str
    expires_in: float | None = None

    def apply(self, case: Case[Any]) -> None:
        """Put it on a generated request."""
        match self.location:
            case ParameterLocation.QUERY:
                case.query[self.name] = self.value
            case ParameterLocation.COOKIE:
                case.cookies[self.name] = self.value
            case _:
                case.headers[self.name] = self.value

    def arguments(self) -> dict[str, Any]:
        """Return what puts it on a request of `requests`, and keeps a .netrc away."""
        place = {ParameterLocation.QUERY: "params", ParameterLocation.COOKIE: "cookies"}
        return {
            place.get(self.location, "headers"): {self.name: self.value},
            "auth": lambda prepared: prepared,
        }

    def is_meant_for(self, case: Case[Any]) -> bool:
        """Tell whether a generated request carries exactly this credential."""
        match self.location:
            case ParameterLocation.QUERY:
                return bool(case.query.get(self.name) == self.value)
            case ParameterLocation.COOKIE:
                return bool(case.cookies.get(self.name) == self.value)
            case _:
                return bool(case.headers.get(self.name) == self.value)

    def is_on(self, prepared: requests.PreparedRequest) -> bool:
        """Tell whether a request that was sent carries exactly this credential."""
        sent = WireRequest.of(prepared)
        match self.location:
            case ParameterLocation.QUERY:
                return (self.name, self.value) in sent.query
            case ParameterLocation.COOKIE:
                return (sent.cookies() or {}).get(self.name) == self.value
            case _:
                return sent.headers.get(self.name.lower()) == self.value


def from_token(scheme: SecurityScheme, token: str, expires_in: float | None = None) -> Credential:
    """Return the token as this scheme carries it: API key, or bearer (RFC 6750 section 2.1)."""
    if scheme.type is SchemeType.API_KEY and scheme.location and scheme.parameter_name:
        return Credential(scheme.name, scheme.location, scheme.parameter_name, token, expires_in)
    kind = "Bearer"
    if scheme.http_scheme and scheme.http_scheme.lower() not in {"bearer", "basic"}:
        kind = scheme.http_scheme
    value = f"{kind} {token}"
    return Credential(scheme.name, ParameterLocation.HEADER, "Authorization", value, expires_in)


def from_password(scheme: SecurityScheme, username: str, password: str) -> Credential:
    """Return the pair as HTTP Basic carries it (RFC 7617 section 2)."""
    pair = base64.b64encode(f"{username}:{password}".encode()).decode()
    return Credential(scheme.name, ParameterLocation.HEADER, "Authorization", f"Basic {pair}")
