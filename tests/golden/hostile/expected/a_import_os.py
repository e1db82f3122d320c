# ruff: noqa: D301, D401
"""Operations tagged `a\"\"\"); import os #`."""

from __future__ import annotations

from typing import Literal

from adhere.runtime import Call, Path, Protocol, Query, Reply, operation

from . import models


class AImportOs(Protocol):
    """What `impl` provides for the operations tagged `a\"\"\"); import os #`."""

    @operation("GET", "/a\"b\\c{'x}", x=Path("'x"), q=Query("q\"'\\\n)"))
    async def x_self_import_os(
        self,
        call: Call[None],
        *,
        x: str,
        q: str = "\"\"\"'''\\\n{{x}}",
        e: Literal["'); import os #", "\\", "\n", "{{"] | None = None,
    ) -> models.AB | XSelfImportOs200:
        """Ends with a quote"."""


class XSelfImportOs200(Reply["models.AB"], status=200, headers={"x": "X-\"'"}):
    """\\\"\"\" [31m."""

    x: str | None = None
