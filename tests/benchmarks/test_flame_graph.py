"""The flame graph: what is drawn is what was sampled."""

from __future__ import annotations

import asyncio
from typing import Any
from xml.etree import ElementTree as ET

from benchmarks.flame_graph import WIDTH, Frame, drawing, sampled
from benchmarks.request_time import CASES

RECT, TITLE = "{http://www.w3.org/2000/svg}rect", "{http://www.w3.org/2000/svg}title"


def spend(rounds: int) -> int:
    return sum(number * number for number in range(rounds))


def cheap() -> None:
    spend(5_000)


def dear() -> None:
    spend(20_000)


async def app(_: Any, __: Any, send: Any) -> None:
    cheap()
    dear()
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b""})


def test_samples_lie_where_the_time_goes() -> None:
    root = asyncio.run(sampled(app, CASES[-1]))
    called = root.callees[f"{__name__}.app"].callees
    assert called[f"{__name__}.dear"].samples > called[f"{__name__}.cheap"].samples > 0
    assert root.samples >= sum(frame.samples for frame in root.callees.values())


def test_widths_are_shares_of_the_cost() -> None:
    root = Frame("GET <by> id")
    root.add(("adhere.a", "pydantic.b"), 3)
    root.add(("adhere.a",), 1)
    root.add(("starlette.c",), 4)
    tree = ET.fromstring(drawing(root, 80.0, {"the floor": 20.0}))  # noqa: S314  # our own
    widths = {
        str(rect.findtext(TITLE)): float(rect.attrib["width"]) / WIDTH for rect in tree.iter(RECT)
    }
    assert widths == {
        "the floor: 20.0 us": 0.25,
        "GET <by> id: 80.0 us": 1.0,
        "adhere.a: 40.0 us": 0.5,
        "pydantic.b: 30.0 us": 0.375,
        "starlette.c: 40.0 us": 0.5,
    }
