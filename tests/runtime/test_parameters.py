"""What the schema of a parameter makes of its text; the styles are in `parameter_table`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from harness import JSON_REPLY, application, exchange

from adhere.runtime import Call, Cookie, Header, Query, QueryString, operation
from adhere.runtime import Path as PathParameter

INVALID = object()
INT = {"type": "integer"}
INTS = {"type": "array", "items": INT}
STR = {"type": "string"}
STRS = {"type": "array", "items": STR}
RGB = {
    "type": "object",
    "properties": {"R": INT, "G": INT, "name": STR},
    "additionalProperties": False,
}
MARKS = {
    "query": Query,
    "header": Header,
    "path": PathParameter,
    "cookie": Cookie,
    "querystring": QueryString,
}


def read(tmp_path: Path, parameter: dict[str, Any], wire: str) -> Any:
    """Send `wire` where the parameter travels; return what the implementation got."""
    place, name = parameter["in"], parameter["name"]

    async def read_one(self: Any, call: Call[None], *, p: Any) -> Any:
        """Read."""

    class Echo:
        async def read_one(self, call: Call[None], *, p: Any) -> Any:
            return p

    template = f"/x/{{{name}}}" if place == "path" else "/x"
    mark = operation("GET", template, p=MARKS[place](name))
    contract = {"paths": {template: {"get": {"parameters": [parameter], "responses": JSON_REPLY}}}}
    app = application(
        tmp_path, contract, methods={"read_one": mark(read_one)}, implementation=Echo()
    )
    url, headers = "/x", {}
    if place == "path":
        url = f"/x/{wire}"
    elif place in {"query", "querystring"}:
        url = f"/x?{wire}" if wire else "/x"
    elif wire:
        headers = {name if place == "header" else "Cookie": wire}
    response = exchange(app, "GET", url, headers=headers)
    if response.status_code == 422:
        assert response.json()["errors"]
        return INVALID
    assert response.status_code == 200, response.text
    return response.json()


def q(schema: Any, **more: Any) -> dict[str, Any]:
    return {"name": "p", "in": "query", "schema": schema, **more}


CASES: list[tuple[dict[str, Any], str, Any]] = [
    # scalars, strictly
    (q(INT), "p=5", 5),
    (q(INT), "p=-5", -5),
    (q(INT), "p=05", INVALID),
    (q(INT), "p=+5", INVALID),
    (q(INT), "p=5.0", INVALID),
    (q(INT), "p=", INVALID),
    (q(INT), "p=%35", 5),
    (q(INT), "p=%D9%A5", INVALID),  # an Arabic digit
    (q(INT), "p=" + "9" * 5000, INVALID),
    (q(INT), "p=1&p=2", INVALID),
    (q({"type": "integer", "format": "int64"}), "p=9223372036854775807", 2**63 - 1),
    (q({"type": "number"}), "p=1.5e1", 15.0),
    (q({"type": "number"}), "p=1e999", INVALID),
    (q({"type": "number"}), "p=NaN", INVALID),
    (q({"type": "number"}), "p=.5", INVALID),
    (q({"type": "boolean"}), "p=true", True),
    (q({"type": "boolean"}), "p=True", INVALID),
    (q({"type": "boolean"}), "p=1", INVALID),
    (q(STR), "p=a+b%20c%2Bd", "a b c+d"),
    (q(STR), "p=%FF", INVALID),
    (q(STR), "p=a%00b", INVALID),
    (q(STR), "p=", ""),
    (q(STR), "p", ""),
    (q(STR), "", None),
    (q(STR, required=True), "", INVALID),
    (q({"type": "string", "default": "x"}), "", "x"),
    (q({"type": ["integer", "null"]}), "p=null", None),
    (q({"type": ["string", "null"]}), "p=null", "null"),
    (q({"anyOf": [INT, {"enum": ["all"]}]}), "p=all", "all"),
    (q({"anyOf": [INT, {"enum": ["all"]}]}), "p=7", 7),
    (q({"anyOf": [INT, {"enum": ["all"]}]}), "p=some", INVALID),
    (q({"enum": [1, 2]}), "p=2", 2),
    (q({"allOf": [{"minimum": 2}, INT]}), "p=3", 3),
    (q({}), "p=3", "3"),
    (q(STR), "p=x&other=1", INVALID),
    # form
    (q(INTS), "p=1&p=2", [1, 2]),
    (q(INTS), "p=1", [1]),
    (q(INTS), "p=1,2", INVALID),
    (q(INTS, explode=False), "p=1,2", [1, 2]),
    (q(STRS, explode=False), "p=a%2Cb,c", ["a,b", "c"]),
    (q(INTS, explode=False), "p=1&p=2", INVALID),
    (q({"oneOf": [INT, INTS]}), "p=1", 1),
    (q({"oneOf": [INT, INTS]}), "p=1&p=2", [1, 2]),
    (q(RGB), "R=1&G=2", {"R": 1, "G": 2}),
    (q(RGB), "R=1&B=2", INVALID),
    (q(RGB), "R=x", INVALID),
    (q(RGB), "", None),
    (q({"type": "object", "additionalProperties": INT}), "a=1&b=2", {"a": 1, "b": 2}),
    (q(RGB, explode=False), "p=R,1,G,2", {"R": 1, "G": 2}),
    (q(RGB, explode=False), "p=R,1,G", INVALID),
    (q(RGB, explode=False), "p=R,1,R,2", INVALID),
    # delimited
    (q(INTS, style="spaceDelimited", explode=False), "p=1%202", [1, 2]),
    (q(INTS, style="spaceDelimited", explode=False), "p=1+2", [1, 2]),
    (q(STRS, style="pipeDelimited", explode=False), "p=a|b%7Cc", ["a", "b", "c"]),
    (q(RGB, style="pipeDelimited", explode=False), "p=R|1|G|2", {"R": 1, "G": 2}),
    # deepObject
    (q(RGB, style="deepObject", explode=True), "p[R]=1&p%5BG%5D=2", {"R": 1, "G": 2}),
    (q(RGB, style="deepObject", explode=True), "p[R]=1&p[R]=2", INVALID),
    (q(RGB, style="deepObject", explode=True), "p[B]=1", INVALID),
    (q(RGB, style="deepObject", explode=True), "p=1", INVALID),
    (q(RGB, style="deepObject", explode=True), "p[R=1", INVALID),
    (
        q({"type": "object", "properties": {"a": RGB, "b": INTS}}, style="deepObject"),
        "p[a][R]=1&p[b][]=1&p[b][]=2",
        {"a": {"R": 1}, "b": [1, 2]},
    ),
    (
        q({"type": "object", "properties": {"b": INTS}}, style="deepObject"),
        "p[b][0]=1&p[b][1]=2",
        {"b": [1, 2]},
    ),
    # content
    (
        {"name": "p", "in": "query", "content": {"application/json": {"schema": RGB}}},
        "p=%7B%22R%22%3A1%7D",
        {"R": 1},
    ),
    (
        {"name": "p", "in": "query", "content": {"application/json": {"schema": RGB}}},
        "p=%7B%22R%22%3A1%2C%22R%22%3A2%7D",
        INVALID,
    ),
    (
        {"name": "p", "in": "query", "content": {"application/json": {"schema": RGB}}},
        "p={",
        INVALID,
    ),
    # an empty text that is no value is no parameter, where that is allowed
    (q(INT, allowEmptyValue=True), "p=", None),
    (q(INT, allowEmptyValue=True), "p=5", 5),
    (q(INT, allowEmptyValue=True), "p=x", INVALID),
    (q(INT, allowEmptyValue=True, required=True), "p=", INVALID),
    (q(STR, allowEmptyValue=True), "p=", ""),
]


@pytest.mark.parametrize(("parameter", "wire", "expected"), CASES)
def test_parameter(tmp_path: Path, parameter: dict[str, Any], wire: str, expected: Any) -> None:
    assert read(tmp_path, parameter, wire) == expected


def test_pointers_say_where(tmp_path: Path) -> None:
    async def find(self: Any, call: Call[None], *, limit: int, x_a: int) -> Any:
        """Find."""

    mark = operation("GET", "/x", x_a=Header("X-A"))
    parameters = [
        {"name": "limit", "in": "query", "schema": {"type": "integer", "maximum": 3}},
        {"name": "X-A", "in": "header", "required": True, "schema": INT},
    ]
    contract = {"paths": {"/x": {"get": {"parameters": parameters, "responses": JSON_REPLY}}}}
    app = application(tmp_path, contract, methods={"find": mark(find)})
    response = exchange(app, "GET", "/x?limit=9")
    assert response.json()["errors"] == [
        {"pointer": "/query/limit", "detail": "must be at most 3."},
        {"pointer": "/header/X-A", "detail": "is required."},
    ]
    assert exchange(app, "GET", "/x?limit=3", headers={"X-A": "1"}).status_code == 501
