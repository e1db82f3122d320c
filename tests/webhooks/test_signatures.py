"""Signatures, by the vector that the standard's own libraries publish."""

from __future__ import annotations

import pytest

from adhere.runtime.signatures import BadSignature, key_of, sign, verify

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
ID, AT, BODY = "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, b'{"test": 2432232314}'
SIGNATURE = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def check(*, at: str = str(AT), signature: str = SIGNATURE, now: float = AT) -> None:
    key = key_of(SECRET)
    verify([key], BODY, webhook_id=ID, timestamp=at, signature=signature, now=now)


def test_the_published_vector() -> None:
    assert sign([key_of(SECRET)], BODY, webhook_id=ID, timestamp=AT) == SIGNATURE
    check()
    check(signature=f"v1,AAAA {SIGNATURE}", now=AT + 300)


@pytest.mark.parametrize("at", ["", "-1", "1614265330.0", " 1614265330", "\u0661", "9" * 30])
def test_a_timestamp_is_seconds(at: str) -> None:
    with pytest.raises(BadSignature):
        check(at=at)


@pytest.mark.parametrize("signature", ["", "v1", "v1,", SIGNATURE[3:], "v1,é", SIGNATURE + "="])
def test_what_is_no_signature(signature: str) -> None:
    with pytest.raises(BadSignature, match="not valid"):
        check(signature=signature)


def test_only_the_first_signatures_are_looked_at() -> None:
    with pytest.raises(BadSignature):
        check(signature="v1,x " * 16 + SIGNATURE)


@pytest.mark.parametrize("secret", ["", "whsec_", "whsec_%%%", "whsec_c2hvcnQ=", "A" * 400])
def test_a_secret_has_24_to_64_bytes_and_is_not_repeated(secret: str) -> None:
    with pytest.raises(ValueError, match="A webhook secret must") as caught:
        key_of(secret)
    assert not secret or secret not in str(caught.value)


@pytest.mark.parametrize("identifier", ["", "a.b"])
def test_an_identifier_holds_no_full_stop(identifier: str) -> None:
    with pytest.raises(ValueError, match="full stop"):
        sign([key_of(SECRET)], BODY, webhook_id=identifier, timestamp=AT)
