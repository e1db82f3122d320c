"""Which classes stand for the objects of a media type, where an operation has several."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel

from adhere.client.values import members_of
from adhere.runtime.contract_files import Contract, Located
from adhere.runtime.media_types import parse

FORMS = frozenset({"application/x-www-form-urlencoded", "multipart/form-data"})
Classes = tuple[type, ...]


def classes_by_range(
    contract: Contract, media: Mapping[str, Located], annotation: Any
) -> Mapping[str, Classes]:
    """Map media ranges to the classes of their objects, which the annotation has in their order.

    Equal schemas share a class, alternatives have one each. Nothing is told where it is not
    clear which is which.
    """
    kinds = {
        name: list(_kinds(contract, schema))
        for name, node in media.items()
        if is_object_range(name) and (schema := node.get("schema")) is not None
    }
    distinct: list[Any] = []
    for kind in (kind for found in kinds.values() for kind in found):
        if kind not in distinct:
            distinct.append(kind)
    found = [member for member in _members(annotation) if _is_class_of_objects(member)]
    if len(found) != len(distinct):
        return {}
    return {name: tuple(found[distinct.index(k)] for k in own) for name, own in kinds.items()}


def annotation_of(classes: Classes | None, annotation: Any) -> Any:
    """Return the type of the objects of one media type, the whole annotation where none is told."""
    return Union[classes] if classes else annotation  # noqa: UP007  # made of values


def is_object_range(media_range: str) -> bool:
    """Tell whether content of a media range may be an object: JSON, or a form."""
    media_type = parse(media_range)
    return media_type is not None and (media_type.is_json or media_type.essence in FORMS)


def _kinds(
    contract: Contract, schema: Located, above: frozenset[str] = frozenset()
) -> Iterator[Any]:
    """Yield what of a schema becomes a class, as it is written: a reference, or an object.

    `above` are the pointers of the unions around it; one that holds itself is taken once.
    """
    resolved = contract.resolve(schema)
    alternatives = [node for key in ("anyOf", "oneOf") if (node := resolved.get(key))]
    if resolved.pointer in above:
        return
    if alternatives:
        for node in alternatives:
            for alternative in node.elements():
                yield from _kinds(contract, alternative, above | {resolved.pointer})
    elif isinstance(resolved.value, Mapping) and resolved.value.keys() & {"properties", "allOf"}:
        yield schema.value


def _members(annotation: Any) -> Iterator[Any]:
    for member in members_of(annotation):
        if get_origin(member) is Annotated:
            yield from _members(get_args(member)[0])
        else:
            yield member


def _is_class_of_objects(member: Any) -> bool:
    return isinstance(member, type) and (
        issubclass(member, BaseModel) or dataclasses.is_dataclass(member)
    )
