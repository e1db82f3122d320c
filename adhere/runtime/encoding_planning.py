"""The plans of the parts of forms and multipart content, by name and by position."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from .contract_files import Contract, Located
from .guard import Guard, SchemaCheck
from .media_types import is_json, parse
from .parts import FieldEncoding, PartHeader
from .positional import PartPlan, Positions, is_positional
from .shapes import Shape, TextCheck

SAYS_NOTHING = frozenset({"$comment", "contentMediaType", "description", "examples", "title"})
"""Keywords that leave it to the encoding what a part is."""


@dataclass(frozen=True, slots=True)
class EncodingPlanner:
    """Reads the Encoding Objects of one contract (OpenAPI 3.2, section 4.15)."""

    contract: Contract
    guard: Guard

    def by_name(self, media: Located) -> Mapping[str, FieldEncoding]:
        """Return the encodings of a Media Type Object by property."""
        encodings = media.get("encoding")
        return {} if encodings is None else {n: self._encoding(e) for n, e in encodings.items()}

    def positions(self, media_range: str, media: Located) -> Positions | None:
        """Return the parts of a media type; `None` where they have names, or nothing tells them.

        What tells them is an `itemSchema`, or a `schema` of an array.
        """
        item, array = media.get("itemSchema"), self._array(media.get("schema"))
        if not is_positional(parse(media_range)) or (item is None and array is None):
            return None
        schemas = [] if item is not None or array is None else _elements(array, "prefixItems")
        others = item if item is not None or array is None else array.get("items")
        encodings, rest = _elements(media, "prefixEncoding"), media.get("itemEncoding")
        first = [
            self._part(
                schemas[index] if index < len(schemas) else others,
                encodings[index] if index < len(encodings) else rest,
            )
            for index in range(max(len(schemas), len(encodings)))
        ]
        return Positions(first, self._part(others, rest))

    def shape(self, schema: Located | None) -> Shape:
        """Return the shape of what a schema speaks about."""
        return Shape(self.contract, self.guard, [] if schema is None else [schema])

    def check(self, schema: Located | None) -> SchemaCheck | None:
        """Return the check of a schema, `None` without one."""
        return None if schema is None else SchemaCheck(self.guard, schema.pointer)

    def text_check(self, schema: Located | None) -> SchemaCheck | None:
        """Return the check of a text; `None` where the schema is of what the text is parsed into.

        That is an object or array: of XML, or of CSV, which nobody here parses.
        """
        shape = self.shape(schema)
        if schema is None or set(shape.scalar_types) <= {"null"}:
            return None
        if shape.scalar_types == ("string",):
            return SchemaCheck(self.guard, schema.pointer)
        return TextCheck(self.guard, schema.pointer, shape)

    def _array(self, schema: Located | None) -> Located | None:
        found = None if schema is None else self.contract.resolve(schema)
        is_array = found is not None and (
            found.get("prefixItems") is not None
            or found.get("items") is not None
            or (isinstance(found.value, Mapping) and found.value.get("type") == "array")
        )
        return found if is_array else None

    def _part(self, schema: Located | None, encoding: Located | None) -> PartPlan:
        plan = FieldEncoding() if encoding is None else self._encoding(encoding)
        shape = self.shape(schema)
        value = None if schema is None else self.contract.resolve(schema).value
        is_url_safe = isinstance(value, Mapping) and value.get("format") == "base64url"
        return PartPlan(self._kind(schema, shape, plan), shape, plan, is_url_safe)

    def _kind(
        self, schema: Located | None, shape: Shape, encoding: FieldEncoding
    ) -> Literal["json", "text", "file"]:
        said = parse(next(iter(encoding.ranges), ""))
        if said is not None and said.is_json:
            return "json"
        resolved = None if schema is None else self.contract.resolve(schema).value
        is_open = not isinstance(resolved, Mapping) or resolved.keys() <= SAYS_NOTHING
        if shape.is_file or (is_open and said is None):
            return "file"
        if said is not None:
            return "text" if said.is_text else "file"
        return "json" if shape.allows_array or shape.allows_object else "text"

    def _encoding(self, node: Located) -> FieldEncoding:
        style, headers = node.value.get("style"), node.get("headers")
        named = () if headers is None else headers.items()
        return FieldEncoding(
            content_type=node.value.get("contentType"),
            style=style,
            explode=node.value.get("explode", (style or "form") == "form"),
            headers=tuple(
                self._part_header(name, self.contract.resolve(header))
                for name, header in named
                if name.lower() != "content-type"
            ),
        )

    def _part_header(self, name: str, node: Located) -> PartHeader:
        media_type, schema = self.contract.described(node)
        required = bool(node.value.get("required", False))
        shape, check = self.shape(schema), self.check(schema)
        return PartHeader(name, required, shape, check, is_json=is_json(media_type))


def _elements(node: Located, keyword: str) -> Sequence[Located]:
    found = node.get(keyword)
    return [] if found is None else list(found.elements())
