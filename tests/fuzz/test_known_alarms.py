"""What Schemathesis tells of a correct service is let pass, and nothing else."""

from __future__ import annotations

from typing import Any

import pytest
import schemathesis
from schemathesis.hooks import HookContext
from schemathesis.openapi.checks import EnsureResourceAvailability

from adhere.fuzz.known_alarms import is_real

TOKEN: list[Any] = [{"token": []}]


@pytest.mark.parametrize(
    ("make", "ask", "is_told"),
    [(TOKEN, TOKEN, True), ([], [], True), ([], TOKEN, False), ([{}], TOKEN, False)],
)
def test_what_nobody_known_made_may_be_somebody_elses(
    make: list[Any], ask: list[Any], *, is_told: bool
) -> None:
    responses = {"200": {"description": "Done."}}
    name = {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}
    scheme = {"token": {"type": "http", "scheme": "bearer"}}
    schema = schemathesis.openapi.from_dict(
        {
            "openapi": "3.1.0",
            "info": {"title": "T", "version": "1"},
            "components": {"securitySchemes": scheme},
            "paths": {
                "/sessions": {"post": {"security": make, "responses": responses}},
                "/sessions/{id}": {
                    "get": {"security": ask, "parameters": [name], "responses": responses}
                },
            },
        }
    )
    labels = "POST /sessions", "GET /sessions/{id}"
    failure = EnsureResourceAvailability(
        operation=labels[0], message="", created_with=labels[0], not_available_with=labels[1]
    )
    case = schema["/sessions/{id}"]["GET"].Case(path_parameters={"id": "1"})
    response: Any = None  # it is not looked at
    assert is_real(HookContext(), failure, case, response) is is_told
