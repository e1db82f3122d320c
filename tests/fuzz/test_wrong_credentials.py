"""A credential that is simply wrong is one sentence, and no finding."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from adhere.fuzz import FuzzError, FuzzReport, Identity, Secret, StaticCredential

OWNER = Identity(
    "owner", (StaticCredential("userToken", Secret("TOK")),), frozenset({"reader", "writer"})
)
Fuzz = Callable[..., FuzzReport]


def test_wrong_fixed_token_names_its_variable(fuzz: Fuzz, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOK", "wrong-token")
    sentence = "^identity 'owner': all 2 requests with userToken got 401; is TOK right[?]$"
    with pytest.raises(FuzzError, match=sentence):
        fuzz(identities=(OWNER,))


def test_service_that_refuses_the_token_it_issued_is_a_finding(fuzz: Fuzz) -> None:
    reasons = {finding.reason for finding in fuzz("refuses-token", max_examples=2).findings}
    assert "answers 401 to a valid credential" in reasons


@pytest.mark.parametrize(
    ("variable", "who"), [("SHOP_PASSWORD", "ada"), ("SHOP_CLIENT_SECRET", "machine")]
)
def test_wrong_login_names_its_variable(
    fuzz: Fuzz, monkeypatch: pytest.MonkeyPatch, variable: str, who: str
) -> None:
    monkeypatch.setenv(variable, "wrong-secret")
    sentence = f"^identity '{who}' cannot log in: .* answered 401; is {variable} right[?]$"
    with pytest.raises(FuzzError, match=sentence):
        fuzz()
