"""Which declared media type a `Content-Type` is."""

from __future__ import annotations

import pytest

from adhere.runtime.media_types import choose


@pytest.mark.parametrize(
    ("content_type", "ranges", "chosen"),
    [
        ("application/json", ["application/json; charset=utf-8"], 0),
        ("application/json;charset=UTF8", ["application/json; charset=utf-8"], 0),
        ("application/json", ["application/json;version=1"], None),
        ("application/json;version=1", ["application/json", "application/json;version=1"], 1),
        ("text/csv; charset=latin-1", ["text/csv; charset=utf-8"], None),
        ("multipart/form-data; boundary=a", ["multipart/form-data; boundary=b"], 0),
        ("application/merge-patch+json", ["application/*+json"], 0),
        ("application/merge-patch+json", ["application/*", "application/*+json"], 1),
        ("application/merge-patch+json", ["application/*+json", "application/merge-patch+json"], 1),
        ("application/json", ["application/*+json"], None),
        ("text/x+json", ["application/*+json"], None),
    ],
)
def test_the_closest_one(content_type: str, ranges: list[str], chosen: int | None) -> None:
    expected = None if chosen is None else ranges[chosen]
    assert choose(content_type, tuple(ranges)) == expected
