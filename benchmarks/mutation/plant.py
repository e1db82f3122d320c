"""Where bugs are put: objects of the service, its contract, requests and replies on the way."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

import generated
from adhere.runtime.contract_files import Contract, ContractFiles


@dataclass(slots=True, kw_only=True)
class _Message:
    headers: MutableHeaders
    body: bytes

    @property
    def json(self) -> Any:
        """The body as JSON, `None` where it is none."""
        try:
            return json.loads(self.body)
        except ValueError:
            return None

    @json.setter
    def json(self, value: Any) -> None:
        self.body = json.dumps(value).encode()


@dataclass(slots=True, kw_only=True)
class Request(_Message):
    """A request before the service sees it; what is changed here is what it sees."""

    method: str
    path: str
    query: dict[str, str]


@dataclass(slots=True, kw_only=True)
class Reply(_Message):
    """A reply before the caller sees it, with its request."""

    request: Request
    status: int


Change = Callable[[Any], None]


@dataclass(slots=True)
class Plant:
    """What one bug changes; `undo` takes it back."""

    _done: list[Callable[[], None]] = field(default_factory=list)
    _layers: list[Callable[[ASGIApp], ASGIApp]] = field(default_factory=list)

    def patch(self, owner: Any, name: str, value: Any) -> None:
        """Put another value in the place of an attribute."""
        before = owner.__dict__[name]
        self._done.append(lambda: setattr(owner, name, before))
        setattr(owner, name, value)

    def contract(self, change: Callable[[Any], None]) -> None:
        """Let the service read another contract than the one it is held to."""
        folder = Path(generated.__file__).parent
        data = copy.deepcopy(ContractFiles(folder).contract.data)
        change(data)
        changed = Contract(data)
        self.patch(ContractFiles, "contract", property(lambda _: changed))

    def request(self, pattern: str, change: Change) -> None:
        """Change requests whose `METHOD /path` matches before the service sees them."""
        self._layers.append(lambda app: _Layer(app, re.compile(pattern), request=change))

    def reply(self, pattern: str, change: Change) -> None:
        """Change the replies to requests whose `METHOD /path` matches."""
        self._layers.append(lambda app: _Layer(app, re.compile(pattern), reply=change))

    def around(self, app: ASGIApp) -> ASGIApp:
        """Return the application with what was planted around it."""
        for layer in self._layers:
            app = layer(app)
        return app

    def undo(self) -> None:
        """Take everything back that was patched."""
        while self._done:
            self._done.pop()()


@dataclass(slots=True)
class _Layer:
    app: ASGIApp
    pattern: re.Pattern[str]
    request: Change | None = None
    reply: Change | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not self.pattern.fullmatch(_label(scope)):
            await self.app(scope, receive, send)
            return
        request = _request(scope, await _body(receive))
        if self.request is not None:
            self.request(request)
            _put_back(scope, request)
        if self.reply is None:
            await self.app(scope, _again(request.body), send)
            return
        reply = await self._answer(scope, request)
        self.reply(reply)
        await _send(send, reply)

    async def _answer(self, scope: Scope, request: Request) -> Reply:
        reply = Reply(request=request, status=0, headers=MutableHeaders(), body=b"")

        async def note(message: Message) -> None:
            if message["type"] == "http.response.start":
                reply.status = message["status"]
                reply.headers = MutableHeaders(raw=list(message["headers"]))
            else:
                reply.body += message.get("body", b"")

        await self.app(scope, _again(request.body), note)
        return reply


def _label(scope: Scope) -> str:
    return f"{scope['method']} {scope['path']}"


async def _body(receive: Receive) -> bytes:
    body = b""
    while True:
        message = await receive()
        body += bytes(message.get("body", b""))
        if not message.get("more_body", False):
            return body


def _request(scope: Scope, body: bytes) -> Request:
    query = dict(parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True))
    headers = MutableHeaders(raw=list(scope["headers"]))
    return Request(
        method=scope["method"], path=scope["path"], query=query, headers=headers, body=body
    )


def _put_back(scope: Scope, request: Request) -> None:
    if "content-length" in request.headers:
        request.headers["content-length"] = str(len(request.body))
    scope["method"], scope["path"] = request.method, request.path
    before = dict(parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True))
    if request.query != before:  # what is not changed travels as it was written
        scope["query_string"] = urlencode(request.query).encode()
    scope["headers"] = request.headers.raw


def _again(body: bytes) -> Receive:
    async def receive() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    return receive


async def _send(send: Send, reply: Reply) -> None:
    if "content-length" in reply.headers and reply.request.method != "HEAD":
        reply.headers["content-length"] = str(len(reply.body))
    start = {"type": "http.response.start", "status": reply.status, "headers": reply.headers.raw}
    await send(start)
    await send({"type": "http.response.body", "body": reply.body})
