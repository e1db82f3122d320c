"""The JSON-Schema-Test-Suite: a model never refuses what the suite calls valid."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from .conftest import Generate
from .test_models import load

SUITE = Path(__file__).parents[3] / "shared" / "json-schema-test-suite" / "tests" / "draft2020-12"

pytestmark = pytest.mark.skipif(not SUITE.exists(), reason="the suite is not beside the checkout")


def groups() -> Iterator[tuple[str, Any, list[Any]]]:
    """Yield each schema with its description and the values that it admits."""
    for path in sorted(SUITE.glob("*.json")):
        for group in json.loads(path.read_text("utf-8")):
            valid = [test["data"] for test in group["tests"] if test["valid"]]
            yield f"{path.stem}: {group['description']}", group["schema"], valid


def test_models_admit_every_valid_value_and_keep_it(generate: Generate) -> None:
    cases = list(groups())
    schemas = {f"Case{number}": schema for number, (_, schema, _) in enumerate(cases)}
    fields = {name: {"$ref": f"#/components/schemas/{name}"} for name in schemas}
    holder = {"type": "object", "properties": fields}
    adapter: TypeAdapter[Any] = TypeAdapter(load(generate({"Holder": holder, **schemas})).Holder)
    wrong = []
    for name, (description, _, values) in zip(schemas, cases, strict=True):
        for value in values:
            try:
                made = adapter.validate_python({name: value}, by_alias=True, by_name=False)
                dumped = adapter.dump_python(made, mode="json", by_alias=True, exclude_unset=True)
                kept = dumped[name] == value
            except ValidationError:
                kept = False
            wrong += [] if kept else [(description, value)]
    assert len(cases) > 300
    assert wrong == []
