"""Callbacks."""

from __future__ import annotations

from adhere.runtime import Call, NoContent204, P_contra, Protocol, callback

from . import models
from .subscriptions import Subscriptions


class Callbacks(Protocol[P_contra]):
    """What receives the callbacks."""

    @callback(Subscriptions.subscribe, "POST", "onProgress", "{$request.body#/callbackUrl}")
    async def on_progress(
        self, call: Call[P_contra | None], body: models.Progress
    ) -> NoContent204 | None:
        """Something has come along."""

    @callback(
        Subscriptions.subscribe,
        "POST",
        "onAudit",
        "https://audit.test/{$request.query.audit}?id={$response.body#/id}",
    )
    async def on_audit(self, call: Call[None]) -> NoContent204 | None:
        """Somebody subscribed."""
