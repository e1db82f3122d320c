from __future__ import annotations

import time
from collections.abc import Callable
from types import ModuleType
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from adhere.client import AppTransport, Outcome, UnexpectedReply, delivery_of
from adhere.runtime import (
    BearerToken,
    Created201,
    Granted,
    ImplementationError,
    NoCallbackUrl,
    callback_url,
)
from adhere.runtime.signatures import key_of, sign

OLD = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
NEW = "whsec_" + "bmV3IHNlY3JldCBvZiAyNCBieXRlcyEh"
ORDER = {"type": "order.placed", "order": {"id": "o1", "total": 5}}
Load = Callable[[str], ModuleType]


class Receiver:
    """Notes what arrives."""

    def __init__(self) -> None:
        self.noted: list[Any] = []

    async def order_placed(self, call: Any, body: Any, *, webhook_id: str, **_: Any) -> Any:
        self.noted.append((webhook_id, body.order.id))
        return {"seen": True}

    async def order_cancelled(self, call: Any, body: Any, **_: Any) -> None:
        self.noted.append(("cancelled", body.id))

    async def on_progress(self, call: Any, body: Any) -> None:
        self.noted.append((call.principal, body.percent))


@pytest.fixture
def receiver() -> Receiver:
    return Receiver()


@pytest.fixture
def serve(package: Any, receiver: Receiver) -> Callable[..., httpx.BaseTransport]:
    def to(paths: Any, secrets: Any) -> httpx.BaseTransport:
        app = FastAPI()
        router = package.build_webhooks_router(receiver, paths=paths, secrets=secrets)
        app.include_router(router, prefix="/hooks")
        return AppTransport(app)

    return to


def placed(module: Load) -> Any:
    return module("models").OrderPlaced.model_validate(ORDER)


def sender(module: Load, transport: httpx.BaseTransport, **settings: Any) -> Any:
    settings = {"private_addresses": True, **settings}
    return module("senders").WebhookSender(transport=transport, **settings)


def test_a_webhook_is_signed_sent_and_received(
    module: Load, serve: Any, receiver: Receiver
) -> None:
    transport = serve({"order_placed": "/orders"}, OLD)
    with sender(module, transport) as sends:
        to = sends.webhooks_to("http://test/hooks/orders", secrets=[OLD])
        reply = to.order_placed(placed(module), webhook_id="msg_1")
        generated = to.order_placed(placed(module))
    assert (reply.status_code, reply.body.seen) == (200, True)
    assert generated.status_code == 200
    assert receiver.noted[0] == ("msg_1", "o1")
    assert receiver.noted[1][0] != "msg_1"


def test_secrets_are_rotated(module: Load, serve: Any, receiver: Receiver) -> None:
    for received, sent in (([OLD, NEW], [NEW]), ([NEW], [OLD, NEW]), (lambda _: [NEW], NEW)):
        with sender(module, serve("/orders", received)) as sends:
            sends.webhooks_to("http://test/hooks/orders", secrets=sent).order_placed(placed(module))
    assert len(receiver.noted) == 3


def test_a_wrong_secret_is_refused(module: Load, serve: Any, receiver: Receiver) -> None:
    with sender(module, serve("/orders", OLD)) as sends:
        to = sends.webhooks_to("http://test/hooks/orders", secrets=NEW)
        with pytest.raises(UnexpectedReply) as caught:
            to.order_placed(placed(module))
    assert caught.value.response.status_code == 401
    assert caught.value.response.headers["content-type"] == "application/problem+json"
    assert delivery_of(caught.value).outcome is Outcome.RETRY
    assert receiver.noted == []


BODY = b'{"type": "order.placed", "order": {"id": "o1", "total": 5}}'


def headers(body: bytes = BODY, age: int = 0) -> dict[str, str]:
    at = int(time.time()) - age
    return {
        "content-type": "application/json",
        "webhook-id": "msg_1",
        "webhook-timestamp": str(at),
        "webhook-signature": sign([key_of(OLD)], body, webhook_id="msg_1", timestamp=at),
    }


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (headers, 200),
        (lambda: headers(age=290), 200),
        (lambda: headers(age=310), 401),
        (lambda: headers(age=-310), 401),
        (lambda: headers(BODY + b" "), 401),
        (lambda: headers() | {"webhook-id": "msg_2"}, 401),
        (lambda: headers() | {"webhook-timestamp": "1e9"}, 401),
        (lambda: headers() | {"webhook-signature": ""}, 401),
        (
            lambda: headers() | {"webhook-signature": "v1a," + headers()["webhook-signature"][3:]},
            401,
        ),
        (lambda: headers() | {"webhook-signature": "v9,x " + headers()["webhook-signature"]}, 200),
        (lambda: {"content-type": "application/json"}, 401),
    ],
)
def test_only_what_was_signed_just_now_is_believed(
    serve: Any, sent: Callable[[], dict[str, str]], status: int
) -> None:
    with httpx.Client(transport=serve("/orders", OLD)) as client:
        response = client.post("http://test/hooks/orders", content=BODY, headers=sent())
    assert response.status_code == status
    if status == 401:
        assert response.headers["www-authenticate"] == "Webhook-Signature"
        assert response.json()["status"] == 401


def test_a_body_that_breaks_the_contract_is_a_problem(serve: Any, receiver: Receiver) -> None:
    body = b'{"type": "order.placed", "order": {"total": 5}}'
    with httpx.Client(transport=serve("/orders", OLD)) as client:
        response = client.post("http://test/hooks/orders", content=body, headers=headers(body))
    assert response.status_code == 422
    assert response.json()["errors"][0]["pointer"].startswith("/body/order")
    assert receiver.noted == []


def test_one_path_tells_webhooks_apart_by_their_schemas(
    module: Load, serve: Any, receiver: Receiver
) -> None:
    with sender(module, serve("/all", OLD)) as sends:
        to = sends.webhooks_to("http://test/hooks/all", secrets=OLD)
        cancelled = module("models").OrderCancelled.model_validate(
            {"type": "order.cancelled", "id": "o1"}
        )
        assert to.order_cancelled(cancelled).status_code == 204
        assert to.order_placed(placed(module), webhook_id="m").status_code == 200
    assert receiver.noted == [("cancelled", "o1"), ("m", "o1")]


def test_what_nobody_receives_is_not_there(serve: Any) -> None:
    with httpx.Client(transport=serve({"order_placed": "/orders"}, OLD)) as client:
        assert client.post("http://test/hooks/order_cancelled").status_code == 404


def test_paths_that_cannot_be_are_named(package: Any, receiver: Receiver) -> None:
    with pytest.raises(ImplementationError, match="must begin with /"):
        package.build_webhooks_router(receiver, paths={"order_place": "x"}, secrets=None)
    with pytest.raises(ImplementationError, match="order_place', which is none of order_placed"):
        package.build_webhooks_router(receiver, paths={"order_place": "/x"}, secrets=None)
    with pytest.raises(ValueError, match="whsec_ and base64"):
        package.build_webhooks_router(receiver, paths="/x", secrets="secret!")


def test_a_signed_webhook_needs_a_secret(module: Load, serve: Any) -> None:
    with sender(module, serve("/orders", OLD)) as sends:
        to = sends.webhooks_to("http://test/hooks/orders")
        with pytest.raises(ValueError, match="give the secrets of its receiver"):
            to.order_placed(placed(module))
        for url in ("orders", "ftp://test/", "http://a:b@test/", "http://te st/", "http:///x"):
            with pytest.raises(NoCallbackUrl):
                sends.webhooks_to(url)


def test_the_query_of_a_webhook_joins_that_of_its_url(module: Load) -> None:
    seen: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(str(request.url))
        return httpx.Response(204)

    with sender(module, httpx.MockTransport(answer)) as sends:
        sends.webhooks_to("http://test/x?tenant=1").ping(nonce="a b")
        sends.webhooks_to("http://test/x").ping(nonce="c")
    assert seen == ["http://test/x?tenant=1&nonce=a%20b", "http://test/x?nonce=c"]


@pytest.mark.parametrize(
    ("answer", "outcome", "after"),
    [
        (httpx.Response(202), Outcome.DELIVERED, None),
        (httpx.Response(410), Outcome.GONE, None),
        (httpx.Response(503, headers={"Retry-After": "7"}), Outcome.RETRY, 7.0),
        (httpx.Response(302, headers={"Location": "/"}), Outcome.RETRY, None),
        (httpx.Response(429, headers={"Retry-After": "soon"}), Outcome.RETRY, None),
    ],
)
def test_outcomes(module: Load, answer: httpx.Response, outcome: Outcome, after: Any) -> None:
    with sender(module, httpx.MockTransport(lambda _: answer)) as sends:
        to = sends.webhooks_to("http://test/", secrets=OLD)
        try:
            ended: Any = to.order_placed(placed(module))
        except UnexpectedReply as error:
            ended = error
    delivery = delivery_of(ended)
    assert (delivery.outcome, delivery.retry_after) == (outcome, after)


class Callers:
    async def receiver_token(self, credential: BearerToken, request: Any) -> Granted[str] | None:
        return Granted("shop") if credential.token == "t" else None

    async def client_key(self, credential: Any, request: Any) -> Granted[str]:
        return Granted("client")


def test_a_callback_is_received_with_its_own_security(
    package: Any, module: Load, receiver: Receiver
) -> None:
    app = FastAPI()
    router = package.build_callbacks_router(
        receiver, paths={"on_progress": "/progress"}, security=Callers()
    )
    app.include_router(router)
    progress = module("models").Progress(percent=50)
    with sender(module, AppTransport(app)) as sends:
        url = "http://test/progress"
        sends.callbacks_to(url, receiver_token="t").on_progress(progress)
        sends.callbacks_to(url).on_progress(progress)
        with pytest.raises(UnexpectedReply, match="401"):
            sends.callbacks_to(url, receiver_token="x").on_progress(progress)
    assert receiver.noted == [("shop", 50), (None, 50)]


def test_the_request_says_where_to_call_back(package: Any, module: Load, send: Any) -> None:
    callbacks, found = module("callbacks").Callbacks, []

    class Subscriptions:
        async def subscribe(self, call: Any, body: Any, *, audit: str | None = None) -> Any:
            made = module("models").Subscription.model_validate({"id": "s/1"})
            reply = Created201(body=made)
            found.append(callback_url(callbacks.on_progress, call, body))
            found.append(callback_url(callbacks.on_audit, call, body, reply))
            return made

    app = package.create_app(subscriptions=Subscriptions(), security=Callers())
    body = {"callbackUrl": "https://client.test/here?x=1"}
    request = send(app)
    headers = {"X-Key": "k"}
    assert request("POST", "/subscriptions?audit=a%26b/", json=body, headers=headers).is_success
    assert found == ["https://client.test/here?x=1", "https://audit.test/a%26b%2F?id=s%2F1"]
    with pytest.raises(NoCallbackUrl, match="begin with http"):
        callback_url(callbacks.on_progress, None, {"callbackUrl": "file:///etc/passwd"})  # type: ignore[arg-type]
    with pytest.raises(NoCallbackUrl, match=r"no? *.* text at \$request.body#/callbackUrl"):
        callback_url(callbacks.on_progress, None, {})  # type: ignore[arg-type]
