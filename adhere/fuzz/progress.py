"""What a run says of itself while it goes on."""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import dataclass
from types import TracebackType
from typing import Protocol, Self, TextIO

from rich.console import Console
from rich.live import Live
from rich.text import Text


@dataclass(frozen=True, slots=True)
class Step:
    """Where a run is: which identity of how many, in which phase, how much was done and found."""

    identity: str
    index: int
    of: int
    phase: str
    label: str
    requests: int
    found: int

    @property
    def place(self) -> str:
        """Identity and phase, `2/6 staff: coverage`."""
        return f"{self.index + 1}/{self.of} {self.identity}: {self.phase}"

    @property
    def score(self) -> str:
        """What was done and found so far."""
        found = f"{self.found} finding{'' if self.found == 1 else 's'}"
        return f"{self.requests} requests, {found}"


class Progress(Protocol):
    """Told of every step."""

    def step(self, step: Step) -> None:
        """Take note of a step."""

    def say(self, text: str) -> None:
        """Take note of a sentence."""


class Silent:
    """Says nothing."""

    def step(self, step: Step) -> None:
        """Take no note."""

    def say(self, text: str) -> None:
        """Take no note."""


class Plain:
    """Writes a line for each identity and phase, for logs."""

    def __init__(self, stream: TextIO) -> None:
        """Write to this stream."""
        self._stream = stream
        self._place = ""

    def step(self, step: Step) -> None:
        """Write where the run is, if it has moved on."""
        if step.place != self._place:
            self._place = step.place
            self._stream.write(f"{step.place} ({step.score} so far)\n")
            self._stream.flush()

    def say(self, text: str) -> None:
        """Write the sentence."""
        self._stream.write(f"{text}\n")
        self._stream.flush()


class LiveLine(AbstractContextManager["LiveLine"]):
    """Keeps one line of a terminal up to date, and removes it at the end."""

    def __init__(self, stream: TextIO) -> None:
        """Draw on this terminal."""
        self._live = Live(console=Console(file=stream), refresh_per_second=8, transient=True)

    def step(self, step: Step) -> None:
        """Show the step."""
        line = Text.assemble(
            (step.place, "bold"), "  ", step.label, "  ", (step.score, "dim"), overflow="ellipsis"
        )
        line.no_wrap = True
        self._live.update(line)

    def say(self, text: str) -> None:
        """Write the sentence above the line."""
        self._live.console.print(Text(text))

    def __enter__(self) -> Self:
        """Start drawing."""
        self._live.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Remove the line."""
        self._live.stop()
