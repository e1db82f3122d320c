from __future__ import annotations

from typing import Any


def test_requests_carry_the_password_and_replies_the_id(
    package: Any, module: Any, send: Any
) -> None:
    models = module("models")
    seen = []

    class Api:
        async def create_account(self, call: Any, body: Any) -> Any:
            seen.append(body)
            return models.Account(id=7, name=body.name)

    post = send(package.create_app(accounts=Api()))
    response = post("POST", "/accounts", json={"name": "n", "password": "p"})
    assert (response.status_code, response.json()) == (201, {"id": 7, "name": "n"})
    assert isinstance(seen[0], models.AccountInput)
    assert seen[0].password == "p"


def test_an_id_in_a_request_is_no_field(package: Any, module: Any, send: Any) -> None:
    assert "id" not in module("models").AccountInput.model_fields
    assert "password" not in module("models").Account.model_fields
    post = send(package.create_app())
    assert (
        post("POST", "/accounts", json={"id": 1, "name": "n", "password": "p"}).status_code == 501
    )


def test_what_only_requests_carry_keeps_its_name(module: Any) -> None:
    models = module("models")
    assert set(models.Login.model_fields) == {"name", "password"}
    assert not hasattr(models, "LoginInput")
    assert not hasattr(models, "AddressInput")
