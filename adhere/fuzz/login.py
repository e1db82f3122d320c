"""Obtains the credentials of an identity through the contract's own security schemes."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import requests

from adhere.contract.nodes import Contract, SchemeType, SecurityScheme
from adhere.fuzz.credentials import Credential, from_password, from_token
from adhere.fuzz.errors import FuzzError
from adhere.fuzz.identity import (
    BasicCredential,
    ClientCredentials,
    CredentialSource,
    Identity,
    OperationLogin,
    Secret,
    StaticCredential,
)
from adhere.fuzz.redaction import Redactor
from adhere.fuzz.settings import Settings
from adhere.fuzz.shell import environment, placeholder, quoted
from adhere.fuzz.target import Target
from adhere.source import Pointer

# What a wrong password, or one of the wrong form, is answered with.
_REFUSED = frozenset({400, 401, 403, 422})


@dataclass(frozen=True, slots=True)
class Login:
    """What a login operation answered, and the credential in it."""

    document: Any
    credential: Credential


@dataclass(frozen=True, slots=True)
class Desk:
    """Where identities log in: one contract, one service."""

    contract: Contract
    target: Target
    settings: Settings
    redactor: Redactor

    def credentials(self, identity: Identity) -> tuple[Credential, ...]:
        """Log the identity in; raise FuzzError, naming it but no secret, where that fails."""
        try:
            return tuple(self._obtain(source, identity) for source in identity.sources)
        except FuzzError as error:
            text = self.redactor.text(str(error))
            raise FuzzError(f"identity {identity.name!r} cannot log in: {text}") from None

    def _obtain(self, source: CredentialSource, identity: Identity) -> Credential:
        scheme = self._scheme(source.scheme)
        match source:
            case StaticCredential():
                return from_token(scheme, self._reveal(source.value))
            case BasicCredential():
                return self._by_password(scheme, source)
            case OperationLogin():
                return self.log_in(source, identity).credential
            case ClientCredentials():
                return self._by_grant(scheme, source, _stand_in(source, identity))

    def _scheme(self, name: str) -> SecurityScheme:
        known = {scheme.name: scheme for scheme in self.contract.security_schemes}
        if name not in known:
            names = ", ".join(known) or "none"
            raise FuzzError(f"the contract declares no security scheme {name!r} (it has: {names})")
        return known[name]

    def _by_password(self, scheme: SecurityScheme, source: BasicCredential) -> Credential:
        credential = from_password(scheme, source.username, self._reveal(source.password))
        pair = f'"{quoted(source.username)}:{_in_shell(source.password)}"'
        encoded = f"$(printf %s {pair} | base64 | tr -d '\\n')"
        self._hide(credential.value.removeprefix("Basic "), encoded)
        return credential

    def log_in(self, source: OperationLogin, identity: Identity) -> Login:
        """Open a session by an operation; raise FuzzError where that fails."""
        operation = next(
            (o for o in self.contract.operations if o.operation_id == source.operation_id), None
        )
        if operation is None:
            raise FuzzError(f"the contract has no operation {source.operation_id!r}")
        body = self._revealed(source.body)
        reply = self._send(operation.method, operation.path, json=body)
        what = source.operation_id
        document = _success(what, reply, list(_secrets(source.body)))
        token = self._hide(_member(document, source.token, what), _stand_in(source, identity))
        lasts = _seconds(_find(document, source.expires_in)) or _lifetime(token)
        return Login(document, from_token(self._scheme(source.scheme), token, lasts))

    def _by_grant(
        self, scheme: SecurityScheme, source: ClientCredentials, stand_in: str
    ) -> Credential:
        url = _token_url(scheme)
        self._refuse_foreign_host(url)
        form = {
            "grant_type": "client_credentials",
            "client_id": source.client_id,
            "client_secret": self._reveal(source.client_secret),
        }
        if source.scopes:
            form["scope"] = " ".join(source.scopes)
        reply = self._send("POST", url, data=form)
        document = _success(f"the token endpoint {url}", reply, [source.client_secret])
        token = _member(document, Pointer.parse("/access_token"), "the token endpoint")
        self._hide(token, stand_in)
        return from_token(scheme, token, _seconds(_find(document, Pointer.parse("/expires_in"))))

    def _send(self, method: str, url: str, **request: Any) -> requests.Response:
        headers = {"Accept": "application/json"}
        timeout = self.settings.request_timeout
        return self.target.send(method, url, timeout=timeout, headers=headers, **request)

    def _refuse_foreign_host(self, url: str) -> None:
        host = urlsplit(url).hostname
        if host not in {None, self.target.host, *self.settings.allow_hosts}:
            raise FuzzError(f"its tokenUrl is on another host: add --allow-host {host}")

    def _reveal(self, secret: Secret) -> str:
        return self._hide(secret.reveal(), _in_shell(secret))

    def _revealed(self, body: Any) -> Any:
        match body:
            case Secret():
                return self._reveal(body)
            case dict():
                return {name: self._revealed(value) for name, value in body.items()}
            case list():
                return [self._revealed(item) for item in body]
        return body

    def _hide(self, text: str, stand_in: str) -> str:
        self.redactor.add(text, stand_in)
        return text


def _in_shell(secret: Secret) -> str:
    return environment(secret.variable, f"set it to the value of {secret.variable}")


def _stand_in(source: OperationLogin | ClientCredentials, identity: Identity) -> str:
    """Return the variable, named after the identity, for a token that is issued to it."""
    several = len(identity.sources) > 1
    name = f"{identity.name}_{source.scheme}_token" if several else f"{identity.name}_token"
    issuer = "the token endpoint" if isinstance(source, ClientCredentials) else source.operation_id
    return placeholder(name, f"set it to a token that {issuer} issues to {identity.name}")


def _token_url(scheme: SecurityScheme) -> str:
    if scheme.type is SchemeType.OAUTH2:
        for flow in scheme.flows:
            if flow.flow == "clientCredentials" and flow.token_url:
                url = flow.token_url
                return url if "://" in url or url.startswith("/") else f"/{url}"
    raise FuzzError(f"the scheme {scheme.name!r} has no clientCredentials flow with a tokenUrl")


def _secrets(body: Any) -> Iterator[Secret]:
    match body:
        case Secret():
            yield body
        case dict():
            for value in body.values():
                yield from _secrets(value)
        case list():
            for item in body:
                yield from _secrets(item)


def _success(what: str, reply: requests.Response, secrets: list[Secret]) -> Any:
    """Return the JSON of a reply; where it is a refusal, name the variables that may be wrong."""
    if not reply.ok:
        names = " and ".join(secret.variable for secret in secrets)
        verb = "is" if len(secrets) == 1 else "are"
        is_refused = names and reply.status_code in _REFUSED
        question = f"; {verb} {names} right?" if is_refused else ""
        raise FuzzError(f"{what} answered {reply.status_code}{question}")
    try:
        return reply.json()
    except ValueError:
        raise FuzzError(f"{what} answered {reply.status_code} without a JSON body") from None


def _find(document: Any, pointer: Pointer | None) -> Any:
    if pointer is None:
        return None
    value = document
    for token in pointer.tokens:
        if isinstance(value, list) and token.isdecimal() and int(token) < len(value):
            value = value[int(token)]
        else:
            value = value.get(token) if isinstance(value, dict) else None
    return value


def _member(document: Any, pointer: Pointer, what: str) -> str:
    value = _find(document, pointer)
    if not isinstance(value, str) or not value:
        raise FuzzError(f"the reply of {what} has no text at {pointer}")
    return value


def _seconds(value: Any) -> float | None:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return float(value) if is_number and value > 0 else None


def _lifetime(token: str) -> float | None:
    """Return how long a JWT lasts by its own claims (RFC 7519), in seconds."""
    parts = token.split(".")
    if len(parts) != len(("header", "payload", "signature")):
        return None
    padded = parts[1] + "=" * (-len(parts[1]) % 4)
    try:
        claims = json.loads(base64.urlsafe_b64decode(padded))
        return _seconds(claims["exp"] - claims["iat"])
    except (ValueError, TypeError, KeyError):
        return None
