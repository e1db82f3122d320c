"""Header fields and parameters that `content` describes, typed, checked and there and back."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import httpx
import pytest

from adhere.client import AppTransport, UnexpectedReply

sys.path.insert(0, str(Path(__file__).parents[1] / "runtime"))
from harness import exchange

PAGE = {
    "type": "object",
    "required": ["page-size"],
    "properties": {"page-size": {"type": "integer", "maximum": 9}, "next": {"type": "string"}},
}


def by_content(schema: Any, **more: Any) -> dict[str, Any]:
    return {"content": {"application/json": {"schema": schema}}, **more}


PAGES = {"$ref": "#/components/schemas/Page"}
LISTED = {"type": "array", "items": PAGES}
PARAMETERS = [
    {"name": "X-Page", "in": "header", **by_content(PAGES, required=True)},
    {"name": "pages", "in": "query", **by_content(LISTED)},
    {"name": "page", "in": "cookie", **by_content(PAGES)},
]
TOKEN = {"schema": {"type": "string", "format": "base64url"}}
HEADERS = {"X-Page": by_content(PAGES, required=True), "X-Pages": by_content(LISTED)}
PATHS = {
    "/pages": {
        "get": {
            "operationId": "pages",
            "tags": ["book"],
            "parameters": PARAMETERS,
            "responses": {"200": {"description": "", "headers": HEADERS}},
        }
    },
    "/tokens": {
        "get": {
            "operationId": "tokens",
            "tags": ["book"],
            "parameters": [{"name": "token", "in": "query", **TOKEN}],
            "responses": {"200": {"description": "", "headers": {"X-Token": TOKEN}}},
        }
    },
}


class Service:
    """Answers with the header fields that it got."""

    def __init__(self, package: ModuleType) -> None:
        book = sys.modules[f"{package.__name__}.book"]
        self.reply, self.token_reply = book.Pages200, book.Tokens200
        self.answer: Any = None

    async def pages(self, call: Any, *, x_page: Any, pages: Any = None, page: Any = None) -> Any:
        return self.reply(x_page=self.answer or x_page, x_pages=[*(pages or []), page or x_page])

    async def tokens(self, call: Any, *, token: Any = None) -> Any:
        return self.token_reply(x_token=token)


@pytest.fixture(scope="module")
def package(project: Any) -> ModuleType:
    made = project({"paths": PATHS, "components": {"schemas": {"Page": PAGE}}})
    return sys.modules[made.__name__.partition(".")[0]]


@pytest.fixture
def service(package: ModuleType) -> Service:
    return Service(package)


@pytest.fixture
def app(package: ModuleType, service: Service) -> Any:
    return package.create_app(book=service)


@pytest.fixture
def client(package: ModuleType, app: Any) -> Iterator[Any]:
    client = sys.modules[f"{package.__name__}.client"]
    with client.Client("http://test", transport=AppTransport(app)) as made:
        yield made


def page(package: ModuleType, **members: Any) -> Any:
    models = sys.modules[f"{package.__name__}.models"]
    return models.Page.model_validate(members)


def test_there_and_back(client: Any, package: ModuleType) -> None:
    first, second = (
        page(package, **{"page-size": 1}),
        page(package, **{"page-size": 2, "next": "ä,b"}),
    )
    reply = client.book.pages(x_page=first, pages=[first, second], page=second)
    assert reply.x_page == first
    assert reply.x_pages == [first, second, second]


def test_bytes_are_in_the_alphabet_of_their_format(app: Any, client: Any) -> None:
    assert client.book.tokens(token=b"\xfb\xff").x_token == b"\xfb\xff"
    assert exchange(app, "GET", "/tokens?token=-_8").headers["X-Token"] == "-_8"
    assert exchange(app, "GET", "/tokens?token=%2B/8=").status_code == 422


def test_on_the_wire(app: Any) -> None:
    answer = exchange(
        app, "GET", "/pages", headers={"X-Page": '{"page-size": 1, "next": "\\u00e4"}'}
    )
    assert answer.status_code == 200
    assert answer.headers["X-Page"] == '{"page-size":1,"next":"\\u00e4"}'


@pytest.mark.parametrize(
    ("headers", "url", "pointer"),
    [
        ({}, "/pages", "/header/X-Page"),
        ({"X-Page": "page-size=1"}, "/pages", "/header/X-Page"),
        ({"X-Page": '{"page-size": 10}'}, "/pages", "/header/X-Page/page-size"),
        ({"X-Page": '{"page-size": 1}'}, "/pages?pages=%5B%7B%7D%5D", "/query/pages/0"),
        (
            {"X-Page": '{"page-size": 1}', "Cookie": "page=%7B%7D"},
            "/pages",
            "/cookie/page",
        ),
    ],
)
def test_parameters_that_do_not_fit(
    app: Any, headers: dict[str, str], url: str, pointer: str
) -> None:
    answer = exchange(app, "GET", url, headers=headers)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == pointer


def test_a_header_that_breaks_the_contract_is_not_sent(app: Any, service: Service) -> None:
    service.answer = {"page-size": 10}
    answer = exchange(app, "GET", "/pages", headers={"X-Page": '{"page-size": 1}'})
    assert answer.status_code == 500


@pytest.mark.parametrize("text", [None, "page-size,1", '{"page-size":10}'])
def test_replies_that_do_not_fit(package: ModuleType, recorder: Any, text: str | None) -> None:
    def answer(_: httpx.Request) -> httpx.Response:
        return httpx.Response(200, headers={} if text is None else {"X-Page": text})

    module = sys.modules[f"{package.__name__}.client"]
    with (
        module.Client("http://test", transport=recorder(answer).transport) as client,
        pytest.raises(UnexpectedReply),
    ):
        client.book.pages(x_page=page(package, **{"page-size": 1}))
