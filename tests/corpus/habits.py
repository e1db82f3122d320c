"""Documents with the habits of those that companies publish, and requests that show them kept.

`SCHEMAS` are of every kind that JSON Schema has, each with values; `PUBLISHED` are documents
that lean on what OpenAPI allows, tolerates, or says in a clause that few have read.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from .kinds import document, in_path, operation, taking

SCHEMAS: Mapping[str, Any] = yaml.safe_load(
    Path(__file__).with_name("schemas.yaml").read_text("utf-8")
)
TEXT = {"type": "string"}
INTEGER = {"type": "integer"}
IMPLEMENTED, INVALID = 501, 400
"""What a package without an implementation answers to a valid request, and to an invalid one."""


class Case(NamedTuple):
    """A request and the status of its reply."""

    status: int
    target: str
    method: str = "GET"
    headers: Mapping[str, str] = {}
    content: bytes = b""


def sending(status: int, target: str, value: Any, said: str = "application/json") -> Case:
    content = value if isinstance(value, bytes) else json.dumps(value).encode()
    return Case(status, target, "POST", {"content-type": said}, content)


def answering(**replies: Any) -> dict[str, Any]:
    """Return responses that declare how an invalid request is answered."""
    return {"200": {"description": "It."}, "400": {"description": "Not so."}, **replies}


def schemas() -> dict[str, Any]:
    """Let every schema be a body, an element of one, and a property that may be absent."""
    components: dict[str, Any] = {name: case["schema"] for name, case in SCHEMAS.items()}
    paths = {}
    for name in SCHEMAS:
        one = {"$ref": f"#/components/schemas/{name}"}
        holder = {
            "type": "object",
            "properties": {"one": one, "several": {"type": "array", "items": one}},
        }
        paths[f"/{name}"] = {"post": taking(one)}
        paths[f"/in/{name}"] = {"post": taking(holder)}
    for item in paths.values():
        item["post"]["requestBody"]["required"] = True
        item["post"]["responses"] |= {"400": {"description": "Not so."}}
    return document(paths, components={"schemas": components})


def of_schemas() -> Iterator[Case]:
    for name, case in SCHEMAS.items():
        for status, values in ((IMPLEMENTED, case["valid"]), (INVALID, case["invalid"])):
            for value in values:
                yield sending(status, f"/{name}", value)
                yield sending(status, f"/in/{name}", {"several": [value]})
                yield sending(status, f"/in/{name}", {"one": value})


def hidden() -> dict[str, Any]:
    """Let members, parts and header fields be called like the types of others, or like keywords."""
    names = ("str", "int", "list", "dict", "class", "self", "l", "O", "models", "type")
    members: dict[str, Any] = dict.fromkeys(names, TEXT)
    members |= {"texts": {"type": "array", "items": TEXT}, "count": INTEGER}
    schema = {"type": "object", "required": ["str", "list"], "properties": members}
    part = {**schema, "properties": {"file": {**TEXT, "format": "binary"}, **members}}
    fields = {name: {"required": True, "schema": INTEGER} for name in names}
    paths = {
        f"/{name}": {"post": taking({"$ref": f"#/components/schemas/{name}"}, operationId=name)}
        for name in names
    }
    paths["/form"] = {
        "post": {
            "requestBody": {"content": {"multipart/form-data": {"schema": part}}},
            "responses": answering(**{"201": {"description": "Made.", "headers": fields}}),
        }
    }
    return document(paths, components={"schemas": dict.fromkeys(names, schema)})


def loose() -> dict[str, Any]:
    """Let media types have parameters and suffixes, paths a query, parameters no value."""
    body = {
        "application/json; charset=utf-8": {"schema": {"type": "object", "required": ["a"]}},
        "application/*+json": {"schema": {"type": "object", "required": ["b"]}},
        "multipart/form-data; boundary=x": {"schema": {"type": "object"}},
        "text/csv": {"schema": TEXT},
    }
    flag = {"name": "flag", "in": "query", "allowEmptyValue": True, "schema": {"type": "boolean"}}
    either = [{"name": n, "in": "query", "schema": INTEGER} for n in ("a[b]", "c.d", "$top", "e[]")]
    paths: dict[str, Any] = {
        "/media": {
            "post": {
                "requestBody": {"required": True, "content": body},
                "responses": answering(**{"2XX": {"description": "It.", "content": body}}),
            }
        },
        "/empty": {"get": operation(responses=answering(), parameters=[flag, *either])},
        "/act?action=list": {"get": operation()},
        "/act?action=show": {"get": operation(responses=answering(), parameters=[flag])},
        "/act": {"get": operation()},
        "/part/{a}.{b}": {"get": operation(parameters=in_path("a", "b"))},
        "/verb/{id}:stop": {"post": operation(parameters=in_path("id"))},
        "/none": {},
        "x-group": {"get": 1},
    }
    hooks = {"paid": {"post": taking({"type": "object", "properties": {"a": INTEGER}})}}
    return document(paths, version="3.0.3", **{"x-webhooks": hooks})


OF_LOOSE = [
    sending(IMPLEMENTED, "/media", {"a": 1}),
    sending(IMPLEMENTED, "/media", {"a": 1}, "application/json;charset=UTF-8"),
    sending(INVALID, "/media", {"b": 1}),
    sending(IMPLEMENTED, "/media", {"b": 1}, "application/merge-patch+json"),
    sending(INVALID, "/media", {"a": 1}, "application/merge-patch+json"),
    sending(IMPLEMENTED, "/media", b"a,b", "text/csv"),
    sending(415, "/media", b"x", "image/png"),
    Case(IMPLEMENTED, "/empty?flag=&a[b]=1&c.d=2&%24top=3&e[]=4"),
    Case(INVALID, "/empty?flag=x"),
    Case(INVALID, "/empty?a%5Bb%5D=x"),
    Case(IMPLEMENTED, "/act?action=list"),
    Case(IMPLEMENTED, "/act?flag=true&action=show"),
    Case(INVALID, "/act?action=show&flag=x"),
    Case(IMPLEMENTED, "/act"),
    Case(IMPLEMENTED, "/part/x.y"),
    Case(404, "/part/x"),
    Case(IMPLEMENTED, "/verb/7:stop", "POST"),
    Case(404, "/none"),
]
PUBLISHED = {"schemas": schemas, "hidden": hidden, "loose": loose}
REQUESTS: Mapping[str, list[Case]] = {"schemas": list(of_schemas()), "loose": OF_LOOSE}
