"""Bodies that come piece by piece: binary, events, items one after another."""

from __future__ import annotations

import http.client
import io
import logging
import threading
import tracemalloc
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest
from harness import application, exchange, serving
from pydantic import BaseModel
from starlette.responses import Response

from adhere.runtime import (
    BinaryContent,
    Call,
    ItemStream,
    Options,
    Reply,
    ServerSentEvent,
    operation,
)


class Reading(BaseModel):
    value: int


READING = {
    "type": "object",
    "required": ["value"],
    "properties": {"value": {"type": "integer", "maximum": 9}},
}
EVENT = {
    "type": "object",
    "required": ["data"],
    "properties": {
        "event": {"enum": ["changed"]},
        "data": {
            "type": "string",
            "contentMediaType": "application/json",
            "contentSchema": READING,
        },
    },
}


def get(**content: Any) -> dict[str, Any]:
    replies = {
        name.replace("_", "/", 1).replace("_", "-"): media for name, media in content.items()
    }
    return {"get": {"responses": {"200": {"description": "ok", "content": replies}}}}


CONTRACT = {
    "paths": {
        "/file": get(application_zip={}),
        "/events": get(text_event_stream={"itemSchema": EVENT}),
        "/readings": get(
            application_json={"schema": {"type": "array", "items": READING}},
            application_jsonl={"itemSchema": READING},
            application_json_seq={"itemSchema": READING},
        ),
    }
}


class Readings200(Reply[list[Reading] | ItemStream[Reading]], status=200):
    pass


class Events200(Reply[ItemStream[ServerSentEvent]], status=200):
    pass


class File200(Reply[BinaryContent], status=200):
    pass


@operation("GET", "/file")
async def file(self: Any, call: Call[None]) -> BinaryContent | File200:
    raise AssertionError


@operation("GET", "/events")
async def events(self: Any, call: Call[None]) -> ItemStream[ServerSentEvent] | Events200:
    raise AssertionError


@operation("GET", "/readings")
async def readings(self: Any, call: Call[None]) -> Readings200:
    raise AssertionError


METHODS = {"file": file, "events": events, "readings": readings}


class Api:
    """Answers every operation with what a function makes."""

    def __init__(self, make: Any) -> None:
        self.make = make

    async def file(self, call: Call[None]) -> Any:
        return self.make()

    events = readings = file


def serve(tmp_path: Path, make: Any, **options: Any) -> Any:
    return application(
        tmp_path, CONTRACT, methods=METHODS, implementation=Api(make), options=Options(**options)
    )


async def chunks() -> AsyncIterator[bytes]:
    yield b"one "
    yield b"two"


@pytest.mark.parametrize(
    "make",
    [
        lambda: b"one two",
        chunks,
        lambda: iter([b"one ", b"two"]),
        lambda: io.BytesIO(b"one two"),
        lambda: File200(body=chunks()),
    ],
)
def test_binary_bodies(tmp_path: Path, make: Any) -> None:
    response = exchange(serve(tmp_path, make), "GET", "/file")
    assert (response.status_code, response.content) == (200, b"one two")
    assert response.headers["content-type"] == "application/zip"


@pytest.mark.parametrize(
    "make", [lambda: "text", lambda: 5, lambda: Response(b"raw"), lambda: [b""]]
)
def test_what_is_no_binary_body_is_a_failure(tmp_path: Path, make: Any) -> None:
    assert exchange(serve(tmp_path, make), "GET", "/file").status_code == 500


def test_a_large_body_takes_little_memory(tmp_path: Path) -> None:
    def blocks() -> Iterator[bytes]:
        for _ in range(64):
            yield bytes(1_000_000)

    with serving(serve(tmp_path, blocks)) as address:
        connection = http.client.HTTPConnection(*address, timeout=30)
        connection.request("GET", "/file")
        response = connection.getresponse()
        tracemalloc.start()
        size = sum(len(part) for part in iter(lambda: response.read(65536), b""))
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        connection.close()
    assert size == 64_000_000
    assert peak < 16_000_000


def test_the_source_is_closed_when_the_client_goes_away(tmp_path: Path) -> None:
    closed = threading.Event()

    async def endless() -> AsyncIterator[bytes]:
        try:
            while True:
                yield bytes(100_000)
        finally:
            closed.set()

    with serving(serve(tmp_path, endless)) as address:
        connection = http.client.HTTPConnection(*address, timeout=30)
        connection.request("GET", "/file")
        response = connection.getresponse()
        assert response.read(10) == bytes(10)
        response.close()
        connection.close()
        assert closed.wait(20)


def test_a_source_that_waits_is_closed_when_the_client_goes_away(tmp_path: Path) -> None:
    import asyncio  # noqa: PLC0415

    closed = threading.Event()

    async def silent() -> AsyncIterator[ServerSentEvent]:
        try:
            yield ServerSentEvent(data={"value": 1})
            await asyncio.Event().wait()
        finally:
            closed.set()

    with serving(serve(tmp_path, silent)) as address:
        connection = http.client.HTTPConnection(*address, timeout=30)
        connection.request("GET", "/events")
        response = connection.getresponse()
        assert response.read1(100) == b'data: {"value":1}\n\n'
        response.close()
        connection.close()
        assert closed.wait(20)


def test_head_runs_no_source(tmp_path: Path) -> None:
    response = exchange(serve(tmp_path, chunks), "HEAD", "/file")
    assert (response.status_code, response.content) == (200, b"")


def test_a_source_that_fails_breaks_the_body_off(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async def failing() -> AsyncIterator[bytes]:
        yield b"one"
        raise RuntimeError("secret")

    with serving(serve(tmp_path, failing)) as address:
        connection = http.client.HTTPConnection(*address, timeout=30)
        connection.request("GET", "/file")
        response = connection.getresponse()
        assert response.status == 200
        with pytest.raises(http.client.IncompleteRead):
            response.read()
        connection.close()
    assert "GET /file failed" in caplog.text


async def two_events() -> AsyncIterator[ServerSentEvent]:
    yield ServerSentEvent(event="changed", id="1", retry=500, data=Reading(value=1))
    yield ServerSentEvent(data='{\n"value": 2}')


def test_events(tmp_path: Path) -> None:
    response = exchange(serve(tmp_path, two_events), "GET", "/events")
    assert response.headers["content-type"] == "text/event-stream"
    assert response.headers["cache-control"] == "no-store"
    assert response.text == (
        'event: changed\nid: 1\nretry: 500\ndata: {"value":1}\n\ndata: {\ndata: "value": 2}\n\n'
    )


@pytest.mark.parametrize(
    "event",
    [
        lambda: ServerSentEvent(event="other", data={"value": 1}),
        lambda: ServerSentEvent(event="changed"),
        lambda: ServerSentEvent(data={"value": 10}),
        lambda: ServerSentEvent(data="{"),
        lambda: ServerSentEvent(data=object()),
        lambda: ServerSentEvent(event="changed\ndata: x", data={"value": 1}),
        lambda: {"data": "{}"},
    ],
)
def test_an_event_that_breaks_the_contract_ends_the_stream(
    tmp_path: Path, event: Any, caplog: pytest.LogCaptureFixture
) -> None:
    reached = []

    async def source() -> AsyncIterator[Any]:
        yield ServerSentEvent(data={"value": 1})
        yield event()
        reached.append("the end")

    with serving(serve(tmp_path, source)) as address:
        connection = http.client.HTTPConnection(*address, timeout=30)
        connection.request("GET", "/events")
        response = connection.getresponse()
        with pytest.raises(http.client.IncompleteRead) as caught:
            response.read()
        connection.close()
    assert caught.value.partial == b'data: {"value":1}\n\n'
    assert not reached
    assert "GET /events failed" in caplog.text


def test_a_silent_stream_of_events_is_kept_alive(tmp_path: Path) -> None:
    import asyncio  # noqa: PLC0415

    async def slow() -> AsyncIterator[ServerSentEvent]:
        await asyncio.sleep(0.05)
        yield ServerSentEvent(data={"value": 1})

    kept = exchange(serve(tmp_path, slow, keep_alive=0.01), "GET", "/events").text
    assert kept.startswith(":\n\n")
    assert kept.endswith('data: {"value":1}\n\n')
    assert exchange(serve(tmp_path, slow), "GET", "/events").text == 'data: {"value":1}\n\n'


async def two_readings() -> AsyncIterator[Reading]:
    yield Reading(value=1)
    yield Reading(value=2)


@pytest.mark.parametrize(
    ("accept", "media_type", "text"),
    [
        ("application/jsonl", "application/jsonl", '{"value":1}\n{"value":2}\n'),
        (
            "application/jsonl;q=0.5, application/json-seq",
            "application/json-seq",
            '\x1e{"value":1}\n\x1e{"value":2}\n',
        ),
        ("*/*", "application/jsonl", '{"value":1}\n{"value":2}\n'),
        ("application/json", "application/jsonl", '{"value":1}\n{"value":2}\n'),
    ],
)
def test_items(tmp_path: Path, accept: str, media_type: str, text: str) -> None:
    app = serve(tmp_path, lambda: Readings200(body=two_readings()))
    response = exchange(app, "GET", "/readings", headers={"accept": accept})
    assert (response.headers["content-type"], response.text) == (media_type, text)


def test_the_same_reply_may_be_one_json_text(tmp_path: Path) -> None:
    app = serve(tmp_path, lambda: Readings200(body=[Reading(value=1)]))
    assert exchange(app, "GET", "/readings").json() == [{"value": 1}]


def test_items_are_checked_as_replies_are(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    async def wrong() -> AsyncIterator[Reading]:
        yield Reading(value=10)

    app = serve(tmp_path, lambda: Readings200(body=wrong()), check_replies="log")
    assert exchange(app, "GET", "/readings").text == '{"value":10}\n'
    assert "/body/0/value must be at most 9" in caplog.text
    assert caplog.records[-1].levelno == logging.ERROR
