# ruff: noqa: D301
"""Operations tagged `../../../tmp/escape`."""

from __future__ import annotations

from typing import Protocol

from adhere.runtime import Call, EmptyReply, operation


class TmpEscape(Protocol):
    """What `impl` provides for the operations tagged `../../../tmp/escape`."""

    @operation("GET", "/no\u2028words\n\\")
    async def get_no_words(self, call: Call[None]) -> GetNoWords204 | None:
        """GET /no words \\."""

    @operation("POST", "/../../etc/{passwd}")
    async def escape(self, call: Call[None], *, passwd: str) -> Escape204 | None:
        """POST /../../etc/{passwd}."""


class GetNoWords204(EmptyReply, status=204):
    """{% raw %}."""


class Escape204(EmptyReply, status=204):
    """%(x)s."""
