"""Memory of a server process under long uploads, downloads and many silent clients.

Run: `python -m benchmarks streams`. Linux only: memory is read from `/proc` (proc(5)).
"""

from __future__ import annotations

import contextlib
import http.client
import json
import re
import resource
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.page import conditions, replace_section
from benchmarks.streaming_service import CHUNK, SIZE

CLIENTS = 1000
DESCRIPTORS = 2 * CLIENTS
WAIT_SECONDS = 60
ROOT = Path(__file__).resolve().parents[1]
SERVICE = ("-m", "uvicorn", "benchmarks.streaming_service:create", "--factory")
QUIET = ("--log-level", "critical", "--no-access-log")
SECTION = """## Streams

Memory of one server process (uvicorn, one worker), as the growth of its peak over what it had
before, on loopback.

- an upload of {size} MB: {upload:.1f} MB more
- a download of {size} MB: {download:.1f} MB more
- {clients} silent clients of server-sent events: {each:.0f} KB for each, the server's connection
  included; meanwhile another request takes {answer:.0f} ms

{conditions}
"""


@dataclass(frozen=True, slots=True)
class Server:
    """A running server process."""

    host: str
    port: int
    pid: int

    def memory(self, field: str) -> float:
        """Return `VmRSS` (now) or `VmHWM` (the peak) in MB."""
        status = Path(f"/proc/{self.pid}/status").read_text(encoding="utf-8")
        found = re.search(rf"^{field}:\s+(\d+) kB", status, re.MULTILINE)
        return int(found[1]) / 1024 if found else 0.0

    def count(self, method: str, path: str, body: Iterator[bytes] | None = None) -> int:
        """Send a request and return the `count` that it is answered with."""
        connection = http.client.HTTPConnection(self.host, self.port, timeout=WAIT_SECONDS)
        with contextlib.closing(connection):
            headers = {"Content-Type": "application/octet-stream"} if body else {}
            connection.request(method, path, body, headers)
            answer: dict[str, int] = json.load(connection.getresponse())
            return answer["count"]

    def open_sources(self) -> int:
        """Return how many sources of events are open."""
        return self.count("GET", "/sources")


@contextlib.contextmanager
def serving() -> Iterator[Server]:
    """Serve the streams by a process of its own, which is handed a listening socket."""
    with descriptors(DESCRIPTORS), socket.create_server(("127.0.0.1", 0), backlog=CLIENTS) as at:
        host, port = at.getsockname()
        command = [sys.executable, *SERVICE, *QUIET, "--fd", str(at.fileno())]
        process = subprocess.Popen(command, cwd=ROOT, pass_fds=[at.fileno()])  # noqa: S603  # fixed
        try:
            server = Server(host, port, process.pid)
            server.open_sources()  # connects at once, and is answered when the process is ready
            yield server
        finally:
            process.terminate()
            process.wait(WAIT_SECONDS)


@contextlib.contextmanager
def descriptors(wanted: int) -> Iterator[None]:
    """Let this process, and those that it starts, have so many open files."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    enough = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, enough), hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def upload(server: Server) -> float:
    """Send `SIZE` bytes and return how many MB the peak has grown."""
    before = server.memory("VmHWM")
    if server.count("POST", "/files", _chunks()) != SIZE:
        raise RuntimeError("The upload did not arrive whole.")
    return server.memory("VmHWM") - before


def _chunks() -> Iterator[bytes]:
    whole, rest = divmod(SIZE, len(CHUNK))
    for _ in range(whole):
        yield CHUNK
    yield CHUNK[:rest]


def download(server: Server) -> float:
    """Read `SIZE` bytes and return how many MB the peak has grown."""
    before, received = server.memory("VmHWM"), 0
    connection = http.client.HTTPConnection(server.host, server.port, timeout=WAIT_SECONDS)
    with contextlib.closing(connection):
        connection.request("GET", "/files")
        response = connection.getresponse()
        while block := response.read(len(CHUNK)):
            received += len(block)
    if received != SIZE:
        raise RuntimeError("The download did not arrive whole.")
    return server.memory("VmHWM") - before


@contextlib.contextmanager
def listeners(server: Server) -> Iterator[None]:
    """Keep `CLIENTS` clients of events connected, each of which has got one event."""
    with contextlib.ExitStack() as stack:
        for _ in range(CLIENTS):
            client = stack.enter_context(_connected(server))
            client.sendall(b"GET /events HTTP/1.1\r\nHost: localhost\r\n\r\n")
            received = b""
            while b"data: open" not in received:
                block = client.recv(4096)
                if not block:
                    raise RuntimeError("The server closed a stream of events.")
                received += block
        yield


def _connected(server: Server) -> socket.socket:
    return socket.create_connection((server.host, server.port), WAIT_SECONDS)


def await_sources(server: Server, count: int) -> None:
    """Wait until so many sources are open. Raises `TimeoutError`."""
    deadline = time.monotonic() + WAIT_SECONDS
    while server.open_sources() != count:
        if time.monotonic() > deadline:
            raise TimeoutError(f"There are {server.open_sources()} sources, not {count}.")


def main() -> None:
    """Measure and write the section."""
    with serving() as server:
        up, down = upload(server), download(server)
    with serving() as server:
        before = server.memory("VmRSS")
        with listeners(server):
            each = (server.memory("VmRSS") - before) * 1024 / CLIENTS
            began = time.perf_counter()
            server.open_sources()
            answer = (time.perf_counter() - began) * 1000
        await_sources(server, 0)
    told = conditions("inv bench streams", ("fastapi", "starlette", "uvicorn"))
    text = SECTION.format(size=SIZE // 1_000_000, upload=up, download=down, clients=CLIENTS,
                          each=each, answer=answer, conditions=told)  # fmt: skip
    replace_section("streams", text)
    print(text)  # noqa: T201  # the report
