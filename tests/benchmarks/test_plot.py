"""Plots: every point is drawn in its place, and names are text."""

from __future__ import annotations

import math
from xml.etree import ElementTree as ET

import pytest

from benchmarks.plot import Axis, plot

SVG = "{http://www.w3.org/2000/svg}"


def test_every_point_and_name_is_in_the_plot() -> None:
    curves = {"one": [(1, 10), (10, 100)], "<two>": [(1, 20), (10, 30), (100, 5)]}
    root = ET.fromstring(plot("A & B", "size", "time", curves))  # noqa: S314  # our own
    circles = [c.get("class") for c in root.iter(f"{SVG}circle")]
    assert circles == ["a", "a", "b", "b", "b"]
    assert {"A & B", "size", "time", "one", "<two>"} <= {t.text for t in root.iter(f"{SVG}text")}


def test_an_axis_is_logarithmic_and_ends_at_ticks() -> None:
    axis = Axis.around([3, 700], 0, 100)
    assert (axis.low, axis.high) == (2, 1000)
    assert axis.at(2) == 0
    assert axis.at(1000) == pytest.approx(100)
    assert axis.at(math.sqrt(2 * 1000)) == pytest.approx(50)
    assert axis.ticks() == [2, 5, 10, 20, 50, 100, 200, 500, 1000]
