"""Security requirements: an OR of ANDs, challenges, scopes, anonymous callers."""

from __future__ import annotations

import asyncio
import base64
from pathlib import Path
from typing import Any

import pytest
from harness import JSON_REPLY, contract_files, exchange, raw_exchange

from adhere.runtime import (
    ApiKey,
    BasicCredentials,
    BearerToken,
    Call,
    ClientCertificate,
    ErrorReply,
    Granted,
    HttpCredentials,
    ImplementationError,
    create_app,
    operation,
    scheme,
)

SCHEMES = {
    "bearer": {"type": "http", "scheme": "Bearer"},
    "oauth": {"type": "oauth2", "flows": {}},
    "basic": {"type": "http", "scheme": "basic"},
    "digest": {"type": "http", "scheme": "digest"},
    "header": {"type": "apiKey", "in": "header", "name": "X-Key"},
    "query": {"type": "apiKey", "in": "query", "name": "key"},
    "cookie": {"type": "apiKey", "in": "cookie", "name": "sid"},
    "tls": {"type": "mutualTLS"},
}
REQUIREMENTS: dict[str, Any] = {
    "bearer": [{"bearer": []}],
    "scoped": [{"bearer": ["read", "write"]}],
    "either": [{"bearer": []}, {"header": []}],
    "both": [{"bearer": [], "header": []}],
    "optional": [{"bearer": []}, {}],
    "public": [],
    "roles": [{"header": ["admin"]}],
    "undeclared": [{"nowhere": []}, {"header": []}],
    "later": [{"bearer": ["admin"]}, {"header": []}],
    **{name: [{name: []}] for name in ("basic", "digest", "query", "cookie", "tls", "oauth")},
}


class Busy503(ErrorReply[Any], status=503):
    pass


class Security:
    @scheme("bearer")
    async def bearer(self, credential: BearerToken, request: Any) -> Granted[str] | None:
        if credential.token == "busy":
            raise Busy503(body={})
        scopes = {"good": {"read"}, "full": {"read", "write"}, "boss": {"admin"}}
        found = scopes.get(credential.token)
        return None if found is None else Granted(credential.token, found)

    @scheme("oauth")
    async def oauth(self, credential: BearerToken, request: Any) -> Granted[str] | None:
        return Granted(credential.token)

    @scheme("basic")
    def basic(self, credential: BasicCredentials, request: Any) -> Granted[str] | None:
        return Granted(credential.username) if credential.password == "p:w" else None

    @scheme("digest")
    def digest(self, credential: HttpCredentials, request: Any) -> Granted[str] | None:
        return Granted(f"{credential.scheme}|{credential.parameters}")

    @scheme("header")
    def header(self, credential: ApiKey, request: Any) -> Granted[str] | None:
        return Granted("machine") if credential.value == "k" else None

    @scheme("query")
    def query(self, credential: ApiKey, request: Any) -> Granted[str] | None:
        return Granted(credential.value)

    @scheme("cookie")
    def cookie(self, credential: ApiKey, request: Any) -> Granted[str] | None:
        return Granted(credential.value)

    @scheme("tls")
    def tls(self, credential: ClientCertificate, request: Any) -> Granted[str] | None:
        return Granted(credential.pem)


def application(folder: Path) -> Any:
    replies = JSON_REPLY | {"503": {"description": "busy", "content": {"application/json": {}}}}
    paths = {
        f"/{name}": {
            "post": {
                "security": uses,
                "requestBody": {"content": {"application/json": {"schema": {"type": "integer"}}}},
                "responses": replies,
            }
        }
        for name, uses in REQUIREMENTS.items()
    }
    files = contract_files(folder, {"paths": paths, "components": {"securitySchemes": SCHEMES}})
    methods: dict[str, Any] = {}

    async def who(self: Any, call: Call[Any], body: int | None = None) -> Any | Busy503:
        return {"principal": call.principal, "all": dict(call.principals)}

    for name in REQUIREMENTS:

        async def declared(self: Any, call: Call[Any], body: int | None = None) -> Any | Busy503:
            raise AssertionError

        methods[name] = operation("POST", f"/{name}")(declared)
    protocol = type("Api", (), methods)
    implementation = type("Impl", (), dict.fromkeys(methods, who))()
    return create_app(files, {protocol: implementation}, Security, Security())


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Any:
    return application(tmp_path_factory.mktemp("security"))


def basic(text: str) -> str:
    return "Basic " + base64.b64encode(text.encode()).decode()


BEARER = "Bearer"
INVALID = 'Bearer error="invalid_token"'
KEY = 'ApiKey in="header", name="X-Key"'
TOO_LITTLE = 'Bearer error="insufficient_scope", scope="read write"'
CASES: list[tuple[str, dict[str, str], int, Any]] = [
    ("bearer", {}, 401, BEARER),
    ("bearer", {"Authorization": "Bearer good"}, 200, "good"),
    ("bearer", {"Authorization": "bearer   good"}, 200, "good"),
    ("bearer", {"Authorization": "Bearer bad"}, 401, INVALID),
    ("bearer", {"Authorization": "Bearer"}, 401, INVALID),
    ("bearer", {"Authorization": "Bearer "}, 401, INVALID),
    ("bearer", {"Authorization": "Basic good"}, 401, BEARER),
    ("bearer", {"Authorization": "Bearer busy"}, 503, None),
    ("scoped", {"Authorization": "Bearer good"}, 403, TOO_LITTLE),
    ("scoped", {"Authorization": "Bearer full"}, 200, "full"),
    ("either", {}, 401, f"{BEARER}, {KEY}"),
    ("either", {"X-Key": "k"}, 200, "machine"),
    ("either", {"X-Key": "k", "Authorization": "Bearer bad"}, 200, "machine"),
    ("either", {"X-Key": "x", "Authorization": "Bearer bad"}, 401, f"{INVALID}, {KEY}"),
    ("both", {"X-Key": "k"}, 401, f"{BEARER}, {KEY}"),
    ("both", {"Authorization": "Bearer good"}, 401, None),
    ("both", {"X-Key": "k", "Authorization": "Bearer good"}, 200, "good"),
    ("optional", {}, 200, None),
    ("optional", {"Authorization": "Bearer good"}, 200, "good"),
    ("optional", {"Authorization": "Bearer bad"}, 401, INVALID),
    ("public", {}, 200, None),
    ("public", {"Authorization": "Bearer bad"}, 200, None),
    ("roles", {"X-Key": "k"}, 403, None),
    ("later", {"X-Key": "k", "Authorization": "Bearer good"}, 200, "machine"),
    (
        "later",
        {"Authorization": "Bearer good"},
        403,
        'Bearer error="insufficient_scope", scope="admin"',
    ),
    ("basic", {}, 401, 'Basic realm="api", charset="UTF-8"'),
    ("basic", {"Authorization": basic("me:p:w")}, 200, "me"),
    ("basic", {"Authorization": basic("me:no")}, 401, None),
    ("basic", {"Authorization": "Basic ***"}, 401, None),
    ("basic", {"Authorization": basic("nocolon")}, 401, None),
    ("digest", {"Authorization": "Digest a=b, c=d"}, 200, "digest|a=b, c=d"),
    ("digest", {}, 401, "Digest"),
    ("query", {}, 401, None),
    ("query?key=a%20b", {}, 200, "a b"),
    ("query?key=a&key=b", {}, 401, None),
    ("cookie", {"Cookie": "sid=s1"}, 200, "s1"),
    ("cookie", {"X-Key": "k"}, 401, None),
    ("oauth", {"Authorization": "Bearer any"}, 200, "any"),
    ("tls", {}, 401, None),
    ("undeclared", {"Authorization": "Bearer good"}, 401, None),
    ("undeclared", {"X-Key": "k"}, 200, "machine"),
]


@pytest.mark.parametrize(("path", "headers", "status", "expected"), CASES)
def test_matrix(app: Any, path: str, headers: dict[str, str], status: int, expected: Any) -> None:
    response = exchange(app, "POST", f"/{path}", headers=headers)
    assert response.status_code == status, response.text
    if status == 200:
        assert response.json()["principal"] == expected
    elif expected is not None:
        assert response.headers["www-authenticate"] == expected
    if status in {401, 403}:
        assert response.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("is_given", [True, False])
def test_what_only_an_undeclared_scheme_secures_is_not_served(
    tmp_path: Path, *, is_given: bool
) -> None:
    uses: Any = [{"nowhere": []}, {"header": [], "elsewhere": []}]
    paths = {"/x": {"get": {"security": uses, "responses": JSON_REPLY}}}
    files = contract_files(tmp_path, {"paths": paths, "components": {"securitySchemes": SCHEMES}})

    async def declared(self: Any, call: Call[Any]) -> Any:
        raise AssertionError

    async def read(self: Any, call: Call[Any]) -> Any:
        raise AssertionError

    protocol = type("Api", (), {"read": operation("GET", "/x")(declared)})
    implementation = type("Impl", (), {"read": read})()
    security = Security() if is_given else None
    said = "secured by elsewhere and nowhere, which the contract does not declare"
    with pytest.raises(ImplementationError, match=said):
        create_app(files, {protocol: implementation}, Security, security)


def test_principals_of_a_set(app: Any) -> None:
    headers = {"X-Key": "k", "Authorization": "Bearer good"}
    response = exchange(app, "POST", "/both", headers=headers)
    assert response.json()["all"] == {"bearer": "good", "header": "machine"}


def test_security_comes_before_the_body(app: Any) -> None:
    for content in (b"{", b'"x"'):
        response = exchange(app, "POST", "/bearer", content=content)
        assert response.status_code == 401


def test_two_authorization_headers(app: Any) -> None:
    headers = [(b"authorization", b"Bearer good"), (b"authorization", b"Bearer bad")]
    scope = {"method": "POST", "path": "/bearer", "headers": headers}
    status, _, _ = asyncio.run(raw_exchange(app, scope))
    assert status == 401


def test_client_certificate(app: Any) -> None:
    scope = {
        "method": "POST",
        "path": "/tls",
        "extensions": {"tls": {"client_cert_chain": ["PEM"]}},
    }
    status, _, body = asyncio.run(raw_exchange(app, scope))
    assert status == 200
    assert b'"PEM"' in body


def test_credentials_do_not_show_in_logs() -> None:
    shown = repr([BearerToken("s3cret"), ApiKey("s3cret"), BasicCredentials("me", "s3cret")])
    assert "s3cret" not in shown
