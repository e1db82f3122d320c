"""A line plot as an SVG text, readable on light and on dark pages. Both axes are logarithmic."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape

WIDTH, HEIGHT = 640, 360
LEFT, RIGHT, TOP, BOTTOM = 80, 130, 40, 50
COLOURS = ("a", "b", "c", "d")
STEPS = (1, 2, 5)
STYLE = """<style>
text { font: 12px system-ui, sans-serif; fill: #333 } .title { font-size: 14px; font-weight: 600 }
.grid { stroke: #ddd } path { fill: none; stroke-width: 2 }
path.a { stroke: #0b6bcb } path.b { stroke: #c2410c } path.c { stroke: #15803d } path.d { stroke: #7e22ce }
circle.a { fill: #0b6bcb } circle.b { fill: #c2410c } circle.c { fill: #15803d } circle.d { fill: #7e22ce }
@media (prefers-color-scheme: dark) {
text { fill: #ddd } .grid { stroke: #444 }
path.a { stroke: #6cb6ff } path.b { stroke: #ff9d5c } path.c { stroke: #6bd490 } path.d { stroke: #d0a2ff }
circle.a { fill: #6cb6ff } circle.b { fill: #ff9d5c } circle.c { fill: #6bd490 } circle.d { fill: #d0a2ff }
}
</style>"""  # noqa: E501  # a style sheet

Points = Sequence[tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Axis:
    """A logarithmic axis from `low` to `high`, drawn from `start` to `end` (pixels)."""

    low: float
    high: float
    start: float
    end: float

    @classmethod
    def around(cls, values: Sequence[float], start: float, end: float) -> Axis:
        """Return an axis that begins and ends at a tick around positive values."""
        ticks = [step * 10.0**power for power in range(-6, 10) for step in STEPS]
        low = max((tick for tick in ticks if tick <= min(values)), default=ticks[0])
        high = min(
            (tick for tick in ticks if tick >= max(values) and tick > low), default=ticks[-1]
        )
        return cls(low, high, start, end)

    def at(self, value: float) -> float:
        """Return where a value is drawn."""
        part = math.log(value / self.low) / math.log(self.high / self.low)
        return self.start + part * (self.end - self.start)

    def ticks(self) -> list[float]:
        """Return the ticks: 1, 2 and 5 of each power of ten, or the powers alone."""
        powers = range(math.floor(math.log10(self.low)), math.ceil(math.log10(self.high)) + 1)
        steps = STEPS if len(powers) < 5 else (1,)  # noqa: PLR2004  # what fits
        found = [step * 10.0**power for power in powers for step in steps]
        return [tick for tick in found if self.low * 0.999 <= tick <= self.high * 1.001]


def plot(title: str, x_name: str, y_name: str, curves: Mapping[str, Points]) -> str:
    """Return the plot of positive points by the names of their curves, four at most."""
    points = [point for curve in curves.values() for point in curve]
    x = Axis.around([point[0] for point in points], LEFT, WIDTH - RIGHT)
    y = Axis.around([point[1] for point in points], HEIGHT - BOTTOM, TOP)
    body = [*_frame(x, y), *_names(title, x_name, y_name)]
    for colour, (name, curve) in zip(COLOURS, curves.items(), strict=False):
        body += _curve([(x.at(one), y.at(other)) for one, other in curve], name, colour)
    size = f'viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}"'
    head = f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img">'
    return "\n".join([head, STYLE, *body, "</svg>", ""])


def _frame(x: Axis, y: Axis) -> Iterator[str]:
    for tick in x.ticks():
        at = x.at(tick)
        yield f'<line class="grid" x1="{at:.1f}" x2="{at:.1f}" y1="{TOP}" y2="{HEIGHT - BOTTOM}"/>'
        yield f'<text x="{at:.1f}" y="{HEIGHT - BOTTOM + 18}" text-anchor="middle">{tick:,g}</text>'
    for tick in y.ticks():
        at = y.at(tick)
        yield f'<line class="grid" x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{at:.1f}" y2="{at:.1f}"/>'
        yield f'<text x="{LEFT - 8}" y="{at + 4:.1f}" text-anchor="end">{tick:,g}</text>'


def _names(title: str, x_name: str, y_name: str) -> Iterator[str]:
    middle = (LEFT + WIDTH - RIGHT) / 2
    yield f"<title>{escape(title)}</title>"
    yield f'<text class="title" x="{LEFT}" y="22">{escape(title)}</text>'
    yield f'<text x="{middle}" y="{HEIGHT - 12}" text-anchor="middle">{escape(x_name)}</text>'
    centre = (TOP + HEIGHT - BOTTOM) / 2
    turned = f'transform="rotate(-90 18 {centre})" text-anchor="middle"'
    yield f'<text x="18" y="{centre}" {turned}>{escape(y_name)}</text>'


def _curve(points: Points, name: str, colour: str) -> Iterator[str]:
    line = " L ".join(f"{x:.1f} {y:.1f}" for x, y in points)
    yield f'<path class="{colour}" d="M {line}"/>'
    for x, y in points:
        yield f'<circle class="{colour}" cx="{x:.1f}" cy="{y:.1f}" r="3"/>'
    x, y = points[-1]
    yield f'<text x="{x + 8:.1f}" y="{y + 4:.1f}">{escape(name)}</text>'
