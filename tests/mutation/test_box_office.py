"""Every bug of the box office is live, and some of each kind are found from its contract alone."""

from __future__ import annotations

import pytest

from benchmarks.mutation.boxoffice.app import make_app
from benchmarks.mutation.boxoffice.bugs import BUGS
from benchmarks.mutation.boxoffice.visitor import Visitor


@pytest.mark.parametrize("name", BUGS)
def test_bug_shows(name: str) -> None:
    observe = BUGS[name].observe
    assert observe(Visitor(make_app(name))) != observe(Visitor(make_app()))
