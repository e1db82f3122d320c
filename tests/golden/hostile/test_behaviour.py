from __future__ import annotations

import ast
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

ALLOWED = {"__future__", "adhere", "dataclasses", "pathlib", "pydantic", "pydantic_core", "typing"}


def imported(tree: ast.Module) -> set[str]:
    nodes = list(ast.walk(tree))
    plain = {alias.name for n in nodes if isinstance(n, ast.Import) for alias in n.names}
    return plain | {n.module or "" for n in nodes if isinstance(n, ast.ImportFrom) and not n.level}


def called(tree: ast.Module) -> set[str]:
    calls = (node.func for node in ast.walk(tree) if isinstance(node, ast.Call))
    return {function.id for function in calls if isinstance(function, ast.Name)}


def test_the_text_of_the_contract_becomes_no_code(files: Mapping[str, str]) -> None:
    python = {name: text for name, text in files.items() if name.endswith(".py")}
    for text in python.values():
        tree = ast.parse(text)
        assert {name.partition(".")[0] for name in imported(tree)} <= ALLOWED
        assert not called(tree) & {"__import__", "eval", "exec", "open"}


def test_no_file_stands_outside_the_package(files: Mapping[str, str]) -> None:
    assert all(Path(name).name == name for name in files)


def test_names_and_values_are_those_of_the_contract(
    package: Any, send: Any, files: Mapping[str, str]
) -> None:
    seen: dict[str, Any] = {}

    class Api:
        async def x_self_import_os(self, call: Any, **parameters: Any) -> Any:
            seen.update(parameters)
            return {'a"b': "x", "\n\nimport os": {}}

    group = next(n for n in files if n.startswith("a_"))
    app = package.create_app(**{group.removesuffix(".py"): Api()})
    path = quote('/a"b\\c') + "value?e=" + quote("'); import os #")
    response = send(app)("GET", path)
    assert (response.status_code, response.json()) == (200, {'a"b': "x", "\n\nimport os": {}})
    assert seen["x"] == "value"
    assert "\"\"\"'''\\\n{{x}}" in seen.values()
    assert send(app)("GET", path + "x").status_code == 422
