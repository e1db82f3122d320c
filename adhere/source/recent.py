"""What is made again and again in one process, by the content that it is made of."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(slots=True)
class Recent(Generic[T]):
    """Values by what they are made of: those of this run and of the last one that succeeded."""

    now: dict[str, T] = field(default_factory=dict)
    before: dict[str, T] = field(default_factory=dict)

    def get(self, key: str, make: Callable[[], T]) -> T:
        """Return the value of a key, made if neither run has it."""
        if key not in self.now:
            self.now[key] = self.before[key] if key in self.before else make()
        return self.now[key]

    def __contains__(self, key: str) -> bool:
        """Tell whether the value of a key is known."""
        return key in self.now or key in self.before

    def settle(self) -> None:
        """End a run that succeeded: what it did not ask for is forgotten."""
        self.now, self.before = {}, self.now
