"""What the runs of one process share: nothing is made twice of the same content."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from adhere.source import Pieces
from adhere.source.recent import Recent


@dataclass(slots=True)
class Cache:
    """Pieces of files by their text, models by their parts, formatted modules by name and text.

    A cache is one thread's.
    """

    pieces: Pieces = field(default_factory=Recent)
    models: Recent[Any] = field(default_factory=Recent)
    formatted: Recent[str] = field(default_factory=Recent)

    def settle(self) -> None:
        """End a run that succeeded; see `Recent`. One that fails forgets nothing."""
        self.pieces.settle()
        self.models.settle()
        self.formatted.settle()
