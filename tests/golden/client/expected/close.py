"""Operations tagged `close`."""

from __future__ import annotations

from typing import Protocol, TypeVar

from adhere.runtime import Call, EmptyReply, operation

P_contra = TypeVar("P_contra", contravariant=True)


class Close(Protocol[P_contra]):
    """What `impl` provides for the operations tagged `close`."""

    @operation("POST", "/close")
    async def close(self, call: Call[P_contra | None]) -> Close204 | None:
        """Close the library."""


class Close204(EmptyReply, status=204):
    """Closed."""
