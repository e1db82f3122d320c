"""Operations tagged `zoos`."""

from __future__ import annotations

from adhere.runtime import Call, Ok200, Protocol, UnprocessableContent422, operation

from . import models


class Zoos(Protocol):
    """What `impl` provides for the operations tagged `zoos`."""

    @operation("POST", "/zoos")
    async def add_zoo(
        self, call: Call[None], body: models.Zoo
    ) -> models.Zoo | Ok200[models.Zoo] | UnprocessableContent422[None]:
        """POST /zoos."""
