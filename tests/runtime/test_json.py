"""Strict JSON: the reader alone, and over HTTP."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from harness import JSON_REPLY, application, exchange
from hypothesis import given, settings
from hypothesis import strategies as st

from adhere.runtime import Call, Options, operation
from adhere.runtime.json_body import JsonError, read_json, read_json_text

REFUSED = [
    b"",
    b" ",
    b"NaN",
    b"[Infinity]",
    b"[-Infinity]",
    b"1e999",
    b"-1e999",
    b'{"a":1,"a":2}',
    b'{"a":{"b":1,"b":1}}',
    b'{"a":1,"\\u0061":2}',
    b"\xef\xbb\xbf1",
    '"a"'.encode("utf-16"),
    b'"\xff"',
    b'"\\ud800"',
    b'{"\\udc00":1}',
    b'["\\ud83dx"]',
    b'"\\u0000"',
    b'{"a\\u0000":1}',
    b'"a\x00"',
    b'"\n"',
    b"[" * 33 + b"]" * 33,
    b'{"a":' * 33 + b"1" + b"}" * 33,
    b"[" * 1_000_000,
    b"[1] x",
    b"1 2",
    b"01",
    b"1.",
    b"+1",
    b".5",
    b"'a'",
    b"[1,]",
    b"{a:1}",
    b"True",
    b"9" * 5000,
    b"\x0b1",
    "\u00a01".encode(),
]


@pytest.mark.parametrize("data", REFUSED, ids=lambda data: repr(data[:20]))
def test_refused(data: bytes) -> None:
    with pytest.raises(JsonError) as error:
        read_json(data, 32)
    assert len(str(error.value)) < 80


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b' {"a": [1, 2.5, true, null]}\r\n\t', {"a": [1, 2.5, True, None]}),
        (b'"\\ud83d\\ude00"', "\U0001f600"),
        (b'"\\\\u0000"', "\\u0000"),
        (b"123456789012345678901234567890", 123456789012345678901234567890),
        (b"-0", 0),
        (b"1e-999", 0.0),
        (b"[" * 32 + b"]" * 32, json.loads("[" * 32 + "]" * 32)),
        (b'"' + b"[" * 100 + b'"', "[" * 100),
        (b'["\\"[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["]', ['"' + "[" * 40]),
        (
            b"[[],[],[],[],[],[],[],[],[],[],[],[],[],[],[],[],[],[],[],[],[],[],[],[],[],[],[],[],[],[],[],[],[],[]]",
            [[]] * 34,
        ),
    ],
)
def test_read(data: bytes, expected: Any) -> None:
    assert read_json(data, 32) == expected


json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")),
    lambda inner: (
        st.lists(inner)
        | st.dictionaries(
            st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")), inner
        )
    ),
    max_leaves=20,
)


@given(json_values, st.booleans())
def test_what_is_written_is_read_again(value: Any, ascii_only: bool) -> None:  # noqa: FBT001  # drawn
    assert read_json(json.dumps(value, ensure_ascii=ascii_only).encode(), 100) == value


# Texts that try what a reader may take lightly: names twice, escaped ones, huge numbers.
space = st.sampled_from(["", " ", "\n", "\t ", "\r\n"])
strings = st.sampled_from(
    [
        '"a"',
        '"b"',
        '"\\u0061"',
        '"a:b"',
        '"\\":"',
        '"\\\\"',
        '"\\u0000"',
        '"\\ud800"',
        '"\\u003a"',
        '""',
    ]
)
numbers = st.sampled_from(
    ["0", "-0", "01", "1.5", "1e308", "1e309", "-1E+309", "2" + "0" * 308 + ".0", "9" * 4301]
)
scalars = strings | numbers | st.sampled_from(["true", "null", "NaN", "-Infinity", "nul", ":", ","])


def arrays_and_objects(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    members = st.tuples(space, strings, space, inner).map(lambda m: f"{m[0]}{m[1]}{m[2]}:{m[3]}")
    return st.lists(inner, max_size=4).map(lambda items: f"[{','.join(items)}]") | st.lists(
        members, max_size=4
    ).map(lambda pairs: "{" + ",".join(pairs) + "}")


json_texts = st.tuples(space, st.recursive(scalars, arrays_and_objects, max_leaves=12), space)


def outcome(read: Callable[[Any, int], Any], text: str | bytes, depth: int) -> str:
    try:
        return repr(read(text, depth))
    except JsonError as error:
        return f"JsonError: {error}"


@settings(max_examples=1000)
@given(json_texts.map("".join), st.integers(min_value=1, max_value=4))
def test_the_fast_way_reads_what_the_exact_one_reads(text: str, depth: int) -> None:
    assert outcome(read_json, text.encode(), depth) == outcome(read_json_text, text, depth)


SCHEMA = {
    "type": "object",
    "properties": {"n": {"type": "integer"}, "b": {"type": "boolean"}, "l": {"maxItems": 10}},
}
CONTRACT = {
    "paths": {
        "/x": {
            "post": {
                "requestBody": {
                    "required": True,
                    "content": {"application/json": {"schema": SCHEMA}},
                },
                "responses": JSON_REPLY,
            }
        }
    }
}


@operation("POST", "/x")
async def post(self: Any, call: Call[None], body: Any) -> Any:
    """Post."""


class Echo:
    async def post(self, call: Call[None], body: Any) -> Any:
        assert await call.request.json() == body
        return body


def test_over_http(tmp_path: Path) -> None:
    app = application(tmp_path, CONTRACT, methods={"post": post}, implementation=Echo())
    headers = {"content-type": "application/json"}
    for data in REFUSED:
        response = exchange(app, "POST", "/x", content=data, headers=headers)
        assert response.status_code in ({413} if len(data) > 2**20 else {400, 422}), data[:20]
        assert response.json()["status"] == response.status_code
    assert exchange(app, "POST", "/x", content=b'{"n": 5}', headers=headers).json() == {"n": 5}
    for data in (b'{"n": "5"}', b'{"n": 5.5}', b'{"n": true}', b'{"b": 1}', b"[]"):
        assert exchange(app, "POST", "/x", content=data, headers=headers).status_code == 422


def test_a_hundred_thousand_elements_are_refused_fast(tmp_path: Path) -> None:
    app = application(tmp_path, CONTRACT, methods={"post": post}, implementation=Echo())
    data = b'{"l":[' + b",".join([b"1"] * 100_000) + b"]}"
    headers = {"content-type": "application/json"}
    exchange(app, "POST", "/x", content=b"{}", headers=headers)
    start = time.process_time()
    assert exchange(app, "POST", "/x", content=data, headers=headers).status_code == 422
    assert time.process_time() - start < 1


def test_limits(tmp_path: Path) -> None:
    options = Options(max_body=20, max_depth=2)
    app = application(
        tmp_path, CONTRACT, methods={"post": post}, implementation=Echo(), options=options
    )
    headers = {"content-type": "application/json"}
    response = exchange(app, "POST", "/x", content=b'{"n": 123456789012345678}', headers=headers)
    assert response.status_code == 413

    async def chunks() -> Any:
        for _ in range(5):
            yield b"          "

    response = exchange(app, "POST", "/x", content=chunks(), headers=headers)
    assert response.status_code == 413
    response = exchange(app, "POST", "/x", content=b'{"a":[[]]}', headers=headers)
    assert response.status_code == 400


@pytest.mark.parametrize(
    ("headers", "content", "status"),
    [
        ({"content-type": "application/json"}, b"{}", 200),
        ({"content-type": "Application/JSON; charset=UTF-8"}, b"{}", 200),
        ({"content-type": "application/json; charset=latin-1"}, b"{}", 415),
        ({"content-type": "application/json;"}, b"{}", 200),
        ({"content-type": "text/plain"}, b"{}", 415),
        ({"content-type": "nonsense"}, b"{}", 415),
        ({}, b"{}", 415),
        ({"content-type": "application/json", "content-encoding": "gzip"}, b"{}", 415),
        ({"content-type": "application/json", "content-encoding": "identity"}, b"{}", 200),
        ({}, b"", 422),
        ({"content-type": "application/json"}, b"", 422),
        ({"content-type": "application/json", "accept": "text/html"}, b"{}", 406),
        ({"content-type": "application/json", "accept": "application/json;q=0"}, b"{}", 406),
        ({"content-type": "application/json", "accept": "application/*;q=0.1"}, b"{}", 200),
        ({"content-type": "application/json", "accept": "text/html, */*;q=0.1"}, b"{}", 200),
        ({"content-type": "application/json", "accept": "application/json;q=0, */*"}, b"{}", 406),
        ({"content-type": "application/json", "accept": ""}, b"{}", 200),
    ],
)
def test_media_types(tmp_path: Path, headers: dict[str, str], content: bytes, status: int) -> None:
    app = application(tmp_path, CONTRACT, methods={"post": post}, implementation=Echo())
    assert exchange(app, "POST", "/x", content=content, headers=headers).status_code == status
