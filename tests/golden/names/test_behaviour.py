from __future__ import annotations

from typing import Any

import pytest


@pytest.fixture
def seen() -> dict[str, Any]:
    return {}


@pytest.fixture
def put(package: Any, module: Any, send: Any, seen: dict[str, Any]) -> Any:
    class Api:
        async def import_(self, call: Any, body: Any, **parameters: Any) -> Any:
            seen.update(parameters)
            return body

    app = package.create_app(the_odd_tag_1=Api())
    return lambda url, **arguments: send(app)("PUT", url, **arguments)


def test_names_on_the_wire_stay_as_they_are(put: Any) -> None:
    value = {
        "class": "a", "model_config": "b", "model_dump": "c", "copy": "d", "petName": "e",
        "pet_name": "f", "": "g", "$ref": "h", "_private": "i", "日本": "j", "Any": {"z": 1},
        "list": [{"x": "k"}], "field": {"y": "l"}, "size": {"wert": 1.5}, "weird": "",
        "date": "2026-01-31", "date2": "2026-01-31", "model_dump_": "another member",
    }  # fmt: skip
    response = put("/class/7", json=value)
    assert (response.status_code, response.json()) == (200, value)


def test_parameters_of_one_name_are_told_apart(put: Any, module: Any, seen: dict[str, Any]) -> None:
    response = put(
        "/class/a?id=5&filter[name]=n&order=in-progress", json={}, headers={"X-Trace-Id": "t"}
    )
    assert response.status_code == 200
    assert seen == {
        "id": "a", "id_query": 5, "filter_name": "n", "x_trace_id": "t",
        "order": module("models").SortOrder.IN_PROGRESS, "preview": "only",
        "second": module("models").SortOrder.DESC,
    }  # fmt: skip


def test_an_absent_parameter_is_its_default(put: Any, module: Any, seen: dict[str, Any]) -> None:
    assert put("/class/a", json={}).status_code == 200
    assert seen["order"] == module("models").SortOrder.ASC
    assert (seen["id_query"], seen["preview"]) == (None, "only")
