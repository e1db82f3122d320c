"""The code of docs/webhooks.md does what it says there."""

from __future__ import annotations

import asyncio
import re
import textwrap
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import httpx
from fastapi import FastAPI

from adhere.client import AppTransport, Delivery, Outcome, UnexpectedReply, delivery_of
from adhere.runtime import Call, Granted

PAGE = (Path(__file__).parents[2] / "docs/webhooks.md").read_text("utf-8")
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
ORDER = {"type": "order.placed", "order": {"id": "o1", "total": 5}}
Load = Callable[[str], Any]


def block(containing: str) -> str:
    blocks = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    (found,) = [text for text in blocks if containing in text]
    return str(found)


def replaced(text: str, old: str, new: str) -> str:
    assert old in text
    return text.replace(old, new)


def receiving(module: Load) -> FastAPI:
    """Serve the receiver of the page, its one body filled in."""
    code = replaced(block("class Received"), ": ...", ": return OrderPlaced200Body(seen=True)")
    app = FastAPI()
    names = {
        **vars(module("models")), "Call": Call, "app": app,
        "build_webhooks_router": module("").build_webhooks_router,
        "settings": SimpleNamespace(secret=SECRET),
    }  # fmt: skip
    exec(compile(code, "webhooks.md", "exec"), names)  # noqa: S102  # the page is the subject
    return app


def sending(module: Load, app: FastAPI, secrets: Any) -> Delivery:
    """Send as the page does, to the receiver in this process."""
    code = replaced(block("AsyncWebhookSender() as sender"), "OrderPlaced(...)", "order")
    code = replaced(code, "match delivery_of(ended)", "found = delivery_of(ended)\nmatch found")
    wrapped = f"async def main():\n{textwrap.indent(code, '    ')}    return found\n"
    sender = module("senders").AsyncWebhookSender

    def in_process() -> Any:
        return sender(transport=httpx.ASGITransport(app), private_addresses=True)

    names = {
        "AsyncWebhookSender": in_process, "Delivery": Delivery, "Outcome": Outcome,
        "UnexpectedReply": UnexpectedReply, "delivery_of": delivery_of, "httpx": httpx,
        "event": SimpleNamespace(id="evt_1"),
        "order": module("models").OrderPlaced.model_validate(ORDER),
        "subscriber": SimpleNamespace(url="http://test/hooks/orders", secrets=secrets),
    }  # fmt: skip
    exec(compile(wrapped, "webhooks.md", "exec"), names)  # noqa: S102  # the page is the subject
    main: Any = names["main"]
    found: Delivery = asyncio.run(main())
    return found


def test_what_the_page_sends_the_page_receives(module: Load) -> None:
    app = receiving(module)
    assert sending(module, app, SECRET) == Delivery(Outcome.DELIVERED, 200)
    other = "whsec_bmV3IHNlY3JldCBvZiAyNCBieXRlcyEh"
    assert sending(module, app, other) == Delivery(Outcome.RETRY, 401)


class Anyone:
    """Knows every caller."""

    async def client_key(self, credential: Any, request: Any) -> Granted[str]:
        return Granted("anyone")

    async def receiver_token(self, credential: Any, request: Any) -> None:
        return None


def test_the_page_finds_the_url_to_call_back(module: Load) -> None:
    code = "class Subscriptions:\n" + textwrap.indent(block("callback_url("), "    ")
    found: list[str] = []

    def noted(*arguments: Any) -> str:
        from adhere.runtime import callback_url  # noqa: PLC0415  # the page's name is taken

        found.append(callback_url(*arguments))
        return found[0]

    models = vars(module("models"))
    names = {
        **models, "Call": Call, "Client": str, "callback_url": noted,
        "Callbacks": module("callbacks").Callbacks,
        "NewSubscription": module("models").SubscribeBody,
    }  # fmt: skip
    code = replaced(code, "        ...", '        return Created201(body=Subscription(id="s1"))')
    code = replaced(code, "NewSubscription)", "NewSubscription, **_: object)")
    exec(  # noqa: S102  # the page is the subject
        compile(f"from adhere.runtime import Created201\n{code}", "webhooks.md", "exec"), names
    )
    implementation: Any = names["Subscriptions"]
    app = module("").create_app(subscriptions=implementation(), security=Anyone())
    with httpx.Client(transport=AppTransport(app), base_url="http://test") as client:
        body = {"callbackUrl": "https://me.test/x"}
        client.post("/subscriptions", json=body, headers={"X-Key": "k"})
    assert found == ["https://me.test/x"]
