"""Operations tagged `books`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from adhere.runtime import (
    BadRequest400,
    Call,
    ClientError4XX,
    Conflict409,
    DefaultReply,
    Field,
    Forbidden403,
    NoContent204,
    NotFound404,
    Ok200,
    P_contra,
    Protocol,
    Reply,
    Unauthorized401,
    UploadBody,
    UploadFile,
    operation,
)

from . import models


class Books(Protocol[P_contra]):
    """What `impl` provides for the operations tagged `books`."""

    @operation("GET", "/books")
    async def list_books(
        self,
        call: Call[P_contra],
        *,
        limit: int = 20,
        tag: list[str] | None = None,
        where: models.ListBooksWhere | None = None,
        x_trace: str | None = None,
        shelf: str | None = None,
    ) -> list[models.Book] | Ok200[list[models.Book]] | ClientError4XX[models.Problem]:
        """List books."""

    @operation("POST", "/books")
    async def add_book(
        self, call: Call[P_contra], body: models.Book | str, *, content_type: str | None = None
    ) -> AddBook201 | Unauthorized401[models.Problem] | Conflict409[models.Problem]:
        """Add a book."""

    @operation("GET", "/books/{isbn}")
    async def get_book(
        self, call: Call[None], *, isbn: str
    ) -> Ok200[models.Book | str] | NotFound404[models.Problem] | DefaultReply[models.Problem]:
        """Read a book."""

    @operation("DELETE", "/books/{isbn}")
    async def remove_book(
        self, call: Call[P_contra], *, isbn: str
    ) -> NoContent204 | Forbidden403[models.Problem] | None:
        """Remove a book."""

    @operation("PUT", "/books/{isbn}/cover")
    async def put_cover(
        self, call: Call[P_contra], body: UploadBody, *, isbn: str
    ) -> NoContent204 | None:
        """Keep a cover."""

    @operation("POST", "/books/{isbn}/cover")
    async def scan_cover(
        self, call: Call[P_contra], body: ScanCoverBody | None = None, *, isbn: str
    ) -> NoContent204 | BadRequest400[models.Problem] | None:
        """Keep the scan of a cover."""


@dataclass(frozen=True, kw_only=True)
class ScanCoverBody:
    """The body of `scan_cover`."""

    scan: UploadFile
    page_number: Annotated[int | None, Field(alias="page-number")] = None
    notes: list[str] | None = None


class AddBook201(Reply["models.Book"], status=201):
    """The book, added."""

    location: str
    x_shelf: list[int] | None = None
