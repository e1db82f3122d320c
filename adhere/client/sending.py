"""Sending: the same steps for the sync and the async client."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import aclosing, closing
from dataclasses import dataclass
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import Any, Final, Generic, TypedDict, TypeVar

import httpx

from adhere.client.bodies import Content
from adhere.client.credentials import Credentials, OperationAuth
from adhere.client.errors import UnexpectedReply
from adhere.client.parameters import Target
from adhere.client.plan import OperationPlan, Plans
from adhere.runtime.replies import AnyReply

TIMEOUT: Final = httpx.Timeout(30.0, connect=5.0)
"""Seconds to connect, and to wait for each piece of a reply."""

R_co = TypeVar("R_co", covariant=True)


class AnySettings(TypedDict, total=False):
    """What every client may be told besides its URL and credentials.

    `validate`: check replies against the contract (default). `timeout`: as httpx has it.
    """

    validate: bool
    timeout: float | httpx.Timeout | None


class Settings(AnySettings, total=False):
    """The settings of a sync client: httpx's own parts, in place of new ones.

    A client that is given is not closed; it comes with its own transport and timeout.
    """

    transport: httpx.BaseTransport
    httpx_client: httpx.Client


class AsyncSettings(AnySettings, total=False):
    """The settings of an async client: httpx's own parts, in place of new ones.

    A client that is given is not closed; it comes with its own transport and timeout.
    """

    transport: httpx.AsyncBaseTransport
    httpx_client: httpx.AsyncClient


class Exchange(Generic[R_co]):
    """What is sent for one operation, and the replies `R_co` that it may end in.

    The first arguments are the body, its media type and the `Accept` field, as far as the
    operation has a choice; keyword arguments are its parameters, `None` for an absent one.
    """

    __slots__ = ("accept", "body", "content_type", "parameters")

    def __init__(
        self,
        body: Any = None,
        content_type: str | None = None,
        accept: str | None = None,
        /,
        **parameters: Any,
    ) -> None:
        """Hold the pieces."""
        self.body = body
        self.content_type = content_type
        self.accept = accept
        self.parameters = parameters


@dataclass(frozen=True, slots=True)
class Sending:
    """What a client knows: the contract, where the service is, and who calls it."""

    plans: Plans
    base_url: str
    credentials: Credentials
    validate: bool = True

    def request(self, plan: OperationPlan, exchange: Exchange[Any]) -> dict[str, Any]:
        """Return the arguments of `httpx.Client.build_request`. Raises `ValueError`."""
        target = Target()
        for name, argument in exchange.parameters.items():
            plan.parameters[name].place(argument, target)
        accept = exchange.accept or plan.replies.accept
        body = exchange.body
        content = plan.body.write(body, exchange.content_type) if plan.body else Content()
        return {
            "method": plan.mark.method,
            "url": self.url(plan, target),
            "headers": {"Accept": accept, **target.all_headers(), **content.headers},
            "content": content.content,
            "files": content.files,
        }

    def url(self, plan: OperationPlan, target: Target) -> str:
        """Return where an operation is, its path and query filled in. Raises `ValueError`."""
        return self.base_url + target.path_and_query(plan.mark.path)

    def auth(self, plan: OperationPlan) -> OperationAuth:
        """Return what presents the credentials that the operation asks for."""
        return self.credentials.auth(plan.security)

    def reply(self, plan: OperationPlan, response: httpx.Response) -> AnyReply:
        """Return the declared reply. Raises `UnexpectedReply`."""
        return plan.replies.read(str(plan), response, validate=self.validate)


class Sender:
    """Sends with `httpx.Client`. Redirects are replies: a credential follows none."""

    def __init__(self, sending: Sending, settings: Settings) -> None:
        """Make an httpx client, or take the one that is given."""
        self._sending = sending
        given = settings.get("httpx_client")
        self._is_own = given is None
        self._client = given or httpx.Client(
            transport=settings.get("transport"),
            timeout=settings.get("timeout", TIMEOUT),
            cookies=no_cookies(),
        )

    def send(self, method: Callable[..., Any], exchange: Exchange[Any]) -> AnyReply:
        """Send, and return the reply. Raises `UnexpectedReply` and what httpx raises."""
        plan = self._sending.plans.of(method)
        request = self._client.build_request(**self._sending.request(plan, exchange))
        auth = self._sending.auth(plan)
        response = self._client.send(request, auth=auth, stream=True, follow_redirects=False)
        if not plan.replies.comes_in_items(response):
            with closing(response):
                response.read()
        try:
            return self._sending.reply(plan, response)
        except UnexpectedReply:
            response.close()
            raise

    def close(self) -> None:
        """Close the httpx client, unless it was given."""
        if self._is_own:
            self._client.close()


class AsyncSender:
    """Sends with `httpx.AsyncClient`. Redirects are replies: a credential follows none."""

    def __init__(self, sending: Sending, settings: AsyncSettings) -> None:
        """Make an httpx client, or take the one that is given."""
        self._sending = sending
        given = settings.get("httpx_client")
        self._is_own = given is None
        self._client = given or httpx.AsyncClient(
            transport=settings.get("transport"),
            timeout=settings.get("timeout", TIMEOUT),
            cookies=no_cookies(),
        )

    async def send(self, method: Callable[..., Any], exchange: Exchange[Any]) -> AnyReply:
        """Send, and return the reply. Raises `UnexpectedReply` and what httpx raises."""
        plan = self._sending.plans.of(method)
        request = self._client.build_request(**self._sending.request(plan, exchange))
        auth = await self._sending.auth(plan).called()
        response = await self._client.send(request, auth=auth, stream=True, follow_redirects=False)
        if not plan.replies.comes_in_items(response):
            async with aclosing(response):
                await response.aread()
        try:
            return self._sending.reply(plan, response)
        except UnexpectedReply:
            await response.aclose()
            raise

    async def aclose(self) -> None:
        """Close the httpx client, unless it was given."""
        if self._is_own:
            await self._client.aclose()


def no_cookies() -> CookieJar:
    """Return a jar that keeps nothing: a client sends what it is told to send."""
    return CookieJar(DefaultCookiePolicy(allowed_domains=[]))
