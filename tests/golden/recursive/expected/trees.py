"""Operations tagged `trees`."""

from __future__ import annotations

from adhere.runtime import Call, Ok200, Protocol, operation

from . import models


class Trees(Protocol):
    """What `impl` provides for the operations tagged `trees`."""

    @operation("POST", "/trees")
    async def plant(self, call: Call[None], body: models.Tree) -> models.Tree | Ok200[models.Tree]:
        """POST /trees."""
