"""The types of multipart content whose parts go by position (OpenAPI 3.2, section 4.14.4.2).

Which part is a file, `adhere.runtime.encoding_planning` decides by the same rule.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from adhere.contract.nodes import Encoding, MediaType, Schema
from adhere.emit.media_types import is_json, is_text
from adhere.emit.module import Module
from adhere.emit.places import Place
from adhere.emit.views import Use, Views

SAYS_NOTHING = frozenset({"$comment", "contentMediaType", "description", "examples", "title"})
"""Keywords that leave it to the encoding what a part is."""


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts of one multipart media type."""

    module: Module
    views: Views
    media_type: MediaType
    use: Use

    def annotation(self, *, is_reply: bool) -> str:
        """Write the type of the body: a stream of parts where they have an `itemSchema`."""
        item, schema = self.media_type.item_schema, self.media_type.schema
        if item is not None or schema is None:
            others = None if item is None else Place(item.pointer, item.value)
            return self.module.items(_joined(self._written((), [others])), is_reply=is_reply)
        array = self._resolved(schema)
        first = list(array.elements("prefixItems"))
        is_closed = array.get("items") is False or array.get("maxItems") == len(first)
        if first and is_closed and array.get("minItems") == len(first):
            return f"tuple[{', '.join(self._written(first, ()))}]"
        others = array.child("items") if "items" in array.value else None
        return f"list[{_joined(self._written(first, () if is_closed else [others]))}]"

    def _written(self, first: Sequence[Place], others: Sequence[Place | None]) -> Iterator[str]:
        """Write the types of the parts at the first positions, then of those that may follow.

        `others` is what describes these, `None` for a schema that says nothing; empty for none.
        """
        rest = self.media_type.item_encoding
        for place, encoding in zip_longest(first, self.media_type.prefix_encoding):
            if place is not None or others:
                yield self._part(place or others[0], encoding or rest)
        if others:
            yield self._part(others[0], rest)

    def _part(self, place: Place | None, encoding: Encoding | None) -> str:
        """Write the type of a part: a file, a text, or what its schema says."""
        said = (encoding.content_type or "").partition(",")[0] if encoding else ""
        value = None if place is None else self._resolved(place).value
        is_open = not isinstance(value, dict) or value.keys() <= SAYS_NOTHING
        if not is_json(said):
            is_file = place is not None and self._is_file(place)
            if is_file or (not is_text(said) if said else is_open):
                return self.module.runtime("UploadFile")
            if is_open:
                return "str"
        if place is None:
            return self.module.use("typing", "Any")
        inner = self.use.inside("part", f"a part of {self.use.about}")
        return self.module.annotation(self.views.type_of(place, inner))

    def _is_file(self, place: Place) -> bool:
        is_list = self._resolved(place).get("items") is not None
        return self.views.is_file(place) and not is_list

    def _resolved(self, schema: Place | Schema) -> Place:
        """Follow the `$ref`s of a schema to the schema itself."""
        return Place(*self.media_type.document.resolve(schema.pointer))


def _joined(written: Iterable[str]) -> str:
    return " | ".join(dict.fromkeys(written))
