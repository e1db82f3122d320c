"""Operations without a tag."""

from adhere.runtime import Call, Ok200, Protocol, operation


class Default(Protocol):
    """What `impl` provides for the operations without a tag."""

    @operation("GET", "/greeting")
    async def get_greeting(self, call: Call[None]) -> str | Ok200[str]:
        """GET /greeting."""
