"""The generated client speaks to the generated application in the same types."""

from __future__ import annotations

import inspect
import io
import logging
from collections.abc import Awaitable, Callable, Iterator
from types import ModuleType
from typing import Any

import anyio
import httpx
import pytest

from adhere.client import AppTransport, BasicCredentials, UnexpectedReply
from adhere.runtime import (
    ClientError4XX,
    Conflict409,
    DefaultReply,
    Granted,
    NotFound404,
    Ok200,
    UploadBody,
    UploadFile,
)

Module = Callable[[str], ModuleType]


class Caller:
    """Knows each credential by its value."""

    async def member(self, credential: Any, request: Any) -> Any:
        return Granted("member") if credential.token == "m" else None

    async def registrar(self, credential: Any, request: Any) -> Any:
        return Granted("registrar", {"write"}) if credential.value == "r" else None

    async def desk(self, credential: Any, request: Any) -> Any:
        return Granted("desk") if credential.value == "d&d" else None

    async def cookie_key(self, credential: Any, request: Any) -> Any:
        return Granted("staff") if credential.value == "c" else None

    async def lender(self, credential: Any, request: Any) -> Any:
        return Granted("lender") if credential.password == "p:w" else None

    async def timeout(self, credential: Any, request: Any) -> None:
        return None

    async def certificate(self, credential: Any, request: Any) -> None:
        return None


class Shelves:
    """Answers with what it was asked."""

    def __init__(self, module: Module) -> None:
        self._models, self._books = module("models"), module("books")
        self.seen: Any = None

    async def list_books(self, call: Any, **parameters: Any) -> Any:
        self.seen = parameters
        return [self._models.Book(isbn="1", title="A", published="2001-02-03")]

    async def add_book(self, call: Any, body: Any, *, content_type: str | None) -> Any:
        self.seen = (body, call.content_type, content_type)
        if isinstance(body, str):
            raise Conflict409(body=self._models.Problem(title="text"))
        return self._books.AddBook201(body=body, location="/books/1", x_shelf=[1, 2])

    async def get_book(self, call: Any, *, isbn: str) -> Any:
        self.seen = isbn
        if isbn == "none":
            raise NotFound404(body=self._models.Problem(title="none"))
        if isbn == "gone":
            raise DefaultReply(status=410, body=self._models.Problem(title="gone"))
        accept = call.request.headers["Accept"]
        if accept == "text/plain":
            return Ok200(body="Call me Ishmael.", media_type="text/plain")
        return Ok200(body=self._models.Book(isbn=isbn, title="A"))

    async def remove_book(self, call: Any, *, isbn: str) -> None:
        self.seen = (call.principal, isbn)

    async def put_cover(self, call: Any, body: UploadBody, *, isbn: str) -> None:
        self.seen = (await body.read(), call.request.headers["Content-Type"])

    async def scan_cover(self, call: Any, body: Any, *, isbn: str) -> None:
        self.seen = body and (
            await body.scan.read(),
            body.scan.filename,
            body.page_number,
            body.notes,
        )


@pytest.fixture
def shelves(module: Module) -> Shelves:
    return Shelves(module)


@pytest.fixture
def app(package: ModuleType, shelves: Shelves) -> Any:
    return package.create_app(security=Caller(), books=shelves)


CREDENTIALS: dict[str, Any] = {
    "member": "m",
    "registrar": lambda: "r",
    "desk": "d&d",
    "cookie_key": "c",
    "lender": BasicCredentials("lena", "p:w"),
}


@pytest.fixture
def client(module: Module, app: Any) -> Iterator[Any]:
    transport = AppTransport(app)
    with module("client").Client("http://test", **CREDENTIALS, transport=transport) as client:
        yield client


def awaited(module: Module, app: Any, call: Callable[[Any], Awaitable[Any]]) -> Any:
    async def run() -> Any:
        transport = httpx.ASGITransport(app=app)
        async with module("client").AsyncClient(
            "http://test", transport=transport, **CREDENTIALS
        ) as client:
            return await call(client)

    return anyio.run(run)


def test_a_reply_comes_in_the_types_of_the_service(client: Any, module: Module) -> None:
    book = module("models").Book(isbn="1", title="A")
    reply = client.books.add_book(book, content_type="hard")
    assert isinstance(reply, module("books").AddBook201)
    assert (reply.body, reply.location, reply.x_shelf) == (book, "/books/1", [1, 2])
    assert reply.media_type == "application/json"


def test_an_async_client_calls_the_same_operations(module: Module, app: Any) -> None:
    reply = awaited(module, app, lambda client: client.books.get_book(isbn="a/b ü?"))
    assert reply.body.isbn == "a/b ü?"


def test_parameters_reach_the_service_as_they_were(
    client: Any, module: Module, shelves: Shelves
) -> None:
    where = module("models").ListBooksWhere(author="Eco & Co", year=1980)
    client.books.list_books(limit=3, tag=["a,b", "c"], where=where, x_trace="t", shelf="ä;")
    assert shelves.seen == {
        "limit": 3, "tag": ["a,b", "c"], "where": where, "x_trace": "t", "shelf": "ä;"
    }  # fmt: skip


def test_absent_parameters_are_not_sent(client: Any, shelves: Shelves) -> None:
    client.books.list_books()
    assert shelves.seen == {
        "limit": 20, "tag": None, "where": None, "x_trace": None, "shelf": None
    }  # fmt: skip


def test_the_media_type_follows_from_the_body_or_is_told(client: Any, shelves: Shelves) -> None:
    assert client.books.add_book("words").body.title == "text"
    assert shelves.seen == ("words", "text/plain", None)
    with pytest.raises(ValueError, match="takes application/json or text/plain, not text/csv"):
        client.books.add_book("words", content_type_="text/csv")
    client.books.put_cover(b"\x89PNG", content_type="image/png", isbn="1")
    assert shelves.seen == (b"\x89PNG", "image/png")


def test_accept_chooses_what_comes_back(client: Any) -> None:
    assert client.books.get_book(isbn="1", accept="text/plain").body == "Call me Ishmael."
    assert client.books.get_book(isbn="1", accept="application/json").body.title == "A"


def test_statuses_ranges_and_the_default_are_replies(client: Any) -> None:
    assert isinstance(client.books.get_book(isbn="none"), NotFound404)
    gone = client.books.get_book(isbn="gone")
    assert isinstance(gone, DefaultReply)
    assert (gone.status, gone.body.title) == (410, "gone")
    refused = client.books.list_books(limit=0)
    assert isinstance(refused, ClientError4XX)
    assert refused.status == 422


def test_files_are_sent_with_their_names(
    module: Module, app: Any, client: Any, shelves: Shelves
) -> None:
    scan = UploadFile(io.BytesIO(b"scan"), filename="s.png")
    body = module("books").ScanCoverBody(scan=scan, page_number=7, notes=["a", "b"])
    client.books.scan_cover(body, isbn="1")
    assert shelves.seen == (b"scan", "s.png", 7, ["a", "b"])
    awaited(module, app, lambda client: client.books.scan_cover(body, isbn="1"))
    assert shelves.seen == (b"scan", "s.png", 7, ["a", "b"])
    client.books.scan_cover(isbn="1")
    assert shelves.seen is None


def test_a_name_that_the_client_needs_itself_is_no_obstacle(client: Any, module: Module) -> None:
    with pytest.raises(UnexpectedReply) as raised:
        client.async_operations.lend(module("models").Token(isbn="1", days=3))
    assert str(raised.value) == "POST /loans answered 501, which the contract does not declare."
    assert raised.value.response.status_code == 501
    client.close()


def test_credentials_are_neither_logged_nor_told(
    client: Any, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    client.books.put_cover(b"", content_type="image/png", isbn="1")
    client.books.remove_book(isbn="1")
    assert "HTTP Request: PUT" in caplog.text
    for secret in ("d%26d", "d&d", "p:w", "lena"):
        assert secret not in caplog.text
    assert repr(client) == "Client('http://test')"


def test_the_first_absolute_server_is_the_default(module: Module) -> None:
    with module("client").Client() as client:
        assert repr(client) == "Client('https://main.library.example/v2')"


def test_a_bound_operation_shows_its_signature_and_words(client: Any) -> None:
    assert list(inspect.signature(client.books.remove_book).parameters) == ["isbn"]
    assert client.books.remove_book.__doc__ == "Remove a book."
