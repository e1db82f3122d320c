"""The modules `client.py` and `senders.py` in the making: their own names come first."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Self

from adhere.emit.module import Module
from adhere.emit.views import Views

TOOLKIT = "adhere.client"

OWN_NAMES = frozenset(
    {
        "AsyncClient", "AsyncSecret", "AsyncSender", "AsyncSettings", "AsyncToken",
        "AsyncWebhookSender", "AsyncWebhookSettings", "BaseAsyncClient", "BaseAsyncWebhookSender",
        "BaseClient", "BaseWebhookSender", "BasicCredentials", "CONTRACT", "Client",
        "ContractFiles", "Exchange", "Group", "HttpCredentials", "Never", "Path", "S", "Secret",
        "Secrets", "Sender", "Settings", "Token", "Unpack", "UploadContent", "WebhookSender",
        "WebhookSettings",
    }
)  # fmt: skip
"""What the module defines, or imports from elsewhere than the package."""


@dataclass(slots=True)
class ClientModule(Module):
    """Takes classes from the modules of the package, `home` being that of the current group."""

    views: Views = field(kw_only=True)
    home: str = field(default="", init=False)

    def define(self, name: str, write: Callable[[Self], str]) -> str:
        """Return a class that the group's module defines."""
        del write
        return self.use(self.home, name)

    def use(self, module: str, name: str) -> str:
        """Import a name and return what it is called here."""
        if not module.startswith(".") or name not in OWN_NAMES:
            return Module.use(self, module, name)
        alias = self.views.claim(f"{name}Type")
        Module.use(self, module, f"{name} as {alias}")
        return alias

    def binary(self, *, is_reply: bool) -> str:
        """Write the type of a binary body: all of it, or its pieces, where it is sent."""
        return Module.binary(self, is_reply=True) if is_reply else self.toolkit("UploadContent")

    def items(self, item: str, *, is_reply: bool) -> str:
        """Write the type of items one after another: any iterable where they are sent."""
        if is_reply:
            return Module.items(self, item, is_reply=True)
        kinds = [self.use("collections.abc", name) for name in ("Iterable", "AsyncIterable")]
        return " | ".join(f"{kind}[{item}]" for kind in kinds)

    def toolkit(self, name: str) -> str:
        """Import a name of the client's runtime and return it."""
        return self.use(TOOLKIT, name)
