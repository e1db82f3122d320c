"""Credentials: sent to the operations whose security requirements name them, and no others."""

from __future__ import annotations

import base64
from collections.abc import Awaitable, Callable, Generator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Self
from urllib.parse import urlencode

import httpx

from adhere.client.parameters import field_value
from adhere.client.tokens import ClientCredentials, TokenFetch
from adhere.runtime.contract_files import Contract
from adhere.runtime.credentials import BasicCredentials, HttpCredentials

Secret = str | Callable[[], str]
"""A key or a token, or what returns one; it is called for every request."""

Token = Secret | ClientCredentials
"""A bearer token (RFC 6750), what returns one, or how to get one (RFC 6749, section 4.4)."""

AsyncSecret = Secret | Callable[[], Awaitable[str]]
"""What an async client takes for a `Secret`: the call may have to be awaited."""

AsyncToken = Token | Callable[[], Awaitable[str]]
"""What an async client takes for a `Token`: the call may have to be awaited."""

Credential = AsyncSecret | ClientCredentials | BasicCredentials | HttpCredentials

Flow = Generator[httpx.Request, httpx.Response, None]
HIDDEN = "(hidden)"


class KeyedURL(httpx.URL):
    """A URL with a key in its query, which its text hides: httpx logs that text."""

    def __str__(self) -> str:
        """Return the URL without its query."""
        return f"{self.copy_with(query=None)}?{HIDDEN}"

    def __repr__(self) -> str:
        """Return the same, marked as a URL."""
        return f"URL({str(self)!r})"


@dataclass(frozen=True, slots=True)
class Presenter:
    """A security scheme with the credential that this client holds for it."""

    scheme: Mapping[str, Any]
    credential: Credential = field(repr=False)
    fetch: TokenFetch | None = None

    async def called(self) -> Self:
        """Return the same with the secret that a callable gives, awaited where it has to be."""
        if not callable(self.credential):
            return self
        given = self.credential()
        return replace(self, credential=await given if isinstance(given, Awaitable) else given)

    def present(self, request: httpx.Request) -> Flow:
        """Put the credential into a request, having fetched a token where one is needed."""
        if self.fetch is not None:
            yield from self.fetch.renewed()
            _set(request, "Authorization", f"Bearer {self.fetch.token}")
        elif isinstance(self.credential, BasicCredentials):
            _set(request, "Authorization", _basic(self.credential))
        elif isinstance(self.credential, HttpCredentials):
            text = f"{self.credential.scheme} {self.credential.parameters}"
            _set(request, "Authorization", text)
        else:
            secret = self.credential() if callable(self.credential) else self.credential
            if not isinstance(secret, str):
                raise TypeError("A callable credential must return a str.")
            self._present_secret(request, secret)

    def _present_secret(self, request: httpx.Request, secret: str) -> None:
        name = self.scheme.get("name", "")
        match self.scheme["type"], self.scheme.get("in"):
            case "apiKey", "header":
                _set(request, name, secret)
            case "apiKey", "cookie":
                others = request.headers.get("Cookie")
                pair = f"{name}={secret}"
                _set(request, "Cookie", f"{others}; {pair}" if others else pair)
            case "apiKey", _:
                query = request.url.query + b"&" if request.url.query else b""
                query += urlencode({name: secret}).encode()
                request.url = KeyedURL(request.url.copy_with(query=query))
            case _:
                _set(request, "Authorization", f"Bearer {secret}")


def _set(request: httpx.Request, name: str, text: str) -> None:
    """Set a header field. Raises `ValueError`, where httpx would tell the secret."""
    request.headers[name] = field_value(name, text).decode("latin-1")


def _basic(credential: BasicCredentials) -> str:
    """Write the credentials of the scheme Basic (RFC 7617, section 2)."""
    pair = f"{credential.username}:{credential.password}".encode()
    return "Basic " + base64.b64encode(pair).decode()


class OperationAuth(httpx.Auth):
    """Presents the credentials that satisfy an operation's security requirements.

    A request that is answered with 401 is sent once more where a fetched token may have been
    revoked before its time.
    """

    def __init__(self, presenters: Sequence[Presenter]) -> None:
        """Hold what is presented."""
        self.presenters = tuple(presenters)

    async def called(self) -> OperationAuth:
        """Return the same with callables called, for an async client."""
        return OperationAuth([await presenter.called() for presenter in self.presenters])

    def auth_flow(self, request: httpx.Request) -> Flow:
        """Present, send, and present fresh tokens where the first ones are refused."""
        url, headers = request.url, request.headers.copy()
        yield from self._present(request)
        response = yield request
        fetches = [p.fetch for p in self.presenters if p.fetch is not None]
        if response.status_code != httpx.codes.UNAUTHORIZED or not fetches:
            return
        for fetch in fetches:
            fetch.forget()
        request.url, request.headers = url, headers
        yield from self._present(request)
        yield request

    def _present(self, request: httpx.Request) -> Flow:
        """Present all; what a token endpoint answers is read, what the service does is not yet."""
        self.requires_response_body = True
        for presenter in self.presenters:
            yield from presenter.present(request)
        self.requires_response_body = False


class Credentials:
    """The credentials that a client holds, by security scheme."""

    def __init__(
        self, contract: Contract, given: Mapping[str, Credential | None], base_url: str
    ) -> None:
        """Hold those that are given. Raises `ValueError` for one that cannot be used."""
        self._presenters: dict[str, Presenter] = {}
        for name, credential in given.items():
            scheme = contract.child(contract.root, "components", "securitySchemes", name)
            if credential is not None and scheme is not None:
                self._presenters[name] = _presenter(name, scheme.value, credential, base_url)
        self._tls = _mutual_tls(contract)

    def auth(self, requirements: Sequence[Mapping[str, Any]]) -> OperationAuth:
        """Return what satisfies the first requirement that can be satisfied, or nothing."""
        for requirement in requirements:
            names = [name for name in requirement if name not in self._tls]
            if all(name in self._presenters for name in names):
                return OperationAuth([self._presenters[name] for name in names])
        return OperationAuth([])


def _presenter(
    name: str, scheme: Mapping[str, Any], credential: Credential, base_url: str
) -> Presenter:
    if not isinstance(credential, ClientCredentials):
        return Presenter(scheme, credential)
    flow = (scheme.get("flows") or {}).get("clientCredentials") or {}
    token_url = credential.token_url or flow.get("tokenUrl")
    if not token_url:
        raise ValueError(f"The scheme {name} declares no clientCredentials flow: say token_url.")
    url = httpx.URL(base_url + "/").join(token_url)
    return Presenter(scheme, credential, TokenFetch(credential, url))


def _mutual_tls(contract: Contract) -> frozenset[str]:
    """Return the schemes that the connection satisfies, not the request."""
    schemes = contract.child(contract.root, "components", "securitySchemes")
    found = () if schemes is None else schemes.items()
    return frozenset(n for n, s in found if contract.resolve(s).value["type"] == "mutualTLS")
