"""Between typed values and JSON values."""

from __future__ import annotations

import types
from collections.abc import AsyncIterable, Iterator
from functools import cache, cached_property
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints

from pydantic import TypeAdapter
from pydantic.fields import FieldInfo

from adhere.runtime.building import built


class JsonValues:
    """Writes values of one annotated type as JSON values and reads them; built when needed."""

    def __init__(self, annotation: Any) -> None:
        """Hold the annotation."""
        self._annotation = annotation

    @cached_property
    def _adapter(self) -> TypeAdapter[Any]:
        return built(self._annotation)

    def write(self, value: Any) -> Any:
        """Return the JSON value, without members that were not set: a default is not sent."""
        return self._adapter.dump_python(
            value, mode="json", by_alias=True, exclude_unset=True, warnings=False
        )

    def read(self, value: Any) -> Any:
        """Return the typed value. Raises `pydantic.ValidationError`."""
        return self._adapter.validate_python(value)


@cache
def form_fields(form: Any) -> dict[str, tuple[str, JsonValues]]:
    """Map the fields of a generated form to their names on the wire, and what writes them."""
    hints = get_type_hints(form, include_extras=True)
    return {n: (_alias(hint) or n, JsonValues(_unnamed(hint))) for n, hint in hints.items()}


def _alias(hint: Any) -> str | None:
    """Return the alias in `Annotated[T, Field(alias="...")]`, `None` without one."""
    return next((m.alias for m in get_args(hint) if isinstance(m, FieldInfo)), None)


def _unnamed(hint: Any) -> Any:
    """Return an annotation without the alias of the field."""
    if get_origin(hint) is not Annotated:
        return hint
    kept = [part for part in get_args(hint) if not isinstance(part, FieldInfo)]
    return Annotated[tuple(kept)] if len(kept) > 1 else kept[0]


def members_of(annotation: Any) -> Iterator[Any]:
    """Yield the members of a union, or the only type there is."""
    if get_origin(annotation) in (Union, types.UnionType):
        for member in get_args(annotation):
            yield from members_of(member)
    else:
        yield annotation


def item_type(annotation: Any) -> Any:
    """Return the `T` of a body that is items `AsyncIterable[T]`; `None` of any other."""
    for member in members_of(annotation):
        inner = get_args(member)[0] if get_origin(member) is Annotated else member
        if get_origin(inner) is AsyncIterable:
            return get_args(inner)[0]
    return None
