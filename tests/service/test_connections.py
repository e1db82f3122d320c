"""V17 to V20: requests that never end, that are too large, or that are two at once."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from contextlib import closing

import pytest
from service_harness import Service, running

PATIENCE = 0.5
HEAD = "POST /products HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"


@pytest.fixture(scope="module")
def impatient(service: Service, tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """The port of a service that waits half a second."""
    settings = {**service.settings, "request_timeout": PATIENCE}
    with running(tmp_path_factory.mktemp("impatient"), **settings) as server:
        yield server.port


def product(service: Service) -> str:
    """Begin a request of somebody who may make it."""
    return f"{HEAD}Authorization: Bearer {service.mia.token}\r\n"


def connect(port: int) -> closing[socket.socket]:
    return closing(socket.create_connection(("127.0.0.1", port), timeout=10))


def answered(connection: socket.socket) -> tuple[int, dict[str, str], bytes]:
    """Read until the service closes the connection: status, header fields, body."""
    text = b""
    while piece := connection.recv(65_536):
        text += piece
    head, _, body = text.partition(b"\r\n\r\n")
    line, *fields = head.decode().split("\r\n")
    headers = {name.lower(): value for name, value in (field.split(": ", 1) for field in fields)}
    return int(line.split()[1]), headers, body


def assert_problem(connection: socket.socket, status: int) -> None:
    """Assert that this problem is the answer, that it is whole, and that it names the request."""
    seen, headers, body = answered(connection)
    assert seen == status, body
    assert headers["content-type"] == "application/problem+json"
    assert headers["x-content-type-options"] == "nosniff"
    problem = json.loads(body)
    assert (problem["status"], problem["request_id"]) == (status, headers["x-request-id"])


@pytest.mark.parametrize(
    "rest",
    ["Content-Length: 100\r\n\r\n{", "Transfer-Encoding: chunked\r\n\r\n5\r\n{", "X-A: b"],
    ids=["body", "chunk", "header fields"],
)
def test_v17_v18_a_request_that_never_ends_is_408(
    service: Service, impatient: int, rest: str
) -> None:
    with connect(impatient) as connection:
        connection.sendall((product(service) + rest).encode())
        assert_problem(connection, 408)


def test_v17_a_body_that_nobody_waits_for_is_answered_once(impatient: int) -> None:
    with connect(impatient) as connection:
        connection.sendall(f"{HEAD}Content-Length: 100\r\n\r\n{{".encode())
        status, _, body = answered(connection)
        assert (status, json.loads(body)["status"]) == (401, 401)


def test_a_connection_without_a_request_is_closed_without_a_word(impatient: int) -> None:
    with connect(impatient) as connection:
        assert connection.recv(1) == b""


def test_a_slow_body_that_goes_on_is_read(service: Service, impatient: int) -> None:
    """Each piece comes in time, all of them together do not."""
    with connect(impatient) as connection:
        rest = "Content-Length: 4\r\nConnection: close\r\n\r\n"
        connection.sendall((product(service) + rest).encode())
        connection.settimeout(PATIENCE / 2)
        for piece in (b"n", b"u", b"l", b"l"):
            with pytest.raises(TimeoutError):
                connection.recv(1)
            connection.sendall(piece)
        connection.settimeout(10)
        assert answered(connection)[0] == 422


@pytest.mark.parametrize(
    "fields",
    [
        "".join(f"X-{n}: a\r\n" for n in range(5000)),
        f"X-A: {'a' * 1_000_000}\r\n",
        f"X-A: {'a' * 70_000}\r\n",
        "".join(f"X-{n}: a\r\n" for n in range(101)),
    ],
    ids=["5000 fields", "1 MB", "70 kB", "101 fields"],
)
def test_v19_header_fields_beyond_measure_are_431(impatient: int, fields: str) -> None:
    with connect(impatient) as connection:
        try:
            connection.sendall(f"GET /products HTTP/1.1\r\nHost: x\r\n{fields}\r\n".encode())
        except (BrokenPipeError, ConnectionResetError):
            return  # refused before all of it was sent
        try:
            assert_problem(connection, 431)
        except ConnectionResetError:
            return  # the rest that was not read broke the connection off


@pytest.mark.parametrize(
    "fields",
    [
        "Host: x\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n",
        "Host: x\r\nContent-Length: 4\r\nContent-Length: 5\r\n",
        "Host: x\r\nContent-Length: four\r\n",
        "Host: x\r\nContent-Length: -1\r\n",
        "Host : x\r\n",
        "Host: x\r\nX\x01A: b\r\n",
    ],
)
def test_v20_a_request_that_is_read_in_two_ways_is_400(impatient: int, fields: str) -> None:
    with connect(impatient) as connection:
        connection.sendall(f"POST /products HTTP/1.1\r\n{fields}\r\nnull".encode())
        assert_problem(connection, 400)


def test_requests_one_after_another_are_each_measured_alone(service: Service) -> None:
    """A large body before is no header field of the request after it."""
    body = b'"' + b"a" * 200_000 + b'"'
    request = f"{HEAD}Content-Length: {len(body)}\r\n\r\n".encode() + body
    last = f"{HEAD}Content-Length: 0\r\nConnection: close\r\n\r\n".encode()
    with connect(service.server.port) as connection:
        connection.sendall(request * 2 + last)
        text = b""
        while piece := connection.recv(65_536):
            text += piece
    assert text.count(b"HTTP/1.1 401") == 3
