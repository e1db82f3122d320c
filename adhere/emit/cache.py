"""What is made again and again in one process, by the content that it is made of."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

T = TypeVar("T")


@dataclass(slots=True)
class Recent(Generic[T]):
    """Values by what they are made of: those of this run and of the one before."""

    now: dict[str, T] = field(default_factory=dict)
    before: dict[str, T] = field(default_factory=dict)

    def get(self, key: str, make: Callable[[], T]) -> T:
        """Return the value of a key, made if neither run has it."""
        if key not in self.now:
            self.now[key] = self.before[key] if key in self.before else make()
        return self.now[key]

    def begin(self) -> None:
        """Begin a run: what the one before did not ask for is forgotten."""
        self.now, self.before = {}, self.now


@dataclass(slots=True)
class Cache:
    """What the run before made: models by their parts, formatted files by name and text.

    Only the last run is kept. A cache is one thread's.
    """

    models: Recent[Any] = field(default_factory=Recent)
    formatted: dict[tuple[str, str], str] = field(default_factory=dict)
