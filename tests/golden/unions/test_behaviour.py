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

        add_owner = pay = loose = add_pet

    app = package.create_app(pets=Api())
    return lambda path, value: send(app)("POST", path, content=json.dumps(value), headers=JSON)


@pytest.mark.parametrize(("kind", "name"), [("cat", "Cat"), ("dog", "Dog")])
def test_the_member_that_tells_kinds_apart_chooses_the_class(
    module: Any, post: Any, seen: list[Any], kind: str, name: str
) -> None:
    value = {"kind": kind, "name": "x"}
    assert post("/pets", value).json() == value
    assert type(seen[0]) is getattr(module("models"), name)


def test_nested_and_nullable_choices_have_their_classes(
    module: Any, post: Any, seen: list[Any]
) -> None:
    cat, dog = {"kind": "cat", "name": "a"}, {"kind": "dog", "name": "b"}
    value = {"pets": [dog, cat], "best": cat, "vehicle": {"type": "Bike", "gears": 3}}
    assert post("/owners", value).json() == value
    models, owner = module("models"), seen[0]
    assert [type(pet) for pet in owner.pets] == [models.Dog, models.Cat]
    assert (type(owner.best), type(owner.vehicle)) == (models.Cat, models.Bike)
    assert post("/owners", {"pets": [], "best": None}).json() == {"pets": [], "best": None}


def test_a_discriminator_alone_refuses_no_valid_value(post: Any) -> None:
    value = {"pets": [], "vehicle": {"type": "neither", "doors": 5}}
    assert post("/owners", value).json() == value


@pytest.mark.parametrize(
    ("value", "pointer"),
    [
        ({"kind": "dog", "name": "x", "breed": 1}, "/body/breed"),
        ({"kind": "cat", "name": 1}, "/body/name"),
        ({"kind": "bird", "name": "x"}, "/body/kind"),
        ({"name": "x"}, "/body"),
    ],
)
def test_an_error_is_told_of_the_alternative_that_was_meant(
    post: Any, value: Any, pointer: str
) -> None:
    response = post("/pets", value)
    assert response.status_code == 422
    assert {error["pointer"] for error in response.json()["errors"]} == {pointer}


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
