"""Small contracts made on the spot, and how tests talk to them."""

from __future__ import annotations

import asyncio
import contextlib
import json
import socket
import threading
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import httpx
import uvicorn
from fastapi import FastAPI

from adhere.runtime import ContractFiles, Options, create_app

JSON_REPLY = {"200": {"description": "ok", "content": {"application/json": {"schema": {}}}}}


def contract_files(folder: Path, contract: Mapping[str, Any]) -> ContractFiles:
    header = {"openapi": "3.1.0", "info": {"title": "Test", "version": "1"}}
    (folder / "contract.json").write_text(json.dumps({**header, **contract}), encoding="utf-8")
    return ContractFiles(folder)


def application(
    folder: Path,
    contract: Mapping[str, Any],
    *,
    methods: Mapping[str, Callable[..., Any]],
    implementation: Any = None,
    options: Options | None = None,
    **more: Any,
) -> FastAPI:
    """Serve a contract; `methods` are the marked functions of its one Protocol."""
    protocol = type("Api", (), dict(methods))
    files = contract_files(folder, contract)
    return create_app(files, {protocol: implementation}, options=options, **more)


def exchange(app: Any, method: str, url: str, **request: Any) -> httpx.Response:
    """Send one request in this process; the path goes out as written."""

    async def send() -> httpx.Response:
        transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
            return await client.request(method, url, **request)

    return asyncio.run(send())


async def raw_exchange(
    app: Any, scope: Mapping[str, Any], body: bytes = b""
) -> tuple[int, dict[str, str], bytes]:
    """Call an application with an exact scope: header bytes and paths no client would send."""
    sent: list[Any] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: Any) -> None:
        sent.append(message)

    base = {
        "type": "http",
        "method": "GET",
        "path": "/",
        "query_string": b"",
        "headers": [],
        "root_path": "",
        "scheme": "http",
        "http_version": "1.1",
        "asgi": {"version": "3.0"},
        "server": ("test", 80),
        "client": ("test", 1),
    }
    await app({**base, **scope}, receive, send)
    headers = {key.decode(): value.decode() for key, value in sent[0]["headers"]}
    return sent[0]["status"], headers, b"".join(m.get("body", b"") for m in sent[1:])


@contextlib.contextmanager
def serving(app: Any) -> Iterator[tuple[str, int]]:
    """Serve an application on a free port of the loopback."""
    listener = socket.create_server(("127.0.0.1", 0))
    started = threading.Event()

    class Server(uvicorn.Server):
        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets=sockets)
            started.set()

    server = Server(uvicorn.Config(app, log_level="error", lifespan="on"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    try:
        assert started.wait(20)
        yield listener.getsockname()
    finally:
        server.should_exit = True
        thread.join()
        listener.close()
