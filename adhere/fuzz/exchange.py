"""Recorded requests and replies as text without secrets."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Iterator, Mapping

from schemathesis.engine.recorder import Interaction

from adhere.fuzz.curl import IMPLIED, command, text_of
from adhere.fuzz.redaction import Redactor
from adhere.fuzz.report import Exchange, Step, Use
from adhere.fuzz.story import Sent

_LONGEST_BODY = 4000
Pairs = tuple[tuple[str, str], ...]


def exchange_of(interaction: Interaction, redactor: Redactor) -> Exchange:
    """Return what travelled, long bodies shortened; the curl command has the whole request."""
    request, response = interaction.request, interaction.response
    return Exchange(
        method=request.method,
        url=redactor.text(request.uri),
        request_headers=_headers(request.headers, redactor),
        request_body=None if request.body is None else _text(redactor.text(_read(request.body))),
        status=None if response is None else response.status_code,
        response_headers=() if response is None else _headers(response.headers, redactor),
        response_body=None if response is None else _text(redactor.reply(_read(response.content))),
        curl=command(
            request.method,
            request.uri,
            headers=_pairs(request.headers),
            body=request.body,
            redactor=redactor,
        ),
    )


def step_of(sent: Sent, base: str, redactor: Redactor, uses: tuple[Use, ...]) -> Step:
    """Return a request in full, expressions in the place of secrets; `base` is the service's."""
    request = sent.interaction.request
    headers = [(n, v) for n, v in _pairs(request.headers) if n.lower() not in IMPLIED]
    text = text_of(request.body) if request.body else None
    encoded = base64.b64encode(request.body).decode() if request.body and text is None else None
    return Step(
        identity=sent.identity,
        operation=sent.operation,
        target=redactor.pieces(request.uri.removeprefix(base)),
        headers=tuple((name, redactor.header_pieces(name, value)) for name, value in headers),
        body=None if text is None else redactor.pieces(text),
        encoded=encoded,
        exchange=exchange_of(sent.interaction, redactor),
        uses=uses,
    )


def size(interaction: Interaction) -> int:
    """Measure a request, so that the smallest that shows a finding can be chosen."""
    request = interaction.request
    headers = sum(len(name) + len(value) for name, value in _pairs(request.headers))
    return len(request.uri) + headers + len(request.body or b"")


def _headers(headers: Mapping[str, list[str]], redactor: Redactor) -> Pairs:
    return tuple((name, redactor.header(name, value)) for name, value in _pairs(headers))


def _pairs(headers: Mapping[str, Iterable[str]]) -> Iterator[tuple[str, str]]:
    for name, values in headers.items():
        for value in values:
            yield name, value


def _read(body: bytes | None) -> str:
    return (body or b"").decode("utf-8", errors="backslashreplace")


def _text(text: str) -> str:
    if len(text) <= _LONGEST_BODY:
        return text
    return f"{text[:_LONGEST_BODY]}… ({len(text)} characters in all)"
