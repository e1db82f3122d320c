"""Bodies of many items are read while they come."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import AsyncIterable, AsyncIterator, Iterable, Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any, Protocol

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adhere.client import (
    AppTransport,
    AsyncSettings,
    BaseAsyncClient,
    BaseClient,
    Exchange,
    Group,
    S,
    UnexpectedReply,
    items_of,
    operation,
)
from adhere.client.items import Records
from adhere.runtime import Call, ContractFiles, Model, Ok200, Reply, ServerSentEvent
from adhere.runtime import operation as mark
from adhere.runtime.events import Events


class Tick(Model):
    n: int


@dataclass(frozen=True)
class Event:
    data: str
    event: str | None = None
    id: str | None = None
    retry: int | None = None


class Ticks200(Reply[AsyncIterable[Tick]], status=200):
    """Ticks, one after another."""


class Events200(Reply[AsyncIterable[Event]], status=200):
    """What happens, as it does."""


class Clock(Protocol):
    @mark("GET", "/ticks")
    async def ticks(self, call: Call[None]) -> Ticks200: ...

    @mark("POST", "/ticks")
    async def wind(self, call: Call[None], body: AsyncIterable[Tick]) -> Ticks200: ...

    @mark("GET", "/events")
    async def events(self, call: Call[None]) -> Events200: ...


class ClockClient(Group[S]):
    @operation(Clock.ticks)
    def ticks(self) -> Exchange[Ticks200]:
        return Exchange()

    @operation(Clock.wind)
    def wind(self, body: Iterable[Tick], *, content_type: str) -> Exchange[Ticks200]:
        return Exchange(body, content_type)

    @operation(Clock.events)
    def events(self) -> Exchange[Events200]:
        return Exchange()


TICK = {"type": "object", "required": ["n"], "properties": {"n": {"type": "integer"}}}
SEQUENCES = ("application/jsonl", "application/x-ndjson", "application/json-seq")
CONTENTS = {
    "ticks": {name: {"itemSchema": TICK} for name in SEQUENCES},
    "events": {"text/event-stream": {"itemSchema": {"required": ["data"]}}},
}


@pytest.fixture
def files(tmp_path: Path) -> ContractFiles:
    paths = {
        f"/{name}": {"get": {"responses": {"200": {"description": "", "content": content}}}}
        for name, content in CONTENTS.items()
    }
    body = {"content": CONTENTS["ticks"]}
    paths["/ticks"]["post"] = {**paths["/ticks"]["get"], "requestBody": body}
    (tmp_path / "contract.json").write_text(json.dumps({"openapi": "3.1.1", "paths": paths}))
    return ContractFiles(tmp_path)


def pieces(data: bytes, size: int) -> list[bytes]:
    return [data[i : i + size] for i in range(0, len(data), size)]


class Body(httpx.SyncByteStream, httpx.AsyncByteStream):
    """A body in pieces, which knows whether it was closed."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self.chunks = chunks
        self.is_closed = False

    def __iter__(self) -> Iterator[bytes]:
        yield from self.chunks

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for chunk in self.chunks:
            yield chunk

    def close(self) -> None:
        self.is_closed = True

    async def aclose(self) -> None:
        self.is_closed = True


def transport(body: Body, media_type: str) -> httpx.MockTransport:
    headers = {"Content-Type": media_type}
    return httpx.MockTransport(lambda _: httpx.Response(200, headers=headers, stream=body))


def received(files: ContractFiles, name: str, body: Body, media_type: str) -> Iterator[Any]:
    with BaseClient(files, "http://test", {}, transport=transport(body, media_type)) as client:
        reply = getattr(ClockClient(client._sender), name)()  # noqa: SLF001
        yield from items_of(reply.body)


WRITTEN = {
    "application/jsonl": b'{"n": 1}\n\n{"n": 2}\n{"n": 3}',
    "application/x-ndjson": b'{"n": 1}\r\n{"n": 2}\r\n{"n": 3}\r\n',
    "application/json-seq": b'\x1e{"n": 1}\n\x1e{"n":\n 2}\n\x1e{"n": 3}\n',
}


@pytest.mark.parametrize("media_type", SEQUENCES)
@pytest.mark.parametrize("size", [1, 7, 1000])
def test_values_are_typed_wherever_the_pieces_end(
    files: ContractFiles, media_type: str, size: int
) -> None:
    body = Body(iter(pieces(WRITTEN[media_type], size)))
    assert list(received(files, "ticks", body, media_type)) == [Tick(n=n) for n in (1, 2, 3)]
    assert body.is_closed


@pytest.mark.parametrize("media_type", SEQUENCES)
def test_items_are_sent_one_after_another(
    files: ContractFiles, recorder: Any, media_type: str
) -> None:
    taken = recorder(lambda _: httpx.Response(200, headers={"Content-Type": "application/jsonl"}))
    with BaseClient(files, "http://test", {}, transport=taken.transport) as client:
        ticks = (Tick(n=n) for n in range(3))
        ClockClient(client._sender).wind(ticks, content_type=media_type)  # noqa: SLF001
    (request,) = taken.requests
    assert request.headers["Content-Type"] == media_type
    separator = b"\x1e" if "seq" in media_type else b"\n"
    found = list(Records(separator).feed(request.content, is_last=True))
    assert found == [{"n": 0}, {"n": 1}, {"n": 2}]


def test_an_async_client_awaits_them(files: ContractFiles) -> None:
    body = Body(iter(pieces(WRITTEN["application/jsonl"], 5)))
    settings_: AsyncSettings = {"transport": transport(body, "application/jsonl")}

    async def run() -> list[Tick]:
        async with BaseAsyncClient(files, "http://test", {}, **settings_) as client:
            reply = await ClockClient(client._sender).ticks()  # noqa: SLF001
            return [tick async for tick in reply.body]

    assert asyncio.run(run()) == [Tick(n=1), Tick(n=2), Tick(n=3)]
    assert body.is_closed


def test_what_never_ends_can_be_left(files: ContractFiles) -> None:
    body = Body(f"data: {n}\n\n".encode() for n in count())
    with BaseClient(
        files, "http://test", {}, transport=transport(body, "text/event-stream")
    ) as client:
        reply = ClockClient(client._sender).events()  # noqa: SLF001
        events = items_of(reply.body)
        assert [next(events).data for _ in range(3)] == ["0", "1", "2"]
        assert not body.is_closed
        events.close()  # type: ignore[attr-defined]
    assert body.is_closed


def test_an_item_that_does_not_fit_is_told_after_those_that_do(files: ContractFiles) -> None:
    body = Body(iter([b'{"n": 1}\n{"n": "s3cret"}\n']))
    ticks = received(files, "ticks", body, "application/jsonl")
    assert next(ticks) == Tick(n=1)
    with pytest.raises(
        UnexpectedReply, match=r"^GET /ticks answered 200 that does not fit: /body/1/n"
    ) as raised:
        next(ticks)
    assert "s3cret" not in str(raised.value)


def test_an_item_that_is_not_json_is_told(files: ContractFiles) -> None:
    body = Body(iter([b'{"n": 1}\n{s3cret\n']))
    with pytest.raises(UnexpectedReply, match=r"with an item that cannot be read: /body/1\.$"):
        list(received(files, "ticks", body, "application/jsonl"))


STREAM = (
    "\ufeffevent: a\n: a comment\ndata: one\ndata:two\nid: 7\n\n"
    "retry: 10\ndata\n\n\nretry: x\ndata: cut off"
)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("size", [1, 3, 1000])
def test_events_are_read_as_browsers_read_them(files: ContractFiles, end: str, size: int) -> None:
    data = STREAM.replace("\n", end).encode()
    body = Body(iter(pieces(data, size)))
    assert list(received(files, "events", body, "text/event-stream")) == [
        Event(data="one\ntwo", event="a", id="7"),
        Event(data="", retry=10),
    ]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(st.characters(codec="utf-8")), inner),
    max_leaves=4,
)


@given(st.lists(JSON), st.integers(1, 9))
@settings(max_examples=60, deadline=None, database=None)
def test_records_survive_any_cut(values: list[Any], size: int) -> None:
    records, data = Records(b"\n"), b"".join(json.dumps(v).encode() + b"\n" for v in values)
    found = [v for piece in pieces(data, size) for v in records.feed(piece)]
    assert [*found, *records.feed(b"", is_last=True)] == values


@given(st.lists(st.text(st.characters(exclude_categories=["Cs", "Cc"]))), st.integers(1, 9))
@settings(max_examples=60, deadline=None, database=None)
def test_events_survive_any_cut(texts: list[str], size: int) -> None:
    events, data = Events(), "".join(f"data: {text}\n\n" for text in texts).encode()
    found = [e["data"] for piece in pieces(data, size) for e in events.feed(piece)]
    assert found == texts


class LiveClock:
    """Streams in the reply types of a generated service."""

    def __init__(self, replies: Any) -> None:
        self._replies = replies

    async def ticks(self, call: Call[None]) -> Any:
        async def run() -> AsyncIterator[Tick]:
            for n in range(3):
                yield Tick(n=n)

        return Ok200(body=run())

    async def events(self, call: Call[None]) -> Any:
        async def run() -> AsyncIterator[ServerSentEvent]:
            for n in range(2):
                yield ServerSentEvent(data={"n": n}, event="tick", id=str(n))

        return Ok200(body=run())


def test_a_generated_client_reads_what_a_generated_service_streams(project: Any) -> None:
    paths = {
        f"/{name}": {
            "get": {
                "operationId": name,
                "tags": ["clock"],
                "security": [],
                "responses": {"200": {"description": "Ticks.", "content": content}},
            }
        }
        for name, content in CONTENTS.items()
    }
    made = project({"openapi": "3.2.0", "paths": paths})
    package = sys.modules[made.__name__.partition(".")[0]]
    transport = AppTransport(package.create_app(clock=LiveClock(package.clock)))
    with made.Client("http://test", transport=transport) as client:
        ticks = list(items_of(client.clock.ticks(accept="application/json-seq").body))
        assert [tick.n for tick in ticks] == [0, 1, 2]
        assert type(ticks[0]).__module__.startswith(package.__name__)
        assert list(items_of(client.clock.events().body)) == [
            ServerSentEvent(data='{"n":0}', event="tick", id="0"),
            ServerSentEvent(data='{"n":1}', event="tick", id="1"),
        ]
