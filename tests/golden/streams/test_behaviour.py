from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest

from adhere.runtime import Ok200, ServerSentEvent


@pytest.fixture
def app(package: Any, module: Any) -> Any:
    feeds, models = module("feeds"), module("models")

    async def readings() -> AsyncIterator[Any]:
        yield models.Reading(sensor="a", value=1)
        yield models.Reading(sensor="b", value=2)

    async def events() -> AsyncIterator[ServerSentEvent]:
        async for reading in readings():
            yield ServerSentEvent(event="changed", data=reading)

    async def archive() -> AsyncIterator[bytes]:
        yield b"PK"
        yield b"..."

    class Feeds:
        async def export_readings(self, call: Any) -> Any:
            return Ok200(body=readings())

        async def follow_changes(self, call: Any) -> Any:
            return events()

        async def read_archive(self, call: Any) -> Any:
            return feeds.ReadArchive200(body=archive(), etag='"1"')

        async def put_archive(self, call: Any, body: Any) -> int:
            return sum([len(piece) async for piece in body])

        async def add_readings(self, call: Any, body: Any) -> int:
            return len([reading.sensor async for reading in body])

    return package.create_app(feeds=Feeds())


def test_items_one_after_another(app: Any, send: Any) -> None:
    response = send(app)("GET", "/export", headers={"Accept": "application/jsonl"})
    assert response.text == '{"sensor":"a","value":1.0}\n{"sensor":"b","value":2.0}\n'


def test_events(app: Any, send: Any) -> None:
    response = send(app)("GET", "/changes")
    assert response.headers["content-type"] == "text/event-stream"
    assert response.text.startswith('event: changed\ndata: {"sensor":"a","value":1.0}\n\n')


def test_a_binary_body_in_pieces_beside_header_fields(app: Any, send: Any) -> None:
    response = send(app)("GET", "/archive")
    assert (response.content, response.headers["etag"]) == (b"PK...", '"1"')


def test_a_binary_body_is_taken_as_it_arrives(app: Any, send: Any) -> None:
    headers = {"Content-Type": "application/zip"}
    assert send(app)("PUT", "/archive", content=b"PK...", headers=headers).json() == 5


@pytest.mark.parametrize(("value", "status"), [("1", 200), ("101", 422), ("x", 400)])
def test_items_are_checked_as_they_arrive(app: Any, send: Any, value: str, status: int) -> None:
    lines = '{"sensor":"a","value":1}\n{"sensor":"b","value":' + value + "}\n"
    headers = {"Content-Type": "application/jsonl"}
    response = send(app)("POST", "/readings", content=lines, headers=headers)
    assert response.status_code == status
