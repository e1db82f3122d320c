"""How many requests were sent when."""

from __future__ import annotations

from adhere.fuzz.html.element import Markup, element
from adhere.fuzz.report import FuzzReport

_MOST_BARS = 60


def pace_section(report: FuzzReport) -> Markup | None:
    """Return a bar for each second, or for as many as fit; `None` where nothing was sent."""
    if not report.pace:
        return None
    width = -(-len(report.pace) // _MOST_BARS)
    sums = [sum(report.pace[i : i + width]) for i in range(0, len(report.pace), width)]
    highest = max(sums)
    bars = (_bar(count, highest, index * width) for index, count in enumerate(sums))
    unit = "second" if width == 1 else f"{width} seconds"
    label = f"Requests in each {unit}, at most {highest:,}"
    return element(
        "section",
        element("h2", "Requests over time"),
        element("p", f"{label}.", class_="dim"),
        element("div", *bars, class_="pace", role="img", aria_label=label),
        id="pace",
    )


def _bar(count: int, highest: int, second: int) -> Markup:
    height = round(100 * count / highest, 1)
    title = f"{count:,} from second {second} on"
    return element("span", style=f"height: {height}%", title=title)
