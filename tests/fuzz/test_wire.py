"""The judge of requests as they travelled: valid, invalid, or not for it to say."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from adhere import contract as contracts
from adhere.contract import Operation
from adhere.document import load
from adhere.fuzz.wire import Judge, Validity, Verdict, WireRequest

SPEC = """
openapi: 3.1.1
info: {title: T, version: '1'}
paths:
  /things/{id}:
    post:
      operationId: touch
      security: []
      parameters:
        - {name: id, in: path, required: true, schema: {type: integer, minimum: 1}}
        - {name: q, in: query, schema: {type: string, maxLength: 5}}
        - {name: on, in: query, schema: {type: boolean}}
        - {name: tags, in: query, schema: {type: array, maxItems: 2, items: {type: integer}}}
        - {name: deep, in: query, style: deepObject, schema: {type: object}}
        - {name: If-Match, in: header, schema: {type: string, pattern: '^"[a-f]+"$'}}
        - {name: X-Need, in: header, required: true, schema: {type: string}}
        - {name: sid, in: cookie, schema: {type: string, minLength: 3}}
      requestBody:
        required: true
        content:
          application/json:
            schema:
              type: object
              required: [id, n]
              additionalProperties: false
              properties:
                id: {type: string, readOnly: true}
                n: {type: number, maximum: 10}
                s: {type: string, format: uuid}
      responses: {'204': {description: done}}
"""
GOOD: dict[str, Any] = {
    "path": "/base/things/7",
    "query": (),
    "headers": {"x-need": "y", "content-type": "application/json"},
    "body": b'{"n": 1}',
}


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory) -> tuple[Judge, Operation]:
    path = tmp_path_factory.mktemp("wire") / "openapi.yaml"
    path.write_text(SPEC)
    document = load(path).document
    assert document is not None
    (operation,) = contracts.build(document).contract.operations
    return Judge(document.data, "/base", frozenset({"api_key"})), operation


def verdict(judged: tuple[Judge, Operation], **changes: Any) -> Verdict:
    headers = {**GOOD["headers"], **changes.pop("headers", {})}
    parts = {"method": "POST", **GOOD, **changes, "headers": headers}
    return judged[0].judge(judged[1], WireRequest(**parts))


def test_what_the_contract_admits_is_valid(judged: tuple[Judge, Operation]) -> None:
    assert verdict(judged).validity is Validity.VALID


VALID = [
    {"body": b'{"id": "x", "n": 10.0}'},
    {"path": "/base/things/10"},
    {"query": (("q", "abc"), ("api_key", "x"))},
    {"query": (("on", "true"),)},
    {"query": (("tags", "1"), ("tags", "2"))},
    {"headers": {"if-match": '  "ab" '}},
    {"headers": {"authorization": "anything", "x-other": "1"}},
    {"headers": {"cookie": "sid=abc; other=1"}},
    {"body": b'{"n": 1, "s": "01987f5e-0000-7000-8000-000000000001"}'},
    {"headers": {"content-type": "application/json; charset=utf-8"}},
]
INVALID = [
    ({"path": "/base/things/0"}, "path parameter id"),
    ({"path": "/base/things/x"}, "path parameter id"),
    ({"query": (("q", "abcdef"),)}, "query parameter q"),
    ({"query": (("on", "maybe"),)}, "query parameter on"),
    ({"query": (("tags", "1"), ("tags", "2"), ("tags", "3"))}, "query parameter tags"),
    ({"headers": {"if-match": "0"}}, "header parameter If-Match"),
    ({"headers": {"cookie": "sid=a"}}, "cookie parameter sid"),
    ({"body": b'{"n": 11}'}, "the body /n breaks maximum"),
    ({"body": b'{"n": 1, "s": "no"}'}, "the body /s breaks format"),
    ({"body": b'{"n": 1, "x": 1}'}, "the body itself breaks additionalProperties"),
    ({"body": b"{}"}, "the body itself breaks required"),
    ({"body": b"{"}, "the body is not JSON"),
    ({"body": b'{"n": NaN}'}, "the body is not JSON"),
    ({"body": b"\xff"}, "the body is not JSON"),
    ({"body": None}, "the required body is missing"),
]
UNKNOWN = [
    {"method": "PUT"},
    {"path": "/base/things/a%2Fb"},
    {"path": "/base/things/"},
    {"path": "/elsewhere/7"},
    {"query": (("unknown", "x"),)},
    {"query": (("on", "yes"),)},
    {"query": (("on", "1"),)},
    {"query": (("q", "a"), ("q", "b"))},
    {"query": (("deep", "x"),)},
    {"query": (("q", "\x00"),)},
    {"path": "/base/things/+1"},
    {"path": "/base/things/1.0"},
    {"path": "/base/things/99999999999999999999999"},
    {"body": b'{"n": 1, "n": 2}'},
    {"body": b'{"n": 1, "s": "\\u0000"}'},
    {"body": b"x" * 300_000},
    {"headers": {"content-type": "text/plain"}},
]


@pytest.mark.parametrize("change", VALID)
def test_valid(judged: tuple[Judge, Operation], change: dict[str, Any]) -> None:
    assert verdict(judged, **change) == Verdict(Validity.VALID)


@pytest.mark.parametrize(("change", "reason"), INVALID)
def test_invalid_says_why_and_which_node(
    judged: tuple[Judge, Operation], change: dict[str, Any], reason: str
) -> None:
    found = verdict(judged, **change)
    assert found.validity is Validity.INVALID
    assert reason in found.reason
    assert found.pointer is not None
    assert found.pointer.starts_with(judged[1].pointer)


@pytest.mark.parametrize("change", UNKNOWN)
def test_what_services_may_differ_in_is_unknown(
    judged: tuple[Judge, Operation], change: dict[str, Any]
) -> None:
    assert verdict(judged, **change).validity is Validity.UNKNOWN


def test_missing_required_header_is_invalid(judged: tuple[Judge, Operation]) -> None:
    request = WireRequest(
        method="POST",
        path="/base/things/7",
        query=(),
        headers={"content-type": "application/json"},
        body=b'{"n": 1}',
    )
    found = judged[0].judge(judged[1], request)
    assert found.reason == "the required header parameter X-Need is missing"


def test_schema_that_cannot_be_used_is_unknown(tmp_path: Path) -> None:
    path = tmp_path / "openapi.yaml"
    path.write_text(SPEC.replace("maxLength: 5", "pattern: '(a{1000}){1000000}'"))
    document = load(path).document
    assert document is not None
    (operation,) = contracts.build(document).contract.operations
    judged = (Judge(document.data, "/base"), operation)
    assert verdict(judged, query=(("q", "abc"),)).validity is Validity.UNKNOWN
