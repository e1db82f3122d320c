"""Multipart content whose parts go by their position, sent and received."""

from __future__ import annotations

import io
from collections.abc import AsyncIterable, AsyncIterator, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from adhere.client.errors import Unfit
from adhere.client.uploads import Upload
from adhere.runtime import UploadFile
from adhere.runtime.options import Options
from adhere.runtime.part_cutter import NotMultipart, PartCutter
from adhere.runtime.positional import Positions, closing
from adhere.runtime.problems import InvalidRequest, Problem

RECEIVED = Options(max_part_size=2**63 - 1, max_depth=512, allow_nul=True)
"""A client trusts the size of what it asked for."""


def multipart(body: Any, positions: Positions, boundary: str) -> bytes | Upload:
    """Write parts: at once where all are there and none is a file, else while they come.

    Raises `ValueError`.
    """
    if isinstance(body, AsyncIterable):
        return Upload(_async_written(body, positions, boundary))
    if not isinstance(body, list | tuple):
        return Upload(_written(body, positions, boundary))
    has_files = any(isinstance(item, UploadFile) for item in body)
    pieces = _written(body, positions, boundary)
    return Upload(pieces) if has_files else b"".join(pieces)


def _written(items: Iterable[Any], positions: Positions, boundary: str) -> Iterator[bytes]:
    for index, item in enumerate(items):
        yield from _part(index, item, positions, boundary)
    yield closing(boundary)


async def _async_written(
    items: AsyncIterable[Any], positions: Positions, boundary: str
) -> AsyncIterator[bytes]:
    index = 0
    async for item in items:
        for piece in _part(index, item, positions, boundary):
            yield piece
        index += 1
    yield closing(boundary)


def _part(index: int, item: Any, positions: Positions, boundary: str) -> Iterator[bytes]:
    plan = positions.at(index)
    if isinstance(item, UploadFile) != (plan.kind == "file"):
        raise ValueError(f"The part {index} must be {plan.expected}.")
    yield from positions.written(index, plan.json_value(item), boundary)


@dataclass(slots=True)
class Cut:
    """Cuts a reply into its parts: pairs of a JSON value, or a file, and what the guard sees."""

    cutter: PartCutter
    positions: Positions
    count: int = 0

    def feed(self, chunk: bytes, *, is_last: bool = False) -> Iterator[tuple[Any, Any]]:
        """Yield the parts that are whole now. Raises `Unfit`."""
        try:
            for part in self.cutter.feed(chunk, is_last=is_last):
                plan = self.positions.at(self.count)
                value = plan.read(part, f"/body/{self.count}", RECEIVED)
                self.count += 1
                yield value, plan.seen(value)
        except NotMultipart:
            raise Unfit("whose body is no multipart content") from None
        except (Problem, InvalidRequest):
            raise Unfit(f"with a part that cannot be read: /body/{self.count}") from None


def cut_of(content_type: str, positions: Positions) -> Cut:
    """Return what cuts a reply into its parts, each in memory. Raises `Unfit`."""
    try:
        cutter = PartCutter(content_type, spool=io.BytesIO)
    except NotMultipart:
        raise Unfit("whose body is no multipart content") from None
    return Cut(cutter, positions)
