"""Bodies of every media type, valid and not, from clients to a generated service over HTTP."""

from __future__ import annotations

import http.client
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from adhere.runtime import Ok200, ServerSentEvent

sys.path.insert(0, str(Path(__file__).parents[1] / "runtime"))
from harness import serving

NUMBER = {"type": "object", "required": ["n"], "properties": {"n": {"type": "integer"}}}
EVENT = {
    "type": "object",
    "required": ["data"],
    "properties": {
        "event": {"enum": ["tick"]},
        "data": {
            "type": "string",
            "contentMediaType": "application/json",
            "contentSchema": NUMBER,
        },
    },
}
POINT = {"type": "object", "properties": {"x": {"type": "integer"}, "y": {"type": "integer"}}}
STYLES = {
    "spread": {"style": "form", "explode": True},
    "listed": {"style": "form", "explode": False},
    "spaced": {"style": "spaceDelimited", "explode": False},
    "piped": {"style": "pipeDelimited", "explode": False},
    "deep": {"style": "deepObject", "explode": True},
    "text": {"contentType": "application/json"},
}
OTHER = {"type": "object", "properties": {"a": {"type": "integer"}, "b": {"type": "string"}}}
FORM = {
    "type": "object",
    "properties": {**dict.fromkeys(STYLES, POINT), "spread": OTHER, "plain": POINT},
    "additionalProperties": False,
}
ITEM = {
    "oneOf": [
        {"type": "null"},
        {
            "type": "string",
            "contentMediaType": "application/json",
            "contentEncoding": "base64",
            "contentSchema": NUMBER,
        },
        {"type": "integer"},
    ]
}
CONTENTS: dict[str, Any] = {
    "events": {"text/event-stream": {"itemSchema": EVENT}},
    "xml": {"application/xml": {"schema": {"type": "string", "maxLength": 60}}},
    "parsed": {"application/xml": {"schema": {"type": ["object", "null"], "required": ["a"]}}},
    "number": {"text/plain": {"schema": {"type": "integer", "maximum": 9}}},
    "form": {"application/x-www-form-urlencoded": {"schema": FORM, "encoding": STYLES}},
    "inside": {"application/json": {"schema": {"type": "array", "items": ITEM}}},
    "several": {
        "application/json": {"schema": NUMBER},
        "application/vnd.shop+json": {"schema": POINT},
        "text/*": {"schema": {"type": "string"}},
    },
}
ANY_JSON = {"200": {"description": "", "content": {"application/json": {"schema": {}}}}}
URLENCODED = "application/x-www-form-urlencoded"


def post(name: str) -> dict[str, Any]:
    body = {"required": True, "content": CONTENTS[name]}
    is_same = name in {"parsed", "number"}
    replies = {"200": {"description": "", "content": CONTENTS[name]}} if is_same else ANY_JSON
    return {"operationId": name, "tags": ["bodies"], "requestBody": body, "responses": replies}


class Bodies:
    """Says what arrived."""

    async def events(self, call: Any, body: Any) -> Any:
        return Ok200(body=[[event.event, event.data, event.id] async for event in body])

    async def echo(self, call: Any, body: Any) -> Any:
        plain = body if isinstance(body, str | list) else body.model_dump(exclude_unset=True)
        return Ok200(body=[call.content_type, plain])

    async def same(self, call: Any, body: Any) -> Any:
        return Ok200(body="10" if body == "9" else body)

    xml = form = inside = several = echo
    parsed = number = same


@pytest.fixture(scope="module")
def generated(project: Any) -> ModuleType:
    paths: dict[str, Any] = {f"/{name}": {"post": post(name)} for name in CONTENTS}
    paths["/several"]["trace"] = {"operationId": "t", "tags": ["other"], "responses": ANY_JSON}
    made: ModuleType = project({"openapi": "3.2.0", "paths": paths})
    return made


@pytest.fixture(scope="module")
def address(generated: ModuleType) -> Iterator[tuple[str, int]]:
    package = sys.modules[generated.__name__.partition(".")[0]]
    with serving(package.create_app(bodies=Bodies())) as found:
        yield found


XML = '<?xml version="1.0" encoding="{}"?><a>ä</a>'


@pytest.mark.parametrize(
    ("path", "content_type", "body", "expected"),
    [
        ("/events", "text/event-stream", b'data: {"n":1}\n\n', [[None, '{"n":1}', None]]),
        (
            "/events",
            "text/event-stream",
            b'\xef\xbb\xbf: hi\r\nevent: tick\r\nid: 7\r\ndata: {"n":\r\ndata: 2}\r\n\r\ndata: x',
            [["tick", '{"n":\n2}', "7"]],
        ),
        ("/events", "text/event-stream", b"", []),
        ("/events", "text/event-stream", b"data: {}\n\n", "/body/0/data"),
        ("/events", "text/event-stream", b"data: not JSON\n\n", "/body/0/data"),
        ("/events", "text/event-stream", b'data: {"n":1}\n\nid: 3\n\n', "/body/1"),
        (
            "/events",
            "text/event-stream",
            b'event: other\ndata: {"n":1}\n\n',
            "/body/0/event",
        ),
        ("/xml", "application/xml", XML.format("utf-8").encode(), XML.format("utf-8")),
        ("/xml", "application/xml", XML.format("latin1").encode("latin1"), XML.format("latin1")),
        ("/xml", "application/xml", XML.format("utf-16").encode("utf-16"), XML.format("utf-16")),
        (
            "/xml",
            "application/xml; charset=utf-8",
            XML.format("latin1").encode(),
            XML.format("latin1"),
        ),
        ("/xml", "application/xml", XML.format("utf-8").encode("latin1"), 400),
        ("/xml", "application/xml", XML.format("utf-7").encode(), 415),
        ("/xml", "application/xml", b"<a>" + b"x" * 60 + b"</a>", "/body"),
        ("/form", URLENCODED, b"a=1&b=two", {"spread": {"a": 1, "b": "two"}}),
        ("/form", URLENCODED, b"a=one", "/body/spread/a"),
        ("/form", URLENCODED, b"listed=x,1,y,2", {"listed": {"x": 1, "y": 2}}),
        ("/form", URLENCODED, b"listed=x,1,y", 400),
        ("/form", URLENCODED, b"listed=x,one", "/body/listed/x"),
        ("/form", URLENCODED, b"spaced=x%201%20y%202", {"spaced": {"x": 1, "y": 2}}),
        ("/form", URLENCODED, b"piped=x%7C1%7Cy%7C2", {"piped": {"x": 1, "y": 2}}),
        ("/form", URLENCODED, b"deep[x]=1&deep%5By%5D=2", {"deep": {"x": 1, "y": 2}}),
        ("/form", URLENCODED, b"deep[x]=one", "/body/deep/x"),
        ("/form", URLENCODED, b"text=%7B%22x%22:1%7D", {"text": {"x": 1}}),
        ("/form", URLENCODED, b"plain=%7B%22x%22:1%7D", {"plain": {"x": 1}}),
        ("/form", URLENCODED, b"plain=x,1", 400),
        ("/inside", "application/json", b'[null, 3, "eyJuIjoxfQ=="]', [None, 3, "eyJuIjoxfQ=="]),
        ("/inside", "application/json", b"[1.5]", "/body/0"),
        ("/several", "application/json", b'{"n":1}', {"n": 1}),
        ("/several", "application/vnd.shop+json; v=1", b'{"x":1}', {"x": 1}),
        ("/several", "text/csv", b"a,b", "a,b"),
        ("/several", "application/json", b'{"x":1}', "/body"),
        ("/several", "image/png", b"x", 415),
        ("/several", "nonsense", b"x", 415),
        ("/several", "application/json; charset=latin1", b'{"n":1}', 415),
    ],
)  # fmt: skip
def test_a_body_is_read_as_its_media_type_says(
    address: Any, path: str, content_type: str, body: bytes, expected: Any
) -> None:
    status, headers, answer = exchange(address, "POST", path, body, {"Content-Type": content_type})
    if isinstance(expected, int):
        assert status == expected, answer
    elif isinstance(expected, str) and expected.startswith("/"):
        assert (status, [e["pointer"] for e in answer["errors"]]) == (422, [expected]), answer
    else:
        assert status == 200, answer
        assert (answer if path == "/events" else answer[1]) == expected
    if status == 415 and "charset" not in str(answer):
        assert headers["Accept"] == ", ".join(CONTENTS[path[1:]])


def exchange(
    address: Any, method: str, path: str, body: bytes | None, headers: dict[str, str]
) -> tuple[int, Any, Any]:
    connection = http.client.HTTPConnection(*address, timeout=20)
    connection.request(method, path, body, headers)
    response = connection.getresponse()
    data = response.read()
    connection.close()
    is_json = "json" in response.headers.get("Content-Type", "")
    value = json.loads(data) if data and is_json else data
    return response.status, response.headers, value


@pytest.mark.parametrize(
    ("method", "accept", "status", "allow"),
    [
        ("POST", "application/json;q=0, */*;q=0.5", 406, None),
        ("POST", "text/html, application/*;q=0.1", 200, None),
        ("TRACE", "*/*", 501, None),
        ("OPTIONS", "*/*", 204, "OPTIONS, POST, TRACE"),
        ("HEAD", "*/*", 405, "OPTIONS, POST, TRACE"),
        ("QUERY", "*/*", 405, "OPTIONS, POST, TRACE"),
    ],
)
def test_methods_and_what_is_acceptable(
    address: Any, method: str, accept: str, status: int, allow: str | None
) -> None:
    body = b'{"n":1}' if method == "POST" else None
    headers = {"Accept": accept, **({"Content-Type": "application/json"} if body else {})}
    found, fields, _ = exchange(address, method, "/several", body, headers)
    assert (found, fields["Allow"]) == (status, allow)


@pytest.mark.parametrize(
    ("path", "content_type", "body", "expected"),
    [
        ("/parsed", "application/xml", b"<a/>", (200, b"<a/>")),
        ("/number", "text/plain", b"8", (200, b"8")),
        ("/number", "text/plain", b"10", (422, None)),
        ("/number", "text/plain", b"one", (422, None)),
        ("/number", "text/plain", b"9", (500, None)),
    ],
)
def test_a_text_is_checked_as_what_it_stands_for(
    address: Any, path: str, content_type: str, body: bytes, expected: Any
) -> None:
    status, _, content = exchange(address, "POST", path, body, {"Content-Type": content_type})
    assert status == expected[0]
    assert expected[1] is None or content == expected[1]


def test_the_client_writes_what_the_service_reads(generated: ModuleType, address: Any) -> None:
    models = sys.modules[generated.__name__.replace(".client", ".models")]
    host, port = address
    members = {name: {"x": 1, "y": 2} for name in [*STYLES, "plain"]} | {"spread": {"a": 1}}
    sent = [ServerSentEvent(data={"n": 1}, event="tick", id="a"), ServerSentEvent(data='{"n":2}')]
    with generated.Client(f"http://{host}:{port}") as client:
        form = models.FormBody.model_validate(members)
        assert client.bodies.form(form).body == [URLENCODED, members]
        expected = [["tick", '{"n":1}', "a"], [None, '{"n":2}', None]]
        assert client.bodies.events(sent).body == expected
        assert client.bodies.events(iter(sent)).body == expected
