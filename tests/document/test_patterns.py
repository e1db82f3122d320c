"""Regular expressions that the validators' engine does not know as they are."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from jsonschema_rs import Draft202012Validator

from adhere.document import Loaded, validate

LoadFiles = Callable[[dict[str, str]], Loaded]

CASES = [
    ("^[^]$", ["\n", "a"], ["", "ab"]),
    ("a|^[]$", ["a"], ["", "b"]),
    (r"^[\w-.]+$", ["a-.b"], ["!"]),
    (r"^[\p{L}-.]$", ["-", "é"], ["!"]),
    (r"^[a-\d]$", ["a", "-", "1"], ["b"]),
    (r"^(x)(?<n>a|b)\k<n>$", ["xaa", "xbb"], ["xab"]),
    (r"^\uD83D\uDE00$", ["\U0001f600"], ["a"]),
    (r"^[\uD83D\uDE00a]$", ["\U0001f600", "a"], ["b"]),
    (r"^[\b]$", ["\b"], ["b"]),
    (r"^\0$", ["\0"], ["0"]),
    (r"^a{,3}$", ["a{,3}"], ["aaa"]),
    (r"^{[^]}$", ["{a}"], ["a"]),
    (r"^\é$", ["é"], ["e"]),
    (r"^[\w.-]{2,3}$", ["a-"], ["a"]),
]


def in_a_body(pattern: str) -> str:
    body = f"{{content: {{application/json: {{schema: {{pattern: '{pattern}'}}}}}}}}"
    responses = "{'200': {description: Done.}}"
    return (
        "openapi: 3.1.0\ninfo: {title: T, version: '1'}\n"
        f"paths: {{/a: {{post: {{requestBody: {body}, responses: {responses}}}}}}}\n"
    )


@pytest.mark.parametrize(("pattern", "matched", "others"), CASES)
def test_a_pattern_means_what_it_says_in_javascript(
    load_files: LoadFiles, pattern: str, matched: list[str], others: list[str]
) -> None:
    loaded = load_files({"openapi.yaml": in_a_body(pattern)})
    assert loaded.document
    assert list(validate(loaded.document)) == []
    body = loaded.document.data["paths"]["/a"]["post"]["requestBody"]
    validator = Draft202012Validator(body["content"]["application/json"]["schema"])
    assert [text for text in matched if not validator.is_valid(text)] == []
    assert [text for text in others if validator.is_valid(text)] == []


@pytest.mark.parametrize(
    ("pattern", "message"),
    [
        ("(a", "the pattern '(a' is no regular expression (ECMA-262)"),
        ("a{2,1}", "the pattern 'a{2,1}' is no regular expression (ECMA-262)"),
        ("a{2147483648}", "'a{2147483648}' is too large a pattern to be checked"),
    ],
)
def test_a_body_has_no_other_pattern(load_files: LoadFiles, pattern: str, message: str) -> None:
    loaded = load_files({"openapi.yaml": in_a_body(pattern)})
    assert loaded.document
    assert [found.message for found in validate(loaded.document)] == [message]
