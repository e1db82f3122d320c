"""Operations tagged `notes`."""

from __future__ import annotations

from adhere.runtime import Call, Ok200, Protocol, operation

from . import models


class Notes(Protocol):
    """What `impl` provides for the operations tagged `notes`."""

    @operation("PUT", "/notes")
    async def put_note(
        self, call: Call[None], body: models.Note
    ) -> models.Note | Ok200[models.Note]:
        """PUT /notes."""
