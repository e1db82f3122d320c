from __future__ import annotations

from typing import Any

import pytest


@pytest.fixture
def put(package: Any, send: Any) -> Any:
    class Api:
        async def put_note(self, call: Any, body: Any) -> Any:
            return body

    app = package.create_app(notes=Api())
    return lambda note: send(app)("PUT", "/notes", json=note)


@pytest.mark.parametrize(
    "note",
    [
        {"text": "a", "author": None, "rating": 1},
        {"text": "a", "author": "b", "title": None, "colour": None, "rating": 1},
        {"text": "a", "author": "b", "colour": "red", "rating": 1, "unknown": {"x": [1]}},
    ],
)
def test_absent_and_null_outlive_a_round_trip(put: Any, note: Any) -> None:
    response = put(note)
    assert (response.status_code, response.json()) == (200, note)


@pytest.mark.parametrize(
    "note",
    [
        {"text": None, "author": "b"},
        {"text": "a"},
        {"text": "a", "author": "b", "rating": 0},
        {"text": "a", "author": "b", "colour": "blue"},
    ],
)
def test_null_is_refused_where_it_is_not_admitted(put: Any, note: Any) -> None:
    assert put(note).status_code == 422
