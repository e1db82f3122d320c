"""Operations tagged `books`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Protocol

from adhere.runtime import (
    Call,
    EmptyReply,
    Field,
    Header,
    P_contra,
    Reply,
    UploadBody,
    UploadFile,
    operation,
)

from .models import Book, ListBooksWhere
from .replies import (
    Refused4XX,
    Refused400,
    Refused401,
    Refused403,
    Refused404,
    Refused409,
    RefusedDefault,
)


class Books(Protocol[P_contra]):
    """What `impl` provides for the operations tagged `books`."""

    @operation("GET", "/books", x_trace=Header("X-Trace"))
    async def list_books(
        self,
        call: Call[P_contra],
        *,
        limit: int = 20,
        tag: list[str] | None = None,
        where: ListBooksWhere | None = None,
        x_trace: str | None = None,
        shelf: str | None = None,
    ) -> list[Book] | ListBooks200 | Refused4XX:
        """List books."""

    @operation("POST", "/books")
    async def add_book(
        self, call: Call[P_contra], body: Book | str, *, content_type: str | None = None
    ) -> AddBook201 | Refused401 | Refused409:
        """Add a book."""

    @operation("GET", "/books/{isbn}")
    async def get_book(
        self, call: Call[None], *, isbn: str
    ) -> GetBook200 | Refused404 | RefusedDefault:
        """Read a book."""

    @operation("DELETE", "/books/{isbn}")
    async def remove_book(
        self, call: Call[P_contra], *, isbn: str
    ) -> RemoveBook204 | Refused403 | None:
        """Remove a book."""

    @operation("PUT", "/books/{isbn}/cover")
    async def put_cover(
        self, call: Call[P_contra], body: UploadBody, *, isbn: str
    ) -> PutCover204 | None:
        """Keep a cover."""

    @operation("POST", "/books/{isbn}/cover")
    async def scan_cover(
        self, call: Call[P_contra], body: ScanCoverBody | None = None, *, isbn: str
    ) -> ScanCover204 | Refused400 | None:
        """Keep the scan of a cover."""


@dataclass(frozen=True, kw_only=True)
class ScanCoverBody:
    """The body of `scan_cover`."""

    scan: UploadFile
    page_number: Annotated[int | None, Field(alias="page-number")] = None
    notes: list[str] | None = None


class ListBooks200(Reply[list[Book]], status=200):
    """A page."""


@dataclass(frozen=True, kw_only=True)
class AddBook201(Reply[Book], status=201, headers={"location": "Location", "x_shelf": "X-Shelf"}):
    """The book, added."""

    location: str
    x_shelf: list[int] | None = None


class GetBook200(Reply[Book | str], status=200):
    """The book, or its text."""


class RemoveBook204(EmptyReply, status=204):
    """Removed."""


class PutCover204(EmptyReply, status=204):
    """Kept."""


class ScanCover204(EmptyReply, status=204):
    """Kept."""
