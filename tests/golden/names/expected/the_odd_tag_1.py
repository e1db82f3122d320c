# ruff: noqa: A002, PLR0913
"""Operations tagged `the "odd" tag/1`."""

from __future__ import annotations

from adhere.runtime import Call, Ok200, Path, Protocol, Query, operation

from . import models


class TheOddTag1(Protocol):
    """What `impl` provides for the operations tagged `the "odd" tag/1`."""

    @operation(
        "PUT", "/class/{id}", id=Path("id"), id_query=Query("id"), filter_name=Query("filter[name]")
    )
    async def import_(
        self,
        call: Call[None],
        body: models.ModelModel,
        *,
        id: str,
        id_query: int | None = None,
        filter_name: str | None = None,
        order: models.SortOrder = models.SortOrder.ASC,
        second: models.SortOrder | None = models.SortOrder.DESC,
        preview: models.Preview = "only",
        x_trace_id: str | None = None,
    ) -> models.ModelModel | Ok200[models.ModelModel]:
        """PUT /class/{id}."""
