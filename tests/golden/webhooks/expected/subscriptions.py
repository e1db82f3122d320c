"""Operations tagged `subscriptions`."""

from __future__ import annotations

from adhere.runtime import Call, Created201, P_contra, Protocol, operation

from . import models


class Subscriptions(Protocol[P_contra]):
    """What `impl` provides for the operations tagged `subscriptions`."""

    @operation("POST", "/subscriptions")
    async def subscribe(
        self, call: Call[P_contra], body: models.SubscribeBody, *, audit: str | None = None
    ) -> models.Subscription | Created201[models.Subscription]:
        """Ask to be called back."""
