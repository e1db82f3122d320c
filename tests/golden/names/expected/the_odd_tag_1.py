# ruff: noqa: A002, PLR0913
"""Operations tagged `the "odd" tag/1`."""

from adhere.runtime import Call, Ok200, Path, Protocol, Query, operation

from .models import ModelModel, Preview, SortOrder


class TheOddTag1(Protocol):
    """What `impl` provides for the operations tagged `the "odd" tag/1`."""

    @operation(
        "PUT", "/class/{id}", id=Path("id"), id_query=Query("id"), filter_name=Query("filter[name]")
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
