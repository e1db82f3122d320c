from __future__ import annotations

import json
from typing import Any

import pytest

JSON = {"Content-Type": "application/json"}


@pytest.fixture
def seen() -> list[Any]:
    return []


@pytest.fixture
def post(package: Any, send: Any, seen: list[Any]) -> Any:
    class Api:
        async def add_pet(self, call: Any, body: Any) -> Any:
            seen.append(body)
            return body

        pay = loose = add_pet

    app = package.create_app(pets=Api())
    return lambda path, value: send(app)("POST", path, content=json.dumps(value), headers=JSON)


@pytest.mark.parametrize(("kind", "name"), [("cat", "Cat"), ("dog", "Dog")])
def test_the_member_that_tells_kinds_apart_chooses_the_class(
    module: Any, post: Any, seen: list[Any], kind: str, name: str
) -> None:
    value = {"kind": kind, "name": "x"}
    assert post("/pets", value).json() == value
    assert type(seen[0]) is getattr(module("models"), name)


@pytest.mark.parametrize("extra", [{"card": "1"}, {"address": "x"}])
def test_alternatives_share_the_members_beside_them(post: Any, seen: list[Any], extra: Any) -> None:
    value = {"amount": 3, **extra}
    assert post("/payments", value).json() == value
    assert seen[0].amount == 3


@pytest.mark.parametrize("value", [{"amount": 3}, {"amount": 3, "card": "1", "address": "x"}])
def test_exactly_one_alternative_must_hold(post: Any, value: Any) -> None:
    assert post("/payments", value).status_code == 422


@pytest.mark.parametrize(
    "value", [7, "text", None, [1], {}, {"a": 1, "any": [None], "nested": "no object", "more": 1.5}]
)
def test_a_schema_without_type_admits_more_than_objects(post: Any, value: Any) -> None:
    response = post("/loose", value)
    assert (response.status_code, response.json()) == (200, value)


@pytest.mark.parametrize("value", [{"z": 1}, {"a": "1"}, {"never": 1}])
def test_what_the_type_cannot_say_is_checked_all_the_same(post: Any, value: Any) -> None:
    assert post("/loose", value).status_code == 422
