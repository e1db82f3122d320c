"""Operations tagged `trees`."""

from adhere.runtime import Call, Ok200, Protocol, operation

from .models import Tree


class Trees(Protocol):
    """What `impl` provides for the operations tagged `trees`."""

    @operation("POST", "/trees")
    async def plant(self, call: Call[None], body: Tree) -> Tree | Ok200[Tree]:
        """POST /trees."""
