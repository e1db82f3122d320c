"""A value is of the class that its discriminator names, or whose schema alone admits it."""

from __future__ import annotations

import json
from typing import Any

import pytest

JSON = {"Content-Type": "application/json"}
DEPTH = 14


@pytest.fixture
def seen() -> list[Any]:
    return []


@pytest.fixture
def post(package: Any, send: Any, seen: list[Any]) -> Any:
    class Api:
        async def add_zoo(self, call: Any, body: Any) -> Any:
            seen.append(body)
            return body

    app = package.create_app(zoos=Api())
    return lambda value: send(app)("POST", "/zoos", content=json.dumps(value), headers=JSON)


@pytest.mark.parametrize(
    ("member", "value", "name"),
    [
        ("mapped", {"kind": "l"}, "Lion"),
        ("mapped", {"kind": "t"}, "Tiger"),
        ("mapped", {"kind": "Tiger"}, "Tiger"),
        ("mapped", {"kind": "neither", "stripes": 1}, "Tiger"),
        ("implicit", {"kind": "Tiger", "mane": "x"}, "Tiger"),
        ("implicit", {"kind": "Lion", "mane": 1}, "Lion"),
        ("loose", {"kind": "Lion"}, "Lion"),
        ("loose", {"kind": "Tiger"}, "Tiger"),
        ("loose", {"kind": "neither"}, "Tiger"),
        ("loose", {"kind": "Tiger", "mane": 1}, "Lion"),  # what Tiger's schema refuses is none
        ("best", {"petType": "Cat", "lives": 9}, "Cat"),
        ("best", {"petType": "Cat"}, "Animal"),  # valid as an Animal only
        ("best", {"petType": "dog"}, "Dog"),
        ("best", {"petType": "Puppy", "weeks": 3}, "Puppy"),
        ("best", {"petType": "Bird", "barks": True}, "Animal"),
        ("overlapping", {"n": 2}, "Even"),
        ("overlapping", {"n": 3, "x": "a"}, "Short"),
        ("overlapping", {"n": 4, "y": "b"}, "Even"),
    ],
)
def test_the_contract_chooses_the_class(
    post: Any, seen: list[Any], member: str, value: Any, name: str
) -> None:
    response = post({member: value})
    assert response.status_code == 200, response.text
    assert response.json() == {member: value}
    assert type(getattr(seen[0], member)).__name__.endswith(name)


def test_it_chooses_in_lists_maps_and_members_of_what_it_chose(post: Any, seen: list[Any]) -> None:
    cat, dog = {"petType": "Cat", "lives": 9}, {"petType": "dog"}
    value = {
        "animals": [cat, {**dog, "friend": cat}],
        "byName": {"a": dog},
        "nested": [None, cat, {"kind": "t"}],
    }
    assert post(value).json() == value
    zoo = seen[0]
    assert [type(a).__name__ for a in zoo.animals] == ["Cat", "Dog"]
    assert type(zoo.animals[1].friend).__name__ == "Cat"
    assert type(zoo.by_name["a"]).__name__ == "Dog"
    assert [type(a).__name__ for a in zoo.nested] == ["NoneType", "Cat", "Tiger"]


def test_an_error_names_the_branch_that_was_meant(post: Any) -> None:
    response = post({"implicit": {"kind": "Tiger", "mane": True}})
    assert response.status_code == 422
    [error] = response.json()["errors"]
    assert error["pointer"] == "/body/implicit/mane"
    assert error["detail"] == "must be of type string (of the branch `Tiger`)."


def test_nested_alternatives_take_linear_time(post: Any, seen: list[Any]) -> None:
    value: Any = {"v": "leaf"}
    for level in range(DEPTH):
        value = {"v": "lr"[level % 2], "next": value}
    assert post({"tree": value}).json() == {"tree": value}
    node, names = seen[0].tree, []
    while names[-1:] != ["Leaf"]:
        names.append(type(node).__name__.removeprefix("Tree"))
        node = getattr(node, "next", None)
    assert len(names) == DEPTH + 1
    assert set(names) == {"Left", "Right", "Leaf"}
