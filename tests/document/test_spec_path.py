"""The places that rules walk are those of the library, only cheaper."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from adhere.document import load, validate
from adhere.document.spec_path import SpecPath
from adhere.document.spec_validator import LocatedError, rules_validator

GOLDEN = sorted(Path(__file__).parents[1].glob("golden/*/openapi.yaml"))
ODD = {
    "members of the wrong type": "parameters: [{name: a, in: [query]}, 3], responses: {'200': []}",
    "a reference that leads nowhere": "responses: {'200': {$ref: '#/components/responses/No'}}",
    "a default behind a reference": (
        "parameters: [{name: a, in: query, schema: {$ref: '#/components/schemas/Size'}}]"
    ),
    "a parameter without a place": "parameters: [{name: a}], responses: {}",
}
DOCUMENT = """\
openapi: 3.1.0
info: {title: T, version: '1'}
paths:
  /a/{b}: {get: {operationId: a, %s}}
components:
  schemas:
    Size: {type: integer, default: large}
    Base: {allOf: [{$ref: '#/components/schemas/Size'}], required: [c]}
"""
CIRCLE = (
    DOCUMENT + "    A: {$ref: '#/components/schemas/B'}\n    B: {$ref: '#/components/schemas/A'}\n"
)


def found(path: Any, validator: Any) -> list[tuple[str, str, tuple[str, ...]]]:
    located = [e for e in validator.root_validator(path) if isinstance(e, LocatedError)]
    return [(type(e.error).__name__, str(e.error)[:40], e.tokens) for e in located]


def assert_same(spec: Path) -> int:
    document = load(spec).document
    assert document is not None
    rules = rules_validator(document.version[:3])
    library, ours = rules(document.served), rules(document.served)
    expected = found(library.schema_path, library)
    assert found(SpecPath.of(ours.schema_path), ours) == expected
    return len(expected)


@pytest.mark.parametrize("spec", GOLDEN, ids=lambda spec: spec.parent.name)
def test_a_golden_document_breaks_the_same_rules(spec: Path) -> None:
    assert_same(spec)


@pytest.mark.parametrize("operation", ODD.values(), ids=ODD)
def test_an_odd_document_breaks_the_same_rules(operation: str, tmp_path: Path) -> None:
    spec = tmp_path / "openapi.yaml"
    spec.write_text(DOCUMENT % operation)
    assert assert_same(spec) > 0


def test_references_in_a_circle_end(tmp_path: Path) -> None:
    spec = tmp_path / "openapi.yaml"
    spec.write_text(CIRCLE % "responses: {}")
    loaded = load(spec)
    assert {d.rule for d in loaded.report} == {"circular-ref"}
    assert loaded.document is not None
    assert "circular-ref" not in {d.rule for d in validate(loaded.document)}
