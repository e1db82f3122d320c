"""A flame graph of a request's CPU time, with the floors on the same scale.

Stacks are sampled in this process at each half millisecond of CPU time. What runs in C counts
to the Python function that calls it. Run: `inv bench profile -- [FOLDER]`, by default
`build/profile`; there is one SVG file for each request.
"""

from __future__ import annotations

import asyncio
import signal
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from types import FrameType
from typing import Any, Self

from starlette.applications import Starlette
from starlette.routing import Route
from starlette.types import ASGIApp

from benchmarks.items import generated_service
from benchmarks.request_time import CASES, Case, answer, constant, microseconds, plain

FOLDER = Path("build/profile")
INTERVAL = 0.0005  # seconds of CPU time
BATCHES = 40
WIDTH, ROW, FONT = 1200, 18, 11  # pixels
LETTER = 6.6  # pixels
COLOURS = {
    "adhere": "#e8743b",
    "benchmarks": "#9aa5b1",
    "fastapi": "#5aa469",
    "starlette": "#6fa8dc",
    "pydantic": "#c27ba0",
    "floor": "#d9d9d9",
}
OTHER = "#e6d690"

Stack = tuple[str, ...]


@dataclass(slots=True)
class Frame:
    """A function under one caller, and how many samples lie in it and in what it calls."""

    name: str
    samples: int = 0
    callees: dict[str, Frame] = field(default_factory=dict)

    def add(self, stack: Stack, samples: int) -> None:
        """Count a stack, the outermost function first."""
        frame = self
        frame.samples += samples
        for name in stack:
            frame = frame.callees.setdefault(name, Frame(name))
            frame.samples += samples


class Sampler:
    """Counts the stacks below `answer` while it is entered."""

    def __init__(self) -> None:
        """Begin without samples."""
        self.stacks: Counter[Stack] = Counter()

    def __enter__(self) -> Self:
        """Start the timer of CPU time."""
        self._before: Any = signal.signal(signal.SIGPROF, self._sample)
        signal.setitimer(signal.ITIMER_PROF, INTERVAL, INTERVAL)
        return self

    def __exit__(self, *_: object) -> None:
        """Stop it."""
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, self._before)

    def _sample(self, _: int, frame: FrameType | None) -> None:
        names: list[str] = []
        while frame is not None and frame.f_code is not answer.__code__:
            module = str(frame.f_globals.get("__name__"))
            names.append(f"{module}.{frame.f_code.co_qualname}")
            frame = frame.f_back
        if frame is not None:
            self.stacks[tuple(reversed(names))] += 1


async def sampled(app: ASGIApp, case: Case) -> Frame:
    """Return where the CPU time of a request goes, the request itself as the root."""
    await answer(app, case)
    with Sampler() as sampler:
        for _ in range(BATCHES * case.requests):
            await answer(app, case)
    root = Frame(case.name)
    for stack, samples in sampler.stacks.items():
        root.add(stack, samples)
    return root


def drawing(root: Frame, cost: float, floors: dict[str, float]) -> str:
    """Return the SVG: the width is `cost` (microseconds); a floor is a bar of its own."""
    height = (_depth(root) + len(floors) + 1) * ROW
    scale = WIDTH / cost
    bars = [*_bars(root, cost / max(root.samples, 1), x=0, y=(len(floors) + 1) * ROW, scale=scale)]
    for row, (name, floor) in enumerate(floors.items()):
        text = f"{name}: {floor:.1f} us"
        bars.append(_bar(text, colour=COLOURS["floor"], x=0, y=row * ROW, width=floor * scale))
        bars.append(f'<text x="{floor * scale + 6:.1f}" y="{row * ROW + 13}">{escape(text)}</text>')
    size = f'width="{WIDTH}" height="{height}" font-family="monospace" font-size="{FONT}"'
    return "\n".join([f'<svg xmlns="http://www.w3.org/2000/svg" {size}>', *bars, "</svg>\n"])


def _depth(frame: Frame) -> int:
    return 1 + max(map(_depth, frame.callees.values()), default=0)


def _bars(frame: Frame, unit: float, *, x: float, y: float, scale: float) -> Iterator[str]:
    """Yield the bar of a function, and below it those that it calls, the dearest first."""
    cost = frame.samples * unit
    if cost * scale < 1:
        return
    colour = COLOURS.get(frame.name.partition(".")[0].partition("_")[0], OTHER)
    text = f"{frame.name}: {cost:.1f} us"
    yield _bar(text, colour=colour, x=x, y=y, width=cost * scale)
    letters = int((cost * scale - 6) / LETTER)
    if letters > 2:  # noqa: PLR2004  # fewer say nothing
        yield f'<text x="{x + 3:.1f}" y="{y + 13}">{escape(_short(text)[:letters])}</text>'
    for callee in sorted(frame.callees.values(), key=lambda each: -each.samples):
        yield from _bars(callee, unit, x=x, y=y + ROW, scale=scale)
        x += callee.samples * unit * scale


def _short(text: str) -> str:
    """Leave the module out, for the bar is narrow; its tip tells it."""
    name, cost = text.rsplit(": ", 1)
    parts = [part for part in name.split(".") if part != "<locals>"]
    return f"{'.'.join(parts[-2:])} {cost}"


def _bar(tip: str, *, colour: str, x: float, y: float, width: float) -> str:
    shape = f'x="{x:.1f}" y="{y}" width="{width:.1f}" height="{ROW - 1}" fill="{colour}"'
    return f"<rect {shape}><title>{escape(tip)}</title></rect>"


async def profiles() -> dict[str, str]:
    """Return the drawings of all requests by name."""
    floors: dict[str, ASGIApp] = {
        "a constant of raw ASGI": constant,
        "a constant of Starlette": Starlette(routes=[Route("/items/{item_id}", plain)]),
    }
    costs = {name: await microseconds(app, CASES[0]) for name, app in floors.items()}
    drawings = {}
    with tempfile.TemporaryDirectory() as folder:
        app = generated_service(Path(folder))
    for case in CASES:
        root = await sampled(app, case)
        cost = min([await microseconds(app, case) for _ in range(5)])
        drawings[case.name] = drawing(root, cost, costs)
    return drawings


def main(arguments: list[str]) -> None:
    """Write the drawings into a folder, and say where."""
    folder = Path(arguments[0]) if arguments else FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    for name, svg in asyncio.run(profiles()).items():
        path = folder / f"{name.replace(' ', '-').replace(',', '').lower()}.svg"
        path.write_text(svg, encoding="utf-8")
        print(path)  # noqa: T201  # the report


if __name__ == "__main__":
    main(sys.argv[1:])
