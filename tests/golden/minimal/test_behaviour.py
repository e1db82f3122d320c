from __future__ import annotations

from typing import Any


def test_an_operation_nobody_implemented_answers_501(package: Any, send: Any) -> None:
    response = send(package.create_app())("GET", "/greeting")
    assert response.status_code == 501
    assert response.headers["content-type"] == "application/problem+json"


def test_the_contract_is_served(package: Any, send: Any) -> None:
    response = send(package.create_app())("GET", "/openapi.json")
    assert response.json()["info"] == {"title": "Minimal", "version": "1.0.0"}


def test_a_bare_text_is_the_only_success(package: Any, send: Any) -> None:
    class Api:
        async def get_greeting(self, call: Any) -> str:
            return "hello"

    app = package.create_app(default=Api())
    response = send(app)("GET", "/greeting")
    assert (response.status_code, response.text) == (200, "hello")
