"""Form and multipart bodies, text and bytes."""

from __future__ import annotations

import http.client
import tracemalloc
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from harness import JSON_REPLY, application, exchange, serving
from starlette.datastructures import UploadFile as StarletteFile

from adhere.runtime import Call, Options, UploadFile, operation

META = {"type": "object", "required": ["n"], "properties": {"n": {"type": "integer"}}}
PROPERTIES = {
    "n": {"type": "integer", "maximum": 9},
    "on": {"type": "boolean"},
    "tags": {"type": "array", "items": {"type": "string", "maxLength": 3}},
    "meta": META,
    "price": {"type": "object", "properties": {"gt": {"type": "integer"}}},
}
FORM = {
    "type": "object",
    "required": ["n"],
    "properties": PROPERTIES,
    "additionalProperties": False,
}
FILE = {"contentMediaType": "application/octet-stream"}
UPLOAD = {
    "type": "object",
    "required": ["file"],
    "properties": {
        "file": {**FILE, "maxLength": 10},
        "files": {"type": "array", "items": FILE},
        "meta": META,
        "n": {"type": "integer"},
    },
}


def body(content: Any) -> dict[str, Any]:
    return {
        "post": {"requestBody": {"required": True, "content": content}, "responses": JSON_REPLY}
    }


CONTRACT = {
    "paths": {
        "/form": body(
            {
                "application/x-www-form-urlencoded": {
                    "schema": FORM,
                    "encoding": {"price": {"style": "deepObject", "explode": True}},
                }
            }
        ),
        "/upload": body({"multipart/form-data": {"schema": UPLOAD}}),
        "/parts": body(
            {
                "multipart/form-data": {
                    "schema": {"type": "object"},
                    "encoding": {
                        "image": {
                            "contentType": "image/png, image/jpeg",
                            "headers": {
                                "X-Page": {"required": True, "schema": {"type": "integer"}},
                                "X-Tags": {
                                    "schema": {
                                        "type": "array",
                                        "items": {"type": "string"},
                                        "maxItems": 2,
                                    }
                                },
                            },
                        },
                        "meta": {"contentType": "application/json"},
                        "note": {"contentType": "text/*"},
                    },
                }
            }
        ),
        "/any": body(
            {
                "application/json": {"schema": {"type": "integer"}},
                "text/*": {"schema": {"type": "string", "maxLength": 5}},
                "text/csv": {},
                "image/png": {},
            }
        ),
    }
}


@dataclass(frozen=True, kw_only=True)
class Upload:
    file: UploadFile
    files: list[UploadFile] | None = None
    meta: dict[str, Any] | None = None
    n: int | None = None


@operation("POST", "/form")
async def form(self: Any, call: Call[None], body: dict[str, Any]) -> Any:
    """Post."""


@operation("POST", "/upload")
async def upload(self: Any, call: Call[None], body: Upload) -> Any:
    """Post."""


@operation("POST", "/parts")
async def parts(self: Any, call: Call[None], body: Any) -> Any:
    """Post."""


@operation("POST", "/any")
async def anything(self: Any, call: Call[None], body: int | str | bytes) -> Any:
    """Post."""


opened: list[Any] = []


class Echo:
    async def form(self, call: Call[None], body: dict[str, Any]) -> Any:
        return body

    async def upload(self, call: Call[None], body: Upload) -> Any:
        contents = [(await file.read()).decode() for file in body.files or ()]
        first = (await body.file.read()).decode()
        return [first, body.file.filename, body.file.content_type, contents, body.meta, body.n]

    async def parts(self, call: Call[None], body: Any) -> Any:
        opened.extend(v.file for v in body.values() if isinstance(v, StarletteFile))
        return {n: v.filename if isinstance(v, StarletteFile) else v for n, v in body.items()}

    async def anything(self, call: Call[None], body: int | str | bytes) -> Any:
        return [type(body).__name__, call.content_type]


@pytest.fixture
def app(tmp_path: Path) -> Any:
    methods = {"form": form, "upload": upload, "parts": parts, "anything": anything}
    options = Options(max_body=2000, max_upload=2000, max_parts=5)
    return application(tmp_path, CONTRACT, methods=methods, implementation=Echo(), options=options)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("n=5", {"n": 5}),
        ("n=5&on=true&tags=a&tags=b%20c", {"n": 5, "on": True, "tags": ["a", "b c"]}),
        ("n=5&tags=a", {"n": 5, "tags": ["a"]}),
        ("n=5&meta=%7B%22n%22%3A1%7D", {"n": 5, "meta": {"n": 1}}),
        ("n=5&price[gt]=3", {"n": 5, "price": {"gt": 3}}),
    ],
)
def test_form(app: Any, text: str, expected: Any) -> None:
    headers = {"content-type": "application/x-www-form-urlencoded"}
    response = exchange(app, "POST", "/form", content=text, headers=headers)
    assert response.status_code == 200, response.text
    assert response.json() == expected


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("", 422),
        ("on=true", 422),
        ("n=10", 422),
        ("n=x", 422),
        ("n=1&n=2", 400),
        ("n=1&other=1", 422),
        ("n=1&tags=long", 422),
        ("n=1&meta={", 400),
        ("n=1&meta={}", 422),
        ("n=1&on=%00", 400),
        ("n=1&on=%FF", 400),
        ("n=1&tags=%ED%A0%80", 400),
        ("n=1&" + "&".join(f"tags={n}" for n in range(9)), 400),
        ("n=1&tags=" + "x" * 3000, 413),
    ],
)
def test_bad_form(app: Any, text: str, status: int) -> None:
    headers = {"content-type": "application/x-www-form-urlencoded"}
    response = exchange(app, "POST", "/form", content=text, headers=headers)
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"


def test_multipart(app: Any) -> None:
    files = [
        ("file", ("a.txt", b"hello", "text/plain")),
        ("files", ("b", b"1")),
        ("files", ("c", b"2")),
        ("meta", (None, b'{"n": 1}', "application/json")),
        ("n", (None, b"7")),
    ]
    response = exchange(app, "POST", "/upload", files=files)
    assert response.status_code == 200, response.text
    assert response.json() == ["hello", "a.txt", "text/plain", ["1", "2"], {"n": 1}, 7]


def test_a_file_needs_no_name(app: Any) -> None:
    files = [("file", (None, b"\0raw")), ("files", (None, b"1")), ("n", (None, b"7"))]
    response = exchange(app, "POST", "/upload", files=files)
    assert response.status_code == 200, response.text
    assert response.json() == ["\0raw", None, None, ["1"], None, 7]


@pytest.mark.parametrize(
    ("files", "status"),
    [
        ([("n", (None, b"7"))], 422),
        ([("file", ("a", b"x" * 11))], 422),
        ([("file", ("a", b"x")), ("meta", (None, b'{"n": "x"}'))], 422),
        ([("file", ("a", b"x" * 3000))], 413),
        ([("file", ("a", b"x")), *[("files", ("b", b"x"))] * 9], 400),
    ],
)
def test_bad_multipart(app: Any, files: Any, status: int) -> None:
    assert exchange(app, "POST", "/upload", files=files).status_code == status


@pytest.mark.parametrize(
    ("content_type", "content"),
    [
        ("multipart/form-data", b"x"),
        ("multipart/form-data; boundary=b", b"nonsense"),
        (
            "multipart/form-data; boundary=b",
            b"--b\r\nContent-Disposition: form-data\r\n\r\nx\r\n--b--",
        ),
    ],
)
def test_broken_multipart(app: Any, content_type: str, content: bytes) -> None:
    headers = {"content-type": content_type}
    response = exchange(app, "POST", "/upload", content=content, headers=headers)
    assert response.status_code in {400, 422}


@pytest.mark.parametrize(
    ("content_type", "content", "expected"),
    [
        ("application/json", b"5", ["int", "application/json"]),
        ("text/plain", b"abc", ["str", "text/*"]),
        ("text/plain; charset=latin-1", b"\xe9", ["str", "text/*"]),
        ("text/csv", b"a,b,c,d", ["str", "text/csv"]),
        ("image/png", b"\x89", ["bytes", "image/png"]),
        ("text/plain", b"abcdef", 422),
        ("text/plain", b"\xe9", 400),
        ("text/plain; charset=nonsense", b"a", 415),
        ("text/plain; charset=unicode_escape", b"a", 415),
        ("text/plain; charset=hex", b"61", 415),
        ("text/plain; charset=utf-16", "\ufeffabc".encode("utf-16-le"), ["str", "text/*"]),
        ("text/plain; charset=utf-16", b"\xff\xfea", 400),
        ("image/gif", b"a", 415),
        ("application/json", b'"5"', 422),
    ],
)
def test_other_bodies(app: Any, content_type: str, content: bytes, expected: Any) -> None:
    headers = {"content-type": content_type}
    response = exchange(app, "POST", "/any", content=content, headers=headers)
    if isinstance(expected, int):
        assert response.status_code == expected, response.text
    else:
        assert response.json() == expected


PNG = ("a.png", b"x", "image/png", {"X-Page": "1"})


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"image": PNG}, {"image": "a.png"}),
        ({"image": PNG, "meta": (None, b'{"n":1}', "application/json")}, {"meta": {"n": 1}}),
        ({"image": PNG, "meta": (None, b'{"n":1}')}, {"meta": {"n": 1}}),
        ({"note": (None, b"\xe9", "text/plain; charset=latin-1")}, {"note": "\xe9"}),
        ({"note": (None, "\xe9".encode())}, {"note": "\xe9"}),
        ({"note": (None, b"\xe9")}, (400, None)),
        ({"note": (None, b"x", "text/plain; charset=utf-7")}, (400, None)),
        ({"note": (None, b"x", "image/png")}, (422, "/body/note")),
        ({"meta": (None, b'{"n":1}', "application/xml")}, (422, "/body/meta")),
        ({"image": ("a.gif", b"x", "image/gif", {"X-Page": "1"})}, (422, "/body/image")),
        ({"image": ("a.png", b"x", "image/png")}, (422, "/body/image/header/X-Page")),
        (
            {"image": ("a.png", b"x", "image/png", {"X-Page": "one"})},
            (422, "/body/image/header/X-Page"),
        ),
        (
            {"image": ("a.png", b"x", "image/png", {"X-Page": "1", "X-Tags": "a,b,c"})},
            (422, "/body/image/header/X-Tags"),
        ),
    ],
)
def test_parts_are_as_their_encoding_says(app: Any, files: Any, expected: Any) -> None:
    response = exchange(app, "POST", "/parts", files=files)
    if isinstance(expected, dict):
        assert response.status_code == 200, response.text
        assert expected.items() <= response.json().items()
    else:
        status, pointer = expected
        assert response.status_code == status, response.text
        assert [e["pointer"] for e in response.json().get("errors", [])] == [pointer] * bool(
            pointer
        )


def test_a_name_that_is_not_utf_8(app: Any) -> None:
    content = b'--b\r\nContent-Disposition: form-data; name="\xe9"\r\n\r\nx\r\n--b--\r\n'
    headers = {"content-type": "multipart/form-data; boundary=b"}
    assert exchange(app, "POST", "/parts", content=content, headers=headers).status_code == 400


@pytest.mark.parametrize(("size", "is_on_disk"), [(100, False), (101, True)])
def test_large_files_are_on_disk_and_gone_with_the_request(
    tmp_path: Path, size: int, *, is_on_disk: bool
) -> None:
    options = Options(max_file_in_memory=100)
    app = application(
        tmp_path, CONTRACT, methods={"parts": parts}, implementation=Echo(), options=options
    )
    opened.clear()
    files = {"image": ("a.png", b"x" * size, "image/png", {"X-Page": "1"})}
    assert exchange(app, "POST", "/parts", files=files).status_code == 200
    assert [file._rolled for file in opened] == [is_on_disk]  # noqa: SLF001  # nothing public tells
    assert all(file.closed for file in opened)


def test_a_large_file_takes_little_memory(tmp_path: Path) -> None:
    app = application(tmp_path, CONTRACT, methods={"upload": upload}, implementation=Sizes())

    def pieces() -> Iterator[bytes]:
        yield b'--b\r\nContent-Disposition: form-data; name="files"; filename="a"\r\n\r\n'
        for _ in range(600):
            yield bytes(100_000)
        yield b'\r\n--b\r\nContent-Disposition: form-data; name="file"; filename="b"\r\n\r\nx'
        yield b"\r\n--b--\r\n"

    headers = {"content-type": "multipart/form-data; boundary=b"}
    with serving(app) as address:
        connection = http.client.HTTPConnection(*address, timeout=60)
        tracemalloc.start()
        connection.request("POST", "/upload", pieces(), headers, encode_chunked=True)
        answer = connection.getresponse().read()
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        connection.close()
    assert answer == b"[60000000]"
    assert peak < 12_000_000


class Sizes:
    async def upload(self, call: Call[None], body: Upload) -> Any:
        return [file.size for file in body.files or ()]
