"""No model refuses what its schema admits, and none is lost to one that cannot be written."""

from __future__ import annotations

import itertools
import sys
import types
from contextlib import nullcontext
from typing import Any

import jsonschema_rs
import pytest
from pydantic import TypeAdapter, ValidationError

from adhere.emit import Package, models
from adhere.emit.types import AliasDefinition, ClassDefinition, Field, Named, Scalar

from .conftest import Generate

COUNTER = itertools.count()

VALUES: list[Any] = [
    None, True, False, 0, 1, 1.0, -1, 2**70, 1.5, "", "a", "abc", "é" * 3, [], [1], ["a", 1, None],
    {}, {"a": 1}, {"a": "x", "b": None}, {"a": {"b": {"c": []}}}, {"c": [1, 2], "zz": 0},
]  # fmt: skip

S = "#/components/schemas/S"

SCHEMAS: dict[str, Any] = {
    "boolean": True,
    "properties without type": {"properties": {"a": {"type": "integer"}}},
    "required without properties": {"type": "object", "required": ["a"]},
    "closed": {"type": "object", "properties": {"a": True}, "additionalProperties": False},
    "closed with patterns": {
        "type": "object",
        "properties": {"a": True},
        "patternProperties": {"^z": True},
        "additionalProperties": False,
    },
    "unevaluated": {
        "type": "object",
        "properties": {"a": True},
        "anyOf": [{"properties": {"c": True}}, True],
        "unevaluatedProperties": False,
    },
    "a tuple among alternatives": {
        "type": "object",
        "properties": {
            "a": {
                "anyOf": [
                    {"type": "string"},
                    {
                        "type": "array",
                        "prefixItems": [{"type": "string"}, {"type": "integer"}],
                        "minItems": 2,
                        "maxItems": 2,
                    },
                ]
            }
        },
    },
    "mixed enum": {"enum": [None, True, 1, 1.5, "a", [1], {"a": 1}]},
    "integer enum": {"type": "integer", "enum": [0, 1, 1.0]},
    "const null": {"const": None},
    "const object": {"const": {"a": 1}},
    "not": {"not": {"type": "string"}},
    "if": {"if": {"type": "object"}, "then": {"required": ["a"]}, "else": {"minLength": 2}},
    "prefix items": {"type": "array", "prefixItems": [{"type": "integer"}], "items": True},
    "contains": {"type": "array", "contains": {"type": "integer"}},
    "text or one of some": {
        "anyOf": [{"type": "string", "maxLength": 0}, {"const": "abc"}, {"const": 1}]
    },
    "many types": {"type": ["string", "integer", "array", "null"], "maxLength": 1},
    "integer": {"type": "integer", "minimum": -0.5},
    "number": {"type": "number", "multipleOf": 0.5, "exclusiveMinimum": 0},
    "astral string": {"type": "string", "maxLength": 3, "pattern": "^\\p{L}*$"},
    "all of": {
        "allOf": [
            {"type": "object", "properties": {"a": {"type": ["integer", "string"]}}},
            {"properties": {"a": {"type": ["string", "object"]}, "b": {"type": "null"}}},
        ]
    },
    "contradiction in a branch": {
        "anyOf": [{"allOf": [{"type": "string"}, {"type": "integer"}]}, {"type": "object"}]
    },
    "one of with members beside": {
        "type": "object",
        "properties": {"b": {"type": "null"}},
        "oneOf": [
            {"required": ["a"], "properties": {"a": {"type": "string"}}},
            {"maxProperties": 0},
        ],
    },
    "tags of two types": {
        "anyOf": [
            {"type": "object", "required": ["a"], "properties": {"a": {"enum": ["x"]}}},
            {"type": "object", "required": ["a"], "properties": {"a": {"enum": ["y", 1]}}},
        ],
        "discriminator": {"propertyName": "a"},
    },
    "tags that may be absent": {
        "oneOf": [
            {"type": "object", "properties": {"a": {"enum": ["x"]}}},
            {"type": "object", "required": ["a"], "properties": {"a": {"enum": [1]}}},
        ],
        "discriminator": {"propertyName": "a"},
    },
    "dependent": {"type": "object", "dependentSchemas": {"a": {"required": ["b"]}}},
    "property names": {"type": "object", "propertyNames": {"maxLength": 1}},
    "typed map": {"type": "object", "additionalProperties": {"type": ["integer", "array"]}},
    "defs": {
        "$defs": {"x": {"type": "integer"}},
        "items": {"$ref": "#/components/schemas/S/$defs/x"},
    },
    "recursive": {
        "properties": {"a": {"$ref": "#/components/schemas/S"}},
        "type": ["object", "integer"],
    },
    "formats": {"anyOf": [{"format": f} for f in ("email", "uri", "ipv6", "duration", "hostname")]},
}


def load(package: Package) -> types.ModuleType:
    name = f"models_{next(COUNTER)}"
    module = types.ModuleType(name)
    sys.modules[name] = module
    exec(compile(package.files["models.py"], name, "exec"), module.__dict__)  # noqa: S102
    return module


@pytest.mark.parametrize("name", SCHEMAS)
def test_a_model_admits_what_its_schema_admits_and_keeps_it(name: str, generate: Generate) -> None:
    holder = {
        "type": "object",
        "required": ["value"],
        "properties": {"value": {"$ref": S}, "inline": SCHEMAS[name]},
    }
    module = load(generate({"Holder": holder, "S": SCHEMAS[name]}))
    adapter: TypeAdapter[Any] = TypeAdapter(module.Holder)
    bundle = {"$ref": S, "components": {"schemas": {"S": SCHEMAS[name]}}}
    validator = jsonschema_rs.Draft202012Validator(bundle)
    valid = [value for value in VALUES if validator.is_valid(value)]
    assert valid
    for value in valid:
        made = adapter.validate_python({"value": value}, by_alias=True, by_name=False)
        assert adapter.dump_python(made, mode="json", by_alias=True)["value"] == value


WORDS = [
    "unitPrice", "URLPath", "iPhone", "line1", "addressLine1", "aB", "x509Cert", "fooBAR",
    "e2eTest", "v2API", "Name", "class", "$ref", "_id", "bar-qux", "from", "x", "copy",
]  # fmt: skip


@pytest.mark.parametrize(
    ("names", "base"),
    [
        (WORDS, "CamelModel"),
        (["unitPrice", "unit_price"], "Model"),
        (["unitPrice", "created_at"], "Model"),
        (["price", "created_at"], "Model"),
        (["unitPrice", "a1b"], "Model"),
    ],
)
@pytest.mark.parametrize("is_closed", [False, True])
def test_every_member_keeps_its_name(
    names: list[str], base: str, *, is_closed: bool, generate: Generate
) -> None:
    schema: dict[str, Any] = {"type": "object", "properties": {name: {} for name in names}}
    if is_closed:
        schema["additionalProperties"] = False
    module = load(generate({"Thing": schema}))
    assert module.Thing.__bases__[0].__name__ == ("Closed" if is_closed else "") + base
    value = {name: number for number, name in enumerate(names)}
    adapter: TypeAdapter[Any] = TypeAdapter(module.Thing)
    made = adapter.validate_python(value, by_alias=True, by_name=False)
    assert adapter.dump_python(made, by_alias=True) == value
    assert len(made.model_fields_set) == len(names)
    with pytest.raises(ValidationError) if is_closed else nullcontext():
        adapter.validate_python({**value, "more": 1}, by_alias=True, by_name=False)


def test_what_cannot_be_written_becomes_any_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    generate = models._generate  # noqa: SLF001  # the seam to the generator

    def refuse_bad(document: Any, template_data: Any) -> Any:
        bad = document["components"]["schemas"]["Bad"]
        if "properties" in bad:
            raise ValueError("no")
        return generate(document, template_data)

    monkeypatch.setattr(models, "_generate", refuse_bad)
    bad = ClassDefinition("Bad", "Bad.", (), closed=False)
    good = ClassDefinition(
        "Good", "Good.", (Field("bad", Named("Bad"), required=True),), closed=False
    )
    alias = AliasDefinition("Name", Scalar("string"))
    written = models.write_models({"Bad": bad, "Good": good, "Name": alias})
    assert written.failed == ("Bad",)
    assert "class Good" in written.text
    assert "class Bad" not in written.text


def test_inline_classes_hide_nothing_that_modules_import(generate: Generate) -> None:
    inline = {"type": "object", "properties": {"a": {"type": "string"}}}
    error = {"type": "object", "properties": {"reply": inline, "other": inline}}
    text = generate({"Error": error}).files["models.py"]
    assert "class ErrorReply2(Model)" in text
    assert "class ErrorOther(Model)" in text


def test_a_field_hides_no_type_that_others_are_of(generate: Generate) -> None:
    text: dict[str, Any] = {"type": "string"}
    properties = {"str": {"type": "array", "items": text}, "str_": text, "list": text, "b": text}
    made = load(generate({"S": {"type": "object", "properties": properties}})).S
    value = {"str": ["x"], "str_": "y", "list": "z", "b": "w"}
    assert made.model_validate(value, by_name=False).model_dump(by_alias=True) == value
    assert {"str_", "list_", "b"} <= set(made.model_fields)


@pytest.mark.parametrize("limit", [2**63 - 1, 2**63, -(2**63) - 1])
def test_an_integer_of_any_size_is_one_of_several(limit: int, generate: Generate) -> None:
    made = load(generate({"S": {"type": "object", "properties": {"a": {"enum": [limit, 0]}}}})).S
    assert made.model_validate({"a": limit}).a == limit


def test_a_tuple_among_alternatives_needs_no_class_of_its_own(generate: Generate) -> None:
    elements = [{"type": "string"}, {"type": "integer"}]
    pair = {"type": "array", "prefixItems": elements, "minItems": 2, "maxItems": 2}
    properties = {"pair": pair, "either": {"anyOf": [{"type": "boolean"}, pair]}}
    text = generate({"S": {"type": "object", "properties": properties}}).files["models.py"]
    assert "pair: tuple[str, int] | MISSING = MISSING" in text
    assert "either: bool | tuple[str, int] | MISSING = MISSING" in text
    assert text.count("TypeAliasType") == 0
