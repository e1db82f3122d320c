"""A run stays within what it was allowed."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from starlette.responses import Response

from adhere.fuzz import FuzzError, FuzzReport, Identity, OperationLogin, Profile, Secret, Settings
from adhere.fuzz import run as run_fuzz
from adhere.fuzz.stop import Stop
from adhere.fuzz.target import is_loopback, locate, profile_for
from adhere.fuzz.throttle import Throttle
from adhere.source import Pointer

SPEC = Path(__file__).parent / "shop" / "openapi.yaml"
Fuzz = Callable[..., FuzzReport]


def test_stops_at_the_number_of_requests_and_still_reports(fuzz: Fuzz) -> None:
    report = fuzz("wrong-body", max_requests=40)

    # A check may send two probes of its own for an operation that is under way.
    assert 40 <= report.requests <= 48
    assert report.stopped == "the limit of 40 requests was reached"
    assert report.rows


def test_stops_at_the_time(fuzz: Fuzz) -> None:
    report = fuzz(max_time=0.2)

    assert report.stopped == "the limit of 0.2 s was reached"


def test_rate_is_kept(fuzz: Fuzz) -> None:
    report = fuzz(rate_limit=50, max_requests=30, anonymous=False)

    assert report.seconds >= 29 / 50


def test_read_only_sends_safe_methods_only(fuzz: Fuzz) -> None:
    report = fuzz(profile=Profile.READ_ONLY)

    assert set(report.operations) == {"GET /items", "GET /items/{item_id}", "GET /health"}
    assert set(report.skipped) == {"POST /sessions", "POST /token", "POST /items"}
    assert report.findings == ()
    assert report.errors == ()


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("http://localhost:80", True),
        ("http://127.8.9.1", True),
        ("http://[::1]:8000/base", True),
        ("http://10.0.0.1", False),
        ("http://localhost.evil.example", False),
        ("http://0.0.0.0:8000", False),
    ],
)
def test_loopback_is_known_by_its_address(url: str, expected: bool) -> None:  # noqa: FBT001
    settings = Settings(allow_hosts=frozenset({"10.0.0.1", "localhost.evil.example", "0.0.0.0"}))  # noqa: S104
    assert is_loopback(locate(url, settings)) is expected


def test_other_hosts_must_be_allowed_and_are_only_read(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(FuzzError, match=r"^api\.invalid is not a known host name$"):
        locate("https://api.invalid/v1", Settings())
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_: [("known",)])
    with pytest.raises(FuzzError, match=r"add --allow-host api\.example"):
        locate("https://api.example/v1", Settings())

    settings = Settings(allow_hosts=frozenset({"api.example"}))
    target = locate("https://api.example/v1/", settings)
    assert target.base_url == "https://api.example/v1"
    assert profile_for(target, settings) is Profile.READ_ONLY
    assert profile_for(target, Settings(profile=Profile.FULL)) is Profile.FULL


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("localhost:8000", "is not an address"),
        ("ftp://localhost", "is not an address"),
        ("http://", "is not an address"),
        ("http://ada:pw@localhost", "carries a password"),
    ],
)
def test_what_is_no_address_is_refused(url: str, message: str) -> None:
    with pytest.raises(FuzzError, match=message):
        locate(url, Settings())


def test_unknown_operation_is_refused(fuzz: Fuzz) -> None:
    with pytest.raises(FuzzError, match="no operation 'GET /nowhere'"):
        fuzz(operations=frozenset({"GET /nowhere"}))


def test_login_that_fails_names_identity_and_operation_only(
    shop: ModuleType, monkeypatch: pytest.MonkeyPatch, fuzz: Fuzz
) -> None:
    monkeypatch.setenv("SHOP_PASSWORD", "wrong-password")
    with pytest.raises(FuzzError) as caught:
        fuzz()
    assert str(caught.value) == (
        "identity 'ada' cannot log in: createSession answered 401; is SHOP_PASSWORD right?"
    )


def login(**changes: object) -> Identity:
    parts = {
        "scheme": "userToken",
        "operation_id": "createSession",
        "body": {"name": "ada", "password": Secret("SHOP_PASSWORD")},
        "token": Pointer.parse("/access_token"),
    }
    return Identity("ada", (OperationLogin(**{**parts, **changes}),))


@pytest.mark.parametrize(
    ("identity", "message"),
    [
        (login(scheme="nope"), "declares no security scheme 'nope'"),
        (login(operation_id="nope"), "has no operation 'nope'"),
        (login(token=Pointer.parse("/nope")), "no text at /nope"),
        (login(body={"password": Secret("NO_SUCH_VARIABLE")}), "NO_SUCH_VARIABLE is not set"),
    ],
)
def test_wrong_identity_is_one_sentence(fuzz: Fuzz, identity: Identity, message: str) -> None:
    with pytest.raises(FuzzError, match=message):
        fuzz(identities=(identity,))


def test_another_service_is_told_apart(tmp_path: Path, shop: ModuleType) -> None:
    spec = tmp_path / "openapi.yaml"
    spec.write_text(
        "openapi: 3.1.1\ninfo: {title: Other, version: '1'}\npaths:\n  /other:\n    get:\n"
        "      operationId: other\n      security: []\n      responses: {'200': {description: k}}\n"
    )
    with pytest.raises(FuzzError, match="is not the service of 'Other': it answers 404 to /other"):
        run_fuzz(shop.make_app(), spec)


def test_unreadable_document_is_told_with_its_place(tmp_path: Path, shop: ModuleType) -> None:
    spec = tmp_path / "openapi.yaml"
    spec.write_text("openapi: 3.1.1\ninfo: [\n")
    with pytest.raises(FuzzError, match=r"openapi\.yaml:\d+:\d+"):
        run_fuzz(shop.make_app(), spec)


def test_nothing_to_test_is_told(fuzz: Fuzz) -> None:
    with pytest.raises(FuzzError, match="the read-only profile leaves no operation to test"):
        fuzz(profile=Profile.READ_ONLY, operations=frozenset({"POST /items"}))


def test_retry_after_is_honoured_by_the_checks(
    shop: ModuleType, identities: tuple[Identity, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    inner, seen, held = shop.make_app(), set(), []
    monkeypatch.setattr(Throttle, "hold", lambda _, seconds: held.append(seconds))

    async def busy_at_first(scope: Any, receive: Any, send: Any) -> None:
        key = (scope["path"], dict(scope.get("headers", ())).get(b"authorization"))
        if scope["type"] != "http" or scope["path"] == "/sessions" or key in seen:
            await inner(scope, receive, send)
            return
        seen.add(key)
        headers = {"Retry-After": "7"}
        await Response(status_code=429, headers=headers)(scope, receive, send)

    settings = Settings(
        identities=identities[:2],
        phases=frozenset(),
        checks=frozenset({"authorization-matrix"}),
        operations=frozenset({"GET /items"}),
        seed=1,
    )
    report = run_fuzz(busy_at_first, SPEC, settings)

    assert (report.findings, report.errors) == ((), ())
    assert {cell.status for cell in report.matrix} == {200, 401}
    assert held == [7.0] * len(held) != []


@pytest.mark.parametrize("most", [1, 3])
def test_no_more_requests_are_under_way_than_allowed(most: int) -> None:
    throttle = Throttle(Settings(max_concurrency=most), Stop())
    under_way, peak = 0, 0
    lock, full = threading.Lock(), threading.Event()

    def request(_: int) -> None:
        nonlocal under_way, peak
        with throttle.slot():
            with lock:
                under_way += 1
                peak = max(peak, under_way)
                if peak == most:
                    full.set()
            full.wait(5)
            with lock:
                under_way -= 1

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(request, range(24)))
    assert peak == most
