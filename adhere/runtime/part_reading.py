"""Reading parts that go by their position: one by one, or all of them as an array."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from functools import partial
from tempfile import SpooledTemporaryFile
from typing import Any

from starlette.datastructures import UploadFile
from starlette.types import Scope

from .guard import SchemaCheck
from .options import Options
from .part_cutter import NotMultipart, PartCutter
from .parts import chosen
from .positional import Positions
from .problems import Breach, InvalidRequest, Problem
from .typed import UNREPRESENTABLE, Choose, Typed, Unrepresentable
from .upload import UploadBody

FILES_KEY = "adhere.forms"
"""What a request keeps open until it is answered, in the scope."""


@dataclass(frozen=True, slots=True)
class PartsPlan:
    """How the parts of one media range are read.

    `check` and `choose` are of each part, which `typed` types, where they are an `itemSchema`'s;
    else of the array.
    """

    positions: Positions
    check: SchemaCheck | None
    typed: Typed
    choose: Choose | None = None

    def warm_up(self) -> None:
        """Build the validator and the models of a part."""
        if self.check is not None:
            self.check.warm_up()
        self.typed.warm_up()

    async def read(self, body: UploadBody, options: Options) -> AsyncIterator[Any]:
        """Yield the typed parts; a file is closed when the next part is asked for.

        Raises `Problem` 400, 413 or 415, and `InvalidRequest`.
        """
        index = 0
        async for part in _parts(body, options):
            with part.file:
                plan, at = self.positions.at(index), f"/body/{index}"
                value = plan.read(part, at, options)
                yield self.made(value, plan.seen(value), at, options)
            index += 1

    async def read_all(self, body: UploadBody, scope: Scope, options: Options) -> list[Any]:
        """Return the typed parts; their files stay open until the request is answered.

        Raises `Problem` 400, 413 or 415, and `InvalidRequest`.
        """
        values: list[Any] = []
        async for part in _parts(body, options):
            scope.setdefault(FILES_KEY, []).append(part)
            index = len(values)
            if index == options.max_parts:
                raise Problem(400, f"The body has more than {options.max_parts} parts.")
            values.append(self.positions.at(index).read(part, f"/body/{index}", options))
        made: list[Any] = self.made(values, self.positions.shadows(values), "/body", options)
        return made

    def made(self, value: Any, seen: Any, at: str, options: Options) -> Any:
        """Return a value typed, if the guard admits what it sees of it. Raises `InvalidRequest`."""
        if self.check is not None and not self.check.is_valid(seen):
            raise InvalidRequest(self.check.breaches(seen, at, options.max_errors))
        choose = None if self.choose is None else partial(chosen, self.choose, seen)
        try:
            return self.typed.make(value, at, choose)
        except Unrepresentable:
            raise InvalidRequest([Breach(at, UNREPRESENTABLE)]) from None


async def _parts(body: UploadBody, options: Options) -> AsyncIterator[UploadFile]:
    try:
        spool = partial(SpooledTemporaryFile, max_size=options.max_file_in_memory)
        cutter = PartCutter(body.content_type, spool=spool)
    except NotMultipart as error:
        raise Problem(400, str(error)) from None
    try:
        async for chunk in body:
            for part in cutter.feed(chunk):
                yield part
        for part in cutter.feed(b"", is_last=True):
            yield part
    except NotMultipart as error:
        raise Problem(400, str(error)) from None
    finally:
        cutter.close()
