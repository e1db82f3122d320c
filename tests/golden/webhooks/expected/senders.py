# ruff: noqa: D400, D401
"""What sends webhooks and callbacks."""

from __future__ import annotations

from pathlib import Path
from typing import Unpack

from adhere.client import (
    AsyncSender,
    AsyncToken,
    AsyncWebhookSettings,
    BaseAsyncWebhookSender,
    BaseWebhookSender,
    ContractFiles,
    Exchange,
    Group,
    S,
    Secrets,
    Sender,
    Token,
    WebhookSettings,
    operation,
)
from adhere.runtime import Gone410, NoContent204, Ok200

from . import models
from .callbacks import Callbacks
from .webhooks import OrderPlaced503, Webhooks

CONTRACT = ContractFiles(Path(__file__).parent)


class WebhooksClient(Group[S]):
    """Sends the webhooks."""

    @operation(Webhooks.order_placed)
    def order_placed(
        self, body: models.OrderPlaced, *, webhook_id: str | None = None
    ) -> Exchange[Ok200[models.OrderPlaced200Body] | Gone410[None] | OrderPlaced503]:
        """An order was placed."""
        return Exchange(body, webhook_id=webhook_id)

    @operation(Webhooks.order_cancelled)
    def order_cancelled(
        self, body: models.OrderCancelled, *, webhook_id: str | None = None
    ) -> Exchange[NoContent204]:
        """An order was cancelled."""
        return Exchange(body, webhook_id=webhook_id)

    @operation(Webhooks.ping)
    def ping(self, *, nonce: str) -> Exchange[NoContent204]:
        """Are you there?"""
        return Exchange(nonce=nonce)


class CallbacksClient(Group[S]):
    """Sends the callbacks."""

    @operation(Callbacks.on_progress)
    def on_progress(self, body: models.Progress) -> Exchange[NoContent204]:
        """Something has come along."""
        return Exchange(body)

    @operation(Callbacks.on_audit)
    def on_audit(self) -> Exchange[NoContent204]:
        """Somebody subscribed."""
        return Exchange()


class WebhookSender(BaseWebhookSender):
    """Sends what the contract says; `close` it, or use it in a `with` statement."""

    def __init__(self, **settings: Unpack[WebhookSettings]) -> None:
        """Prepare to send; nothing is sent yet."""
        super().__init__(CONTRACT, **settings)

    def webhooks_to(self, url: str, *, secrets: Secrets = ()) -> WebhooksClient[Sender]:
        """Return what sends the webhooks to one receiver."""
        return WebhooksClient(self._to(url, secrets, {}))

    def callbacks_to(
        self, url: str, *, receiver_token: Token | None = None
    ) -> CallbacksClient[Sender]:
        """Return what sends the callbacks to one receiver."""
        return CallbacksClient(self._to(url, (), {"receiverToken": receiver_token}))


class AsyncWebhookSender(BaseAsyncWebhookSender):
    """Sends what the contract says; `aclose` it, or use it in an `async with` statement."""

    def __init__(self, **settings: Unpack[AsyncWebhookSettings]) -> None:
        """Prepare to send; nothing is sent yet."""
        super().__init__(CONTRACT, **settings)

    def webhooks_to(self, url: str, *, secrets: Secrets = ()) -> WebhooksClient[AsyncSender]:
        """Return what sends the webhooks to one receiver."""
        return WebhooksClient(self._to(url, secrets, {}))

    def callbacks_to(
        self, url: str, *, receiver_token: AsyncToken | None = None
    ) -> CallbacksClient[AsyncSender]:
        """Return what sends the callbacks to one receiver."""
        return CallbacksClient(self._to(url, (), {"receiverToken": receiver_token}))
