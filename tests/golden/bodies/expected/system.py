"""Operations tagged `system`."""

from __future__ import annotations

from adhere.runtime import (
    Call,
    DefaultReply,
    NoContent204,
    NotFound404,
    Ok200,
    P_contra,
    Protocol,
    Redirection3XX,
    operation,
)

from . import models


class System(Protocol[P_contra]):
    """What `impl` provides for the operations tagged `system`."""

    @operation("GET", "/health")
    async def health(self, call: Call[None]) -> NoContent204 | None:
        """Tell that it lives."""

    @operation("GET", "/ready")
    async def ready(
        self, call: Call[P_contra | None]
    ) -> models.Ready200Body | Ok200[models.Ready200Body] | DefaultReply[models.Problem]:
        """Tell that it is ready."""

    @operation("GET", "/redirect")
    async def go(self, call: Call[None]) -> Redirection3XX[None] | NotFound404[models.Problem]:
        """Go elsewhere."""
