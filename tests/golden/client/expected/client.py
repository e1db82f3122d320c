# ruff: noqa: PLR0913
"""The client, sync and async."""

from __future__ import annotations

from pathlib import Path
from typing import Literal, Unpack

from adhere.client import (
    AsyncSecret,
    AsyncSettings,
    AsyncToken,
    BaseAsyncClient,
    BaseClient,
    BasicCredentials,
    ContractFiles,
    Exchange,
    Group,
    S,
    Secret,
    Settings,
    Token,
    UploadContent,
    operation,
)
from adhere.runtime import (
    BadRequest400,
    ClientError4XX,
    Conflict409,
    DefaultReply,
    Forbidden403,
    NoContent204,
    NotFound404,
    Ok200,
    Unauthorized401,
)

from . import models
from .async_operations import AsyncOperations
from .books import AddBook201, Books, ScanCoverBody
from .close import Close

CONTRACT = ContractFiles(Path(__file__).parent)


class BooksClient(Group[S]):
    """Calls the operations tagged `books`."""

    @operation(Books.list_books)
    def list_books(
        self,
        *,
        limit: int | None = None,
        tag: list[str] | None = None,
        where: models.ListBooksWhere | None = None,
        x_trace: str | None = None,
        shelf: str | None = None,
    ) -> Exchange[Ok200[list[models.Book]] | ClientError4XX[models.Problem]]:
        """List books."""
        return Exchange(limit=limit, tag=tag, where=where, x_trace=x_trace, shelf=shelf)

    @operation(Books.add_book)
    def add_book(
        self,
        body: models.Book | str,
        *,
        content_type_: Literal["application/json", "text/plain"] | None = None,
        content_type: str | None = None,
    ) -> Exchange[AddBook201 | Unauthorized401[models.Problem] | Conflict409[models.Problem]]:
        """Add a book."""
        return Exchange(body, content_type_, content_type=content_type)

    @operation(Books.get_book)
    def get_book(
        self, *, isbn: str, accept: Literal["application/json", "text/plain"] | None = None
    ) -> Exchange[
        Ok200[models.Book | str] | NotFound404[models.Problem] | DefaultReply[models.Problem]
    ]:
        """Read a book."""
        return Exchange(None, None, accept, isbn=isbn)

    @operation(Books.remove_book)
    def remove_book(self, *, isbn: str) -> Exchange[NoContent204 | Forbidden403[models.Problem]]:
        """Remove a book."""
        return Exchange(isbn=isbn)

    @operation(Books.put_cover)
    def put_cover(
        self, body: UploadContent, *, content_type: str, isbn: str
    ) -> Exchange[NoContent204]:
        """Keep a cover."""
        return Exchange(body, content_type, isbn=isbn)

    @operation(Books.scan_cover)
    def scan_cover(
        self, body: ScanCoverBody | None = None, *, isbn: str
    ) -> Exchange[NoContent204 | BadRequest400[models.Problem]]:
        """Keep the scan of a cover."""
        return Exchange(body, isbn=isbn)


class AsyncOperationsClient(Group[S]):
    """Calls the operations tagged `async`."""

    @operation(AsyncOperations.lend)
    def lend(self, body: models.Token) -> Exchange[Ok200[models.Client]]:
        """Lend a book."""
        return Exchange(body)


class CloseClient(Group[S]):
    """Calls the operations tagged `close`."""

    @operation(Close.close)
    def close(self) -> Exchange[NoContent204]:
        """Close the library."""
        return Exchange()


class Client(BaseClient):
    """Calls the service; `close` it, or use it in a `with` statement."""

    def __init__(
        self,
        base_url: str = "https://main.library.example/v2",
        *,
        member: Token | None = None,
        registrar: Secret | None = None,
        desk: Secret | None = None,
        cookie_key: Secret | None = None,
        lender: BasicCredentials | None = None,
        timeout_: Token | None = None,
        **settings: Unpack[Settings],
    ) -> None:
        """Prepare to call the service at `base_url`."""
        super().__init__(
            CONTRACT,
            base_url,
            {
                "member": member,
                "registrar": registrar,
                "desk": desk,
                "cookieKey": cookie_key,
                "lender": lender,
                "timeout": timeout_,
            },
            **settings,
        )
        self.books = BooksClient(self._sender)
        self.async_operations = AsyncOperationsClient(self._sender)
        self.close_ = CloseClient(self._sender)


class AsyncClient(BaseAsyncClient):
    """Calls the service; `aclose` it, or use it in an `async with` statement."""

    def __init__(
        self,
        base_url: str = "https://main.library.example/v2",
        *,
        member: AsyncToken | None = None,
        registrar: AsyncSecret | None = None,
        desk: AsyncSecret | None = None,
        cookie_key: AsyncSecret | None = None,
        lender: BasicCredentials | None = None,
        timeout_: AsyncToken | None = None,
        **settings: Unpack[AsyncSettings],
    ) -> None:
        """Prepare to call the service at `base_url`."""
        super().__init__(
            CONTRACT,
            base_url,
            {
                "member": member,
                "registrar": registrar,
                "desk": desk,
                "cookieKey": cookie_key,
                "lender": lender,
                "timeout": timeout_,
            },
            **settings,
        )
        self.books = BooksClient(self._sender)
        self.async_operations = AsyncOperationsClient(self._sender)
        self.close_ = CloseClient(self._sender)
