"""A network that fails is told with its place; it is no finding, and no traceback.

A proxy before the service spoils some replies: late, cut off, reset, or a 502.
"""

from __future__ import annotations

import itertools
import os
import socket
import struct
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

SPEC = Path(__file__).parent / "shop" / "openapi.yaml"
CONFIG = SPEC.with_name("fuzz.toml").read_text() + "[tool.adhere.fuzz]\nrequest-timeout = 1.0\n"


class Proxy(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Server

    def answer(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        status, headers, content = self.forward(body)
        fault = self.server.next_fault()
        if fault == "reset":
            self.reset()
        elif fault == "slow":
            self.server.stopped.wait(30)
            self.close_connection = True
        elif fault == "502":
            self.write(502, [("Content-Type", "text/html")], b"<h1>Bad</h1>")
        else:
            self.write(status, headers, content, missing=50 if fault == "truncated" else 0)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("do_"):
            return self.answer
        raise AttributeError(name)

    def forward(self, body: bytes) -> tuple[int, list[tuple[str, str]], bytes]:
        target = urlsplit(self.server.url)
        connection = HTTPConnection(str(target.hostname), target.port, timeout=10)
        try:
            connection.putrequest(
                self.command, self.path, skip_host=True, skip_accept_encoding=True
            )
            for name, value in self.headers.raw_items():
                if name.lower() != "connection":
                    connection.putheader(name, value.encode("latin-1"))
            connection.endheaders(body)
            reply = connection.getresponse()
            return reply.status, reply.getheaders(), reply.read()
        finally:
            connection.close()

    def write(
        self, status: int, headers: list[tuple[str, str]], content: bytes, *, missing: int = 0
    ) -> None:
        self.send_response_only(status)
        for name, value in headers:
            if name.lower() not in {"content-length", "transfer-encoding", "connection"}:
                self.send_header(name, value)
        is_bare = self.command == "HEAD" or status in {204, 304}
        if not is_bare:
            self.send_header("Content-Length", str(len(content) + missing))
        self.end_headers()
        self.wfile.write(b"" if is_bare else content)
        self.close_connection = bool(missing)

    def reset(self) -> None:
        linger = struct.pack("ii", 1, 0)  # closing sends RST
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        self.close_connection = True
        self.connection.close()

    def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002
        del format, arguments


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, url: str, fault: str, *, after: int, every: int) -> None:
        super().__init__(("127.0.0.1", 0), Proxy)
        self.url = url
        self.stopped = threading.Event()
        self._faults = (
            fault if number > after and number % every == 0 else None
            for number in itertools.count(1)
        )
        self._lock = threading.Lock()

    def next_fault(self) -> str | None:
        with self._lock:
            return next(self._faults)

    def handle_error(self, request: object, address: object) -> None:
        del request, address  # the connection is gone, as was wanted


@contextmanager
def spoiling(url: str, fault: str, *, after: int, every: int) -> Iterator[str]:
    """Serve what is at `url`; past `after` requests spoil one of `every`. Yields the address."""
    server = Server(url, fault, after=after, every=every)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.stopped.set()
        server.shutdown()
        server.server_close()
        thread.join(10)


def fuzz(folder: Path, url: str, *words: str) -> subprocess.CompletedProcess[str]:
    (folder / "pyproject.toml").write_text(CONFIG)
    return subprocess.run(
        [sys.executable, "-m", "adhere", "fuzz", url, "--spec", str(SPEC), "--seed", "1", *words],
        capture_output=True,
        text=True,
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(Path.cwd())},
        timeout=180,
        check=False,
    )


@pytest.mark.parametrize("fault", ["reset", "truncated", "slow"])
def test_lost_reply_is_told_and_is_no_finding(
    serve: Callable[..., str], tmp_path: Path, fault: str
) -> None:
    with spoiling(serve(), fault, after=40, every=25) as url:
        done = fuzz(tmp_path, url, "--max-examples", "3", "--max-requests", "160")

    assert "Traceback" not in done.stdout + done.stderr
    assert done.stdout.splitlines()[-1].startswith("Nothing found"), done.stdout
    assert "Could not be tested:" in done.stdout, done.stdout
    assert "seed 1" in done.stdout
    told = done.stdout.split("Could not be tested:\n")[1].splitlines()[0]
    assert any(path in told for path in ("/items", "/sessions", "/token", "/health")), told
    assert done.returncode == 1


def test_502_of_a_gateway_is_told_with_its_place(serve: Callable[..., str], tmp_path: Path) -> None:
    with spoiling(serve(), "502", after=40, every=25) as url:
        done = fuzz(tmp_path, url, "--max-examples", "3", "--max-requests", "160")

    assert "Traceback" not in done.stdout + done.stderr
    assert done.stdout.splitlines()[-1].startswith("Nothing found"), done.stdout
    assert ": a gateway answered 502" in done.stdout, done.stdout
    assert done.returncode == 1


def test_service_behind_nothing_but_resets_ends_with_a_partial_report(
    serve: Callable[..., str], tmp_path: Path
) -> None:
    with spoiling(serve(), "reset", after=60, every=1) as url:
        done = fuzz(tmp_path, url, "--max-examples", "3")

    assert "Traceback" not in done.stdout + done.stderr
    assert "The run ended early: the service stopped answering." in done.stdout, done.stdout
    assert done.returncode == 1
