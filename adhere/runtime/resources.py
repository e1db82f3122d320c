"""Schema resources: what `$dynamicRef` chooses between (JSON Schema core, section 8.2.3.2).

The contract's references are all written from the document's root, and an `$id` has become
the mark `x-adhere-resource`. Where a document uses `$dynamicRef`, its resources get an `$id`
again, and references are written from the resource that they lead into.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TypeGuard
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
        self._anchors: dict[str, Any] = {}
        schemas = list(located_schemas(document))
        if any("$dynamicRef" in schema for _, schema, _ in schemas):
            for pointer, schema, is_root in schemas:
                if is_root or schema.get(MARK):
                    self._resources[pointer] = schema["$id"] = _uri(pointer)
                self._anchors[pointer] = schema.get("$dynamicAnchor")

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

        A `$dynamicRef` that is a name begins where it stands, as it was written; one that is a
        pointer becomes the name of what it leads to, in the resource around that.
        """
        reference = schema.get("$ref")
        if _is_pointer(reference):
            schema["$ref"] = self.of(unquote(reference[1:]))
        reference = schema.get("$dynamicRef")
        if _is_pointer(reference):
            schema["$dynamicRef"] = self._dynamic(unquote(reference[1:]))

    def _dynamic(self, pointer: str) -> str:
        uri, anchor = self.of(pointer), self._anchors.get(pointer)
        return uri if anchor is None else f"{uri.partition('#')[0]}#{anchor}"


def _is_pointer(reference: object) -> TypeGuard[str]:
    return isinstance(reference, str) and (reference == "#" or reference.startswith("#/"))


def _uri(pointer: str) -> str:
    return DOCUMENT_URI + "/".join(
        quote(escape(token), safe="$") for token in pointer.split("/")[1:]
    )
