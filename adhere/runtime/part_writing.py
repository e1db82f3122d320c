"""Replies whose parts go by their position (OpenAPI 3.2, section 4.14.4.2)."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterable, AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Any

from starlette.datastructures import UploadFile

from .charsets import UnknownCharset
from .positional import Positions, closing, with_boundary
from .reply_content import BrokenContract, ReplyContent, check_value, report_breach, told
from .streaming import Stream, pieces


@dataclass(frozen=True, slots=True, kw_only=True)
class PartsContent(ReplyContent):
    """One multipart media range of a response.

    `check` is of each part where they are items one after another, else of the array of them.
    """

    positions: Positions

    @property
    def is_fixed(self) -> bool:
        """Tell that each reply has a boundary of its own."""
        return False

    def concrete(self, media_type: str) -> str:
        """Return the media type with a boundary."""
        return with_boundary(media_type)[0]

    def write(self, body: Any, media_type: str) -> Stream:
        """Return what to send. Raises `BrokenContract`."""
        boundary = with_boundary(media_type)[1]
        if self.kind == "items" and isinstance(body, AsyncIterable):
            return Stream(self._each(body, boundary))
        if self.kind != "parts" or not isinstance(body, list | tuple):
            raise BrokenContract(f"The body must be {self.expected}.")
        values = [self.positions.at(i).json_value(item) for i, item in enumerate(body)]
        check_value(self.check, self.positions.shadows(values), "/body", options=self.options)
        for index, value in enumerate(values):
            self._check_fields(index, value)
        return Stream(self._all(values, boundary))

    async def _all(self, values: Sequence[Any], boundary: str) -> AsyncGenerator[bytes, None]:
        for index, value in enumerate(values):
            async for piece in self._part(index, value, boundary):
                yield piece
        yield closing(boundary)

    async def _each(self, body: AsyncIterable[Any], boundary: str) -> AsyncGenerator[bytes, None]:
        index, source = 0, pieces(body)
        try:
            async for item in source:
                plan = self.positions.at(index)
                value = plan.json_value(item)
                check_value(self.check, plan.seen(value), f"/body/{index}", options=self.options)
                self._check_fields(index, value)
                async for piece in self._part(index, value, boundary):
                    yield piece
                index += 1
            yield closing(boundary)
        finally:
            await source.aclose()

    async def _part(self, index: int, value: Any, boundary: str) -> AsyncIterator[bytes]:
        try:
            async for piece in self.positions.sent(index, value, boundary):
                yield piece
        except (UnicodeError, UnknownCharset, ValueError) as error:
            raise BrokenContract(f"The part {index} cannot be written: {error}") from None

    def _check_fields(self, index: int, value: Any) -> None:
        """Check the header fields that a file brings; other parts have none to bring."""
        plan = self.positions.at(index)
        is_file = isinstance(value, UploadFile)
        if is_file != (plan.kind == "file"):
            raise BrokenContract(f"The part {index} must be {plan.expected}.")
        if is_file and (breaches := list(plan.encoding.breaches(value, f"/body/{index}"))):
            report_breach(told(breaches), self.options)
