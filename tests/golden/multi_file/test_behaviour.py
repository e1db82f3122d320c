from __future__ import annotations

from typing import Any
from uuid import UUID

ID = "3f8b1c1e-6f0a-4a49-9a38-0d1c5a3e9b11"


def test_what_stands_in_other_files_is_typed_and_checked(
    package: Any, module: Any, send: Any
) -> None:
    user = module("models").User

    class Api:
        async def get_user(self, call: Any, **parameters: Any) -> Any:
            assert parameters == {"id": UUID(ID)}
            return user(**parameters, friends=[user(id=ID)])

    get = send(package.create_app(users=Api()))
    assert get("GET", f"/users/{ID}").json() == {"id": ID, "friends": [{"id": ID}]}
    assert get("GET", "/users/7").status_code == 422


def test_the_served_contract_is_one_document(package: Any, send: Any) -> None:
    text = send(package.create_app())("GET", "/openapi.json").text
    assert ".yaml" not in text
