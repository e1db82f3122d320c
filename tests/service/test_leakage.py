"""L1 to L4, C1 to C4 and C8: what answers tell, and to whom."""

from __future__ import annotations

import asyncio
import re
import time
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import httpx
import pytest
from joserfc.jwk import ECKey
from service_harness import KETTLE, PASSWORD, Service, run, running

from impl.app import create_app
from impl.settings import Settings

SHOP = "https://shop.example"
INSIDES = re.compile(
    r"Traceback|File \"|\.py\b|site-packages|sqlalchemy|asyncpg|sqlite|SELECT |INSERT |uvicorn|"
    r"starlette|pydantic|python/|uq_|pk_|ck_|correct horse|argon2",
    re.IGNORECASE,
)
SECURITY_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Strict-Transport-Security": "max-age=63072000; includeSubDomains",
    "Referrer-Policy": "no-referrer",
}


def odd_answers(service: Service) -> list[httpx.Response]:
    """Provoke a refusal of every kind."""
    mia, json_type = service.mia, {"Content-Type": "application/json"}
    taken = mia.new_product()["sku"]
    answers = [
        mia.get("/nowhere"),
        mia.request("DELETE", "/products"),
        mia.get("/products", headers={"Accept": "text/html"}),
        mia.http.post("/products", content=b"{", headers=json_type),
        mia.http.post("/products", content=b'{"price": NaN}', headers=json_type),
        mia.http.post("/products", content=b" " * 2_000_000, headers=json_type),
        mia.http.post("/products", content=b"<a/>", headers={"Content-Type": "text/xml"}),
        mia.post("/products", {"sku": "no sku", "price": "5"}),
        mia.post("/products", {"sku": taken, "name": "Twin", "price": 1}),
        mia.get("/products/' OR 1=1 --"),
        mia.patch(f"/products/{KETTLE}", {"price": 1}),
        mia.patch(f"/products/{KETTLE}", {"price": 1}, if_match='"0"'),
        service.alice.post("/products", {}),
        service.nobody.get("/me", headers={"Authorization": "Bearer x.y.z"}),
        service.nobody.http.post("/oauth/token", data={"grant_type": "password"}),
    ]
    assert {400, 401, 403, 404, 405, 406, 409, 412, 413, 415, 422, 428} <= {
        answer.status_code for answer in answers
    }
    return answers


def test_l1_no_answer_tells_of_the_inside(service: Service) -> None:
    for answer in odd_answers(service):
        assert not INSIDES.search(answer.text), answer.text
        assert "Server" not in answer.headers
    known = service.nobody_http.get("/docs")
    assert known.status_code == 404


class Broken:
    """An implementation that fails."""

    async def get_liveness(self, call: Any) -> Any:
        raise RuntimeError(f"the password is {PASSWORD}")


def in_process(tmp_path: Path, **settings: Any) -> Any:
    url = f"sqlite+aiosqlite:///{tmp_path}/service.db"
    return create_app(Settings(database_url=url, _env_file=None, **settings))  # type: ignore[arg-type, call-arg]


async def ask(app: Any, path: str, headers: dict[str, str]) -> httpx.Response:
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, base_url="http://service") as http,
    ):
        return await http.get(path, headers=headers)


@pytest.fixture
def failure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> httpx.Response:
    """The answer of an operation that fails, to a browser of an allowed origin."""

    monkeypatch.setattr(
        "impl.operations.service.OperationsService.get_liveness", Broken.get_liveness
    )
    app = in_process(tmp_path, cors_origins=(SHOP,))
    return asyncio.run(ask(app, "/health/live", {"Origin": SHOP}))


def test_l2_a_failure_tells_status_and_request_id_only(failure: httpx.Response) -> None:
    assert failure.status_code == 500
    assert failure.headers["Content-Type"] == "application/problem+json"
    assert failure.json() == {
        "title": "Internal Server Error",
        "status": 500,
        "request_id": failure.headers["X-Request-ID"],
    }


def test_l2_a_failure_outside_every_operation_is_answered_alike(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(*_: object) -> None:
        raise RuntimeError("the limit's storage is on fire")

    monkeypatch.setattr("impl.web.limits.RateLimit.spend", fail)
    answer = asyncio.run(ask(in_process(tmp_path), "/products", {}))
    assert answer.status_code == 500
    assert answer.json().keys() == {"title", "status", "request_id"}


def test_l3_every_refusal_is_a_problem_that_names_its_status(service: Service) -> None:
    for answer in odd_answers(service):
        if "/oauth/" not in str(answer.request.url):
            assert answer.headers["Content-Type"] == "application/problem+json"
            assert answer.json()["status"] == answer.status_code


def test_l3_429_and_503_are_problems_too(service: Service, tmp_path: Path) -> None:
    settings = {
        **service.settings,
        "rate_limit_login": "2/minute",
        "rate_limit_address": "20/minute",
    }
    with ExitStack() as stack:
        server = stack.enter_context(running(tmp_path, **settings))
        limited = Service(server, key=service.key, settings=settings)
        stack.callback(limited.close)
        body = {"tenant": "acme", "email": "alice@acme.example", "password": "wrong"}
        logins = [limited.nobody.http.post("/sessions", json=body) for _ in range(3)]
        assert [answer.status_code for answer in logins] == [401, 401, 429]
        others = [limited.nobody.get("/.well-known/jwks.json") for _ in range(20)]
        for answer in (logins[-1], others[-1]):
            assert answer.status_code == 429
            assert 1 <= int(answer.headers["Retry-After"]) <= 60
            assert answer.json()["status"] == 429
        assert limited.nobody.get("/health/live").status_code == 200
    unmigrated = {**settings, "database_url": f"sqlite+aiosqlite:///{tmp_path}/empty.db"}
    with (
        running(tmp_path, **unmigrated) as server,
        httpx.Client(base_url=server.url) as http,
    ):
        answer = http.get("/health/ready")
        assert (answer.status_code, answer.json()["status"]) == (503, 503)
        assert int(answer.headers["Retry-After"]) >= 1


def test_l4_a_refusal_never_repeats_what_was_sent(service: Service) -> None:
    secret = "hunter2hunter2"
    tried = [
        service.nobody.http.post("/sessions", json={"tenant": secret.upper(), "password": secret}),
        service.mia.post("/products", {"sku": secret, "name": secret, "price": secret}),
        service.mia.post("/products", {secret: secret}),
        service.mia.get("/products", params={"limit": secret, secret: secret}),
        service.mia.get(f"/products/{secret}"),
    ]
    for answer in tried:
        assert answer.status_code == 422
        assert secret not in answer.text.replace("/query/" + secret, "").replace(
            "/body/" + secret, ""
        )


def test_l5_a_taken_sku_is_409_without_the_constraint(service: Service) -> None:
    sku = service.mia.new_product()["sku"]
    answer = service.mia.post("/products", {"sku": sku, "name": "Twin", "price": 1})
    assert (answer.status_code, answer.json()["detail"]) == (409, "The SKU is taken.")
    other = service.mia.new_product()
    answer = service.mia.patch(f"/products/{other['id']}", {"sku": sku}, if_match="*")
    assert answer.status_code == 409


def test_c1_an_allowed_origin_is_echoed_on_every_answer(
    service: Service, failure: httpx.Response
) -> None:
    origin = {"Origin": SHOP}
    answers = [
        service.alice.get("/me", headers=origin),
        service.nobody.get("/me", headers=origin),
        service.alice.get("/products?limit=0", headers=origin),
        failure,
    ]
    assert [answer.status_code for answer in answers] == [200, 401, 422, 500]
    for answer in answers:
        assert answer.headers["Access-Control-Allow-Origin"] == SHOP
        assert "Origin" in answer.headers["Vary"]


@pytest.mark.parametrize(
    "origin",
    [
        "https://evil.example",
        "null",
        "https://shop.example.evil.example",
        "https://evilshop.example",
        "http://shop.example",
        "https://shop.example:8443",
    ],
)
def test_c2_another_origin_gets_nothing(service: Service, origin: str) -> None:
    answer = service.alice.get("/me", headers={"Origin": origin})
    assert answer.status_code == 200
    assert "Access-Control-Allow-Origin" not in answer.headers


def test_c3_a_disallowed_preflight_grants_nothing(service: Service) -> None:
    def preflight(origin: str, method: str) -> httpx.Response:
        headers = {"Origin": origin, "Access-Control-Request-Method": method}
        return service.nobody_http.options("/products", headers=headers)

    assert preflight(SHOP, "POST").headers["Access-Control-Allow-Origin"] == SHOP
    assert "TRACE" not in preflight(SHOP, "TRACE").headers.get("Access-Control-Allow-Methods", "")
    assert preflight(SHOP, "TRACE").status_code == 400
    evil = preflight("https://evil.example", "POST")
    assert "Access-Control-Allow-Origin" not in evil.headers


def test_c4_every_origin_with_credentials_does_not_start(tmp_path: Path) -> None:
    done = run(tmp_path, "serve", "--port", "0", cors_origins=["*"], cors_credentials=True)
    assert done.returncode == 2
    assert "cors_origins" in done.stderr
    assert "Traceback" not in done.stderr


def test_c8_every_answer_has_the_security_headers(
    service: Service, failure: httpx.Response
) -> None:
    answers = [
        *odd_answers(service),
        failure,
        service.alice.get("/me"),
        service.nobody.get("/health/live"),
        service.nobody_http.get("/openapi.json"),
    ]
    for answer in answers:
        for name, value in SECURITY_HEADERS.items():
            assert answer.headers[name] == value
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


def test_c9_answers_to_somebody_are_not_stored(service: Service) -> None:
    for path in ("/me", "/orders", f"/products/{KETTLE}", "/sessions"):
        caching = service.alice.get(path).headers["Cache-Control"]
        assert "no-store" in caching or "private" in caching
    assert (
        service.nobody_http.get("/.well-known/jwks.json")
        .headers["Cache-Control"]
        .startswith("public")
    )


def test_production_does_not_start_with_keys_of_the_day(tmp_path: Path) -> None:
    done = run(tmp_path, "serve", "--port", "0", environment="production")
    assert done.returncode == 2
    assert "signing_keys" in done.stderr
    missing = run(tmp_path, "serve", "--port", "0", signing_keys=["missing.pem"])
    assert missing.returncode == 1
    assert "missing.pem" in missing.stderr
    assert "Traceback" not in missing.stderr


def test_the_log_holds_request_ids_and_no_secrets(service: Service) -> None:
    answer = service.alice.get("/me", headers={"X-Request-ID": "trace-me-4711"})
    assert answer.headers["X-Request-ID"] == "trace-me-4711"
    hostile = service.alice.get("/me", headers={"X-Request-ID": "a b\tc"})
    assert hostile.headers["X-Request-ID"] != "a b\tc"
    deadline = time.monotonic() + 5
    while not any("trace-me-4711" in line for line in service.server.log):
        assert time.monotonic() < deadline
    assert PASSWORD not in "".join(service.server.log)
    assert service.alice.token not in "".join(service.server.log)


def test_keys_of_another_curve_are_refused(tmp_path: Path) -> None:
    file = tmp_path / "wrong.pem"
    file.write_bytes(ECKey.generate_key("P-384").as_pem(private=True))
    done = run(tmp_path, "serve", "--port", "0", signing_keys=[str(file)])
    assert done.returncode == 1
    assert "P-256" in done.stderr
