"""Operations tagged `close`."""

from adhere.runtime import Call, NoContent204, P_contra, Protocol, operation


class Close(Protocol[P_contra]):
    """What `impl` provides for the operations tagged `close`."""

    @operation("POST", "/close")
    async def close(self, call: Call[P_contra | None]) -> NoContent204 | None:
        """Close the library."""
