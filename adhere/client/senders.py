"""Sending webhooks and callbacks: to URLs that others have named, signed where declared."""

from __future__ import annotations

import time
from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self, TypedDict, Unpack
from uuid import uuid4

import httpx

from adhere.client.addresses import AsyncOutwardTransport, OutwardTransport
from adhere.client.credentials import Credential, Credentials, OperationAuth
from adhere.client.parameters import Target
from adhere.client.plan import OperationPlan, plans_of
from adhere.client.sending import TIMEOUT, AsyncSender, Exchange, Sender, Sending, no_cookies
from adhere.runtime.contract_files import ContractFiles
from adhere.runtime.expressions import checked_url
from adhere.runtime.signatures import (
    ID,
    SIGNATURE,
    SIGNATURE_HEADERS,
    TIMESTAMP,
    key_of,
    sign,
)

Secrets = str | Sequence[str]
"""The secret shared with a receiver, `whsec_...`; several while one takes the place of another."""


class AnyWebhookSettings(TypedDict, total=False):
    """How webhooks are sent.

    `validate`: check replies against the contract (default). `timeout`: as httpx has it.
    `private_addresses`: also call hosts that are not on the public internet (not by default).
    """

    validate: bool
    timeout: float | httpx.Timeout | None
    private_addresses: bool


class WebhookSettings(AnyWebhookSettings, total=False):
    """The settings of a sync sender; a transport must not share connections among names."""

    transport: httpx.BaseTransport


class AsyncWebhookSettings(AnyWebhookSettings, total=False):
    """The settings of an async sender; a transport must not share connections among names."""

    transport: httpx.AsyncBaseTransport


@dataclass(frozen=True, slots=True)
class Delivering(Sending):
    """What is known of one receiver: `base_url` is its URL, `keys` are those shared with it."""

    keys: tuple[bytes, ...] = ()

    def url(self, plan: OperationPlan, target: Target) -> str:
        """Return the URL of the receiver, with what the contract puts into its query."""
        del plan
        query = "&".join(part for part in target.query if part)
        joiner = "&" if "?" in self.base_url else "?"
        return self.base_url + (f"{joiner}{query}" if query else "")

    def request(self, plan: OperationPlan, exchange: Exchange[Any]) -> dict[str, Any]:
        """Return the arguments of `httpx.Client.build_request`. Raises `ValueError`."""
        if not self.keys and is_signed(plan):
            raise ValueError(f"The contract has {plan} signed: give the secrets of its receiver.")
        arguments = Sending.request(self, plan, exchange)
        arguments["headers"]["Accept-Encoding"] = "identity"
        return arguments

    def auth(self, plan: OperationPlan) -> OperationAuth:
        """Return what signs, and presents the receiver's credentials where there are any."""
        requirements = sorted(plan.security, key=lambda names: not names)
        keys = self.keys if is_signed(plan) else ()
        return WebhookAuth(self.credentials.auth(requirements).presenters, keys)


def is_signed(plan: OperationPlan) -> bool:
    """Tell whether an operation declares the header fields of Standard Webhooks."""
    parameters = plan.parameters.values()
    return {p.name.lower() for p in parameters if p.location == "header"} >= SIGNATURE_HEADERS


class WebhookAuth(OperationAuth):
    """Signs the very bytes that are sent (Standard Webhooks 1.0.0), then presents credentials."""

    requires_request_body = True

    def __init__(self, presenters: Sequence[Any], keys: Sequence[bytes]) -> None:
        """Hold what is presented, and what is signed with."""
        super().__init__(presenters)
        self._keys = tuple(keys)

    async def called(self) -> WebhookAuth:
        """Return the same with callables called, for an async sender."""
        return WebhookAuth((await super().called()).presenters, self._keys)

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """Sign, present, send."""
        if self._keys:
            webhook_id = request.headers.get(ID) or str(uuid4())
            now = int(time.time())
            signature = sign(self._keys, request.content, webhook_id=webhook_id, timestamp=now)
            request.headers.update({ID: webhook_id, TIMESTAMP: str(now), SIGNATURE: signature})
        yield from super().auth_flow(request)


class BaseWebhookSender:
    """Sends to any number of receivers: `close` it, or use it in a `with` statement."""

    def __init__(self, contract: ContractFiles, **settings: Unpack[WebhookSettings]) -> None:
        """Prepare to send; nothing is sent yet."""
        self._contract = contract
        self._validate = settings.get("validate", True)
        self._client = httpx.Client(
            transport=OutwardTransport(
                settings.get("transport"), private=settings.get("private_addresses", False)
            ),
            timeout=settings.get("timeout", TIMEOUT),
            cookies=no_cookies(),
        )

    def _to(self, url: str, secrets: Secrets, given: Mapping[str, Credential | None]) -> Sender:
        sending = _delivering(self._contract, url, secrets, given, validate=self._validate)
        return Sender(sending, {"httpx_client": self._client})

    def __enter__(self) -> Self:
        """Return the sender itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close it."""
        self.close()

    def close(self) -> None:
        """Close the connections."""
        self._client.close()


class BaseAsyncWebhookSender:
    """Sends to any number of receivers: `aclose` it, or use it in an `async with` statement."""

    def __init__(self, contract: ContractFiles, **settings: Unpack[AsyncWebhookSettings]) -> None:
        """Prepare to send; nothing is sent yet."""
        self._contract = contract
        self._validate = settings.get("validate", True)
        self._client = httpx.AsyncClient(
            transport=AsyncOutwardTransport(
                settings.get("transport"), private=settings.get("private_addresses", False)
            ),
            timeout=settings.get("timeout", TIMEOUT),
            cookies=no_cookies(),
        )

    def _to(
        self, url: str, secrets: Secrets, given: Mapping[str, Credential | None]
    ) -> AsyncSender:
        sending = _delivering(self._contract, url, secrets, given, validate=self._validate)
        return AsyncSender(sending, {"httpx_client": self._client})

    async def __aenter__(self) -> Self:
        """Return the sender itself."""
        return self

    async def __aexit__(self, *_: object) -> None:
        """Close it."""
        await self.aclose()

    async def aclose(self) -> None:
        """Close the connections."""
        await self._client.aclose()


def _delivering(
    files: ContractFiles,
    url: str,
    secrets: Secrets,
    given: Mapping[str, Credential | None],
    *,
    validate: bool,
) -> Delivering:
    """Return what is known of a receiver. Raises `ValueError` for a URL or secret that is none."""
    base, plans = checked_url(url), plans_of(files)
    keys = tuple(key_of(s) for s in ([secrets] if isinstance(secrets, str) else secrets))
    held = Credentials(plans.contract, given, base)
    return Delivering(plans, base.partition("#")[0], held, validate=validate, keys=keys)
