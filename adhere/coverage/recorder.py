"""Listens to exchanges: those of a fuzz run, of an application in this process, of a client."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Awaitable, Callable, MutableMapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, quote

import httpx

from adhere import contract as contracts
from adhere.coverage.evaluator import Evaluator
from adhere.coverage.record import Record
from adhere.document import Document
from adhere.fuzz.agreement import digest
from adhere.fuzz.observer import Observed
from adhere.fuzz.resources import is_json
from adhere.fuzz.run import read
from adhere.fuzz.wire import WireRequest

# Exchanges wait together until so many, or so many bytes of bodies, are there.
_MOST, _MOST_BYTES = 500, 4_000_000

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
ASGIApp = Callable[[MutableMapping[str, Any], Receive, Send], Awaitable[None]]


class Recorder:
    """Counts what exchanges reach in one contract; of any thread. A recorder is an observer."""

    def __init__(self, spec: Document | Path | str, base_path: str = "") -> None:
        """Take a document, and the path that stands before every path of it.

        Raises FuzzError where the document cannot be read.
        """
        self._document = spec if isinstance(spec, Document) else read(Path(spec))
        self._contract = contracts.build(self._document).contract
        self._evaluator = Evaluator(self._contract, base_path)
        self._waiting: list[Observed] = []
        self._bytes = 0
        self._exchanges = 0
        self._reached: Counter[str] = Counter()
        self._lock = threading.Lock()

    def __call__(self, seen: Observed) -> None:
        """Take an exchange; it is looked at later, with others."""
        with self._lock:
            self._waiting.append(seen)
            self._bytes += len(seen.content) + len(seen.request.body or b"")
            if len(self._waiting) >= _MOST or self._bytes >= _MOST_BYTES:
                self._evaluate()

    def record(self) -> Record:
        """Return what was reached so far."""
        with self._lock:
            self._evaluate()
            return Record(
                title=self._contract.title,
                version=self._contract.version,
                sha256=digest(self._document.served),
                spec=str(self._document.root.path),
                exchanges=self._exchanges,
                reached=dict(self._reached),
            )

    def watch(self, app: ASGIApp) -> ASGIApp:
        """Return the ASGI application with every HTTP exchange recorded."""

        async def watched(scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
            if scope["type"] != "http":
                await app(scope, receive, send)
                return
            exchange = _Exchange(scope, receive, send)
            try:
                await app(scope, exchange.receive, exchange.send)
            finally:
                if exchange.status is not None:
                    self(exchange.observed())

        return watched

    def httpx_hook(self, response: httpx.Response) -> None:
        """Take an exchange of a client: `httpx.Client(event_hooks={"response": [...]})`.

        Reads the reply where it is JSON.
        """
        if is_json(response.headers.get("content-type", "")):
            response.read()
        self._take(response)

    async def async_httpx_hook(self, response: httpx.Response) -> None:
        """Do the same for an `httpx.AsyncClient`."""
        if is_json(response.headers.get("content-type", "")):
            await response.aread()
        self._take(response)

    def _take(self, response: httpx.Response) -> None:
        sent = response.request
        request = WireRequest(
            method=sent.method.upper(),
            path=sent.url.raw_path.split(b"?", 1)[0].decode("ascii"),
            query=tuple(parse_qsl(sent.url.query.decode("ascii"), keep_blank_values=True)),
            headers={name.lower(): value for name, value in sent.headers.items()},
            body=_content(sent),
        )
        headers = {name.lower(): value for name, value in response.headers.items()}
        content = response.content if is_json(headers.get("content-type", "")) else b""
        self(Observed(request, response.status_code, headers, content))

    def _evaluate(self) -> None:
        for seen in self._waiting:
            self._reached.update(self._evaluator.reached(seen))
        self._exchanges += len(self._waiting)
        self._waiting.clear()
        self._bytes = 0


def _content(request: httpx.Request) -> bytes | None:
    """Return the body of a request; `None` where it was a stream."""
    try:
        return request.content
    except httpx.RequestNotRead:
        return None


class _Exchange:
    """One request to an ASGI application, listened to while it passes.

    A body larger than `_MOST_BYTES` is not kept.
    """

    def __init__(self, scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        self._scope = scope
        self._receive = receive
        self._send = send
        self._sent = bytearray()
        self._content = bytearray()
        self._headers: dict[str, str] = {}
        self.status: int | None = None

    async def receive(self) -> Message:
        message = await self._receive()
        _keep(self._sent, message)
        return message

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self._headers = _headers(message.get("headers", ()))
        elif is_json(self._headers.get("content-type", "")):
            _keep(self._content, message)
        await self._send(message)

    def observed(self) -> Observed:
        scope = self._scope
        path = scope.get("raw_path") or quote(scope["path"]).encode()
        query = scope.get("query_string", b"").decode("latin-1")
        request = WireRequest(
            method=scope["method"].upper(),
            path=path.decode("latin-1").split("?", 1)[0],
            query=tuple(parse_qsl(query, keep_blank_values=True)),
            headers=_headers(scope["headers"]),
            body=bytes(self._sent),
        )
        return Observed(request, self.status or 0, self._headers, bytes(self._content))


def _keep(kept: bytearray, message: Message) -> None:
    body = message.get("body", b"")
    if len(kept) + len(body) <= _MOST_BYTES:
        kept += body


def _headers(pairs: Any) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, value in pairs:
        key, text = name.decode("latin-1").lower(), value.decode("latin-1")
        found[key] = f"{found[key]}, {text}" if key in found else text
    return found
