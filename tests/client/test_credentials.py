"""Credentials go where the contract names them, and nowhere else."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import Callable, Mapping
from types import ModuleType
from typing import Any
from urllib.parse import parse_qs

import httpx
import pytest

from adhere.client import BasicCredentials, ClientCredentials, HttpCredentials, TokenRefused

FLOW = {"clientCredentials": {"tokenUrl": "/oauth/token", "scopes": {}}}
SCHEMES = {
    "bearer": {"type": "http", "scheme": "bearer"},
    "basic": {"type": "http", "scheme": "basic"},
    "digest": {"type": "http", "scheme": "digest"},
    "header": {"type": "apiKey", "in": "header", "name": "X-Key"},
    "query": {"type": "apiKey", "in": "query", "name": "key"},
    "cookie": {"type": "apiKey", "in": "cookie", "name": "sid"},
    "machine": {"type": "oauth2", "flows": FLOW},
    "tls": {"type": "mutualTLS"},
}
SECURED: Mapping[str, list[dict[str, list[str]]]] = {
    **{name: [{name: []}] for name in SCHEMES},
    "nobody": [],
    "both": [{"header": [], "cookie": []}, {"basic": []}],
    "anyone": [{}, {"bearer": []}],
    "tls_and_key": [{"tls": [], "header": []}],
}
GIVEN: dict[str, Any] = {
    "bearer": "token-b",
    "basic": BasicCredentials("user", "pass:word"),
    "digest": HttpCredentials("Digest", 'username="u"'),
    "header": lambda: "key-h",
    "query": "key&q",
    "cookie": "key-c",
}


def operation(name: str) -> dict[str, Any]:
    parameters = [
        {"name": "q", "in": "query", "schema": {"type": "string"}},
        {"name": "c", "in": "cookie", "schema": {"type": "string"}},
    ]
    replies = {"204": {"description": "Done."}, "302": {"description": "Elsewhere."}}
    found = {"operationId": name, "tags": ["all"], "security": SECURED[name]}
    return {"get": {**found, "parameters": parameters, "responses": replies}}


@pytest.fixture(scope="module")
def generated(project: Any) -> ModuleType:
    paths = {f"/{name}": operation(name) for name in SECURED}
    made: ModuleType = project({"paths": paths, "components": {"securitySchemes": SCHEMES}})
    return made


@pytest.fixture
def sent(generated: ModuleType, recorder: Any) -> Callable[..., httpx.Request]:
    """Return a function that calls an operation with credentials, and what was sent then."""

    def send(name: str, given: Mapping[str, Any], **parameters: Any) -> httpx.Request:
        taken = recorder(lambda _: httpx.Response(204))
        with generated.Client("http://test", **given, transport=taken.transport) as client:
            getattr(client.all, name)(**parameters)
        (request,) = taken.requests
        assert isinstance(request, httpx.Request)
        return request

    return send


def carried(request: httpx.Request) -> dict[str, str]:
    """Return all that a request carries besides what httpx adds."""
    usual = {"host", "accept", "accept-encoding", "connection", "user-agent"}
    query = {"?": request.url.query.decode()} if request.url.query else {}
    return {k: v for k, v in request.headers.items() if k not in usual} | query


BASIC = "Basic " + base64.b64encode(b"user:pass:word").decode()


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("bearer", {"authorization": "Bearer token-b"}),
        ("basic", {"authorization": BASIC}),
        ("digest", {"authorization": 'Digest username="u"'}),
        ("header", {"x-key": "key-h"}),
        ("query", {"?": "key=key%26q"}),
        ("cookie", {"cookie": "sid=key-c"}),
        ("both", {"x-key": "key-h", "cookie": "sid=key-c"}),
        ("tls_and_key", {"x-key": "key-h"}),
        ("nobody", {}),
        ("anyone", {}),
        ("tls", {}),
    ],
)
def test_an_operation_gets_what_its_security_names(
    sent: Any, name: str, expected: dict[str, str]
) -> None:
    assert carried(sent(name, GIVEN)) == expected


def test_the_first_alternative_that_can_be_satisfied_whole_is(sent: Any) -> None:
    some = {name: GIVEN[name] for name in ("header", "basic")}
    assert carried(sent("both", some)) == {"authorization": BASIC}
    assert carried(sent("both", {"header": "key-h"})) == {}


def test_keys_stand_beside_parameters(sent: Any) -> None:
    assert carried(sent("query", GIVEN, q="x")) == {"?": "q=x&key=key%26q"}
    assert carried(sent("cookie", GIVEN, c="x")) == {"cookie": "c=x; sid=key-c"}


def test_no_credential_follows_a_redirect(generated: ModuleType, recorder: Any) -> None:
    away = {"Location": "http://elsewhere.test/"}
    taken = recorder(lambda _: httpx.Response(302, headers=away))
    eager = httpx.Client(transport=taken.transport, follow_redirects=True)
    with eager, generated.Client("http://test", **GIVEN, httpx_client=eager) as client:
        for name in ("header", "bearer", "query", "cookie"):
            reply = getattr(client.all, name)()
            assert reply.status_code == 302
            assert reply.extra_headers["location"] == away["Location"]
        assert not eager.is_closed
    assert {request.url.host for request in taken.requests} == {"test"}


def test_cookies_of_replies_are_not_kept(generated: ModuleType, recorder: Any) -> None:
    taken = recorder(lambda _: httpx.Response(204, headers={"Set-Cookie": "sid=other"}))
    with generated.Client("http://test", transport=taken.transport) as client:
        client.all.nobody()
        client.all.nobody()
    assert "cookie" not in taken.requests[1].headers


class Issuer:
    """Issues numbered tokens, and accepts those not revoked."""

    def __init__(self, lifetime: int = 3600) -> None:
        self.issued: list[httpx.Request] = []
        self.revoked: set[str] = set()
        self.lifetime = lifetime

    def __call__(self, request: httpx.Request) -> httpx.Response:
        if request.url.path == "/oauth/token":
            self.issued.append(request)
            token = {"access_token": f"t{len(self.issued)}", "expires_in": self.lifetime}
            return httpx.Response(200, json=token)
        token_sent = request.headers.get("Authorization", "").removeprefix("Bearer ")
        assert token_sent, request
        return httpx.Response(401 if token_sent in self.revoked else 204)


MACHINE = ClientCredentials("id", "s&cret", scopes=("read", "write"))


def test_a_token_is_fetched_once_from_the_flows_url(generated: ModuleType, recorder: Any) -> None:
    issuer = Issuer()
    taken = recorder(issuer)
    with generated.Client("http://test", machine=MACHINE, transport=taken.transport) as client:
        client.all.machine()
        client.all.machine()
        client.all.machine()
    (asked,) = issuer.issued
    assert str(asked.url) == "http://test/oauth/token"
    assert asked.headers["Authorization"] == "Basic " + base64.b64encode(b"id:s%26cret").decode()
    assert parse_qs(asked.content.decode()) == {
        "grant_type": ["client_credentials"],
        "scope": ["read write"],
    }
    assert [r.headers["Authorization"] for r in taken.requests[1:]] == ["Bearer t1"] * 3


def test_a_token_is_fetched_anew_when_it_expires_or_is_refused(
    generated: ModuleType, recorder: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    issuer, clock = Issuer(lifetime=100), [0.0]
    monkeypatch.setattr("adhere.client.tokens.time.monotonic", lambda: 1000 + clock[0])
    taken = recorder(issuer)
    with generated.Client("http://test", machine=MACHINE, transport=taken.transport) as client:
        client.all.machine()
        clock[0] = 60
        client.all.machine()
        assert len(issuer.issued) == 1
        clock[0] = 80
        client.all.machine()
        assert len(issuer.issued) == 2
        issuer.revoked = {"t2"}
        assert client.all.machine(q="again").status_code == 204
        assert len(issuer.issued) == 3
    assert taken.requests[-1].url.query == b"q=again"


def test_a_client_may_authenticate_in_the_form(generated: ModuleType, recorder: Any) -> None:
    issuer = Issuer()
    post = ClientCredentials(
        "id", "secret", authentication="client_secret_post", token_url="http://id.test/oauth/token"
    )

    async def run() -> None:
        transport = recorder(issuer).transport
        async with generated.AsyncClient(
            "http://test", machine=post, transport=transport
        ) as client:
            await client.all.machine()

    asyncio.run(run())
    (asked,) = issuer.issued
    assert asked.url.host == "id.test"
    assert parse_qs(asked.content.decode())["client_secret"] == ["secret"]
    assert "Authorization" not in asked.headers


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (httpx.Response(401, json={"error": "invalid_client"}), "answered 401 (invalid_client)"),
        (httpx.Response(400, json={"error": "<script>s&cret"}), "answered 400 and no token"),
        (httpx.Response(200, text="surprise"), "answered 200 and no token"),
        (httpx.Response(200, json={"access_token": 7}), "answered 200 and no token"),
    ],
)
def test_a_refused_token_is_told(
    generated: ModuleType, recorder: Any, answer: httpx.Response, said: str
) -> None:
    transport = recorder(lambda _: answer).transport
    client = generated.Client("http://test", machine=MACHINE, transport=transport)
    with client, pytest.raises(TokenRefused) as raised:
        client.all.machine()
    assert said in str(raised.value)


def test_credentials_show_in_no_representation() -> None:
    shown = repr([MACHINE, GIVEN["basic"], GIVEN["digest"]])
    assert not [secret for secret in ("s&cret", "pass:word", 'u"') if secret in shown]


def test_a_flow_without_a_token_url_is_told(project: Any) -> None:
    schemes = {"login": {"type": "openIdConnect", "openIdConnectUrl": "https://id.test/"}}
    made = project({"paths": {}, "components": {"securitySchemes": schemes}})
    with pytest.raises(ValueError, match="login declares no clientCredentials flow"):
        made.Client("http://test", login=MACHINE)


@pytest.mark.parametrize("name", ["bearer", "header", "cookie"])
def test_a_secret_with_a_line_break_is_refused_untold(sent: Any, name: str) -> None:
    with pytest.raises(ValueError, match="must not hold a line break") as raised:
        sent(name, {name: "s3cret\n"})
    assert "s3cret" not in str(raised.value)


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("http://user:s3cret@test", "hold no credentials"),
        ("/v1", "must be absolute"),
        ("ftp://test", "must be absolute"),
    ],
)
def test_a_base_url_is_an_address_and_nothing_else(
    generated: ModuleType, url: str, said: str
) -> None:
    with pytest.raises(ValueError, match=said) as raised:
        generated.Client(url)
    assert "s3cret" not in str(raised.value)


def test_an_async_client_awaits_what_gives_a_secret(generated: ModuleType, recorder: Any) -> None:
    taken = recorder(lambda _: httpx.Response(204))

    async def token() -> str:
        await asyncio.sleep(0)
        return "later"

    async def run() -> None:
        given = {"bearer": token, "header": lambda: "now"}
        async with generated.AsyncClient(
            "http://test", **given, transport=taken.transport
        ) as client:
            await client.all.bearer()
            await client.all.header()

    asyncio.run(run())
    assert taken.requests[0].headers["Authorization"] == "Bearer later"
    assert taken.requests[1].headers["X-Key"] == "now"


def test_a_sync_client_tells_that_it_cannot_await(sent: Any) -> None:
    with pytest.raises(TypeError, match="must return a str"):
        sent("bearer", {"bearer": lambda: None})
