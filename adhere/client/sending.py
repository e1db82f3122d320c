"""Sending: the same steps for the sync and the async client."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import aclosing, closing
from dataclasses import dataclass
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import Any, Final, Generic, Literal, TypedDict, TypeVar

import httpx

from adhere.client.bodies import Content
from adhere.client.credentials import Credentials, OperationAuth
from adhere.client.errors import UnexpectedReply
from adhere.client.parameters import Target
from adhere.client.plan import OperationPlan, Plans
from adhere.client.servers import Servers
from adhere.client.uploads import Upload
from adhere.runtime.replies import AnyReply

TIMEOUT: Final = httpx.Timeout(30.0, connect=5.0)
"""Seconds to connect, and to wait for each piece of a reply."""

MAX_REDIRECTS: Final = 10
"""Redirects in a row that are followed."""

Redirects = Literal["never", "same-origin"]
R_co = TypeVar("R_co", covariant=True)


class AnySettings(TypedDict, total=False):
    """What every client may be told besides its URL and credentials.

    `validate`: check replies against the contract (default). `timeout`: as httpx has it.
    `redirects`: `"never"` follow them (default), or follow those within the same origin that
    the contract does not declare. `servers`: where else the servers are that operations have
    of their own, by the URLs that the contract writes. `server_variables`: in place of the
    defaults, as far as `base_url` is the contract's.
    """

    validate: bool
    timeout: float | httpx.Timeout | None
    redirects: Redirects
    servers: Mapping[str, str]
    server_variables: Mapping[str, str]


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
    operation has a choice, and whether a binary reply is read while it comes; keyword
    arguments are its parameters, `None` for an absent one.
    """

    __slots__ = ("accept", "body", "content_type", "parameters", "stream")

    def __init__(
        self,
        body: Any = None,
        content_type: str | None = None,
        accept: str | None = None,
        stream: bool = False,  # noqa: FBT001, FBT002  # by position: a parameter may have its name
        /,
        **parameters: Any,
    ) -> None:
        """Hold the pieces."""
        self.body = body
        self.content_type = content_type
        self.accept = accept
        self.stream = stream
        self.parameters = parameters


@dataclass(frozen=True, slots=True)
class Sending:
    """What a client knows: the contract, where the service is, and who calls it."""

    plans: Plans
    base_url: str
    credentials: Credentials
    validate: bool = True
    servers: Servers | None = None
    redirects: Redirects = "never"

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
        base_url = self.base_url if self.servers is None else self.servers.url_of(plan.owners)
        return base_url + target.path_and_query(plan.mark.path)

    def auth(self, plan: OperationPlan) -> OperationAuth:
        """Return what presents the credentials that the operation asks for."""
        return self.credentials.auth(plan.security)

    def redirected(
        self, plan: OperationPlan, response: httpx.Response, followed: int
    ) -> httpx.Request | None:
        """Return the request that a redirect asks for, `None` for what is a reply.

        One that would change the method is followed where it says so (303), for a body would
        be lost.
        """
        following = response.next_request
        if self.redirects == "never" or following is None or followed >= MAX_REDIRECTS:
            return None
        is_kept = following.method == response.request.method
        if not is_kept and response.status_code != httpx.codes.SEE_OTHER:
            return None
        is_same = _origin(following.url) == _origin(response.request.url)
        is_declared = plan.replies.declares(response.status_code)
        return following if is_same and not is_declared else None

    def reply(
        self, plan: OperationPlan, response: httpx.Response, *, is_unread: bool = False
    ) -> AnyReply:
        """Return the declared reply. Raises `UnexpectedReply`."""
        return plan.replies.read(str(plan), response, validate=self.validate, is_unread=is_unread)


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
        arguments = self._sending.request(plan, exchange)
        if isinstance(arguments["content"], Upload):
            arguments["content"] = arguments["content"].pieces()
        response = self._exchanged(plan, self._client.build_request(**arguments))
        is_unread = plan.replies.comes_in_pieces(response, stream=exchange.stream)
        if not is_unread:
            with closing(response):
                response.read()
        try:
            return self._sending.reply(plan, response, is_unread=is_unread)
        except UnexpectedReply:
            response.close()
            raise

    def _exchanged(self, plan: OperationPlan, first: httpx.Request) -> httpx.Response:
        """Return the unread response to a request, redirects followed as far as they are."""
        auth, request, followed = self._sending.auth(plan), first, 0
        while True:
            response = self._client.send(request, auth=auth, stream=True, follow_redirects=False)
            following = self._sending.redirected(plan, response, followed)
            if following is None:
                return response
            response.close()
            request, followed = following, followed + 1

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
        arguments = self._sending.request(plan, exchange)
        if isinstance(arguments["content"], Upload):
            arguments["content"] = arguments["content"].async_pieces()
        response = await self._exchanged(plan, self._client.build_request(**arguments))
        is_unread = plan.replies.comes_in_pieces(response, stream=exchange.stream)
        if not is_unread:
            async with aclosing(response):
                await response.aread()
        try:
            return self._sending.reply(plan, response, is_unread=is_unread)
        except UnexpectedReply:
            await response.aclose()
            raise

    async def _exchanged(self, plan: OperationPlan, first: httpx.Request) -> httpx.Response:
        """Return the unread response to a request, redirects followed as far as they are."""
        auth, request, followed = await self._sending.auth(plan).called(), first, 0
        while True:
            response = await self._client.send(
                request, auth=auth, stream=True, follow_redirects=False
            )
            following = self._sending.redirected(plan, response, followed)
            if following is None:
                return response
            await response.aclose()
            request, followed = following, followed + 1

    async def aclose(self) -> None:
        """Close the httpx client, unless it was given."""
        if self._is_own:
            await self._client.aclose()


def _origin(url: httpx.URL) -> tuple[str, str, int | None]:
    return url.scheme, url.host, url.port


def no_cookies() -> CookieJar:
    """Return a jar that keeps nothing: a client sends what it is told to send."""
    return CookieJar(DefaultCookiePolicy(allowed_domains=[]))
