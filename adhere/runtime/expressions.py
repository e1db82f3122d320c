"""Where a callback is sent: runtime expressions (OpenAPI 3.1, section 4.8.20.4)."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import quote, urlsplit

from pydantic_core import to_jsonable_python

from .call import Call
from .operation import mark_of
from .replies import AnyReply, header_field

_EMBEDDED = re.compile(r"\{(\$[^{}]*)\}")
_UNSAFE = re.compile(r"[\x00-\x20\x7f\\]")
_SCHEMES = frozenset({"http", "https"})


class NoCallbackUrl(ValueError):  # noqa: N818  # a finding about the request
    """A request, or its reply, that names no URL to call back; says why, without the URL."""


def callback_url(
    callback: Callable[..., Any], call: Call[Any], body: Any = None, reply: AnyReply | None = None
) -> str:
    """Return the URL to which a callback is sent, by the request that asked for it.

    `callback` is the method of the generated Protocol, `body` the body of the request. `reply`
    is needed where the expression speaks of `$response` or `$statusCode`. The URL is absolute,
    of HTTP or HTTPS and without credentials; what its host is nobody has looked at yet, that is
    for the sender. Raises `NoCallbackUrl`.
    """
    template = mark_of(callback).path
    values = _Values(call, body, reply)
    if template.startswith("$"):
        return checked_url(values.text(template))

    def embedded(found: re.Match[str]) -> str:
        text = values.text(found[1])
        return text if found.start() == 0 else quote(text, safe="")

    return checked_url(_EMBEDDED.sub(embedded, template))


def checked_url(url: str) -> str:
    """Return an absolute URL that may be called. Raises `NoCallbackUrl` for any other."""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        raise NoCallbackUrl("The URL to call is not a URL.") from None
    if _UNSAFE.search(url):
        raise NoCallbackUrl("The URL to call holds a space, a backslash or a control character.")
    if parts.scheme not in _SCHEMES or not host:
        raise NoCallbackUrl("The URL to call must be absolute, and begin with http or https.")
    if "@" in parts.netloc:
        raise NoCallbackUrl("The URL to call must hold no credentials.")
    return url


class _Values:
    """What the expressions of one request, and of its reply, stand for."""

    def __init__(self, call: Call[Any], body: Any, reply: AnyReply | None) -> None:
        self._call = call
        self._body = body
        self._reply = reply

    def text(self, expression: str) -> str:
        """Return the value of an expression as a text. Raises `NoCallbackUrl`."""
        found = self._find(expression)
        if isinstance(found, str):
            return found
        if isinstance(found, int | float) and not isinstance(found, bool):
            return str(found)
        raise NoCallbackUrl(f"Neither request nor reply has a text at {expression}.")

    def _find(self, expression: str) -> Any:
        side, _, source = expression.partition(".")
        match side:
            case "$url":
                return str(self._call.request.url)
            case "$method":
                return self._call.request.method
            case "$statusCode" if self._reply is not None:
                return self._reply.status_code
            case "$request":
                return self._of_request(source)
            case "$response" if self._reply is not None:
                return self._of_reply(self._reply, source)
        return None

    def _of_request(self, source: str) -> Any:
        match source.partition("."):
            case "query", _, name:
                return self._call.request.query_params.get(name)
            case "path", _, name:
                return self._call.request.path_params.get(name)
            case "header", _, name:
                return self._call.request.headers.get(name)
        return _at(self._body, source)

    def _of_reply(self, reply: AnyReply, source: str) -> Any:
        if source.startswith("header."):
            return reply_header(reply, source.removeprefix("header."))
        return _at(getattr(reply, "body", None), source)


def reply_header(reply: AnyReply, name: str) -> Any:
    """Return the value of a reply's header field by its name in any case; `None` for none."""
    declared = header_field(type(reply), name)
    if declared is not None:
        return to_jsonable_python(getattr(reply, declared))
    found = (v for wire, v in reply.extra_headers.items() if wire.lower() == name.lower())
    return next(found, None)


def _at(body: Any, source: str) -> Any:
    """Return what `body#/a/b` names in a body (RFC 6901); `None` where it names nothing."""
    kind, _, pointer = source.partition("#")
    if kind != "body":
        return None
    value = to_jsonable_python(body, by_alias=True)
    for token in pointer.split("/")[1:]:
        value = _member(value, token.replace("~1", "/").replace("~0", "~"))
    return value


def _member(value: Any, token: str) -> Any:
    if isinstance(value, Mapping):
        return value.get(token)
    is_index = isinstance(value, list) and token.isdecimal() and int(token) < len(value)
    return value[int(token)] if is_index else None
