"""From the bundled document back to the files."""

from __future__ import annotations

from adhere.document.grammar import Tokens
from adhere.source import Pointer, SourceFile


class Origins:
    """Where subtrees of the bundled document were taken from; all else is the root's own."""

    def __init__(self, root: SourceFile) -> None:
        """Start with everything at its place in `root`."""
        self._by_tokens: dict[Tokens, tuple[SourceFile, Tokens]] = {(): (root, ())}

    def set(self, tokens: Tokens, file: SourceFile, origin: Tokens) -> None:
        """Say that the subtree at `tokens` was copied from `origin` in `file`."""
        self._by_tokens[tokens] = (file, origin)

    def of(self, tokens: Tokens) -> tuple[SourceFile, Pointer]:
        """Return the file and pointer that wrote the node."""
        for length in range(len(tokens), -1, -1):
            known = self._by_tokens.get(tokens[:length])
            if known is not None:
                file, start = known
                return file, Pointer(start + tokens[length:])
        raise AssertionError("the root has an origin")
