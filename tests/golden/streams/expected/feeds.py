"""Operations tagged `feeds`."""

from __future__ import annotations

from typing import Any

from adhere.runtime import (
    BinaryContent,
    Call,
    ItemStream,
    Ok200,
    Protocol,
    Reply,
    ServerSentEvent,
    UnprocessableContent422,
    UploadBody,
    operation,
)

from . import models


class Feeds(Protocol):
    """What `impl` provides for the operations tagged `feeds`."""

    @operation("GET", "/export")
    async def export_readings(
        self, call: Call[None]
    ) -> Ok200[list[models.Reading] | ItemStream[models.Reading] | str | BinaryContent]:
        """Read everything, in one of several formats."""

    @operation("GET", "/changes")
    async def follow_changes(
        self, call: Call[None]
    ) -> ItemStream[ServerSentEvent] | Ok200[ItemStream[ServerSentEvent]]:
        """Follow changes as they happen."""

    @operation("POST", "/readings")
    async def add_readings(
        self,
        call: Call[None],
        body: ItemStream[models.Reading] | ItemStream[models.AddReadingsBodyItem],
    ) -> int | Ok200[int] | UnprocessableContent422[dict[str, Any]]:
        """Add readings."""

    @operation("GET", "/archive")
    async def read_archive(self, call: Call[None]) -> ReadArchive200:
        """Read the archive."""

    @operation("PUT", "/archive")
    async def put_archive(self, call: Call[None], body: UploadBody) -> int | Ok200[int]:
        """Replace the archive."""


class ReadArchive200(Reply[BinaryContent], status=200):
    """It."""

    etag: str
