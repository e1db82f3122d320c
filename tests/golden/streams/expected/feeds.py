"""Operations tagged `feeds`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

from adhere.runtime import (
    BinaryContent,
    Call,
    ErrorReply,
    ItemStream,
    Reply,
    ServerSentEvent,
    UploadBody,
    operation,
)

from .models import AddReadingsBodyItem, Reading


class Feeds(Protocol):
    """What `impl` provides for the operations tagged `feeds`."""

    @operation("GET", "/export")
    async def export_readings(self, call: Call[None]) -> ExportReadings200:
        """Read everything, in one of several formats."""

    @operation("GET", "/changes")
    async def follow_changes(
        self, call: Call[None]
    ) -> ItemStream[ServerSentEvent] | FollowChanges200:
        """Follow changes as they happen."""

    @operation("POST", "/readings")
    async def add_readings(
        self, call: Call[None], body: ItemStream[Reading] | ItemStream[AddReadingsBodyItem]
    ) -> int | AddReadings200 | AddReadings422:
        """Add readings."""

    @operation("GET", "/archive")
    async def read_archive(self, call: Call[None]) -> ReadArchive200:
        """Read the archive."""

    @operation("PUT", "/archive")
    async def put_archive(self, call: Call[None], body: UploadBody) -> int | PutArchive200:
        """Replace the archive."""


class ExportReadings200(
    Reply[list[Reading] | ItemStream[Reading] | str | BinaryContent], status=200
):
    """The readings."""


class FollowChanges200(Reply[ItemStream[ServerSentEvent]], status=200):
    """Events."""


class AddReadings200(Reply[int], status=200):
    """How many."""


class AddReadings422(ErrorReply[dict[str, Any]], status=422):
    """Wrong."""


@dataclass(frozen=True, kw_only=True)
class ReadArchive200(Reply[BinaryContent], status=200, headers={"etag": "ETag"}):
    """It."""

    etag: str


class PutArchive200(Reply[int], status=200):
    """Its size."""
