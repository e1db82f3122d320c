"""Whatever bytes come in, the answer is one of the contract's, and never a 500."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
from harness import JSON_REPLY, application, raw_exchange
from hypothesis import given, settings
from hypothesis import strategies as st

from adhere.runtime import Call, Header, Query, operation
from adhere.runtime import Path as PathParameter

ANY = {"type": ["integer", "array", "object", "boolean", "null"], "items": {"type": "integer"}}
DEEP = {"type": "object", "properties": {"a": {"type": "object"}, "b": {"type": "array"}}}
PARAMETERS = [
    {"name": "id", "in": "path", "required": True, "schema": {"type": "integer"}},
    {"name": "q", "in": "query", "schema": ANY},
    {"name": "d", "in": "query", "style": "deepObject", "schema": DEEP},
    {"name": "X-H", "in": "header", "schema": ANY},
    {"name": "c", "in": "cookie", "schema": ANY},
    {"name": "j", "in": "query", "content": {"application/json": {"schema": ANY}}},
]
FORM = {"schema": {"type": "object", "properties": {"a": ANY, "f": {"contentMediaType": "x/y"}}}}
CONTENT = {
    "application/json": {"schema": ANY},
    "application/x-www-form-urlencoded": FORM,
    "multipart/form-data": FORM,
    "text/plain": {"schema": {"type": "string", "maxLength": 5}},
}
CONTRACT = {
    "paths": {
        "/x/{id}.{ext}/{id}": {
            "post": {
                "parameters": [
                    *PARAMETERS,
                    {"name": "ext", "in": "path", "required": True, "schema": {"type": "string"}},
                ],
                "requestBody": {"content": CONTENT},
                "responses": JSON_REPLY,
            }
        }
    }
}


@operation(
    "POST",
    "/x/{id}.{ext}/{id}",
    ident=PathParameter("id"),
    x_h=Header("X-H"),
    q=Query("q"),
)
async def take(  # noqa: PLR0917,RUF100  # one parameter of each kind
    self: Any,
    call: Call[None],
    body: Any = None,
    *,
    ident: int,
    ext: str,
    q: Any,
    d: Any,
    x_h: Any,
    c: Any,
    j: Any,
) -> Any:
    """Take everything."""


class Taker:
    async def take(self, call: Call[None], body: Any = None, **everything: Any) -> Any:
        return sorted(everything)


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Any:
    folder: Path = tmp_path_factory.mktemp("abuse")
    return application(folder, CONTRACT, methods={"take": take}, implementation=Taker())


hostile = st.one_of(
    st.binary(max_size=20),
    st.sampled_from(
        [b"1", b"%00", b"%FF", b"%", b"[]", b"{}", b"null", b"1,2", b"a[", b"\xed\xa0\x80"]
    ),
    st.text(max_size=8).map(lambda text: text.encode(errors="replace")),
)
queries = st.lists(
    st.tuples(
        st.sampled_from([b"q", b"d[a]", b"d[a][b]", b"d[", b"d[b][]", b"j", b"q[]"]), hostile
    ),
    max_size=5,
).map(lambda pairs: b"&".join(name + b"=" + value for name, value in pairs))
content_types = st.one_of(
    st.sampled_from([name.encode() for name in CONTENT]),
    st.just(b"application/json"),
    st.just(b"text/plain"),
    st.sampled_from(
        [
            b"multipart/form-data; boundary=b",
            b"text/plain; charset=utf-7",
            b"text/plain; charset=rot13",
        ]
    ),
    hostile,
)
bodies = st.one_of(
    hostile,
    st.sampled_from([b"a=1&a=2", b"a[b]=1", b'{"a":1}', b"--b\r\n\r\n\r\n--b--", b"+ADw-"]),
)
headers = st.lists(
    st.tuples(
        st.sampled_from([b"x-h", b"cookie", b"accept", b"content-length", b"content-encoding"]),
        hostile,
    ),
    max_size=3,
)


@given(
    ident=st.just(b"1") | st.just(b"2") | hostile,
    query=queries,
    more=headers,
    content_type=content_types,
    body=bodies,
)
@settings(max_examples=400, deadline=None)
def test_hostile_bytes(
    app: Any, ident: bytes, query: bytes, *, more: Any, content_type: bytes, body: bytes
) -> None:
    raw = b"/x/" + ident + b".e/" + ident
    scope = {
        "method": "POST",
        "path": raw.decode("utf-8", "replace"),
        "raw_path": raw,
        "query_string": query,
        "headers": [*more, (b"content-type", content_type)],
    }
    status, sent, _ = asyncio.run(raw_exchange(app, scope, body))
    assert status in {200, 400, 404, 406, 413, 415, 422}
    if status != 200:
        assert sent["content-type"] == "application/problem+json"
