"""Operations tagged `operations`."""

from __future__ import annotations

from adhere.runtime import Call, P_contra, Protocol, Reply, operation

from . import models
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
    ) -> models.Health | GetLiveness200 | NotAcceptable406 | UnprocessableContent422:
        """Tell whether the process runs."""

    @operation("GET", "/health/ready")
    async def get_readiness(
        self, call: Call[None]
    ) -> (
        models.Health
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
        models.InvariantReport
        | GetInvariants200
        | Unauthorized401
        | Forbidden403
        | NotAcceptable406
        | UnprocessableContent422
        | TooManyRequests429
        | ServiceUnavailable503
    ):
        """Check what must always hold."""


class GetLiveness200(Reply["models.Health"], status=200):
    """It runs."""

    x_request_id: str | None = None


class GetReadiness200(Reply["models.Health"], status=200):
    """They can."""

    x_request_id: str | None = None


class GetInvariants200(Reply["models.InvariantReport"], status=200):
    """What was found."""

    x_request_id: str | None = None
