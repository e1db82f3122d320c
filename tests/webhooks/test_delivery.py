"""A generated sender delivers to a generated receiver, each over sockets of its own."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn
from fastapi import FastAPI, Response

from adhere.client import Outcome, UnexpectedReply, addresses, delivery_of
from adhere.runtime import Gone410

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
Load = Callable[[str], Any]


class Receiver:
    """Answers an order by its identifier, and notes it."""

    def __init__(self, module: Load) -> None:
        self.busy = module("webhooks").OrderPlaced503
        self.noted: list[Any] = []

    async def order_placed(self, call: Any, body: Any, *, webhook_id: str, **_: Any) -> Any:
        self.noted.append((webhook_id, body.order.id))
        match body.order.id:
            case "gone":
                raise Gone410(body=None)
            case "busy":
                raise self.busy(retry_after=7)
            case "bug":
                raise ZeroDivisionError
        return {"seen": True}


@pytest.fixture
def receiver(module: Load) -> Receiver:
    return Receiver(module)


@contextlib.contextmanager
def served(app: Any, **tls: Any) -> Iterator[int]:
    """Serve on a free port of the loopback, and give it."""
    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, log_level="critical", lifespan="off", **tls))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    try:
        yield listener.getsockname()[1]
    finally:
        server.should_exit = True
        thread.join()
        listener.close()


def application(module: Load, receiver: Receiver) -> FastAPI:
    app = FastAPI()
    router = module("").build_webhooks_router(
        receiver, paths={"order_placed": "/orders"}, secrets=SECRET
    )
    app.include_router(router)

    @app.post("/moved")
    async def moved() -> Response:
        return Response(status_code=307, headers={"Location": "/orders"})

    return app


@pytest.fixture
def port(module: Load, receiver: Receiver) -> Iterator[int]:
    with served(application(module, receiver)) as found:
        yield found


def order(module: Load, identifier: str) -> Any:
    text = {"type": "order.placed", "order": {"id": identifier, "total": 5}}
    return module("models").OrderPlaced.model_validate(text)


def attempt(module: Load, url: str, identifier: str, **settings: Any) -> Any:
    """Send once, sync; return what came of it."""
    given = {"private_addresses": True, **settings}
    with module("senders").WebhookSender(**given) as sender:
        to = sender.webhooks_to(url, secrets=SECRET)
        try:
            return delivery_of(to.order_placed(order(module, identifier), webhook_id="msg_1"))
        except (UnexpectedReply, httpx.RequestError) as error:
            return delivery_of(error)


def attempt_async(module: Load, url: str, identifier: str, **settings: Any) -> Any:
    """Send once, async; return what came of it."""
    given = {"private_addresses": True, **settings}

    async def send() -> Any:
        async with module("senders").AsyncWebhookSender(**given) as sender:
            to = sender.webhooks_to(url, secrets=[SECRET])
            try:
                ended = await to.order_placed(order(module, identifier), webhook_id="msg_1")
            except (UnexpectedReply, httpx.RequestError) as error:
                return delivery_of(error)
            return delivery_of(ended)

    return asyncio.run(send())


@pytest.mark.parametrize("deliver", [attempt, attempt_async])
@pytest.mark.parametrize(
    ("path", "identifier", "expected"),
    [
        ("/orders", "o1", (Outcome.DELIVERED, 200, None)),
        ("/orders", "gone", (Outcome.GONE, 410, None)),
        ("/orders", "busy", (Outcome.RETRY, 503, 7.0)),
        ("/orders", "bug", (Outcome.RETRY, 500, None)),
        ("/moved", "o1", (Outcome.RETRY, 307, None)),
        ("/nowhere", "o1", (Outcome.RETRY, 404, None)),
    ],
)
def test_what_becomes_of_a_delivery(  # a row
    module: Load, port: int, receiver: Receiver, *, deliver: Any, path: str,
    identifier: str, expected: Any,
) -> None:  # fmt: skip
    found = deliver(module, f"http://127.0.0.1:{port}{path}", identifier)
    assert (found.outcome, found.status, found.retry_after) == expected
    assert receiver.noted == ([("msg_1", identifier)] if path == "/orders" else [])


@pytest.mark.parametrize("deliver", [attempt, attempt_async])
def test_nobody_listening_is_worth_another_attempt(module: Load, deliver: Any) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    found = deliver(module, f"http://127.0.0.1:{port}/orders", "o1")
    assert (found.outcome, found.status) == (Outcome.RETRY, None)


@pytest.mark.parametrize("deliver", [attempt, attempt_async])
def test_a_private_address_is_refused(
    module: Load, port: int, receiver: Receiver, deliver: Any
) -> None:
    url = f"http://localhost:{port}/orders"
    assert deliver(module, url, "o1", private_addresses=False).outcome is Outcome.REFUSED
    assert receiver.noted == []


class Tampering(httpx.HTTPTransport):
    """Changes an order on its way."""

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        body = request.read().replace(b'"total":5', b'"total":1')
        assert body != request.content
        changed = httpx.Request(request.method, request.url, headers=request.headers, content=body)
        return super().handle_request(changed)


class Replaying(httpx.HTTPTransport):
    """Sends the signature of long ago."""

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        request.headers["webhook-timestamp"] = "1600000000"
        return super().handle_request(request)


@pytest.mark.parametrize("transport", [Tampering, Replaying])
def test_what_was_changed_on_its_way_is_not_believed(
    module: Load, port: int, receiver: Receiver, transport: type[httpx.HTTPTransport]
) -> None:
    url = f"http://127.0.0.1:{port}/orders"
    with transport() as changing:
        assert attempt(module, url, "o1", transport=changing).status == 401
    assert receiver.noted == []


def certificate(folder: Path, name: str) -> tuple[Path, Path]:
    """Write a certificate for a name, signed by itself, and its key."""
    x509 = pytest.importorskip("cryptography.x509")
    from cryptography.hazmat.primitives import hashes, serialization  # noqa: PLC0415
    from cryptography.hazmat.primitives.asymmetric import ec  # noqa: PLC0415

    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(subject).issuer_name(subject).public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1)).not_valid_after(now + timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    certificate, secret = folder / f"{name}.pem", folder / f"{name}.key"
    certificate.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    form, no = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    secret.write_bytes(key.private_bytes(serialization.Encoding.PEM, form, no))
    return certificate, secret


@pytest.fixture
def resolved(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Let `shop.test` be here, and here be public; the names that were looked up."""
    looked_up: list[str] = []
    real = socket.getaddrinfo

    def resolve(host: Any, port: Any, *rest: Any, **more: Any) -> Any:
        if host == "shop.test":
            looked_up.append(host)
            host = "127.0.0.1"
        return real(host, port, *rest, **more)

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    monkeypatch.setattr(addresses, "is_public", lambda address: address == "127.0.0.1")
    return looked_up


@pytest.mark.parametrize("is_async", [False, True])
@pytest.mark.parametrize(
    ("name", "outcome"), [("shop.test", Outcome.DELIVERED), ("other.test", Outcome.RETRY)]
)
def test_a_pinned_address_has_the_certificate_of_the_name(  # a row
    module: Load, receiver: Receiver, resolved: list[str], tmp_path: Path, *, name: str,
    outcome: Outcome, is_async: bool,
) -> None:  # fmt: skip
    file, key = certificate(tmp_path, name)
    trusted = ssl.create_default_context(cafile=str(file))
    transport: Any = httpx.AsyncHTTPTransport if is_async else httpx.HTTPTransport
    settings = {"private_addresses": False, "transport": transport(verify=trusted)}
    deliver = attempt_async if is_async else attempt
    tls = {"ssl_certfile": str(file), "ssl_keyfile": str(key)}
    with served(application(module, receiver), **tls) as port:
        found = deliver(module, f"https://shop.test:{port}/orders", "o1", **settings)
    assert found.outcome is outcome
    assert resolved == ["shop.test"]
    assert [noted[1] for noted in receiver.noted] == ["o1"] * (outcome is Outcome.DELIVERED)
