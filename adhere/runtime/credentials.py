"""What a caller presents, and what an implementation grants for it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Generic

from .principal import P_co


@dataclass(frozen=True, slots=True)
class BearerToken:
    """A bearer token (RFC 6750), as sent."""

    token: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class ApiKey:
    """A key in a header, a cookie or the query, as sent."""

    value: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class BasicCredentials:
    """A user-id and password (RFC 7617), decoded from base64 and UTF-8."""

    username: str
    password: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class HttpCredentials:
    """The credentials of any other HTTP authentication scheme (RFC 9110, section 11.4).

    `scheme` is in lower case; `parameters` is what follows it, as sent.
    """

    scheme: str
    parameters: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class ClientCertificate:
    """A client certificate: PEM, from the ASGI `tls` extension's `client_cert_chain`."""

    pem: str = field(repr=False)


Credential = BearerToken | ApiKey | BasicCredentials | HttpCredentials | ClientCertificate


@dataclass(frozen=True, slots=True)
class Granted(Generic[P_co]):
    """A recognised caller, and the scopes (or roles) that it holds."""

    principal: P_co
    scopes: Collection[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Admission:
    """Who was admitted: the principal of each scheme of the satisfied requirement, in order."""

    principals: Mapping[str, object]

    @property
    def principal(self) -> object:
        """The principal of the first scheme; `None` for an anonymous caller."""
        return next(iter(self.principals.values()), None)


ANONYMOUS = Admission({})
