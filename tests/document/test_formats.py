"""Formats of OpenAPI's registry: what asserts them, and that everything agrees about it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from adhere import contract as contracts
from adhere.contract import Cursor
from adhere.document import Document, load
from adhere.fuzz.wire.schemas import Schemas as WireSchemas
from adhere.lint.schemas import Schemas as LintSchemas
from adhere.runtime.contract_files import Contract
from adhere.runtime.guard import Guards, SchemaCheck
from adhere.source.document_settings import DocumentSettings

Load = Callable[[dict[str, str]], Document]
DATE = "Sun, 06 Nov 1994 08:49:37 GMT"

CASES: list[tuple[Mapping[str, Any], list[Any], list[Any]]] = [
    ({"format": "int8"}, [127, -128, 5.0, "128", None], [128, -129, 0.5]),
    ({"format": "int16"}, [32767, -32768], [32768, -32769]),
    ({"format": "int32"}, [2**31 - 1, -(2**31), "x"], [2**31, -(2**31) - 1, 1.5]),
    ({"format": "int64"}, [2**63 - 1, -(2**63), "1"], [2**63, -(2**63) - 1, float(2**63)]),
    ({"format": "uint8"}, [0, 255, -0.0], [256, -1]),
    ({"format": "uint16"}, [65535], [65536, -1]),
    ({"format": "uint32"}, [2**32 - 1], [2**32, -1]),
    ({"format": "uint64"}, [2**64 - 1], [2**64, -1]),
    ({"format": "double-int"}, [2**53 - 1, -(2**53) + 1], [2**53, -(2**53), 0.5]),
    ({"format": "float"}, [3.4028235e38, -3.4028235e38, 0.1, 1e-50], [3.4029e38, -1e39]),
    ({"format": "double"}, [1.7976931348623157e308, 10**300, 0.1], [10**309, -(10**400)]),
    ({"format": "int32", "maximum": 5}, [5], [6]),
    ({"format": "int32", "minimum": -(2**40)}, [-(2**31)], [-(2**31) - 1]),
    ({"format": "uint8", "exclusiveMinimum": 0}, [1], [0, 256]),
    ({"format": "int64", "type": "string"}, ["anything"], [5]),
    ({"format": "int32", "type": "number", "multipleOf": 0.5}, [2], [1.5, 2.25]),
    ({"format": "char"}, ["a", "ß", "\U0001f600", 10], ["", "ab"]),
    ({"format": "char", "maxLength": 9}, ["a"], ["ab"]),
    ({"format": "byte"}, ["", "QQ==", "QUI=", "+/+/"], ["Q", "QQ", "QQ=", "-_-_", "QUI=\n"]),
    ({"format": "byte", "type": "integer"}, [255], ["QQ=="]),
    ({"format": "byte", "pattern": "^.{4}$"}, ["QQ=="], ["", "!!!!"]),
    ({"format": "base64url"}, ["", "QQ", "QQ==", "-_-_", "QUI"], ["Q", "QQ=", "+/+/", "Q Q="]),
    ({"format": "decimal"}, ["1", "-1.50", "+0.10", 1.5], ["", "1,5", "1e5", "NaN", "x"]),
    ({"format": "decimal128"}, ["1.5E+3", "-.5", "NaN", "-INF", "INF"], ["", "x", "1,5"]),
    ({"format": "http-date"}, [DATE, "Sunday, 06-Nov-94 08:49:37 GMT",
                               "Sun Nov  6 08:49:37 1994", "Tue, 01 Jan 2030 23:59:60 GMT"],
     [DATE.lower(), "Sun, 6 Nov 1994 08:49:37 GMT", DATE.replace("GMT", "CET"), f"{DATE}\n",
      DATE.replace("08:", "24:"), "1994-11-06T08:49:37Z"]),
    ({"format": "media-range"}, ["*/*", "text/*", "*/json", "application/problem+json",
                                 'text/plain;charset="utf\\-8" ; q=0.5', "a/b;"],
     ["text", "text/", "/x", "a/b;c", "a/b;c=d e", " a/b", 'a/b;c="d']),
    ({"format": "sf-string"}, ['""', '"a \\"b\\" \\\\"'], ["a", '"a', '"a"b"', '"é"', '"\\n"']),
    ({"format": "sf-token"}, ["a", "*", "text/html", "a:b*c"], ["", "1a", "a b", '"a"']),
    ({"format": "sf-binary"}, ["::", ":cHJldGVuZA==:"], ["", ":", ":a b:", "cHJl"]),
    ({"format": "sf-boolean"}, ["?0", "?1"], ["0", "?2", "true", "?1 "]),
    ({"format": "sf-integer"}, [10**15 - 1, -(10**15) + 1], [10**15, 0.5]),
    ({"format": "sf-decimal"}, [999999999999.999, -0.333, 2], [1e12, 0.0001]),
    ({"format": "time-local"}, ["07:32:00", "00:32:00.999999", "23:59:60"],
     ["7:32:00", "24:00:00", "07:32", "07:32:00Z"]),
    ({"format": "date-time-local"}, ["1979-05-27T07:32:00.5", "2024-02-29 00:00:00"],
     ["2023-02-29T00:00:00", "1900-02-29T00:00:00", "1979-05-27", "1979-05-27T07:32:00Z"]),
    ({"format": "password"}, ["", "x"], []),
    ({"format": "binary"}, ["\u00ff"], []),
    ({"format": "commonmark"}, ["# x"], []),
    ({"format": "html"}, ["<p"], []),
    ({"format": "unixtime"}, [0.5, "x"], []),
    ({"format": "something-else"}, ["x", 5], []),
]  # fmt: skip


def of_document(schema: object, *, version: str = "3.1.1") -> dict[str, str]:
    document = {
        "openapi": version,
        "info": {"title": "T", "version": "1"},
        "paths": {},
        "components": {"schemas": {"X": schema}},
    }
    return {"openapi.json": json.dumps(document)}


def judges(document: Document) -> dict[str, Callable[[Any], bool]]:
    """Return what the guard, the fuzzer's judge and the linter think of a value of `X`."""
    contract = contracts.build(document).contract
    (named,) = contract.schemas
    guards = Guards(Contract(contracts.completed(contract)))
    linter = LintSchemas(document).validator(Cursor.of(named.schema))
    assert linter is not None
    return {
        "guard": SchemaCheck(guards.request, "/components/schemas/X").is_valid,
        "fuzzer": WireSchemas(document.data).validator(named.schema).is_valid,
        "linter": linter.is_valid,
    }


@pytest.mark.parametrize(
    ("schema", "valid", "invalid"), CASES, ids=[json.dumps(case[0]) for case in CASES]
)
def test_formats_mean_what_the_registry_says(
    schema: Mapping[str, Any], valid: list[Any], invalid: list[Any], document: Load
) -> None:
    for name, is_valid in judges(document(of_document(schema))).items():
        assert [value for value in valid if not is_valid(value)] == [], name
        assert [value for value in invalid if is_valid(value)] == [], name


def test_they_mean_the_same_in_openapi_3_0(document: Load) -> None:
    nullable = {"type": "string", "format": "byte", "nullable": True}
    for is_valid in judges(document(of_document(nullable, version="3.0.0"))).values():
        assert [is_valid(value) for value in ("QUI=", None, "QUI")] == [True, True, False]


def test_the_document_is_served_as_it_was_written(document: Load) -> None:
    schema = {"type": "integer", "format": "int32"}
    assert document(of_document(schema)).served["components"]["schemas"] == {"X": schema}


def test_a_project_may_say_that_formats_only_annotate(write: Callable[..., Path]) -> None:
    path = write(of_document({"format": "int32"}))
    annotated = load(path, settings=DocumentSettings(formats="annotate")).document
    assert annotated is not None
    assert [is_valid(2**31) for is_valid in judges(annotated).values()] == [True, True, True]
