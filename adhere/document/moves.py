"""Schemas that stand under another keyword in the internal dialect, and references to them."""

from __future__ import annotations

from typing import Any

from adhere.document.grammar import Tokens, schemas
from adhere.source import Pointer


class Moves:
    """Remembers which members of a document were given another name."""

    def __init__(self) -> None:
        """Know of none."""
        self._names: dict[Tokens, str] = {}

    def note(self, place: Tokens, name: str) -> None:
        """Say that what stood at a place now has this name there."""
        if place[-1] != name:
            self._names[place] = name

    def follow(self, document: dict[str, Any]) -> None:
        """Let each `$ref` of a schema lead to where its target is now; in place."""
        for _, schema in schemas(document) if self._names else ():
            reference = schema.get("$ref")
            if isinstance(reference, str) and reference.startswith("#/"):
                schema["$ref"] = self._followed(reference)

    def _followed(self, reference: str) -> str:
        try:
            old = Pointer.parse_fragment(reference).tokens
        except ValueError:
            return reference
        new = tuple(self._names.get(old[: i + 1], token) for i, token in enumerate(old))
        return reference if new == old else Pointer(new).fragment
