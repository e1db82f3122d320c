"""Which addresses are called, and how much of a reply is read, over real sockets."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import httpx
import pytest

from adhere.client import AddressRefused
from adhere.client.addresses import (
    MAX_REPLY,
    AsyncOutwardTransport,
    OutwardTransport,
    _pinned,
    is_public,
)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1",
        "0.0.0.1", "224.0.0.1", "255.255.255.255", "::", "::1", "fe80::1", "fe80::1%eth0",
        "fd00::1", "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1",
        "2002:7f00:1::",
    ],
)  # fmt: skip
def test_what_is_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8"])
def test_what_is_public(address: str) -> None:
    assert is_public(address)


class Handler(BaseHTTPRequestHandler):
    hits: list[str]

    def do_GET(self) -> None:
        self.hits.append(self.path)
        self.send_response(200)
        if self.path == "/encoded":
            self.send_header("Content-Encoding", "gzip")
        self.end_headers()
        self.wfile.write(b"x" * (MAX_REPLY + 1 if self.path == "/large" else MAX_REPLY))

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@pytest.fixture
def listener() -> Iterator[tuple[int, list[str]]]:
    hits: list[str] = []
    handler = type("Handling", (Handler,), {"hits": hits})
    server = HTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server.server_port, hits
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "2130706433", "0x7f.1", "[::ffff:127.0.0.1]", "0"]
)
def test_a_listener_of_this_machine_is_never_reached(
    listener: tuple[int, list[str]], host: str
) -> None:
    port, hits = listener
    refusing = OutwardTransport(None, private=False)
    with httpx.Client(transport=refusing) as client, pytest.raises(AddressRefused):
        client.get(f"http://{host}:{port}/")
    assert hits == []


async def refused(url: str) -> None:
    async with httpx.AsyncClient(transport=AsyncOutwardTransport(None, private=False)) as client:
        with pytest.raises(AddressRefused, match="not public"):
            await client.get(url)


def test_the_async_transport_refuses_too(listener: tuple[int, list[str]]) -> None:
    asyncio.run(refused(f"http://localhost:{listener[0]}/"))
    assert listener[1] == []


def test_a_reply_is_read_up_to_a_limit(listener: tuple[int, list[str]]) -> None:
    base = f"http://127.0.0.1:{listener[0]}"
    with httpx.Client(transport=OutwardTransport(None, private=True)) as client:
        assert len(client.get(f"{base}/").content) == MAX_REPLY
        with pytest.raises(httpx.ReadError, match="larger"):
            client.get(f"{base}/large")
        with pytest.raises(httpx.RemoteProtocolError, match="encoded"):
            client.get(f"{base}/encoded")


def test_the_connection_goes_to_what_was_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = iter([["93.184.215.14"], ["127.0.0.1"]])  # a name that leads elsewhere next time

    def resolve(*_: Any, **__: Any) -> list[Any]:
        return [(None, None, None, "", (address, 0)) for address in next(answers)]

    seen: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(200)

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    transport = OutwardTransport(httpx.MockTransport(answer), private=False)
    with httpx.Client(transport=transport) as client:
        client.post("https://shop.test/x?y=1", content=b"body")
        with pytest.raises(AddressRefused):
            client.get("https://shop.test/")
    assert [str(request.url) for request in seen] == ["https://93.184.215.14/x?y=1"]
    assert seen[0].headers["host"] == "shop.test"
    assert seen[0].extensions["sni_hostname"] == "shop.test"


def test_an_address_of_ipv6_can_be_called() -> None:
    request = httpx.Request("GET", "https://shop.test:8443/")
    assert str(_pinned(request, "2606:4700::1111").url) == "https://[2606:4700::1111]:8443/"
