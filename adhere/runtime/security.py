"""Security requirements: who may call an operation (OpenAPI 3.1, section 4.8.30)."""

from __future__ import annotations

import base64
import binascii
import inspect
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, cast
from urllib.parse import unquote_plus

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.types import Receive, Scope

from .contract_files import Contract
from .credentials import (
    ANONYMOUS,
    Admission,
    ApiKey,
    BasicCredentials,
    BearerToken,
    ClientCertificate,
    Credential,
    Granted,
    HttpCredentials,
)
from .message import cookies_of, header_values, query_pairs
from .problems import Problem

Extract = Callable[[Scope], Credential | None]
Recognise = Callable[[Credential, Request], Awaitable[Granted[Any] | None]]


class InvalidCredential(Exception):  # noqa: N818  # a finding, not a fault
    """A credential is there, but cannot even be read."""


@dataclass(frozen=True, slots=True)
class SchemePlan:
    """One security scheme: how its credential is found, recognised and asked for."""

    name: str
    extract: Extract
    recognise: Recognise
    challenge: str
    is_bearer: bool


@dataclass(frozen=True, slots=True)
class Use:
    """A scheme inside a requirement, and the scopes or roles that it must carry."""

    scheme: SchemePlan
    scopes: frozenset[str]

    def allows(self, granted: Granted[Any]) -> bool:
        """Tell whether what was granted carries the scopes."""
        return not self.scopes or self.scopes <= set(granted.scopes)


@dataclass(frozen=True)
class SecurityPlan:
    """The requirements of one operation: alternatives, each a set that must all hold."""

    requirements: tuple[tuple[Use, ...], ...]

    @cached_property
    def only(self) -> Use | None:
        """The scheme of the only requirement, where that is one scheme."""
        return self.requirements[0][0] if [*map(len, self.requirements)] == [1] else None

    @property
    def admits_anonymous(self) -> bool:
        """Tell whether `{}` is one of the alternatives."""
        return () in self.requirements

    async def admit(self, scope: Scope, receive: Receive) -> Admission:
        """Return who calls. Raises `Problem` 401 or 403 (RFC 6750, section 3).

        The alternatives are tried in order. A caller who presents a credential that is not
        valid is refused even where anonymous callers are admitted.
        """
        attempt = _Attempt(scope, receive)
        if self.only is not None:
            granted = await attempt.ask(self.only.scheme)
            if granted is not None and self.only.allows(granted):
                return Admission({self.only.scheme.name: granted.principal})
            raise self._refusal(attempt)
        for requirement in self.requirements:
            if requirement and await attempt.satisfies(requirement):
                return attempt.admission(requirement)
        if self.admits_anonymous and not attempt.presented:
            return ANONYMOUS
        raise self._refusal(attempt)

    def _refusal(self, attempt: _Attempt) -> Problem:
        for requirement in self.requirements:
            if requirement and all(attempt.is_valid(use.scheme.name) for use in requirement):
                return _forbidden(requirement, attempt)
        schemes = {use.scheme.name: use.scheme for uses in self.requirements for use in uses}
        headers = [("WWW-Authenticate", _challenge(scheme, attempt)) for scheme in schemes.values()]
        detail = (
            "The credentials are not valid." if attempt.presented else "Credentials are required."
        )
        return Problem(401, detail, headers=list(dict.fromkeys(headers)))


class _Attempt:
    """The schemes that one request has been tried against; each is tried once."""

    __slots__ = ("_receive", "_results", "_scope", "presented")

    def __init__(self, scope: Scope, receive: Receive) -> None:
        self._scope = scope
        self._receive = receive
        self._results: dict[str, Granted[Any] | None] = {}
        self.presented: set[str] = set()

    def granted(self, name: str) -> Granted[Any]:
        return cast("Granted[Any]", self._results[name])

    def admission(self, requirement: Sequence[Use]) -> Admission:
        names = [use.scheme.name for use in requirement]
        return Admission({name: self.granted(name).principal for name in names})

    def is_valid(self, name: str) -> bool:
        return self._results.get(name) is not None

    async def satisfies(self, requirement: Sequence[Use]) -> bool:
        for use in requirement:
            if await self.recognise(use.scheme) is None:
                return False
        return all(use.allows(self.granted(use.scheme.name)) for use in requirement)

    async def recognise(self, scheme: SchemePlan) -> Granted[Any] | None:
        if scheme.name not in self._results:
            return await self.ask(scheme)
        return self._results[scheme.name]

    async def ask(self, scheme: SchemePlan) -> Granted[Any] | None:
        self._results[scheme.name] = None
        try:
            credential = scheme.extract(self._scope)
        except InvalidCredential:
            self.presented.add(scheme.name)
            return None
        if credential is None:
            return None
        self.presented.add(scheme.name)
        granted = await scheme.recognise(credential, Request(self._scope, self._receive))
        self._results[scheme.name] = granted
        return granted


def _forbidden(requirement: Sequence[Use], attempt: _Attempt) -> Problem:
    headers = []
    for use in requirement:
        missing = use.scopes - set(attempt.granted(use.scheme.name).scopes)
        if use.scheme.is_bearer and missing:
            scope = " ".join(sorted(use.scopes))
            challenge = f'{use.scheme.challenge}, error="insufficient_scope", scope="{scope}"'
            headers.append(("WWW-Authenticate", challenge.replace("Bearer,", "Bearer")))
    return Problem(403, "The credentials do not permit this operation.", headers=headers)


def _challenge(scheme: SchemePlan, attempt: _Attempt) -> str:
    if scheme.is_bearer and scheme.name in attempt.presented:
        return 'Bearer error="invalid_token"'
    return scheme.challenge


class SchemeCompiler:
    """Turns the Security Scheme Objects of a contract into plans."""

    def __init__(
        self, contract: Contract, security: object | None, method_names: Mapping[str, str]
    ) -> None:
        """Take the implementation of `Security` and which of its methods is which scheme."""
        self._contract = contract
        self._security = security
        self._method_names = method_names
        self._schemes: dict[str, SchemePlan] = {}

    def plan(self, requirements: Sequence[Mapping[str, Sequence[str]]]) -> SecurityPlan:
        """Compile the requirements of one operation."""
        return SecurityPlan(
            tuple(
                tuple(Use(self._scheme(name), frozenset(scopes)) for name, scopes in uses.items())
                for uses in requirements
            )
        )

    def _scheme(self, name: str) -> SchemePlan:
        if name not in self._schemes:
            node = self._contract.child(self._contract.root, "components", "securitySchemes", name)
            self._schemes[name] = self._compile(name, {} if node is None else node.value)
        return self._schemes[name]

    def _compile(self, name: str, scheme: Mapping[str, Any]) -> SchemePlan:
        extract, challenge = _extraction(scheme)
        method = getattr(self._security, self._method_names.get(name, ""), None)
        recognise = _nobody if method is None else _callable_of(method)
        return SchemePlan(name, extract, recognise, challenge, challenge == "Bearer")


async def _nobody(_: Credential, __: Request) -> None:
    return None


def _callable_of(method: Callable[..., Any]) -> Recognise:
    if inspect.iscoroutinefunction(method):
        return method

    def threaded(credential: Credential, request: Request) -> Awaitable[Any]:
        return run_in_threadpool(method, credential, request)

    return threaded


def _extraction(scheme: Mapping[str, Any]) -> tuple[Extract, str]:
    kind = scheme.get("type")
    if kind == "apiKey":
        place, name = str(scheme.get("in")), str(scheme.get("name"))
        return _api_key(place, name), f'ApiKey in="{place}", name="{_quotable(name)}"'
    if kind == "mutualTLS":
        return _certificate, "MutualTLS"
    http_scheme = str(scheme.get("scheme", "bearer")).lower() if kind == "http" else "bearer"
    if http_scheme == "basic":
        return _authorization("basic", _basic), 'Basic realm="api", charset="UTF-8"'
    if http_scheme == "bearer":
        return _authorization("bearer", BearerToken), "Bearer"
    return (
        _authorization(http_scheme, lambda text: HttpCredentials(http_scheme, text)),
        http_scheme.capitalize(),
    )


def _quotable(name: str) -> str:
    return name.replace("\\", "\\\\").replace('"', '\\"')


def _authorization(http_scheme: str, read: Callable[[str], Credential]) -> Extract:
    def extract(scope: Scope) -> Credential | None:
        found: bytes | None = None
        for field, value in scope["headers"]:
            if field == b"authorization":
                if found is not None:
                    raise InvalidCredential
                found = value
        if found is None:
            return None
        name, _, parameters = found.decode("latin-1").partition(" ")
        parameters = parameters.strip()
        if name.lower() != http_scheme:
            return None
        if not parameters:
            raise InvalidCredential
        return read(parameters)

    return extract


def _basic(encoded: str) -> Credential:
    try:
        username, colon, password = base64.b64decode(encoded, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        raise InvalidCredential from None
    if not colon:
        raise InvalidCredential
    return BasicCredentials(username, password)


def _api_key(place: str, name: str) -> Extract:
    def extract(scope: Scope) -> Credential | None:
        values = _values(scope, place, name)
        if len(values) > 1:
            raise InvalidCredential
        return ApiKey(values[0]) if values else None

    return extract


def _values(scope: Scope, place: str, name: str) -> Sequence[str]:
    if place == "header":
        return header_values(scope, name.lower().encode("latin-1", "replace"))
    if place == "cookie":
        return [value for key, value in cookies_of(scope) if key == name]
    return [unquote_plus(value) for key, value in query_pairs(scope) if unquote_plus(key) == name]


def _certificate(scope: Scope) -> Credential | None:
    chain = scope.get("extensions", {}).get("tls", {}).get("client_cert_chain") or ()
    return ClientCertificate(chain[0]) if chain else None
