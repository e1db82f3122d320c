# ruff: noqa: D400, D401
"""Webhooks."""

from __future__ import annotations

from adhere.runtime import Call, EmptyErrorReply, Gone410, NoContent204, Ok200, Protocol, webhook

from . import models


class Webhooks(Protocol):
    """What receives the webhooks."""

    @webhook("POST", "order.placed")
    async def order_placed(
        self,
        call: Call[None],
        body: models.OrderPlaced,
        *,
        webhook_id: str,
        webhook_timestamp: int,
        webhook_signature: str,
    ) -> (
        models.OrderPlaced200Body
        | Ok200[models.OrderPlaced200Body]
        | Gone410[None]
        | OrderPlaced503
    ):
        """An order was placed."""

    @webhook("POST", "order.cancelled")
    async def order_cancelled(
        self,
        call: Call[None],
        body: models.OrderCancelled,
        *,
        webhook_id: str,
        webhook_timestamp: int,
        webhook_signature: str,
    ) -> NoContent204 | None:
        """An order was cancelled."""

    @webhook("GET", "ping")
    async def ping(self, call: Call[None], *, nonce: str) -> NoContent204 | None:
        """Are you there?"""


class OrderPlaced503(EmptyErrorReply, status=503):
    """Later."""

    retry_after: int | None = None
