"""J1 to J14: access tokens (RFC 8725, RFC 9068)."""

from __future__ import annotations

import base64
import contextlib
import hashlib
import hmac
import json
import socket
import time
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
from joserfc import jws
from joserfc.jwk import ECKey
from joserfc.util import urlsafe_b64encode
from service_harness import PASSWORD, Caller, Service, running

REFUSED = 401


def parts_of(token: str) -> tuple[dict[str, Any], dict[str, Any]]:
    header, claims, _ = token.split(".")
    return decoded(header), decoded(claims)


def decoded(part: str) -> dict[str, Any]:
    value: dict[str, Any] = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    return value


def encoded(value: object) -> str:
    return urlsafe_b64encode(json.dumps(value).encode()).decode()


def signed(key: ECKey, header: dict[str, Any], claims: dict[str, Any]) -> str:
    """Sign whatever it is, as nobody who means well would."""
    signing_input = f"{encoded(header)}.{encoded(claims)}"
    algorithm = jws.JWSRegistry.algorithms["ES256"]
    signature = urlsafe_b64encode(algorithm.sign(signing_input.encode(), key)).decode()
    return f"{signing_input}.{signature}"


def status(service: Service, token: str) -> int:
    response = service.nobody.get("/me", headers={"Authorization": f"Bearer {token}"})
    return response.status_code


@pytest.fixture
def good(service: Service) -> tuple[dict[str, Any], dict[str, Any]]:
    """Header and claims of a token that is taken, to be spoilt in one place."""
    token = service.alice.token
    assert token is not None
    header, claims = parts_of(token)
    assert status(service, signed(service.key, header, claims)) == 200
    return header, claims


Good = tuple[dict[str, Any], dict[str, Any]]


def test_j1_no_token_is_401_with_a_bare_challenge(service: Service) -> None:
    response = service.nobody.get("/me")
    assert response.status_code == REFUSED
    assert response.headers["WWW-Authenticate"] == "Bearer"
    assert "error=" not in response.headers["WWW-Authenticate"]


@pytest.mark.parametrize("name", ["none", "NoNe", "NONE"])
def test_j2_no_algorithm_is_refused(service: Service, good: Good, name: str) -> None:
    header, claims = good
    unsigned = f"{encoded({**header, 'alg': name})}.{encoded(claims)}."
    assert status(service, unsigned) == REFUSED
    signature = signed(service.key, header, claims).split(".")[2]
    assert status(service, unsigned + signature) == REFUSED


@pytest.mark.parametrize("form", ["pem", "der", "jwk"])
def test_j3_hmac_with_the_public_key_is_refused(service: Service, good: Good, form: str) -> None:
    public = ECKey.import_key(service.key.as_dict(private=False))
    secrets = {
        "pem": public.as_pem(private=False),
        "der": public.as_der(private=False),
        "jwk": json.dumps(public.as_dict()).encode(),
    }
    header, claims = good
    signing_input = f"{encoded({**header, 'alg': 'HS256'})}.{encoded(claims)}"
    mac = hmac.digest(secrets[form], signing_input.encode(), hashlib.sha256)
    signature = urlsafe_b64encode(mac).decode()
    assert status(service, f"{signing_input}.{signature}") == REFUSED


@pytest.mark.parametrize("member", ["jwk", "jku", "x5u"])
def test_j4_keys_in_the_header_are_neither_used_nor_fetched(
    service: Service, good: Good, member: str
) -> None:
    header, claims = good
    other = ECKey.generate_key("P-256")
    with socket.create_server(("127.0.0.1", 0)) as listener:
        url = f"http://127.0.0.1:{listener.getsockname()[1]}/keys"
        value = other.as_dict(private=False) if member == "jwk" else url
        assert status(service, signed(other, {**header, member: value}, claims)) == REFUSED
        listener.settimeout(0.2)
        with pytest.raises(TimeoutError):
            listener.accept()


HOSTILE_KIDS = ["../../../etc/passwd", "' OR 1=1 --", "k" * 2000, None, 7, ["a"], "", "\x00"]


@pytest.mark.parametrize("kid", HOSTILE_KIDS)
def test_j5_a_hostile_kid_is_refused(service: Service, good: Good, kid: object) -> None:
    header, claims = good
    spoilt = {**header, "kid": kid} if kid is not None else {"alg": "ES256", "typ": "at+jwt"}
    assert status(service, signed(service.key, spoilt, claims)) == REFUSED


def test_j5_a_kid_of_10_kb_is_refused(service: Service, good: Good) -> None:
    header, claims = good
    token = signed(service.key, {**header, "kid": "k" * 10_000}, claims)
    assert status(service, token) == REFUSED


def test_j6_an_unknown_critical_member_is_refused(service: Service, good: Good) -> None:
    header, claims = good
    spoilt = {**header, "crit": ["unheard-of"], "unheard-of": True}
    assert status(service, signed(service.key, spoilt, claims)) == REFUSED


@pytest.mark.parametrize("typ", ["JWT", "id+jwt", "", None, "at+JWT "])
def test_j7_a_token_of_another_type_is_refused(service: Service, good: Good, typ: object) -> None:
    header, claims = good
    assert status(service, signed(service.key, {**header, "typ": typ}, claims)) == REFUSED


def test_j7_a_refresh_token_is_no_access_token(service: Service) -> None:
    assert status(service, service.sign_in("alice")["refresh_token"]) == REFUSED


@pytest.mark.parametrize("claim", ["iss", "aud"])
@pytest.mark.parametrize("value", ["https://evil.example", None, 7, [], {}])
def test_j8_another_issuer_or_audience_is_refused(
    service: Service, good: Good, claim: str, value: object
) -> None:
    header, claims = good
    assert status(service, signed(service.key, header, {**claims, claim: value})) == REFUSED


def test_j8_an_audience_among_others_is_taken(service: Service, good: Good) -> None:
    header, claims = good
    several = {**claims, "aud": ["https://other.example", claims["aud"]]}
    assert status(service, signed(service.key, header, several)) == 200


@pytest.mark.parametrize("exp", ["past", None, "2999999999", 1e300, True, -1, 2**70])
def test_j9_an_expiry_that_is_past_or_no_moment_is_refused(
    service: Service, good: Good, exp: object
) -> None:
    header, claims = good
    value = int(time.time()) - 61 if exp == "past" else exp
    spoilt = {**claims, "exp": value}
    if exp is None:
        del spoilt["exp"]
    assert status(service, signed(service.key, header, spoilt)) == REFUSED


def test_j9_a_token_of_the_future_is_refused(service: Service, good: Good) -> None:
    header, claims = good
    later = {**claims, "nbf": int(time.time()) + 3600}
    assert status(service, signed(service.key, header, later)) == REFUSED


def test_j10_a_token_that_was_touched_is_refused(service: Service, good: Good) -> None:
    token = signed(service.key, *good)
    header, claims, signature = token.split(".")
    admin = encoded({**decoded(claims), "sub": str(uuid4())})
    last = signature[-1]
    # The last character of 86 carries four bits that mean nothing.
    twin = next(c for c in "BCDEFGHIJKLMNOP" if c != last)
    tried = [
        f"{header}.{admin}.{signature}",
        f"{header}.{claims}.{signature[:-1]}{twin}",
        f"{header}.{claims}.{signature}=",
        f"{header}.{claims}.{signature}.{signature}.{signature}",
        f"{header}.{claims}",
        f"{header} .{claims}.{signature}",
        "..",
        token + "A" * 20_000,
    ]
    assert [status(service, spoilt) for spoilt in tried] == [REFUSED] * len(tried)


def test_j10_a_token_of_a_megabyte_is_refused(service: Service) -> None:
    headers = {"Authorization": f"Bearer {'A' * 1_000_000}"}
    # The server may as well hang up.
    with (
        httpx.Client(base_url=service.server.url) as http,
        contextlib.suppress(httpx.TransportError),
    ):
        assert http.get("/me", headers=headers).status_code in {400, 401, 431}
    assert service.alice.get("/me").status_code == 200


def test_j11_a_token_counts_only_in_the_authorization_header(service: Service) -> None:
    token = service.alice.token
    assert service.nobody.get("/me", params={"access_token": token}).status_code == REFUSED
    cookie = {"Cookie": f"access_token={token}; Authorization=Bearer {token}"}
    assert service.nobody.get("/me", headers=cookie).status_code == REFUSED
    form = service.nobody.request("POST", "/products", data={"access_token": token})
    assert form.status_code == REFUSED
    lower = {"Authorization": f"bearer {token}"}
    assert service.nobody.get("/me", headers=lower).status_code == 200


def test_j11_two_authorization_headers_are_refused(service: Service) -> None:
    field = ("Authorization", f"Bearer {service.alice.token}")
    response = service.nobody.http.get("/me", headers=[field, field])
    assert response.status_code in {400, REFUSED}


def test_j12_claims_are_those_of_rfc_9068(service: Service) -> None:
    tokens = [service.sign_in("alice")["access_token"] for _ in range(2)]
    tokens.append(service.client_token("stock:read"))
    found = [parts_of(token) for token in tokens]
    for header, claims in found:
        assert header["typ"] == "at+jwt"
        assert {"iss", "exp", "aud", "sub", "client_id", "iat", "jti"} <= set(claims)
        assert 0 < claims["exp"] - claims["iat"] <= 900
        assert "@" not in json.dumps(claims)
    assert len({claims["jti"] for _, claims in found}) == len(found)
    machine = found[-1][1]
    assert machine["sub"] == machine["client_id"]
    assert machine["scope"] == "stock:read"


def test_j13_only_public_members_are_published(service: Service) -> None:
    keys = service.nobody.get("/.well-known/jwks.json").json()["keys"]
    assert [set(key) for key in keys] == [{"kty", "crv", "x", "y", "use", "alg", "kid"}]
    assert keys[0]["kid"] == service.key.thumbprint()


def test_j13_after_rotation_the_old_key_still_verifies(service: Service, tmp_path: Path) -> None:
    new = tmp_path / "new.pem"
    new.write_bytes(ECKey.generate_key("P-256").as_pem(private=True))
    old_keys = service.settings["signing_keys"]
    assert isinstance(old_keys, list)
    settings = {**service.settings, "signing_keys": [str(new), *old_keys]}
    with ExitStack() as stack:
        server = stack.enter_context(running(tmp_path, **settings))
        rotated = Service(server, key=service.key, settings=settings)
        stack.callback(rotated.close)
        assert service.alice.token is not None
        assert status(rotated, service.alice.token) == 200
        header, _ = parts_of(rotated.sign_in("alice")["access_token"])
        assert header["kid"] != service.key.thumbprint()
        assert len(rotated.nobody.get("/.well-known/jwks.json").json()["keys"]) == 2


def newcomer(service: Service) -> tuple[Caller, str]:
    email = f"{uuid4().hex}@acme.example"
    body = {"tenant": "acme", "email": email, "name": "Newcomer", "password": PASSWORD}
    assert service.nobody.http.post("/users", json=body).status_code == 202
    credentials = {"tenant": "acme", "email": email, "password": PASSWORD}
    tokens = service.nobody.http.post("/sessions", json=credentials).json()
    caller = service.with_token(tokens["access_token"])
    return caller, caller.get("/me").json()["id"]


def test_j14_a_token_dies_with_its_session(service: Service) -> None:
    caller, _ = newcomer(service)
    current = next(s for s in caller.get("/sessions").json()["items"] if s["current"])
    assert caller.http.delete(f"/sessions/{current['id']}").status_code == 204
    assert caller.get("/me").status_code == REFUSED


@pytest.mark.parametrize("change", [{"active": False}, {"role": "staff"}])
def test_j14_a_token_dies_when_its_user_is_changed(
    service: Service, change: dict[str, object]
) -> None:
    caller, user_id = newcomer(service)
    assert caller.get("/me").status_code == 200
    assert service.root.patch(f"/users/{user_id}", change).status_code == 200
    assert caller.get("/me").status_code == REFUSED


def test_a11_the_last_admin_stays(service: Service) -> None:
    root = service.root.get("/me").json()["id"]
    for change in ({"role": "manager"}, {"active": False}):
        assert service.root.patch(f"/users/{root}", change).status_code == 409
    assert service.root.get("/me").status_code == 200
