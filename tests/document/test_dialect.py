from __future__ import annotations

from collections.abc import Callable
from typing import Any

import jsonschema_rs
import pytest

from adhere.document import Document
from adhere.source import Pointer

MakeDocument = Callable[[dict[str, str]], Document]


def normal(document: MakeDocument, version: str, schema: str) -> Any:
    text = f"openapi: {version}\ninfo: {{title: T, version: '1'}}\npaths: {{}}\n"
    made = document({"a.yaml": f"{text}components: {{schemas: {{B: {{}}, A: {schema}}}}}\n"})
    return made.data["components"]["schemas"]["A"]


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        ("{type: string, nullable: true}", {"type": ["string", "null"]}),
        ("{type: string, nullable: false}", {"type": "string"}),
        ("{nullable: true, maxLength: 3}", {"maxLength": 3}),
        (
            "{type: string, enum: [a], nullable: true}",
            {"type": ["string", "null"], "enum": ["a"]},
        ),
        (
            "{nullable: true, allOf: [{$ref: '#/components/schemas/B'}]}",
            {"allOf": [{"$ref": "#/components/schemas/B"}]},
        ),
        (
            "{$ref: '#/components/schemas/B', nullable: true, description: d}",
            {"$ref": "#/components/schemas/B"},
        ),
        ("{minimum: 1, exclusiveMinimum: true}", {"exclusiveMinimum": 1}),
        ("{minimum: 1, exclusiveMinimum: false}", {"minimum": 1}),
        ("{maximum: 1, exclusiveMaximum: true}", {"exclusiveMaximum": 1}),
        ("{exclusiveMaximum: true}", {}),
        ("{example: {nullable: true}}", {"examples": [{"nullable": True}]}),
        (
            "{type: string, format: binary}",
            {"type": "string", "format": "binary", "contentMediaType": "application/octet-stream"},
        ),
        (
            "{type: string, format: base64}",
            {"type": "string", "format": "base64", "contentEncoding": "base64"},
        ),
        (
            "{items: {type: integer, nullable: true}}",
            {"items": {"type": ["integer", "null"]}},
        ),
        (
            "{additionalProperties: {not: {type: integer, nullable: true}}}",
            {"additionalProperties": {"not": {"type": ["integer", "null"]}}},
        ),
        (
            "{default: {nullable: true, type: string}}",
            {"default": {"nullable": True, "type": "string"}},
        ),
    ],
)
def test_schemas_of_3_0_become_json_schema_2020_12(
    document: MakeDocument, schema: str, expected: Any
) -> None:
    assert normal(document, "3.0.3", schema) == expected
    jsonschema_rs.meta.validate(
        {"$schema": "https://json-schema.org/draft/2020-12/schema", **expected}
    )


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        ("{type: string, nullable: true}", {"type": "string", "nullable": True}),
        (
            "{$ref: '#/components/schemas/B', maxLength: 3}",
            {"$ref": "#/components/schemas/B", "maxLength": 3},
        ),
        ("{exclusiveMinimum: 1}", {"exclusiveMinimum": 1}),
        ("{example: 1, examples: [2]}", {"examples": [2]}),
        ("{properties: {x: true, y: false}}", {"properties": {"x": True, "y": False}}),
    ],
)
@pytest.mark.parametrize("version", ["3.1.1", "3.2.0"])
def test_schemas_of_3_1_are_kept(
    document: MakeDocument, version: str, schema: str, expected: Any
) -> None:
    assert normal(document, version, schema) == expected


def test_what_is_served_stays_as_it_was_written(document: MakeDocument) -> None:
    made = document(
        {
            "a.yaml": """\
openapi: 3.0.3
info: {title: T, version: '1'}
paths:
  /a:
    get:
      parameters: [{name: q, in: query, example: 1, schema: {type: string, nullable: true}}]
      responses:
        200: {$ref: '#/components/responses/R', description: ignored}
components:
  responses: {R: {description: r}}
"""
        }
    )
    served, data = made.served["paths"]["/a"]["get"], made.data["paths"]["/a"]["get"]
    assert (made.served["openapi"], made.data["openapi"], made.version) == (
        "3.0.3",
        "3.1.1",
        "3.0.3",
    )
    assert served["parameters"][0]["schema"] == {"type": "string", "nullable": True}
    assert data["parameters"][0]["schema"] == {"type": ["string", "null"]}
    assert data["parameters"][0]["example"] == 1
    assert served["responses"]["200"]["description"] == "ignored"
    assert data["responses"]["200"] == {"$ref": "#/components/responses/R"}


DRAFT_7 = "$schema: 'http://json-schema.org/draft-07/schema#'"
DRAFT_4 = "$schema: 'http://json-schema.org/draft-04/schema#'"
DRAFT_2019 = "$schema: 'https://json-schema.org/draft/2019-09/schema'"


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        (
            f"{{{DRAFT_7}, items: [true, {{items: [false]}}], additionalItems: false}}",
            {"prefixItems": [True, {"prefixItems": [False]}], "items": False},
        ),
        (f"{{{DRAFT_2019}, items: {{}}, additionalItems: false}}", {"items": {}}),
        (
            f"{{{DRAFT_7}, dependencies: {{a: [b], c: {{not: {{}}}}}}}}",
            {"dependentRequired": {"a": ["b"]}, "dependentSchemas": {"c": {"not": {}}}},
        ),
        (
            f"{{{DRAFT_7}, not: {{$ref: '#/components/schemas/B', maxLength: 3}}}}",
            {"not": {"$ref": "#/components/schemas/B"}},
        ),
        (
            f"{{{DRAFT_2019}, not: {{$ref: '#/components/schemas/B', maxLength: 3}}}}",
            {"not": {"$ref": "#/components/schemas/B", "maxLength": 3}},
        ),
        (f"{{{DRAFT_4}, minimum: 1, exclusiveMinimum: true}}", {"exclusiveMinimum": 1}),
    ],
)
def test_older_drafts_of_json_schema_become_2020_12(
    document: MakeDocument, schema: str, expected: Any
) -> None:
    assert normal(document, "3.1.1", schema) == expected


def test_a_reference_follows_what_stands_under_another_keyword(document: MakeDocument) -> None:
    refs = {
        "a": "items/0/items/1",
        "b": "additionalItems",
        "c": "dependencies/q",
        "d": "patternProperties/[%5Cw-.]",
        "e": "definitions/items",
    }
    properties = ", ".join(
        f"{name}: {{$ref: '#/components/schemas/A/{place}'}}" for name, place in refs.items()
    )
    found = normal(
        document,
        "3.1.1",
        f"{{{DRAFT_7}, items: [{{items: [{{}}, {{}}]}}], additionalItems: {{}}, "
        "dependencies: {q: {}}, patternProperties: {'[\\w-.]': {}}, definitions: {items: {}}, "
        f"properties: {{{properties}}}}}",
    )
    assert {name: schema["$ref"] for name, schema in found["properties"].items()} == {
        "a": "#/components/schemas/A/prefixItems/0/prefixItems/1",
        "b": "#/components/schemas/A/items",
        "c": "#/components/schemas/A/dependentSchemas/q",
        "d": "#/components/schemas/A/patternProperties/%5B%5Cw%5C-.%5D",
        "e": "#/components/schemas/A/definitions/items",
    }


def test_webhooks_of_3_0_are_webhooks(document: MakeDocument) -> None:
    operation = "{post: {responses: {'200': {description: Taken.}}}}"
    made = document(
        {
            "a.yaml": "openapi: 3.0.3\ninfo: {title: T, version: '1'}\npaths: {}\n"
            f"x-webhooks:\n  paid: {{$ref: b.yaml#/paid}}\n  sent: {operation}\n",
            "b.yaml": f"paid: {operation}\n",
        }
    )
    assert set(made.data["webhooks"]) == {"paid", "sent"}
    assert "x-webhooks" in made.served
    sent = made.span(Pointer(("webhooks", "sent", "post")))
    assert (sent.file.name, sent.start.line) == ("a.yaml", 6)
    assert made.span(Pointer(("webhooks", "paid", "post"))).file.name == "b.yaml"
