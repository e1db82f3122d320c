"""The guard: views, formats, patterns, and what it says about breaches."""

from __future__ import annotations

import logging
from typing import Any

import pytest

from adhere.runtime.contract_files import Contract
from adhere.runtime.guard import Guards, SchemaCheck


def checks(schemas: dict[str, Any], name: str) -> tuple[SchemaCheck, SchemaCheck]:
    """Return the check of requests and the check of replies for a component."""
    guards = Guards(Contract({"components": {"schemas": schemas}}))
    pointer = f"/components/schemas/{name}"
    return SchemaCheck(guards.request, pointer), SchemaCheck(guards.reply, pointer)


def told(schema: Any, value: Any, **others: Any) -> list[tuple[str, str]]:
    check, _ = checks({"X": schema, **others}, "X")
    assert not check.is_valid(value)
    return [(breach.pointer, breach.detail) for breach in check.breaches(value, "/body", 20)]


ID = {"type": "string", "readOnly": True}
OBJECT = {"type": "object", "required": ["id", "name"], "properties": {"id": ID, "name": {}}}


@pytest.mark.parametrize(
    "schemas",
    [
        {"X": OBJECT},
        {"X": {"allOf": [OBJECT]}},
        {"X": {"allOf": [{"$ref": "#/components/schemas/Base"}]}, "Base": OBJECT},
        {"X": {"$ref": "#/components/schemas/Base", "required": ["id"]}, "Base": OBJECT},
        {"X": {"allOf": [{"required": ["id", "name"]}, {"properties": {"id": ID}}]}},
        {
            "X": {"allOf": [{"$ref": "#/components/schemas/Need"}, {"properties": {"id": ID}}]},
            "Need": {"required": ["id", "name"]},
        },
        {
            "X": {
                "required": ["id", "name"],
                "properties": {"id": {"$ref": "#/components/schemas/Id"}},
            },
            "Id": ID,
        },
        {
            "X": {
                "allOf": [{"$ref": "#/components/schemas/Need", "required": ["id"]}],
                "properties": {"id": ID},
            },
            "Need": {"required": ["name"], "properties": {"id": {"type": "string"}}},
        },
        {
            "X": {"$ref": "#/components/schemas/Need", "properties": {"id": ID}},
            "Need": {"required": ["id", "name"]},
        },
    ],
)
def test_required_readonly_properties_are_for_replies(schemas: Any) -> None:
    request, reply = checks(schemas, "X")
    assert request.is_valid({"name": "a"})
    assert not request.is_valid({"id": "1"})
    assert not reply.is_valid({"name": "a"})
    assert reply.is_valid({"id": "1", "name": "a"})


@pytest.mark.parametrize(
    "dependent",
    [
        {"dependentRequired": {"name": ["id"]}},
        {"dependentSchemas": {"name": {"required": ["id"]}}},
        {"if": {"required": ["name"]}, "then": {"required": ["id"]}},
        {"if": {"required": ["other"]}, "else": {"allOf": [{"required": ["id"]}]}},
    ],
)
def test_properties_required_on_a_condition_are_for_replies(dependent: Any) -> None:
    request, reply = checks({"X": {"properties": {"id": ID}, **dependent}}, "X")
    assert request.is_valid({"name": "a"})
    assert not reply.is_valid({"name": "a"})
    assert reply.is_valid({"name": "a", "id": "1"})


def test_a_shared_part_is_relaxed_only_where_it_is_shared() -> None:
    schemas = {
        "X": {"allOf": [{"$ref": "#/components/schemas/Need"}, {"properties": {"id": ID}}]},
        "Need": {"required": ["id"]},
    }
    request, _ = checks(schemas, "Need")
    assert not request.is_valid({})


def test_writeonly_is_the_other_way_round() -> None:
    schema = {"required": ["p"], "properties": {"p": {"writeOnly": True}}}
    request, reply = checks({"X": schema}, "X")
    assert not request.is_valid({})
    assert reply.is_valid({})


def test_one_view_where_the_document_tells_no_difference() -> None:
    guards = Guards(Contract({"components": {"schemas": {"X": {}}}}))
    assert guards.request.document is guards.reply.document


@pytest.mark.parametrize(
    ("schema", "valid", "invalid"),
    [
        ({"format": "uuid"}, ["6a0b1f0e-2f0f-4c5e-9a3e-0d9a0f8f2b11", 5], ["x"]),
        ({"format": "date-time"}, ["2026-01-01T00:00:00Z"], ["2026-01-01", "2026-13-01T00:00:00Z"]),
        ({"format": "email"}, ["a@b.example"], ["a"]),
        ({"format": "unknown-format"}, ["x", 5], []),
    ],
)
def test_formats_are_asserted(schema: Any, valid: list[Any], invalid: list[Any]) -> None:
    check, _ = checks({"X": schema}, "X")
    assert [value for value in valid if not check.is_valid(value)] == []
    assert [value for value in invalid if check.is_valid(value)] == []


def test_a_pattern_that_cannot_be_compiled_is_dropped(caplog: pytest.LogCaptureFixture) -> None:
    check, _ = checks({"X": {"type": "string", "pattern": "(?<!", "maxLength": 2}}, "X")
    with caplog.at_level(logging.WARNING):
        assert check.is_valid("ab")
    assert "cannot be compiled" in caplog.text
    assert not check.is_valid("abc")


@pytest.mark.parametrize(
    ("schema", "value", "expected"),
    [
        ({"type": ["string", "null"]}, 1, ("/body", "must be of type null or string.")),
        ({"enum": ["s3cret"]}, "x", ("/body", "is not one of the allowed values.")),
        ({"const": 1}, "x", ("/body", "is not the one value allowed.")),
        ({"minimum": 3}, 2, ("/body", "must be at least 3.")),
        ({"multipleOf": 3}, 2, ("/body", "must be a multiple of 3.")),
        ({"maxLength": 1}, "ab", ("/body", "must have at most 1 characters.")),
        ({"minItems": 1}, [], ("/body", "must have at least 1 items.")),
        ({"uniqueItems": True}, [1, 1], ("/body", "has the same item twice.")),
        ({"required": ["a"]}, {}, ("/body", "lacks the property a.")),
        (
            {"additionalProperties": False},
            {"x": 1},
            ("/body", "has a property that is not declared."),
        ),
        (
            {"properties": {"a/b": {"format": "ipv4"}}},
            {"a/b": "x"},
            ("/body/a~1b", "is not in the format ipv4."),
        ),
        ({"items": {"type": "integer"}}, [1, "x"], ("/body/1", "must be of type integer.")),
        ({"pattern": "^a"}, "x", ("/body", "does not match the pattern required.")),
        ({"not": {}}, "x", ("/body", "is of a kind that is excluded.")),
        ({"dependentRequired": {"a": ["b"]}}, {"a": 1}, ("/body", "lacks the property b.")),
        (
            {"propertyNames": {"maxLength": 1}},
            {"ab": 1},
            ("/body", "has a property whose name is not allowed."),
        ),
        (False, 1, ("/body", "is not allowed.")),
    ],
)
def test_sentences(schema: Any, value: Any, expected: tuple[str, str]) -> None:
    assert told(schema, value) == [expected]


@pytest.mark.parametrize("keyword", ["anyOf", "oneOf"])
def test_the_closest_alternative_is_told(keyword: str) -> None:
    circle = {
        "type": "object",
        "required": ["kind", "r"],
        "properties": {"kind": {"const": "circle"}, "r": {"type": "integer"}},
    }
    square = {
        "type": "object",
        "required": ["kind", "a"],
        "properties": {"kind": {"const": "square"}, "a": {"type": "integer"}},
    }
    schema = {keyword: [circle, square, {"type": "null"}]}
    assert told(schema, {"kind": "square", "a": "x"}) == [("/body/a", "must be of type integer.")]
    assert told(schema, 5) == [("/body", "matches none of the alternatives.")]


def test_the_discriminator_says_which_alternative_is_told() -> None:
    pet = {
        "oneOf": [{"$ref": "#/components/schemas/Cat"}, {"$ref": "#/components/schemas/Dog"}],
        "discriminator": {
            "propertyName": "kind",
            "mapping": {"dog": "#/components/schemas/Dog"},
        },
    }
    cat = {"required": ["lives"], "properties": {"lives": {"type": "integer"}}}
    dog = {"required": ["bark", "walks"], "properties": {"bark": {"type": "string"}}}
    value = {"kind": "dog", "bark": 1}
    assert told(pet, value, Cat=cat, Dog=dog) == [
        ("/body", "lacks the property walks (of the branch `Dog`)."),
        ("/body/bark", "must be of type string (of the branch `Dog`)."),
    ] or told(pet, value, Cat=cat, Dog=dog) == [
        ("/body/bark", "must be of type string."),
        ("/body", "lacks the property walks."),
    ]
    assert told(pet, {"kind": "Cat"}, Cat=cat, Dog=dog) == [
        ("/body", "lacks the property lives (of the branch `Cat`).")
    ]
    assert told(pet, {"kind": "cow"}, Cat=cat, Dog=dog) == [
        ("/body/kind", "is not one of the allowed values.")
    ]


def test_input_is_never_repeated() -> None:
    schema = {
        "type": "object",
        "properties": {"a": {"enum": [1]}, "b": {"pattern": "^x"}, "c": {"type": "integer"}},
        "additionalProperties": False,
    }
    value = {"a": "s3cret", "b": "s3cret", "c": "s3cret", "s3cret": 1}
    assert "s3cret" not in str(told(schema, value))


def test_references_out_of_the_document_accept_nothing() -> None:
    check, _ = checks({"X": {"$ref": "https://elsewhere.example/schema"}}, "X")
    assert not check.is_valid(1)
