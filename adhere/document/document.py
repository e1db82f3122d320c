"""A whole document, from however many files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from adhere.document.origins import Origins
from adhere.source import Pointer, SourceFile, Span


@dataclass(frozen=True, slots=True)
class Document:
    """An OpenAPI document: as written, in one dialect, and where each node was written.

    `served` is as written, bundled into one: every `$ref` is local. `data` is the same in
    the internal dialect. Both share nodes with the files' data: treat them as immutable.
    `dialects` are the URIs of its own metaschemas, of those that it uses, and which of the
    vocabularies that each requires nothing is known of.
    """

    root: SourceFile
    files: tuple[SourceFile, ...]
    version: str
    served: dict[str, Any] = field(repr=False)
    data: dict[str, Any] = field(repr=False)
    dialects: Mapping[str, tuple[str, ...]] = field(repr=False)
    _origins: Origins = field(repr=False)

    def span(self, pointer: Pointer) -> Span:
        """Return the place that wrote the node of `data`; of the nearest enclosing one without."""
        file, origin = self.origin(pointer)
        return file.span(origin)

    def key_span(self, pointer: Pointer) -> Span:
        """Return the place of the member's name; of its value where it has none."""
        file, origin = self.origin(pointer)
        return file.key_span(origin)

    def origin(self, pointer: Pointer) -> tuple[SourceFile, Pointer]:
        """Return the file that wrote the node of `data`, and its pointer there."""
        tokens = pointer.tokens
        if tokens[:1] == ("webhooks",) and "webhooks" not in self.served:
            tokens = ("x-webhooks", *tokens[1:])
        file, origin = self._origins.of(tokens)
        return file, _before_normalising(origin, file)

    def resolve(self, pointer: Pointer) -> tuple[Pointer, Any]:
        """Follow the `$ref`s at `pointer` to the node itself, in `data`.

        A reference that leads nowhere or back to itself is returned as it is.
        Raises KeyError where `data` has nothing at `pointer`.
        """
        value = self._at(pointer)
        seen = {pointer}
        while isinstance(value, dict) and isinstance(value.get("$ref"), str):
            try:
                pointer_next = Pointer.parse_fragment(value["$ref"])
                value_next = self._at(pointer_next)
            except (KeyError, ValueError):
                return pointer, value
            if pointer_next in seen:
                return pointer, value
            seen.add(pointer_next)
            pointer, value = pointer_next, value_next
        return pointer, value

    def _at(self, pointer: Pointer) -> Any:
        value: Any = self.data
        for token in pointer.tokens:
            if isinstance(value, dict):
                value = value[token]
            elif isinstance(value, list) and token.isdecimal() and int(token) < len(value):
                value = value[int(token)]
            else:
                raise KeyError(str(pointer))
        return value


def _before_normalising(pointer: Pointer, file: SourceFile) -> Pointer:
    """Return where a node stood that the dialect moved: `examples/0` was `example`."""
    tokens = pointer.tokens
    if "examples" not in tokens or file.has(pointer):
        return pointer
    index = tokens.index("examples")
    older = Pointer((*tokens[:index], "example", *tokens[index + 2 :]))
    return older if file.has(Pointer((*tokens[:index], "example"))) else pointer
