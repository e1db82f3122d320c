# ruff: noqa: A002, PLR0913
"""Operations tagged `the "odd" tag/1`."""

from __future__ import annotations

from typing import Protocol

from adhere.runtime import Call, Header, Ok200, Path, Query, operation

from .models import ModelModel, Preview, SortOrder


class TheOddTag1(Protocol):
    """What `impl` provides for the operations tagged `the "odd" tag/1`."""

    @operation(
        "PUT",
        "/class/{id}",
        id=Path("id"),
        id_query=Query("id"),
        filter_name=Query("filter[name]"),
        x_trace_id=Header("X-Trace-Id"),
    )
    async def import_(
        self,
        call: Call[None],
        body: ModelModel,
        *,
        id: str,
        id_query: int | None = None,
        filter_name: str | None = None,
        order: SortOrder = SortOrder.ASC,
        second: SortOrder | None = SortOrder.DESC,
        preview: Preview = "only",
        x_trace_id: str | None = None,
    ) -> ModelModel | Ok200[ModelModel]:
        """PUT /class/{id}."""
