"""Packages made from documents written in a test."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from adhere import contract, document, emit

Generate = Callable[..., emit.Package]


@pytest.fixture
def write_spec(tmp_path: Path) -> Callable[..., Path]:
    """Write a document with these component schemas and one operation that takes the first."""

    def write(schemas: Mapping[str, Any], **members: Any) -> Path:
        first = next(iter(schemas), None)
        content = {"application/json": {"schema": {"$ref": f"#/components/schemas/{first}"}}}
        operation: dict[str, Any] = {
            "operationId": "send",
            "tags": ["things"],
            "responses": {"204": {"description": "Taken."}},
        }
        if first:
            operation["requestBody"] = {"required": True, "content": content}
        whole = {
            "openapi": "3.1.0",
            "info": {"title": "Test", "version": "1"},
            "paths": {"/things": {"post": operation}},
            "components": {"schemas": dict(schemas)},
            **members,
        }
        path = tmp_path / "openapi.yaml"
        path.write_text(yaml.safe_dump(whole, allow_unicode=True, sort_keys=False), "utf-8")
        return path

    return write


@pytest.fixture
def generate(write_spec: Callable[..., Path]) -> Generate:
    """Return a function from component schemas to a package."""

    def make(schemas: Mapping[str, Any], **members: Any) -> emit.Package:
        loaded = document.load(write_spec(schemas, **members))
        assert loaded.document is not None
        return emit.generate(loaded.document, contract.build(loaded.document).contract)

    return make
