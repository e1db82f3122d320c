"""The body of a request, taken as it arrives."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema
from starlette.types import Receive, Scope

from .message import header_value
from .payload import check_length, stream_body


class UploadBody:
    """A binary body: `read()` it whole, or `async for` its pieces; once.

    `content_type` is the header field as sent, `size` what `Content-Length` says in bytes,
    `None` where it says nothing. More than `Options.max_upload` bytes are answered with 413,
    a body that breaks off with 400.
    """

    def __init__(self, scope: Scope, receive: Receive, limit: int) -> None:
        """Hold the way to the bytes. Raises `Problem` 413 where too many are announced."""
        check_length(scope, limit)
        length = header_value(scope, b"content-length")
        self.content_type = header_value(scope, b"content-type") or ""
        self.size = int(length) if length is not None and length.isdigit() else None
        self._pieces = stream_body(scope, receive, limit)
        self._is_begun = False
        self._is_ended = False

    @property
    def is_ended(self) -> bool:
        """Tell whether the last byte has arrived."""
        return self._is_ended

    async def __aiter__(self) -> AsyncIterator[bytes]:
        """Yield the pieces as they come. Raises `RuntimeError` the second time."""
        if self._is_begun:
            raise RuntimeError("The body has been read already.")
        self._is_begun = True
        async for piece in self._pieces:
            if piece:
                yield piece
        self._is_ended = True

    async def read(self) -> bytes:
        """Return the whole body. Raises `RuntimeError` the second time."""
        return b"".join([piece async for piece in self])

    @classmethod
    def __get_pydantic_core_schema__(cls, _: Any, __: GetCoreSchemaHandler) -> CoreSchema:
        """Let it stand in a union with models: no JSON value is one."""
        return core_schema.is_instance_schema(cls)
