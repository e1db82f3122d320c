"""Operations tagged `zoos`."""

from adhere.runtime import Call, Ok200, Protocol, UnprocessableContent422, operation

from .models import Zoo


class Zoos(Protocol):
    """What `impl` provides for the operations tagged `zoos`."""

    @operation("POST", "/zoos")
    async def add_zoo(
        self, call: Call[None], body: Zoo
    ) -> Zoo | Ok200[Zoo] | UnprocessableContent422[None]:
        """POST /zoos."""
