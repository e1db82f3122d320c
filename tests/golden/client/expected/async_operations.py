"""Operations tagged `async`."""

from __future__ import annotations

from adhere.runtime import Call, Ok200, P_contra, Protocol, operation

from . import models


class AsyncOperations(Protocol[P_contra]):
    """What `impl` provides for the operations tagged `async`."""

    @operation("POST", "/loans")
    async def lend(
        self, call: Call[P_contra], body: models.Token
    ) -> models.Client | Ok200[models.Client]:
        """Lend a book."""
