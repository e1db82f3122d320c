from __future__ import annotations

from pathlib import Path

import pytest

from adhere.source import Pointer, parse

PATH = Path("spec.json")


def test_members_and_elements_have_places() -> None:
    file = parse(PATH, '{"a": [1, {"b": "é"}],\n "c": null}')
    assert file.data == {"a": [1, {"b": "é"}], "c": None}
    assert str(file.span(Pointer(("a", "1", "b")))) == "spec.json:1:17"
    assert str(file.key_span(Pointer(("c",)))) == "spec.json:2:2"
    assert file.written(Pointer(("a", "1"))) == '{"b": "é"}'


def test_a_repeated_key_is_shown_in_both_places() -> None:
    file = parse(PATH, '{"a": {"x": 1,\n"\\u0078": 2}}')
    (problem,) = file.problems
    assert file.data == {"a": {"x": 2}}
    assert (problem.rule, str(problem.span)) == ("duplicate-key", "spec.json:2:1")
    assert problem.related is not None
    assert str(problem.related[1]) == "spec.json:1:8"


@pytest.mark.parametrize(
    ("text", "place", "message"),
    [
        ('{"a": 1,}', "1:8", "a comma stands here and no further element follows"),
        ('{"a": [1,\n]}', "1:9", "a comma stands here and no further element follows"),
        ('{"a": 1 "b": 2}', "1:9", "a comma or the closing bracket is missing here"),
        ('{"a" 1}', "1:6", "a colon is missing after the key"),
        (
            '{"a": "x\n"}',
            "1:9",
            "a line break, a tab or another control character stands in a string",
        ),
        ('{"a": "x', "1:7", "this string is never closed"),
        ('{"a": "\\d"}', "1:8", "this escape means nothing in JSON"),
        ('{"a": 1} x', "1:10", "text follows the end of the JSON value"),
        ("{'a': 1}", "1:2", "JSON strings stand in double quotes"),
        ('{"a": 1, // x\n"b": 2}', "1:10", "JSON has no comments"),
        ("{a: 1}", "1:2", "a key in double quotes is expected here, not 'a'"),
        ('{"a": tru}', "1:7", "a value is expected here, not 't'"),
        ('{"a": ', "1:5", "the text ends here, before the JSON value does"),
        ("openapi: 3.1.0\n", "1:1", "this is no JSON, though the file's name ends in '.json'"),
        ('{"a": "NaN", "b": NaN}', "1:19", "NaN is not a number that JSON can hold"),
        ('{"a": 1e999}', "1:7", "1e999 is not a number that JSON can hold"),
        ('{"a": "\\ud800"}', "1:7", "a '\\u' escape in this string is half a character"),
        (
            '{"a": ' + "[" * 150 + "]" * 150 + "}",
            "1:106",
            "values are nested more than 100 levels deep here",
        ),
        ("[" * 100_000, "1:101", "values are nested more than 100 levels deep here"),
    ],
)
def test_a_mistake_is_one_sentence_at_its_place(text: str, place: str, message: str) -> None:
    file = parse(PATH, text)
    (problem,) = file.problems
    assert not file.is_read
    assert (str(problem.span), problem.message) == (f"spec.json:{place}", message)


def test_both_halves_of_a_character_are_one() -> None:
    assert parse(PATH, '"\\ud83d\\ude00"').data == "\U0001f600"
