"""Whether a webhook was sent by whom it says: its signature against the shared secrets."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Sequence

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.types import Receive, Scope

from .message import header_values
from .payload import read_body, replaying
from .plan import OperationPlan
from .problems import Problem
from .signatures import ID, SIGNATURE, SIGNATURE_HEADERS, TIMESTAMP, BadSignature, key_of, verify

Found = str | Sequence[str]
WebhookSecrets = Found | Callable[[Request], Found | Awaitable[Found]]
"""The secret shared with the sender, `whsec_...`; several while one takes the place of another.

Or what returns them for a request, of which only the header section may be read.
"""


def is_signed(plan: OperationPlan) -> bool:
    """Tell whether an operation declares the header fields of Standard Webhooks."""
    return {s.name.lower() for s in plan.specs if s.location == "header"} >= SIGNATURE_HEADERS


class SignatureCheck:
    """Believes a request that was signed with one of the secrets, a moment ago."""

    def __init__(self, secrets: WebhookSecrets, limit: int) -> None:
        """Read the secrets. Raises `ValueError` for one that cannot be."""
        self._secrets = secrets
        self._fixed = None if callable(secrets) else _keys(secrets)
        self._limit = limit

    async def admit(self, scope: Scope, receive: Receive) -> Receive:
        """Return the way to the body, which has been read. Raises `Problem` 401, 400 or 413."""
        fields = [header_values(scope, name.encode()) for name in (ID, TIMESTAMP, SIGNATURE)]
        if any(len(values) != 1 for values in fields):
            raise _refusal("The webhook is not signed.")
        (webhook_id,), (timestamp,), (signature,) = fields
        keys = await self._keys(Request(scope))
        body = await read_body(scope, receive, self._limit)
        try:
            verify(
                keys,
                body,
                webhook_id=webhook_id,
                timestamp=timestamp,
                signature=signature,
                now=time.time(),
            )
        except BadSignature as error:
            raise _refusal(str(error)) from None
        return replaying(body, receive)

    async def _keys(self, request: Request) -> list[bytes]:
        if self._fixed is not None or not callable(self._secrets):
            return self._fixed or []
        found = await run_in_threadpool(self._secrets, request)
        return _keys(await found if isinstance(found, Awaitable) else found)


def _keys(secrets: Found) -> list[bytes]:
    return [key_of(secret) for secret in ([secrets] if isinstance(secrets, str) else secrets)]


def _refusal(detail: str) -> Problem:
    return Problem(401, detail, headers=[("WWW-Authenticate", "Webhook-Signature")])
