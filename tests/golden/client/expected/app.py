"""The application, made of the implementations of its operations."""

from __future__ import annotations

from pathlib import Path
from typing import Any, TypeVar

from adhere import runtime
from adhere.runtime import APIRouter, ContractFiles, FastAPI, Options

from .async_operations import AsyncOperations
from .books import Books
from .close import Close
from .security import Security

P = TypeVar("P")

CONTRACT = ContractFiles(Path(__file__).parent)


def build_router(
    *,
    security: Security[P] | None = None,
    books: Books[P] | None = None,
    async_operations: AsyncOperations[P] | None = None,
    close: Close[P] | None = None,
    options: Options | None = None,
) -> APIRouter:
    """Return a router of all operations; those without an implementation answer 501."""
    return runtime.build_router(
        CONTRACT,
        {Books: books, AsyncOperations: async_operations, Close: close},
        security_protocol=Security,
        security=security,
        options=options,
    )


def create_app(
    *,
    security: Security[P] | None = None,
    books: Books[P] | None = None,
    async_operations: AsyncOperations[P] | None = None,
    close: Close[P] | None = None,
    options: Options | None = None,
    **fastapi: Any,
) -> FastAPI:
    """Return the application; operations without an implementation answer 501."""
    return runtime.create_app(
        CONTRACT,
        {Books: books, AsyncOperations: async_operations, Close: close},
        security_protocol=Security,
        security=security,
        options=options,
        **fastapi,
    )
