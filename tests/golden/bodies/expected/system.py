"""Operations tagged `system`."""

from __future__ import annotations

from typing import Protocol

from adhere.runtime import (
    Call,
    EmptyRangeReply,
    EmptyReply,
    P_contra,
    RangeErrorReply,
    Reply,
    operation,
)

from .models import Problem, Ready200Body
from .replies import NotFound404


class System(Protocol[P_contra]):
    """What `impl` provides for the operations tagged `system`."""

    @operation("GET", "/health")
    async def health(self, call: Call[None]) -> Health204 | None:
        """Tell that it lives."""

    @operation("GET", "/ready")
    async def ready(self, call: Call[P_contra | None]) -> Ready200Body | Ready200 | ReadyDefault:
        """Tell that it is ready."""

    @operation("GET", "/redirect")
    async def go(self, call: Call[None]) -> Go3XX | NotFound404:
        """Go elsewhere."""


class Health204(EmptyReply, status=204):
    """Alive."""


class Ready200(Reply[Ready200Body], status=200):
    """Ready."""


class ReadyDefault(RangeErrorReply[Problem], status="default"):
    """Not ready."""


class Go3XX(EmptyRangeReply, status="3XX"):
    """There."""
