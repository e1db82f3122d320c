"""Operations tagged `subscriptions`."""

from adhere.runtime import Call, Created201, P_contra, Protocol, operation

from .models import SubscribeBody, Subscription


class Subscriptions(Protocol[P_contra]):
    """What `impl` provides for the operations tagged `subscriptions`."""

    @operation("POST", "/subscriptions")
    async def subscribe(
        self, call: Call[P_contra], body: SubscribeBody, *, audit: str | None = None
    ) -> Subscription | Created201[Subscription]:
        """Ask to be called back."""
