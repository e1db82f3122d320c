"""Operations tagged `trees`."""

from __future__ import annotations

from typing import Protocol

from adhere.runtime import Call, Ok200, operation

from .models import Tree


class Trees(Protocol):
    """What `impl` provides for the operations tagged `trees`."""

    @operation("POST", "/trees")
    async def plant(self, call: Call[None], body: Tree) -> Tree | Ok200[Tree]:
        """POST /trees."""
