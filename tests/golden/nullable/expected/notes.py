"""Operations tagged `notes`."""

from __future__ import annotations

from typing import Protocol

from adhere.runtime import Call, Reply, operation

from .models import Note


class Notes(Protocol):
    """What `impl` provides for the operations tagged `notes`."""

    @operation("PUT", "/notes")
    async def put_note(self, call: Call[None], body: Note) -> Note | PutNote200:
        """PUT /notes."""


class PutNote200(Reply[Note], status=200):
    """As stored."""
