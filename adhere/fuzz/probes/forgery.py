"""Credentials that must be refused, each made from one that is accepted."""

from __future__ import annotations

import base64
import json
import string
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import requests
from urllib3 import HTTPHeaderDict

from adhere.contract.nodes import ParameterLocation
from adhere.fuzz.credentials import Credential
from adhere.fuzz.probes.probe import Edit

_BASE64URL = string.ascii_uppercase + string.ascii_lowercase + string.digits + "-_"
_LONG_AGO = 1_000_000_000  # seconds since 1970: 2001


@dataclass(frozen=True, slots=True)
class Forgery:
    """A request's credential, or the lack of one, that proves nobody.

    `kind` completes "answers 200 to ...". `credential` is what it carries, `edit` what else is
    done to the request. `is_text` marks those that show the text or scheme to be looked at: a
    service that takes one of them does not look, so that the others say no more.
    """

    kind: str
    credential: Credential | None = None
    edit: Edit | None = None
    is_text: bool = False


def forgeries(real: Credential) -> Iterator[Forgery]:
    """Yield all that can be made from a credential."""
    prefix, text = _split(real)
    yield Forgery("a request without a credential")
    yield Forgery("an empty credential", replace(real, value=prefix))
    for kind, changed in _texts(text):
        if changed != text:
            yield Forgery(kind, replace(real, value=f"{prefix}{changed}"), is_text=True)
    if prefix:
        other = "Basic" if prefix.strip().lower() != "basic" else "Bearer"
        value = f"{other} {text}"
        yield Forgery("a credential under another scheme", replace(real, value=value), is_text=True)
    yield from _misplaced(real, text)
    if real.location is ParameterLocation.HEADER:
        yield _twice(real, f"{prefix}{_tampered(text, len(text) - 1)}")


def _split(real: Credential) -> tuple[str, str]:
    """Return what names the scheme, with its space, and what proves the identity."""
    if real.name != "Authorization":
        return "", real.value
    scheme, space, text = real.value.partition(" ")
    return f"{scheme}{space}", text


def _texts(text: str) -> Iterator[tuple[str, str]]:
    yield "a malformed credential", "not-a-credential"
    yield "a credential whose last character was changed", _tampered(text, len(text) - 1)
    yield "a credential whose middle character was changed", _tampered(text, len(text) // 2)
    claims = _claims(text)
    if claims is None:
        return
    payload, signature = text.split(".")[1:]
    for algorithm in ("none", "None"):
        header = _encoded({"alg": algorithm, "typ": "JWT"})
        yield "an unsigned JWT (alg none)", f"{header}.{payload}."
    if isinstance(claims.get("exp"), int | float):
        header = text.split(".", 1)[0]
        expired = _encoded({**claims, "exp": _LONG_AGO})
        yield "a JWT whose claims were changed", f"{header}.{expired}.{signature}"


def _tampered(text: str, index: int) -> str:
    """Change the character at `index`, or the nearest before it that carries data.

    The highest of the six bits is flipped: the lowest of a last character may be padding, which
    decoders ignore (RFC 4648 section 3.5).
    """
    while index > 0 and text[index] not in _BASE64URL:
        index -= 1
    old = text[index]
    new = _BASE64URL[_BASE64URL.index(old) ^ 0b100000] if old in _BASE64URL else "A"
    return f"{text[:index]}{new}{text[index + 1 :]}"


def _claims(text: str) -> dict[str, Any] | None:
    parts = text.split(".")
    if len(parts) != len(("header", "payload", "signature")):
        return None
    padded = parts[1] + "=" * (-len(parts[1]) % 4)
    try:
        claims = json.loads(base64.urlsafe_b64decode(padded))
    except ValueError:
        return None
    return claims if isinstance(claims, dict) else None


def _encoded(part: dict[str, Any]) -> str:
    text = json.dumps(part, separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _misplaced(real: Credential, text: str) -> Iterator[Forgery]:
    name = "access_token" if real.name == "Authorization" else real.name
    places = {
        ParameterLocation.HEADER: "a credential in a header",
        ParameterLocation.QUERY: "a credential in the query",
        ParameterLocation.COOKIE: "a credential in a cookie",
    }
    for place, kind in places.items():
        if place is not real.location:
            yield Forgery(kind, replace(real, location=place, name=name, value=text))


def _twice(real: Credential, bad: str) -> Forgery:
    """Put the real credential behind one that proves nobody.

    The other order would say little: many servers keep the first and never see the second.
    """

    def edit(prepared: requests.PreparedRequest) -> None:
        headers = HTTPHeaderDict({name: str(value) for name, value in prepared.headers.items()})
        headers.add(real.name, real.value)
        # `requests` keeps one value a name; its adapters send whatever pairs they are given.
        prepared.headers = headers  # type: ignore[assignment]

    kind = "a valid credential behind an invalid one"
    return Forgery(kind, replace(real, value=bad), edit, is_text=True)
