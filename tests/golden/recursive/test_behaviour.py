from __future__ import annotations

from typing import Any

import pytest


@pytest.mark.parametrize(
    "tree",
    [
        {"value": {"a": [1, None, {"b": "c"}]}},
        {"value": 1, "children": [{"value": "x", "children": []}], "parent": {"value": True}},
        {"value": None, "twin": {"value": []}},
        {"value": 1, "filter": {"negate": True, "all": [{"field": "x", "inner": {"field": "y"}}]}},
    ],
)
def test_values_outlive_a_round_trip(package: Any, module: Any, send: Any, tree: Any) -> None:
    class Api:
        async def plant(self, call: Any, body: Any) -> Any:
            assert type(body) is module("models").Tree
            return body

    response = send(package.create_app(trees=Api()))("POST", "/trees", json=tree)
    assert (response.status_code, response.json()) == (200, tree)


def test_depth_is_checked(package: Any, send: Any) -> None:
    post = send(package.create_app())
    assert post("POST", "/trees", json={"value": 1, "children": [{}]}).status_code == 422
