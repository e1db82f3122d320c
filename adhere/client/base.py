"""What the generated `Client` and `AsyncClient` are made of."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Self, Unpack

from adhere.client.credentials import Credential, Credentials
from adhere.client.plan import plans_of
from adhere.client.sending import AsyncSender, AsyncSettings, Sender, Sending, Settings
from adhere.client.servers import Servers, checked_url
from adhere.runtime.contract_files import ContractFiles


class BaseClient:
    """A sync client: `close` it, or use it in a `with` statement."""

    def __init__(
        self,
        contract: ContractFiles,
        base_url: str,
        credentials: Mapping[str, Credential | None],
        **settings: Unpack[Settings],
    ) -> None:
        """Prepare to send; nothing is sent yet."""
        self._base_url = base_url
        self._sender = Sender(_sending(contract, base_url, credentials, settings), settings)

    def __repr__(self) -> str:
        """Name the service, never a credential."""
        return f"{type(self).__name__}({self._base_url!r})"

    def __enter__(self) -> Self:
        """Return the client itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close it."""
        self.close()

    def close(self) -> None:
        """Close the connections, unless the httpx client was given."""
        self._sender.close()


class BaseAsyncClient:
    """An async client: `aclose` it, or use it in an `async with` statement."""

    def __init__(
        self,
        contract: ContractFiles,
        base_url: str,
        credentials: Mapping[str, Credential | None],
        **settings: Unpack[AsyncSettings],
    ) -> None:
        """Prepare to send; nothing is sent yet."""
        self._base_url = base_url
        self._sender = AsyncSender(_sending(contract, base_url, credentials, settings), settings)

    def __repr__(self) -> str:
        """Name the service, never a credential."""
        return f"{type(self).__name__}({self._base_url!r})"

    async def __aenter__(self) -> Self:
        """Return the client itself."""
        return self

    async def __aexit__(self, *_: object) -> None:
        """Close it."""
        await self.aclose()

    async def aclose(self) -> None:
        """Close the connections, unless the httpx client was given."""
        await self._sender.aclose()


def _sending(
    files: ContractFiles,
    base_url: str,
    credentials: Mapping[str, Credential | None],
    settings: Settings | AsyncSettings,
) -> Sending:
    """Return what both kinds of client know. Raises `ValueError`."""
    if "httpx_client" in settings and ("transport" in settings or "timeout" in settings):
        raise ValueError("httpx_client has its transport and timeout: give it or them.")
    plans = plans_of(files)
    servers = Servers(
        plans.contract,
        checked_url(base_url),
        replaced=settings.get("servers", {}),
        variables=settings.get("server_variables", {}),
    )
    held = Credentials(plans.contract, credentials, servers.base_url)
    return Sending(
        plans,
        servers.base_url,
        held,
        validate=settings.get("validate", True),
        servers=servers,
        redirects=settings.get("redirects", "never"),
    )
