"""Which class an object becomes is what the guard says, wherever in a request it travels."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from types import ModuleType
from typing import Any
from urllib.parse import quote

import pytest

from adhere.runtime import Ok200

sys.path.insert(0, str(Path(__file__).parents[1] / "runtime"))
from harness import JSON_REPLY, exchange


def animal(**lives: int) -> dict[str, Any]:
    return {"type": "object", "properties": {"lives": {"type": "integer", **lives}}}


PET = {"$ref": "#/components/schemas/Pet"}
SCHEMAS = {
    "Cat": animal(maximum=9),
    "Dog": animal(minimum=10),
    "Pet": {"oneOf": [{"$ref": "#/components/schemas/Cat"}, {"$ref": "#/components/schemas/Dog"}]},
}
FILE = {"type": "string", "contentMediaType": "text/plain"}
FORM = {"type": "object", "properties": {"pet": PET, "pets": {"type": "array", "items": PET}}}
FILE_FORM = {"type": "object", "properties": {"pet": PET, "file": FILE}}
NESTED = {
    "type": "object",
    "properties": {
        "listed": {"type": "array", "prefixItems": [{"type": "string"}, PET], "items": PET},
        "named": {
            "type": "object",
            "patternProperties": {"^p": PET},
            "additionalProperties": False,
        },
    },
}
CONTENTS = {
    "nested": {"application/json": {"schema": NESTED}},
    "form": {"application/x-www-form-urlencoded": {"schema": FORM}},
    "files": {"multipart/form-data": {"schema": FILE_FORM}},
    "parts": {"multipart/mixed": {"schema": {"type": "array", "items": PET}}},
}
PARAMETERS = [
    {"name": "deep", "in": "query", "style": "deepObject", "explode": True, "schema": PET},
    {"name": "text", "in": "query", "content": {"application/json": {"schema": PET}}},
    {"name": "X-Pet", "in": "header", "schema": PET},
]


def told(value: Any) -> Any:
    """Name the classes of objects."""
    if isinstance(value, list | tuple):
        return [told(item) for item in value]
    if isinstance(value, dict):
        return {name: told(inner) for name, inner in value.items()}
    return type(value).__name__


class Zoo:
    """Says what arrived as what."""

    async def nested(self, call: Any, body: Any = None) -> Any:
        return Ok200(body=told([body.listed, body.named]))

    async def form(self, call: Any, body: Any = None) -> Any:
        return Ok200(body=told([body.pet, body.pets]))

    async def files(self, call: Any, body: Any = None) -> Any:
        return Ok200(body=told([body.pet, body.file]))

    async def parts(self, call: Any, body: Any = None) -> Any:
        return Ok200(body=told(body))

    async def found(
        self, call: Any, *, deep: Any = None, text: Any = None, x_pet: Any = None
    ) -> Any:
        return Ok200(body=told([deep, text, x_pet]))


@pytest.fixture(scope="module")
def app(project: Any) -> Any:
    paths: dict[str, Any] = {
        f"/{name}": {
            "post": {
                "operationId": name,
                "tags": ["zoo"],
                "requestBody": {"content": content},
                "responses": JSON_REPLY,
            }
        }
        for name, content in CONTENTS.items()
    }
    found = {"operationId": "found", "tags": ["zoo"], "parameters": PARAMETERS}
    paths["/found"] = {"get": {**found, "responses": JSON_REPLY}}
    made: ModuleType = project({"paths": paths, "components": {"schemas": SCHEMAS}})
    return sys.modules[made.__name__.partition(".")[0]].create_app(zoo=Zoo())


CAT, DOG = {"lives": 9}, {"lives": 10}
PARTS = "".join(
    f"--b\r\nContent-Type: application/json\r\n\r\n{json.dumps(pet)}\r\n" for pet in (DOG, CAT)
)


@pytest.mark.parametrize(
    ("path", "request_", "expected"),
    [
        (
            "/nested",
            {"json": {"listed": ["a", DOG, CAT, DOG], "named": {"p": DOG, "p2": CAT}}},
            [["str", "Dog", "Cat", "Dog"], {"p": "Dog", "p2": "Cat"}],
        ),
        (
            "/form",
            {"data": {"pet": json.dumps(DOG), "pets": [json.dumps(CAT), json.dumps(DOG)]}},
            ["Dog", ["Cat", "Dog"]],
        ),
        (
            "/files",
            {"data": {"pet": json.dumps(DOG)}, "files": {"file": ("a", b"x", "text/plain")}},
            ["Dog", "UploadFile"],
        ),
        (
            "/parts",
            {
                "content": f"{PARTS}--b--\r\n",
                "headers": {"Content-Type": "multipart/mixed; boundary=b"},
            },
            ["Dog", "Cat"],
        ),
    ],
)
def test_bodies(app: Any, path: str, request_: Any, expected: Any) -> None:
    answer = exchange(app, "POST", path, **request_)
    assert (answer.status_code, answer.json()) == (200, expected)


def test_parameters(app: Any) -> None:
    url = f"/found?deep[lives]=10&text={quote(json.dumps(DOG))}"
    answer = exchange(app, "GET", url, headers={"X-Pet": "lives,10"})
    assert (answer.status_code, answer.json()) == (200, ["Dog", "Dog", "Dog"])
    answer = exchange(app, "GET", "/found?deep[lives]=9", headers={"X-Pet": "lives,9"})
    assert answer.json() == ["Cat", "NoneType", "Cat"]
