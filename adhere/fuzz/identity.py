"""Who calls the service: identities and where their credentials come from."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Any

from adhere.fuzz.errors import FuzzError
from adhere.source import Pointer

ANONYMOUS = "anonymous"


@dataclass(frozen=True, slots=True)
class Secret:
    """A value that lives in an environment variable; only its name is ever shown."""

    variable: str

    def reveal(self) -> str:
        """Return the value; raise FuzzError where the variable is not set or empty."""
        value = os.environ.get(self.variable, "")
        if not value:
            raise FuzzError(f"the environment variable {self.variable} is not set")
        return value


@dataclass(frozen=True, slots=True)
class StaticCredential:
    """A bearer token or an API key that somebody issued before."""

    scheme: str
    value: Secret


@dataclass(frozen=True, slots=True)
class BasicCredential:
    """A user name and a password for HTTP Basic (RFC 7617)."""

    scheme: str
    username: str
    password: Secret


@dataclass(frozen=True, slots=True)
class OperationLogin:
    """An operation of the contract that issues a bearer token or key.

    `body` is sent as JSON, with each `Secret` in it revealed. `token` and `expires_in` (seconds)
    are places in the JSON reply.
    """

    scheme: str
    operation_id: str
    body: Any
    token: Pointer
    expires_in: Pointer | None = None


@dataclass(frozen=True, slots=True)
class ClientCredentials:
    """The OAuth 2.0 client credentials grant (RFC 6749 section 4.4) at the scheme's `tokenUrl`."""

    scheme: str
    client_id: str
    client_secret: Secret
    scopes: tuple[str, ...] = ()


CredentialSource = StaticCredential | BasicCredential | OperationLogin | ClientCredentials


@dataclass(frozen=True, slots=True)
class Identity:
    """A caller: its credentials, and the scopes or roles it is known to hold.

    `scopes` is `None` where nobody said; then 403 is never held against the service.
    """

    name: str
    sources: tuple[CredentialSource, ...] = ()
    scopes: frozenset[str] | None = None

    @property
    def is_anonymous(self) -> bool:
        """Tell whether this caller shows no credential at all."""
        return not self.sources
