"""Text that is streamed: an `itemSchema` makes its lines items, in the charset it says."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import httpx
import pytest

from adhere.client import AppTransport, UnexpectedReply, items_of
from adhere.runtime import Ok200

sys.path.insert(0, str(Path(__file__).parents[1] / "runtime"))
from harness import exchange

LATIN = "text/csv; charset=iso-8859-1"
LINE = {"type": "string", "maxLength": 5}
CONTENT = {"text/csv": {"itemSchema": LINE}, "text/plain; charset=utf-16": {"itemSchema": LINE}}


def post(name: str, content: Any) -> dict[str, Any]:
    replies = {"200": {"description": "", "content": content}}
    body = {"required": True, "content": content}
    return {
        "post": {"operationId": name, "tags": ["text"], "requestBody": body, "responses": replies}
    }


class Service:
    """Answers with the lines that it got, or others."""

    def __init__(self) -> None:
        self.got: list[str] = []
        self.answer: list[Any] = []
        self.media_type: str | None = None

    async def lines(self, call: Any, body: Any) -> Any:
        self.got = [line async for line in body]

        async def again() -> AsyncIterator[Any]:
            for line in self.answer or self.got:
                yield line

        return Ok200(body=again(), media_type=self.media_type)


@pytest.fixture(scope="module")
def generated(project: Any) -> ModuleType:
    made: ModuleType = project({"openapi": "3.2.0", "paths": {"/lines": post("lines", CONTENT)}})
    return made


@pytest.fixture
def service() -> Service:
    return Service()


@pytest.fixture
def app(generated: ModuleType, service: Service) -> Any:
    return sys.modules[generated.__name__.partition(".")[0]].create_app(text=service)


@pytest.fixture
def client(generated: ModuleType, app: Any) -> Iterator[Any]:
    with generated.Client("http://test", transport=AppTransport(app)) as made:
        yield made


@pytest.mark.parametrize("content_type", ["text/csv", LATIN, "text/plain; charset=utf-16"])
def test_there_and_back(client: Any, service: Service, content_type: str) -> None:
    service.media_type = content_type
    reply = client.text.lines(iter(["a,ä", "", "b"]), content_type=content_type)
    assert service.got == ["a,ä", "", "b"]
    assert list(items_of(reply.body)) == ["a,ä", "", "b"]
    assert reply.media_type == content_type


@pytest.mark.parametrize(
    ("content_type", "body", "expected"),
    [
        ("text/csv", b"a\r\nb\nc", ["a", "b", "c"]),
        ("text/csv", b"", []),
        ("text/csv", "ä\n".encode(), ["ä"]),
        (LATIN, b"\xe4\n", ["ä"]),
        ("text/plain; charset=utf-16", "ä\nb\n".encode("utf-16"), ["ä", "b"]),
        ("text/csv", b"a\nlonger\n", "/body/1"),
        ("text/csv", b"\xe4\n", 400),
        ("text/csv", b"a\0\n", "/body/0"),
        ("text/csv; charset=utf-7", b"a\n", 415),
        ("text/html", b"a\n", 415),
    ],
)
def test_what_arrives(
    app: Any, service: Service, content_type: str, body: bytes, expected: Any
) -> None:
    answer = exchange(app, "POST", "/lines", content=body, headers={"Content-Type": content_type})
    if isinstance(expected, list):
        assert (answer.status_code, service.got) == (200, expected)
    elif isinstance(expected, int):
        assert answer.status_code == expected
    else:
        assert answer.status_code == 422
        assert expected in [error["pointer"] for error in answer.json()["errors"]]


@pytest.mark.parametrize(
    ("media_type", "line", "message"),
    [
        ("text/csv", "longer", "/body/1"),
        ("text/csv", 1, "/body/1"),
        ("text/csv", "a\nb", "without a line feed"),
        (LATIN, "€", "/body/1 cannot be written"),
    ],
)
def test_a_line_that_breaks_the_contract_ends_the_reply(
    client: Any, service: Service, media_type: str, line: Any, message: str
) -> None:
    service.answer, service.media_type = ["a", line], media_type
    with pytest.raises(Exception, match=message):
        list(items_of(client.text.lines(["a"], content_type="text/csv").body))


@pytest.mark.parametrize(
    ("content_type", "body"),
    [("text/csv", b"longer\n"), ("text/csv", b"\xe4\n"), ("text/csv; charset=utf-7", b"a\n")],
)
def test_replies_that_do_not_fit(
    generated: ModuleType, recorder: Any, content_type: str, body: bytes
) -> None:
    def answer(_: httpx.Request) -> httpx.Response:
        return httpx.Response(200, headers={"Content-Type": content_type}, content=body)

    client = generated.Client("http://test", transport=recorder(answer).transport)
    with pytest.raises(UnexpectedReply):
        list(items_of(client.text.lines(["a"], content_type="text/csv").body))
