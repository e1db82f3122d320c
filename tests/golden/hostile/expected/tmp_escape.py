# ruff: noqa: D301
"""Operations tagged `../../../tmp/escape`."""

from adhere.runtime import Call, NoContent204, Protocol, operation


class TmpEscape(Protocol):
    """What `impl` provides for the operations tagged `../../../tmp/escape`."""

    @operation("GET", "/no\u2028words\n\\")
    async def get_no_words(self, call: Call[None]) -> NoContent204 | None:
        """GET /no words \\."""

    @operation("POST", "/../../etc/{passwd}")
    async def escape(self, call: Call[None], *, passwd: str) -> NoContent204 | None:
        """POST /../../etc/{passwd}."""
