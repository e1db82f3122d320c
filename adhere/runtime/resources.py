"""Schema resources: what `$dynamicRef` chooses between (JSON Schema core, section 8.2.3.2).

The contract's references are all written from the document's root, and an `$id` has become
the mark `x-adhere-resource`. Where a document uses `$dynamicRef`, its resources get an `$id`
again, and references are written from the resource that they lead into.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, unquote

from .contract_files import escape, fragment
from .schemas import located_schemas

DOCUMENT_URI = "https://contract.invalid/"
MARK = "x-adhere-resource"


class Addresses:
    """How schemas of a document are referred to: a pointer becomes a URI."""

    def __init__(self, document: dict[str, Any]) -> None:
        """Give resources their `$id` where the document uses `$dynamicRef`."""
        self._resources: dict[str, str] = {}
        schemas = list(located_schemas(document))
        if any("$dynamicRef" in schema for _, schema, _ in schemas):
            for pointer, schema, is_root in schemas:
                if is_root or schema.get(MARK):
                    self._resources[pointer] = schema["$id"] = _uri(pointer)

    def resources(self, document: dict[str, Any]) -> Iterator[tuple[str, Any]]:
        """Yield the document and its outermost resources by URI, for a registry."""
        yield DOCUMENT_URI, document
        for pointer, schema, is_root in located_schemas(document):
            if is_root and pointer in self._resources:
                yield self._resources[pointer], schema

    def of(self, pointer: str) -> str:
        """Return the URI of the schema at a pointer, by way of the resource around it."""
        around, inner = pointer, ""
        while self._resources and around:
            if around in self._resources:
                return self._resources[around] + fragment(inner)
            around, _, token = around.rpartition("/")
            inner = f"/{token}{inner}"
        return DOCUMENT_URI + fragment(pointer)

    def rewrite(self, schema: dict[str, Any]) -> None:
        """Let a `$ref` of a schema begin at the document or a resource of it.

        A `$dynamicRef` begins where it stands, as it was written.
        """
        reference = schema.get("$ref")
        if isinstance(reference, str) and (reference == "#" or reference.startswith("#/")):
            schema["$ref"] = self.of(unquote(reference[1:]))


def _uri(pointer: str) -> str:
    return DOCUMENT_URI + "/".join(
        quote(escape(token), safe="$") for token in pointer.split("/")[1:]
    )
