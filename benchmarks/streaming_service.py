"""A service of streams: `uvicorn benchmarks.streaming_service:create --factory`."""

from __future__ import annotations

import asyncio
import json
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, Protocol

from fastapi import FastAPI
from pydantic import BaseModel

from adhere.runtime import (
    BinaryContent,
    Call,
    ContractFiles,
    ItemStream,
    Options,
    ServerSentEvent,
    UploadBody,
    create_app,
    operation,
)

SIZE = 200_000_000
"""Bytes of the upload and of the download."""

CHUNK = bytes(65_536)
EVENT = {"type": "object", "required": ["data"], "properties": {"data": {"type": "string"}}}
COUNT = {"type": "object", "required": ["count"], "properties": {"count": {"type": "integer"}}}


def _replies(media_type: str, **media: Any) -> dict[str, Any]:
    return {"200": {"description": "ok", "content": {media_type: media}}}


CONTRACT = {
    "openapi": "3.2.0",
    "info": {"title": "Streams", "version": "1"},
    "paths": {
        "/files": {
            "get": {"responses": _replies("application/octet-stream")},
            "post": {
                "requestBody": {"required": True, "content": {"application/octet-stream": {}}},
                "responses": _replies("application/json", schema=COUNT),
            },
        },
        "/events": {"get": {"responses": _replies("text/event-stream", itemSchema=EVENT)}},
        "/sources": {"get": {"responses": _replies("application/json", schema=COUNT)}},
    },
}


class Count(BaseModel):
    """How many bytes were taken, or sources are open."""

    count: int


class Streams(Protocol):
    """The operations, as generated."""

    @operation("GET", "/files")
    async def download(self, call: Call[None]) -> BinaryContent:
        """Send `SIZE` bytes."""

    @operation("POST", "/files")
    async def upload(self, call: Call[None], body: UploadBody) -> Count:
        """Count the bytes that come."""

    @operation("GET", "/events")
    async def events(self, call: Call[None]) -> ItemStream[ServerSentEvent]:
        """Send one event and be silent."""

    @operation("GET", "/sources")
    async def sources(self, call: Call[None]) -> Count:
        """Count the sources of events that are open."""


class Implementation:
    """Implements `Streams`."""

    def __init__(self) -> None:
        """Begin without an open source."""
        self._open = 0

    async def download(self, call: Call[None]) -> BinaryContent:  # noqa: ARG002  # the Protocol's
        """Send `SIZE` bytes."""
        return _chunks()

    async def upload(self, call: Call[None], body: UploadBody) -> Count:  # noqa: ARG002  # the Protocol's
        """Count the bytes that come."""
        return Count(count=sum([len(chunk) async for chunk in body]))

    async def events(self, call: Call[None]) -> ItemStream[ServerSentEvent]:  # noqa: ARG002  # the Protocol's
        """Send one event and be silent."""
        return self._silent()

    async def sources(self, call: Call[None]) -> Count:  # noqa: ARG002  # the Protocol's
        """Count the sources of events that are open."""
        return Count(count=self._open)

    async def _silent(self) -> AsyncIterator[ServerSentEvent]:
        self._open += 1
        try:
            yield ServerSentEvent(data="open")
            await asyncio.Event().wait()
        finally:
            self._open -= 1


async def _chunks() -> AsyncIterator[bytes]:
    left = SIZE
    while left:
        chunk = CHUNK[:left]
        left -= len(chunk)
        yield chunk


def create() -> FastAPI:
    """Return the service; its contract lies in a folder only while it is read."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "contract.json").write_text(json.dumps(CONTRACT), encoding="utf-8")
        options = Options(max_upload=SIZE)
        return create_app(ContractFiles(Path(folder)), {Streams: Implementation()}, options=options)
