"""The types of bodies that need not fit in memory."""

from __future__ import annotations

import types
from collections.abc import AsyncIterable, Iterator
from typing import Annotated, Any, TypeAlias, TypeVar, Union, get_args, get_origin

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

T = TypeVar("T")


class InstanceOf:
    """Tells Pydantic that values of these classes stay what they are: none is a JSON value."""

    def __init__(self, *classes: type) -> None:
        """Hold the classes."""
        self._classes = classes

    def __get_pydantic_core_schema__(self, _: Any, __: GetCoreSchemaHandler) -> CoreSchema:
        """Return a schema that only these classes meet."""
        kinds = [core_schema.is_instance_schema(cls) for cls in self._classes]
        return kinds[0] if len(kinds) == 1 else core_schema.union_schema(list(kinds))


BinaryContent: TypeAlias = Annotated[
    bytes | AsyncIterable[bytes] | Iterator[bytes], InstanceOf(bytes, AsyncIterable)
]
"""The body of a binary reply: all of it, or piece by piece."""

ItemStream: TypeAlias = Annotated[AsyncIterable[T], InstanceOf(AsyncIterable)]
"""The items of a sequential media type (OpenAPI 3.2, section 4.14.3), one after another."""


def item_annotation(annotation: Any) -> Any:
    """Return the `T` of an annotation's `ItemStream[T]`, the union of several; `None` for none."""
    found = [t for member in members_of(annotation) if (t := _item(member)) is not None]
    return Union[tuple(found)] if found else None  # noqa: UP007  # made of values


def _item(annotation: Any) -> Any:
    inner = get_args(annotation)[0] if get_origin(annotation) is Annotated else annotation
    return get_args(inner)[0] if get_origin(inner) is AsyncIterable else None


def members_of(annotation: Any) -> Iterator[Any]:
    """Yield the members of a union, or the only type there is."""
    if get_origin(annotation) in (Union, types.UnionType):
        for member in get_args(annotation):
            yield from members_of(member)
    else:
        yield type(None) if annotation is None else annotation
