"""Parts by their position (OpenAPI 3.2, section 4.14.4.2), to a generated service and back."""

from __future__ import annotations

import io
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import httpx
import pytest
from starlette.datastructures import Headers

from adhere.client import AppTransport, UnexpectedReply, items_of
from adhere.runtime import Ok200, UploadFile

sys.path.insert(0, str(Path(__file__).parents[1] / "runtime"))
from harness import exchange

SCHEMA = {"type": "object", "required": ["n"], "properties": {"n": {"type": "integer"}}}
META = {"$ref": "#/components/schemas/Meta"}
PNG = {"contentType": "image/png"}
FRAME = {**PNG, "headers": {"X-Frame": {"required": True, "schema": {"type": "integer"}}}}
CONTENTS: dict[str, Any] = {
    "album": {
        "schema": {
            "type": "array",
            "prefixItems": [META, {"contentMediaType": "image/png"}],
            "minItems": 2,
            "items": False,
        }
    },
    "frames": {"itemSchema": {"maxLength": 9}, "itemEncoding": FRAME},
    "numbers": {"schema": {"type": "array", "items": {"type": "integer"}, "maxItems": 3}},
    "keys": {"schema": {"type": "array", "items": {"type": "string", "format": "base64url"}}},
    "report": {
        "itemSchema": {"anyOf": [META, {"type": "string", "maxLength": 4}]},
        "prefixEncoding": [{"contentType": "application/vnd.meta+json"}],
        "itemEncoding": {"contentType": "text/csv; charset=iso-8859-1"},
    },
}
TYPES = {"frames": "multipart/x-mixed-replace"}


def path(name: str) -> dict[str, Any]:
    content = {TYPES.get(name, "multipart/mixed"): CONTENTS[name]}
    replies = {"200": {"description": "", "content": content}}
    body = {"required": True, "content": content}
    post = {"operationId": name, "tags": ["parts"], "requestBody": body, "responses": replies}
    return {"post": post}


async def plain(part: Any) -> Any:
    """Say what a part is: its octets, its media type and its name, where it is a file."""
    if isinstance(part, UploadFile):
        return [(await part.read()).decode(), part.content_type, part.filename]
    return part.model_dump() if hasattr(part, "model_dump") else part


class Service:
    """Answers with what it got, and remembers it."""

    def __init__(self) -> None:
        self.got: list[Any] = []
        self.answer: Any = None

    async def album(self, call: Any, body: Any) -> Any:
        self.got = [await plain(part) for part in body]
        for part in body:
            if isinstance(part, UploadFile):
                await part.seek(0)
        return Ok200(body=self.answer or body)

    async def frames(self, call: Any, body: Any) -> Any:
        self.got = [await plain(part) async for part in body]

        async def again() -> AsyncIterator[Any]:
            for item in self.answer or [frame(text, number) for number, (text, *_) in self.count()]:
                yield item

        return Ok200(body=again())

    def count(self) -> Iterator[tuple[int, Any]]:
        return iter(enumerate(self.got))

    async def report(self, call: Any, body: Any) -> Any:
        parts = [part async for part in body]
        self.got = [await plain(part) for part in parts]

        async def again() -> AsyncIterator[Any]:
            for part in self.answer or parts:
                yield part

        return Ok200(body=again())

    numbers = keys = album


def frame(text: str, number: int) -> UploadFile:
    headers = Headers({"content-type": "image/png", "x-frame": str(number)})
    return UploadFile(io.BytesIO(text.encode()), headers=headers)


@pytest.fixture(scope="module")
def generated(project: Any) -> ModuleType:
    made: ModuleType = project(
        {
            "openapi": "3.2.0",
            "paths": {f"/{name}": path(name) for name in CONTENTS},
            "components": {"schemas": {"Meta": SCHEMA}},
        }
    )
    return made


@pytest.fixture(scope="module")
def module(generated: ModuleType) -> ModuleType:
    return sys.modules[generated.__name__.replace(".client", ".parts")]


@pytest.fixture
def service() -> Service:
    return Service()


@pytest.fixture
def app(generated: ModuleType, service: Service) -> Any:
    return sys.modules[generated.__name__.partition(".")[0]].create_app(parts=service)


@pytest.fixture
def client(generated: ModuleType, app: Any) -> Iterator[Any]:
    with generated.Client("http://test", transport=AppTransport(app)) as made:
        yield made


def test_types(module: ModuleType) -> None:
    text = Path(module.__file__ or "").read_text(encoding="utf-8")
    assert "body: tuple[models.Meta, UploadFile]" in text
    assert "body: ItemStream[UploadFile]" in text
    assert "body: list[int]" in text
    assert "body: ItemStream[models.Meta | str]" in text


def test_a_tuple_of_an_object_and_a_file(client: Any, module: ModuleType, service: Service) -> None:
    meta = sys.modules[module.__name__.replace(".parts", ".models")].Meta(n=1)
    image = UploadFile(io.BytesIO(b"pixels"), filename='a "b".png', headers=Headers())
    reply = client.parts.album((meta, image))
    assert service.got == [{"n": 1}, ["pixels", "application/octet-stream", 'a "b".png']]
    first, second = reply.body
    assert first == meta
    assert (second.file.read(), second.filename) == (b"pixels", 'a "b".png')


def test_a_stream_of_files(client: Any, service: Service) -> None:
    reply = client.parts.frames(frame(text, i) for i, text in enumerate(["one", "two"]))
    assert service.got == [["one", "image/png", None], ["two", "image/png", None]]
    received = [(p.file.read(), p.headers["x-frame"]) for p in items_of(reply.body)]
    assert received == [(b"one", "0"), (b"two", "1")]
    assert reply.media_type.startswith("multipart/x-mixed-replace; boundary=")


def test_scalars_are_texts(client: Any) -> None:
    assert client.parts.numbers([1, 2]).body == [1, 2]
    assert client.parts.numbers([]).body == []


def test_bytes_are_in_the_alphabet_of_their_format(client: Any) -> None:
    assert client.parts.keys([b"\xfb\xff"]).body == [b"\xfb\xff"]


def test_encodings_by_position(client: Any, module: ModuleType, service: Service) -> None:
    reply = client.parts.report(iter([{"n": 1}, "ä", "x"]))
    assert service.got == [{"n": 1}, "ä", "x"]
    assert [getattr(p, "n", p) for p in items_of(reply.body)] == [1, "ä", "x"]


def test_a_file_where_none_belongs(client: Any) -> None:
    with pytest.raises(ValueError, match="The part 0 must be no file"):
        client.parts.numbers([frame("one", 1)])


def parts(*written: str) -> bytes:
    """Join parts, each its header fields, an empty line and its content."""
    return "".join(f"--b\r\n{part}\r\n" for part in written).encode("latin-1") + b"--b--\r\n"


JSON_PART = 'Content-Type: application/json\r\n\r\n{"n": 1}'
IMAGE = "Content-Type: image/png\r\n\r\npixels"


@pytest.mark.parametrize(
    ("name", "body", "expected"),
    [
        ("album", parts(JSON_PART, IMAGE), [{"n": 1}, ["pixels", "image/png", None]]),
        ("album", parts('\r\n{"n": 1}', IMAGE), [{"n": 1}, ["pixels", "image/png", None]]),
        ("album", parts(JSON_PART), "/body"),
        ("album", parts(JSON_PART, IMAGE, IMAGE), "/body/2"),
        ("album", parts('\r\n{"n": "one"}', IMAGE), "/body/0/n"),
        ("album", parts("\r\n{n}", IMAGE), 400),
        ("album", b"--b\r\n\r\n{}\r\n", 400),
        ("album", b"", 400),
        ("album", b"nothing", 400),
        ("numbers", parts("\r\n1", "Content-Type: text/plain\r\n\r\n2"), [1, 2]),
        ("numbers", parts("\r\none"), "/body/0"),
        ("numbers", parts(*["\r\n1"] * 4), "/body"),
        ("numbers", parts("Content-Type: text/plain; charset=x-none\r\n\r\n1"), 415),
        ("frames", parts("X-Frame: 1\r\n\r\none"), [["one", None, None]]),
        ("frames", parts("X-Frame: 1\r\n\r\n" + "x" * 10), "/body/0"),
        ("frames", parts("X-Frame: 1\r\n\r\none", "\r\ntwo"), "/body/1/header/X-Frame"),
        ("frames", parts("X-Frame: one\r\n\r\none"), "/body/0/header/X-Frame"),
        ("frames", parts("Content-Type: text/plain\r\nX-Frame: 1\r\n\r\none"), "/body/0"),
        ("report", parts('\r\n{"n": 1}', "\r\nrow"), [{"n": 1}, "row"]),
        ("report", parts('\r\n{"n": 1}', "\r\nlonger"), "/body/1"),
    ],
)
def test_what_arrives(app: Any, service: Service, name: str, body: bytes, expected: Any) -> None:
    media_type = f"{TYPES.get(name, 'multipart/mixed')}; boundary=b"
    answer = exchange(app, "POST", f"/{name}", content=body, headers={"Content-Type": media_type})
    if isinstance(expected, list):
        assert (answer.status_code, service.got) == (200, expected)
    elif isinstance(expected, int):
        assert answer.status_code == expected
    else:
        assert answer.status_code == 422
        assert expected in [error["pointer"] for error in answer.json()["errors"]]


def test_a_boundary_is_needed(app: Any) -> None:
    headers = {"Content-Type": "multipart/mixed"}
    answer = exchange(app, "POST", "/album", content=parts(JSON_PART), headers=headers)
    assert answer.status_code == 400


@pytest.mark.parametrize(
    ("name", "answer", "status"),
    [
        ("album", [{"n": "one"}, frame("one", 1)], 500),
        ("album", [{"n": 1}], 500),
        ("album", [{"n": 1}, "no file"], 500),
        ("album", "no parts", 500),
        ("album", [{"n": 1}, frame("one", 1)], 200),
    ],
)
def test_replies_are_checked(
    app: Any, service: Service, name: str, answer: Any, status: int
) -> None:
    service.answer = answer
    headers = {"Content-Type": "multipart/mixed; boundary=b"}
    content = parts(JSON_PART, IMAGE)
    assert exchange(app, "POST", f"/{name}", content=content, headers=headers).status_code == status


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("multipart/mixed", parts(JSON_PART, IMAGE)),
        ("multipart/mixed; boundary=b", parts(JSON_PART)),
        ("multipart/mixed; boundary=b", parts("\r\n{}", IMAGE)),
        ("multipart/mixed; boundary=b", b"--b\r\n\r\n{}"),
    ],
)
def test_replies_that_do_not_fit(
    generated: ModuleType, recorder: Any, content_type: str, body: bytes
) -> None:
    def answer(_: httpx.Request) -> httpx.Response:
        return httpx.Response(200, headers={"Content-Type": content_type}, content=body)

    client = generated.Client("http://test", transport=recorder(answer).transport)
    with pytest.raises(UnexpectedReply):
        client.parts.album([{"n": 1}, frame("one", 1)])


def test_a_frame_is_checked_on_its_way(app: Any, client: Any, service: Service) -> None:
    service.answer = [frame("one", 1), UploadFile(io.BytesIO(b"two"), headers=Headers())]
    with pytest.raises(Exception, match="required"):
        list(items_of(client.parts.frames([frame("x", 1)]).body))
