"""What the contract says of things: which operations create, read, list, change and delete them."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from adhere.contract.nodes import Contract, Operation, ParameterLocation, Schema
from adhere.source import Pointer

_REFERENCE = re.compile(r"(?P<what>.+?)(?:[_-]id|Id|ID|[_-]uuid|Uuid|UUID)s?")
_LAST_PARAMETER = re.compile(r"(?P<above>.*)/\{(?P<name>[^{}]+)\}")


@dataclass(frozen=True, slots=True)
class Resource:
    """Things of one kind: `item` is the path of one, `parameter` the last expression in it."""

    collection: str
    item: str
    parameter: str
    create: Operation | None
    list: Operation | None
    read: Operation | None
    patch: Operation | None
    put: Operation | None
    delete: Operation | None
    steps: tuple[Operation, ...]

    @property
    def parents(self) -> tuple[str, ...]:
        """The parameters of the collection's path."""
        return tuple(re.findall(r"\{([^{}]+)\}", self.collection))


def resources(contract: Contract) -> tuple[Resource, ...]:
    """Return every kind of thing that has a path of its own, in the contract's order."""
    operations = {(o.method, o.path): o for o in contract.operations}
    items: dict[str, re.Match[str]] = {}
    for operation in contract.operations:
        for path in _prefixes(operation.path):
            match = _LAST_PARAMETER.fullmatch(path)
            if match is not None:
                items.setdefault(path, match)
    return tuple(_resource(item, match, operations) for item, match in items.items())


def referred(kinds: Iterable[Resource], name: str) -> Resource | None:
    """Return the kind of thing that a member of this name refers to, among those without parents.

    `venueId` is what `/venues/{venueId}` is called by, or `/venues/{id}`; plain `id` is nothing.
    """
    stem = _REFERENCE.fullmatch(name)
    tops = [kind for kind in kinds if not kind.parents]
    called = (k for k in tops if k.parameter == name and name.lower() not in {"id", "name"})
    if stem is None:
        return next(called, None)
    wanted = _plain(stem["what"])
    named = (k for k in tops if wanted in _singulars(k.collection.rsplit("/", 1)[-1]))
    return next(itertools.chain(called, named), None)


def _plain(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())


def _singulars(name: str) -> set[str]:
    """Return what one of the things may be called whose collection has this name."""
    plain = _plain(name)
    found = {plain, plain.removesuffix("s"), plain.removesuffix("es")}
    return found | ({f"{plain[:-3]}y"} if plain.endswith("ies") else set())


def _prefixes(path: str) -> Iterator[str]:
    segments = path.split("/")
    for end in range(2, len(segments) + 1):
        yield "/".join(segments[:end])


def _resource(
    item: str, match: re.Match[str], operations: Mapping[tuple[str, str], Operation]
) -> Resource:
    above = match["above"]
    steps = tuple(
        operation
        for (method, path), operation in operations.items()
        if method in {"POST", "PUT"}
        and path.startswith(f"{item}/")
        and "{" not in path.removeprefix(item)
    )
    return Resource(
        collection=above,
        item=item,
        parameter=match["name"],
        create=operations.get(("POST", above)),
        list=operations.get(("GET", above)),
        read=operations.get(("GET", item)),
        patch=operations.get(("PATCH", item)),
        put=operations.get(("PUT", item)),
        delete=operations.get(("DELETE", item)),
        steps=steps,
    )


@dataclass(frozen=True, slots=True)
class Member:
    """A property of a body: its name, its schema with references followed, and its place."""

    name: str
    schema: Mapping[str, Any]
    pointer: Pointer
    required: bool

    @property
    def types(self) -> frozenset[str]:
        """The values of `type`, without `null`."""
        said = self.schema.get("type", ())
        return frozenset([said] if isinstance(said, str) else said) - {"null"}


class Shapes:
    """Looks into schemas: references followed, parts of an `allOf` taken together."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        """Take the bundled document."""
        self._data = data

    def follow(self, schema: Any, pointer: Pointer) -> tuple[dict[str, Any], Pointer]:
        """Return the schema that stands at the end of its references, and where that is."""
        for _ in range(20):
            if not isinstance(schema, dict) or not isinstance(schema.get("$ref"), str):
                break
            pointer = Pointer.parse(schema["$ref"].removeprefix("#"))
            schema = self._at(pointer)
        return (schema if isinstance(schema, dict) else {}), pointer

    def members(self, schema: Schema | None) -> dict[str, Member]:
        """Return the properties of an object."""
        if schema is None or not isinstance(schema.value, Mapping):
            return {}
        return {m.name: m for m in self.members_of(dict(schema.value), schema.pointer)}

    def members_of(self, schema: Any, pointer: Pointer) -> Iterator[Member]:
        """Yield the properties of a plain schema, those of `allOf` among them."""
        node, place = self.follow(schema, pointer)
        required = set(node.get("required", ()))
        for name, value in node.get("properties", {}).items():
            found, _ = self.follow(value, place)
            at = place / "properties" / name
            yield Member(name, found, at, name in required)
        for index, part in enumerate(node.get("allOf", ())):
            yield from self.members_of(part, place / "allOf" / str(index))

    def element(self, schema: Schema | None) -> tuple[str | None, dict[str, Member]] | None:
        """Return where a list stands in a reply (`None`: it is the reply), and its elements."""
        if schema is None or not isinstance(schema.value, Mapping):
            return None
        node, place = self.follow(dict(schema.value), schema.pointer)
        if "items" in node:
            return None, self._elements(node, place)
        arrays = [m for m in self.members_of(node, place) if "items" in m.schema]
        if len(arrays) != 1:
            return None
        return arrays[0].name, self._elements(arrays[0].schema, arrays[0].pointer)

    def _elements(self, array: Mapping[str, Any], pointer: Pointer) -> dict[str, Member]:
        return {m.name: m for m in self.members_of(array["items"], pointer / "items")}

    def _at(self, pointer: Pointer) -> Any:
        value: Any = self._data
        for token in pointer.tokens:
            if isinstance(value, list):
                value = value[int(token)] if str(token).isdecimal() else None
            else:
                value = value.get(token) if isinstance(value, Mapping) else None
        return value


def body_schema(operation: Operation) -> tuple[str, Schema] | None:
    """Return the first JSON media type of a request body, and its schema."""
    content = () if operation.request_body is None else operation.request_body.content
    for media in content:
        if media.schema is not None and is_json(media.range):
            return media.range, media.schema
    return None


def reply_schema(operation: Operation) -> Schema | None:
    """Return the schema of the JSON that a success brings."""
    for response in operation.responses:
        if response.status.startswith("2"):
            for media in response.content:
                if is_json(media.range):
                    return media.schema
    return None


def is_json(media_range: str) -> bool:
    """Tell whether a media type is JSON, `+json` included."""
    subtype = media_range.split(";", 1)[0].strip().lower().partition("/")[2]
    return subtype == "json" or subtype.endswith("+json")


def has_header(operation: Operation, name: str) -> bool:
    """Tell whether the operation declares a header field of this name."""
    return any(
        p.location is ParameterLocation.HEADER and p.name.lower() == name.lower()
        for p in operation.parameters
    )


def declares(operation: Operation, *statuses: int) -> bool:
    """Tell whether one of these statuses is declared by its number."""
    return not {str(status) for status in statuses}.isdisjoint(_statuses(operation.responses))


def _statuses(responses: Iterable[Any]) -> set[str]:
    return {response.status for response in responses}
