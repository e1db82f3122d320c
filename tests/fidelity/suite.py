"""The JSON-Schema-Test-Suite as OpenAPI documents: one for each file, an operation a schema."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SUITE = Path(__file__).parents[2] / ".." / "shared" / "json-schema-test-suite"
REQUIRED = SUITE / "tests" / "draft2020-12"
DATA_KEYWORDS = frozenset({"enum", "const", "default", "examples"})
REMOTE_HOST = "localhost:1234"
MAPS = frozenset({"properties", "patternProperties", "$defs", "dependentSchemas"})


@dataclass(frozen=True)
class Case:
    """A value, and whether the schema of its operation accepts it."""

    path: str
    group: str
    description: str
    data: Any
    valid: bool


def files() -> list[Path]:
    """Return the required files of the suite, none where it is absent."""
    return sorted(REQUIRED.glob("*.json"))


def document(file: Path) -> dict[str, Any]:
    """Return the OpenAPI document whose operations take what the file's schemas accept."""
    text = file.read_text(encoding="utf-8")
    groups = json.loads(text)
    schemas = {f"G{n}": embedded(group["schema"], f"G{n}") for n, group in enumerate(groups)}
    return {
        "openapi": "3.1.0",
        "info": {"title": file.stem, "version": "1"},
        "paths": {f"/g{n}": {"post": _operation(n)} for n in range(len(groups))},
        "components": {"schemas": schemas | (remotes() if REMOTE_HOST in text else {})},
    }


def cases(file: Path) -> Iterator[Case]:
    """Yield the cases of a file, as requests to its document."""
    for n, group in enumerate(json.loads(file.read_text(encoding="utf-8"))):
        for test in group["tests"]:
            yield Case(
                f"/g{n}", group["description"], test["description"], test["data"], test["valid"]
            )


def remotes() -> dict[str, Any]:
    """Return the suite's remote schemas as components, each under the URI it is served at.

    One that calls itself something else is also referred to from there.
    """
    found = {}
    for number, file in enumerate(sorted((SUITE / "remotes" / "draft2020-12").rglob("*.json"))):
        schema = json.loads(file.read_text(encoding="utf-8"))
        address = f"http://{REMOTE_HOST}/{file.relative_to(SUITE / 'remotes').as_posix()}"
        found[f"Remote{number}"] = {"$id": address, **schema}
        if schema.get("$id", address) != address:
            found[f"Served{number}"] = {"$id": address, "$ref": schema["$id"]}
    return found


def embedded(schema: Any, key: str) -> Any:
    """Return a schema as it is written inside a document.

    A reference to the schema's own root becomes one to its place; under an `$id` references
    have another base and stay.
    """
    return _moved(schema, f"#/components/schemas/{key}")


def _operation(number: int) -> dict[str, Any]:
    schema = {"$ref": f"#/components/schemas/G{number}"}
    return {
        "operationId": f"post_g{number}",
        "tags": ["suite"],
        "security": [],
        "requestBody": {"required": True, "content": {"application/json": {"schema": schema}}},
        "responses": {"204": {"description": "Accepted."}},
    }


def _moved(node: Any, place: str) -> Any:
    if isinstance(node, list):
        return [_moved(item, place) for item in node]
    if not isinstance(node, dict) or "$id" in node:
        return {k: v for k, v in node.items() if k != "$schema"} if isinstance(node, dict) else node
    return {
        key: _moved_member(key, value, place) for key, value in node.items() if key != "$schema"
    }


def _moved_member(key: str, value: Any, place: str) -> Any:
    if key in DATA_KEYWORDS:
        return value
    if key in MAPS and isinstance(value, dict):
        return {name: _moved(inner, place) for name, inner in value.items()}
    if key == "$ref" and isinstance(value, str) and (value == "#" or value.startswith("#/")):
        return place + value[1:]
    return _moved(value, place)
