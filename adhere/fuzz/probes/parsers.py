"""Texts that parsers trip over are refused or understood, never a failure of the server.

RFC 8259 (JSON: sections 4, 6, 8.1, 9), RFC 3629 (UTF-8), RFC 3986 section 2.1 (percent-encoding).
That 5xx comes of none of them is looked after with every reply; here it is that what is no JSON at
all is refused. Where parsers may differ (duplicate names, a byte order mark) either is fine.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

import requests

from adhere.contract.nodes import Operation, ParameterLocation
from adhere.fuzz.engine import Caller
from adhere.fuzz.probes.probe import Bench, Edit, Probe, Reply
from adhere.fuzz.probes.workshop import Workshop, is_success
from adhere.fuzz.resources import body_schema
from adhere.fuzz.settings import SAFE_METHODS
from adhere.source import Pointer

_ID = "parsers"
_DEEP = 20_000
_MANY_DIGITS = 5_000
# In the place of a path's or a query's value, percent-encoded as it stands.
_ODD_VALUES = {
    "NUL": "%00",
    "bytes that are not UTF-8": "%FF%FE",
    "a percent-encoded slash": "a%2Fb",
    "a percent-encoded lone surrogate": "%ED%A0%80",
    "a number of 400 digits": "9" * 400,
    "a text of 4,000 letters": "a" * 4000,
}


def _run(bench: Bench) -> None:
    workshop = Workshop(bench, _ID)
    seen: set[Pointer] = set()
    for operation in bench.operations:
        if operation.method not in SAFE_METHODS and not bench.engine.profile.may_change:
            continue
        for caller in workshop.callers(operation)[-1:]:
            with bench.attempt(operation):
                reader = _Reader(workshop, operation, caller)
                workshop.learn_unique(operation, caller)
                reader.test(reader.values(seen))
                reader.test(reader.texts())
                reader.test(reader.bodies())


@dataclass(frozen=True, slots=True)
class _Oddity:
    """A request that is odd in one way; `is_wrong` where nobody may take it."""

    what: str
    edit: Edit
    is_wrong: bool = False


@dataclass(frozen=True, slots=True)
class _Reader:
    """One operation, in requests that are right but for how one part is written."""

    workshop: Workshop
    operation: Operation
    caller: Caller

    def test(self, oddities: Iterator[_Oddity]) -> None:
        """Send every oddity."""
        for oddity in oddities:
            if not oddity.is_wrong:
                self._send(oddity)
                continue
            self.workshop.confirm(
                self.operation,
                f"takes {oddity.what}",
                "Seen twice.",
                seen=partial(self._taken, oddity),
                caller=self.caller,
            )

    def _taken(self, oddity: _Oddity) -> Reply | None:
        reply = self._send(oddity)
        return reply if reply is not None and is_success(reply) else None

    def _send(self, oddity: _Oddity) -> Reply | None:
        case = self.workshop.case(self.operation)
        if case is None:
            return None
        return self.workshop.deliver(self.operation, self.caller, case, oddity.edit)

    def _body(self) -> dict[str, Any]:
        """Return a body that is taken; what must be unique is, each time."""
        case = self.workshop.case(self.operation)
        body = None if case is None or body_schema(self.operation) is None else case.body
        if not isinstance(body, dict):
            return {}
        unique = self.workshop.unique(self.operation)
        return dict(self.workshop.fresh(self.operation, body, unique))

    def texts(self) -> Iterator[_Oddity]:
        """Yield what the values of a body may be, and get past the parser."""
        body = self._body()
        for name in [n for n, value in body.items() if isinstance(value, str)][:1]:
            yield self._with("a lone surrogate in the body", name, r'"\ud800"')
            yield self._with("NUL in a text of the body", name, r'"a\u0000b"')
        for name in [n for n, value in body.items() if isinstance(value, int | float)][:1]:
            yield self._with("a number beyond every range (1e400)", name, "1e400")
            yield self._with("a number of 5,000 digits", name, "1" * _MANY_DIGITS)

    def bodies(self) -> Iterator[_Oddity]:
        """Yield what a parser of JSON meets; most of it is none."""
        body = self._body()
        if not body:
            return
        name = next(iter(body))
        twice = f"{{{json.dumps(name)}: null, "
        yield self._raw("a name that stands twice", lambda text: twice.encode() + text[1:])
        yield self._raw("a byte order mark before the body", lambda text: b"\xef\xbb\xbf" + text)
        for member in [n for n, value in body.items() if isinstance(value, str)]:
            yield self._with("a body that is not UTF-8", member, b'"\xff\xfe"', is_wrong=True)
        yield self._with("NaN in the body", name, "NaN", is_wrong=True)
        deep = b"[" * _DEEP + b"]" * _DEEP
        yield self._raw("a body that is nested deep", lambda _: deep, is_wrong=True)
        yield self._raw("a body that ends early", lambda text: text[:-1], is_wrong=True)
        yield self._raw("a body with more behind it", lambda text: text + b" x", is_wrong=True)

    def _with(
        self, what: str, name: str, written: str | bytes, *, is_wrong: bool = False
    ) -> _Oddity:
        """Write one value of the body just so."""
        value = written if isinstance(written, bytes) else written.encode()

        def write(text: bytes) -> bytes:
            others = {key: item for key, item in json.loads(text).items() if key != name}
            comma = b", " if others else b""
            return b"{%s: %s%s%s" % (
                json.dumps(name).encode(),
                value,
                comma,
                json.dumps(others)[1:].encode(),
            )

        return self._raw(what, write, is_wrong=is_wrong)

    def _raw(
        self, what: str, write: Callable[[bytes], bytes], *, is_wrong: bool = False
    ) -> _Oddity:
        def edit(prepared: requests.PreparedRequest) -> None:
            content = write(json.dumps(self._body()).encode())
            prepared.body = content
            prepared.headers["Content-Length"] = str(len(content))

        return _Oddity(what, edit, is_wrong)

    def values(self, seen: set[Pointer]) -> Iterator[_Oddity]:
        """Yield what the path and the query may hold, of each parameter once."""
        for parameter in self.operation.parameters:
            if parameter.pointer in seen:
                continue
            seen.add(parameter.pointer)
            for what, text in _ODD_VALUES.items():
                if parameter.location is ParameterLocation.PATH:
                    yield _Oddity(f"{what} in the path", self._in_path(parameter.name, text))
                elif parameter.location is ParameterLocation.QUERY:
                    yield _Oddity(f"{what} in the query", _in_query(parameter.name, text))

    def _in_path(self, name: str, text: str) -> Edit:
        """Put a text in the place of the last parameter of the path, as it stands."""
        segments = self.operation.path.split("/")
        index = next((i for i, s in enumerate(segments) if f"{{{name}}}" in s), None)

        def edit(prepared: requests.PreparedRequest) -> None:
            url, question, query = str(prepared.url).partition("?")
            parts = url.split("/")
            if index is not None:
                parts[index - len(segments)] = text
            prepared.url = f"{'/'.join(parts)}{question}{query}"

        return edit


def _in_query(name: str, text: str) -> Edit:
    def edit(prepared: requests.PreparedRequest) -> None:
        separator = "&" if "?" in str(prepared.url) else "?"
        prepared.url = f"{prepared.url}{separator}{name}={text}"

    return edit


PARSERS = Probe(_ID, "a request that is written oddly, and fails the server or is taken", _run)
