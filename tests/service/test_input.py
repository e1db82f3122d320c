"""V1 to V15: what parsers are fooled with."""

from __future__ import annotations

import gzip
import json
import socket
import time
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import httpx
import pytest
from service_harness import KETTLE, PNG, Caller, Service

TOO_LARGE = 1_048_576 + 1


def send(caller: Caller, body: bytes | Iterator[bytes], **headers: str) -> httpx.Response:
    """Create a product with whatever body."""
    media_type = {"Content-Type": "application/json"}
    sent = media_type | {name.replace("_", "-"): value for name, value in headers.items()}
    return caller.http.post("/products", content=body, headers=sent)


def product(**members: str) -> bytes:
    """Write a product as JSON, members as they are given."""
    text = {"sku": f'"V-{uuid4().hex[:10].upper()}"', "name": '"V"', "price": "1"} | members
    return ("{" + ",".join(f'"{name}":{value}' for name, value in text.items()) + "}").encode()


def test_a_product_written_so_is_taken(service: Service) -> None:
    assert send(service.mia, product()).status_code == 201


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e999", "-1e999"])
def test_v1_numbers_that_are_none_are_400(service: Service, number: str) -> None:
    assert send(service.mia, product(price=number)).status_code == 400


@pytest.mark.parametrize("number", [str(2**63), str(-(2**63) - 1), "9" * 5000, "1e18", "1.5"])
def test_v2_numbers_beyond_measure_are_refused(service: Service, number: str) -> None:
    assert send(service.mia, product(price=number)).status_code in {400, 422}


def test_v3_a_member_given_twice_is_400(service: Service) -> None:
    body = product()[:-1] + b',"price":2}'
    assert send(service.mia, body).status_code == 400
    nested = f'{{"lines":[{{"product_id":"{KETTLE}","quantity":1,"quantity":2}}]}}'
    headers = {"Idempotency-Key": "v3", "Content-Type": "application/json"}
    answer = service.alice.http.post("/orders", content=nested, headers=headers)
    assert answer.status_code == 400


@pytest.mark.parametrize(
    "body",
    [
        product(name='"\xff"').decode().encode("latin-1"),
        product().decode().encode("utf-16"),
        product().decode().encode("utf-16-le"),
        product().decode().encode("utf-32"),
        b"\xef\xbb\xbf" + product(),
        product(name='"').replace(b'"name":"', b'"name":"\xc0\x80"'),
    ],
    ids=["latin-1", "utf-16", "utf-16-le", "utf-32", "bom", "overlong"],
)
def test_v4_texts_that_are_not_plain_utf_8_are_400(service: Service, body: bytes) -> None:
    assert send(service.mia, body).status_code == 400


@pytest.mark.parametrize("name", [r'"\ud800"', r'"\udc00"', r'"a\ud800b"', r'"\ud83d\u0041"'])
def test_v5_a_lone_surrogate_is_400(service: Service, name: str) -> None:
    assert send(service.mia, product(name=name)).status_code == 400


def test_v5_a_pair_comes_back_as_it_was(service: Service) -> None:
    answer = send(service.mia, product(name=r'"\ud83d\ude00 caf\u00e9"'))
    assert answer.status_code == 201
    path = answer.headers["Location"]
    assert service.mia.get(path).json()["name"] == "\U0001f600 café"


def test_v6_nul_is_refused_wherever_it_is(service: Service) -> None:
    mia = service.mia
    tried = [
        send(mia, product(name=r'"a\u0000b"')),
        send(mia, product(name='"a\0b"')),
        send(mia, product(**{r"a\u0000": "1"})),
        mia.get("/products", params={"q": "a\0b"}),
        mia.get("/products", params={"cursor": "\0"}),
        mia.get("/products?q%00=1"),
        mia.get("/products/%00"),
        mia.get(f"/products/{KETTLE}%00"),
    ]
    assert {answer.status_code for answer in tried} <= {400, 422}


def test_v6_nul_in_a_header_is_400(service: Service) -> None:
    request = (
        f"GET /products/{KETTLE} HTTP/1.1\r\nHost: x\r\nIf-None-Match: a\0b\r\n"
        f"Authorization: Bearer {service.alice.token}\r\nConnection: close\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", service.server.port), timeout=5) as connection:
        connection.sendall(request.encode())
        assert connection.recv(100).startswith(b"HTTP/1.1 400")


@pytest.mark.parametrize("depth", [33, 300_000])
@pytest.mark.parametrize(("begin", "end"), [("[", "]"), ('{"a":', "}")])
def test_v7_nesting_too_deep_is_400(service: Service, depth: int, begin: str, end: str) -> None:
    depth = min(depth, 1_000_000 // len(begin + end))
    middle = "1" if begin != "[" else ""
    body = (begin * depth + middle + end * depth).encode()
    begun = time.perf_counter()
    assert send(service.mia, body).status_code == 400
    assert time.perf_counter() - begun < 2


def test_v8_very_many_elements_are_refused_fast(service: Service) -> None:
    line = {"product_id": KETTLE, "quantity": 1}
    bodies = [
        json.dumps({"lines": [1] * 100_000}),
        json.dumps({"lines": [line] * 10_000}),
        json.dumps({f"k{n}": 1 for n in range(60_000)}),
        json.dumps({f"k{n}": 1 for n in range(1_000_000)}),
    ]
    headers = {"Idempotency-Key": "v8", "Content-Type": "application/json"}
    for body in bodies:
        durations = []
        for _ in range(5):
            begun = time.perf_counter()
            answer = service.alice.http.post("/orders", content=body, headers=headers)
            durations.append(time.perf_counter() - begun)
            assert answer.status_code in {413, 422}
        assert min(durations) < 0.1


def test_v9_a_body_over_the_limit_is_413(service: Service) -> None:
    large = b" " * TOO_LARGE
    assert send(service.mia, large).status_code == 413

    def chunks() -> Iterator[bytes]:
        for _ in range(20):
            yield b" " * 100_000

    assert send(service.mia, chunks()).status_code == 413
    path = f"/products/{KETTLE}/image"
    image = service.mia.http.put(path, content=PNG + large, headers={"Content-Type": "image/png"})
    assert image.status_code == 413


def test_v9_a_compressed_body_is_415(service: Service) -> None:
    bomb = gzip.compress(b"0" * 10_000_000)
    assert send(service.mia, bomb, Content_Encoding="gzip").status_code == 415


@pytest.mark.parametrize("media_type", [None, "text/plain", "application/xml", "nonsense", "a/b"])
def test_v10_another_media_type_is_415(service: Service, media_type: str | None) -> None:
    headers = {} if media_type is None else {"Content-Type": media_type}
    answer = service.mia.http.post("/products", content=product(), headers=headers)
    assert answer.status_code == 415


def test_v10_json_with_a_parameter_is_json(service: Service) -> None:
    answer = send(service.mia, product(), Content_Type="application/json; charset=utf-8")
    assert answer.status_code == 201


@pytest.mark.parametrize(
    "body",
    [b"", b"   ", b"{}{}", pytest.param(product() + b"x", id="trailing"), b"null", b"[]", b'"a"'],
)
def test_v11_nothing_or_more_than_one_value_is_refused(service: Service, body: bytes) -> None:
    assert send(service.mia, body).status_code in {400, 422}


@pytest.mark.parametrize("value", ['"5"', "true", "[5]", "null", '{"a":5}'])
def test_v12_types_are_not_guessed(service: Service, value: str) -> None:
    assert send(service.mia, product(price=value)).status_code == 422
    assert service.root.patch(f"/users/{uuid4()}", {"active": 1}).status_code == 422
    assert service.root.patch(f"/users/{uuid4()}", {"active": "true"}).status_code == 422


def test_v13_an_unknown_member_is_422(service: Service) -> None:
    answer = send(service.mia, product(colour='"red"'))
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"].startswith("/body")


BAD_QUERIES = [
    "limit=0",
    "limit=101",
    "limit=-1",
    "limit=1.5",
    "limit=abc",
    "limit=",
    "limit=1&limit=2",
    "unknown=1",
    "q=",
    "q=a&q=b",
    "Limit=1",
    "limit=%31%00",
    "limit=99999999999999999999",
    f"q={'x' * 101}",
]


@pytest.mark.parametrize("query", BAD_QUERIES)
def test_v14_a_query_that_is_not_declared_is_422(service: Service, query: str) -> None:
    answer = service.alice.get(f"/products?{query}")
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"].startswith("/query")


def unbounded(node: Any, place: str = "") -> Iterator[str]:
    """Name each string without a longest length, and each array without a largest size."""
    if isinstance(node, list):
        for index, item in enumerate(node):
            yield from unbounded(item, f"{place}/{index}")
        return
    if not isinstance(node, dict):
        return
    kinds = node.get("type", ())
    kinds = [kinds] if isinstance(kinds, str) else kinds
    if "string" in kinds and not {"maxLength", "enum", "const"} & node.keys():
        yield place
    if "array" in kinds and "maxItems" not in node:
        yield place
    for name, child in node.items():
        if name not in {"example", "examples"}:
            yield from unbounded(child, f"{place}/{name}")


def test_v15_every_string_and_array_has_a_maximum(service: Service) -> None:
    document = service.contract.document
    assert list(unbounded({"paths": document["paths"], "components": document["components"]})) == []


def test_v16_a_cursor_that_is_forged_or_of_another_list_is_400(service: Service) -> None:
    page = service.mia.get("/products", params={"limit": 1}).json()
    cursor = page["next_cursor"]
    assert service.mia.get("/products", params={"limit": 1, "cursor": cursor}).status_code == 200
    forged = ("A" if cursor[0] != "A" else "B") + cursor[1:]
    tried = [
        service.mia.get("/products", params={"cursor": forged}),
        service.mia.get("/products", params={"cursor": cursor[:-4]}),
        service.mia.get("/products", params={"cursor": "A"}),
        service.mia.get("/products", params={"cursor": cursor, "q": "KETTLE"}),
        service.mia.get("/orders", params={"cursor": cursor}),
        service.erin.get("/products", params={"cursor": cursor}),
    ]
    assert [answer.status_code for answer in tried] == [400] * len(tried)


def test_pages_follow_one_another_without_gap_or_overlap(service: Service) -> None:
    made = [service.mia.new_product(name=f"Paged {uuid4().hex}")["id"] for _ in range(5)]
    seen: list[str] = []
    query = {"limit": 2, "q": "pAgEd"}
    cursor = None
    while True:
        page = service.mia.get("/products", params=query | ({"cursor": cursor} if cursor else {}))
        seen += [item["id"] for item in page.json()["items"]]
        cursor = page.json()["next_cursor"]
        if cursor is None:
            break
    assert [found for found in seen if found in made] == made
    assert len(seen) == len(set(seen))


@pytest.mark.parametrize("text", ["%", "_", "'; DROP TABLE products; --", "\\", '" OR 1=1'])
def test_v22_a_search_takes_every_text_literally(service: Service, text: str) -> None:
    marked = service.mia.new_product(name=f"Literal {text} {uuid4().hex}")
    plain = service.mia.new_product(name=f"Literal x {uuid4().hex}")
    found = service.mia.get("/products", params={"q": f"Literal {text} ", "limit": 100}).json()
    ids = {item["id"] for item in found["items"]}
    assert marked["id"] in ids
    assert plain["id"] not in ids


def test_v25_an_image_must_be_what_its_media_type_says(service: Service) -> None:
    path = f"/products/{service.mia.new_product()['id']}/image"
    assert service.alice.get(path).status_code == 204
    for media_type, content in (("image/jpeg", PNG), ("image/png", b"<svg/>"), ("image/png", b"")):
        answer = service.mia.http.put(path, content=content, headers={"Content-Type": media_type})
        assert answer.status_code in {400, 422}
    stored = service.mia.http.put(path, content=PNG, headers={"Content-Type": "image/png"})
    assert stored.status_code == 204
    read = service.alice.get(path)
    assert (read.content, read.headers["Content-Type"]) == (PNG, "image/png")
