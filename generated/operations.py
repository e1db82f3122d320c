"""Operations tagged `operations`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from adhere.runtime import Call, P_contra, Reply, operation

from .models import Health, InvariantReport
from .replies import (
    Forbidden403,
    NotAcceptable406,
    ServiceUnavailable503,
    TooManyRequests429,
    Unauthorized401,
    UnprocessableContent422,
)


class Operations(Protocol[P_contra]):
    """What `impl` provides for the operations tagged `operations`."""

    @operation("GET", "/health/live")
    async def get_liveness(
        self, call: Call[None]
    ) -> Health | GetLiveness200 | NotAcceptable406 | UnprocessableContent422:
        """Tell whether the process runs."""

    @operation("GET", "/health/ready")
    async def get_readiness(
        self, call: Call[None]
    ) -> (
        Health
        | GetReadiness200
        | NotAcceptable406
        | UnprocessableContent422
        | ServiceUnavailable503
    ):
        """Tell whether requests can be served."""

    @operation("GET", "/invariants")
    async def get_invariants(
        self, call: Call[P_contra]
    ) -> (
        InvariantReport
        | GetInvariants200
        | Unauthorized401
        | Forbidden403
        | NotAcceptable406
        | UnprocessableContent422
        | TooManyRequests429
        | ServiceUnavailable503
    ):
        """Check what must always hold."""


@dataclass(frozen=True, kw_only=True)
class GetLiveness200(Reply[Health], status=200, headers={"x_request_id": "X-Request-ID"}):
    """It runs."""

    x_request_id: str | None = None


@dataclass(frozen=True, kw_only=True)
class GetReadiness200(Reply[Health], status=200, headers={"x_request_id": "X-Request-ID"}):
    """They can."""

    x_request_id: str | None = None


@dataclass(frozen=True, kw_only=True)
class GetInvariants200(
    Reply[InvariantReport], status=200, headers={"x_request_id": "X-Request-ID"}
):
    """What was found."""

    x_request_id: str | None = None
