from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from adhere.source import Pointer, SourceFile, parse

PATH = Path("spec.yaml")


def read(text: str) -> SourceFile:
    return parse(PATH, text)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("no", "no"),
        ("on", "on"),
        ("Yes", "Yes"),
        ("2024-01-01", "2024-01-01"),
        ("2024-01-01 10:00:00", "2024-01-01 10:00:00"),
        ("12:30:45", "12:30:45"),
        ("1.2.3", "1.2.3"),
        ("1_000", "1_000"),
        ("0b11", "0b11"),
        ("017", 17),
        ("0o17", 15),
        ("0xfF", 255),
        ("-12", -12),
        ("+12", 12),
        ("1.", 1.0),
        (".5", 0.5),
        ("-1.5e3", -1500.0),
        ("1e3", 1000.0),
        ("٣", "٣"),
        ("true", True),
        ("True", True),
        ("FALSE", False),
        ("tRue", "tRue"),
        ("null", None),
        ("NULL", None),
        ("~", None),
        ("", None),
        ("'~'", "~"),
        ('"12"', "12"),
        ("! 12", "12"),
        ("!!str 12", "12"),
        ("!!int 12", 12),
        ("!!float 12", 12),
        ("|\n  a\n  b\n", "a\nb\n"),
        (">-\n  a\n  b\n", "a b"),
    ],
)
def test_scalars_of_the_core_schema(text: str, value: Any) -> None:
    file = read(f"key: {text}\n")
    assert file.problems == ()
    assert file.data == {"key": value}
    assert type(file.data["key"]) is type(value)


def test_keys_are_the_text_they_are_written_with() -> None:
    assert read("200: a\nno: b\n1.0: c\n~: d\n").data == {
        "200": "a",
        "no": "b",
        "1.0": "c",
        "~": "d",
    }


def test_an_alias_is_its_anchor_and_stands_in_both_places() -> None:
    file = read("a: &x\n  b: 1\nc: *x\n")
    assert file.data == {"a": {"b": 1}, "c": {"b": 1}}
    assert str(file.span(Pointer(("c",)))) == "spec.yaml:3:4"
    assert str(file.span(Pointer(("c", "b")))) == "spec.yaml:2:6"


def test_merge_keys_fill_what_is_not_written() -> None:
    file = read("a: &a {x: 1, y: 1}\nb: &b {y: 2, z: 2}\nc:\n  <<: [*a, *b]\n  x: 3\n")
    assert file.data["c"] == {"x": 3, "y": 1, "z": 2}
    assert str(file.span(Pointer(("c", "z")))) == "spec.yaml:2:17"
    assert read("'<<': {x: 1}").data == {"<<": {"x": 1}}


def test_an_empty_text_is_null() -> None:
    assert read("").data is None
    assert read("# nothing\n").data is None


def test_a_repeated_key_is_shown_in_both_places() -> None:
    file = read("a:\n  x: 1\n  y: 2\n  x: 3\n")
    (problem,) = file.problems
    assert file.data == {"a": {"x": 3, "y": 2}}
    assert (problem.rule, str(problem.span)) == ("duplicate-key", "spec.yaml:4:3")
    assert problem.related is not None
    assert str(problem.related[1]) == "spec.yaml:2:3"


BOMB = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{name}: &{name} [{','.join(['*' + before] * 9)}]\n"
    for before, name in zip("abcdefg", "bcdefgh", strict=True)
)
DEEP_BY_ALIAS = "a: &a " + "[" * 60 + "]" * 60 + "\nb: " + "[" * 60 + "*a" + "]" * 60 + "\n"

REFUSED = [
    ("a:\n\tb: 1\n", "2:1", "syntax-error", "a tab indents this line; YAML allows spaces only"),
    (
        "title: My API: the best\n",
        "1:14",
        "syntax-error",
        "': ' stands in a text without quotes, where it would start a value",
    ),
    (
        "a:\n    b: 1\n  c: 2\n",
        "3:3",
        "syntax-error",
        "the indentation of this line, 2 spaces, fits no key above it",
    ),
    (
        "a: 1\n  b: 2\n",
        "2:4",
        "syntax-error",
        "this key is indented deeper than line 1, whose key has a value already",
    ),
    (
        "info:\n  title:T\n  version: 1\n",
        "3:10",
        "syntax-error",
        "line 2 has no space after its colon, so it holds no key",
    ),
    (
        "info:\n  title\n  version: 1\n",
        "3:10",
        "syntax-error",
        "line 2 above this key holds no key",
    ),
    ("a: 1\nfoo\nb: 2\n", "2:1", "syntax-error", "this line holds no 'key: value'"),
    ('a: "x\nb: 1\n', "1:4", "syntax-error", "this quoted text is never closed"),
    (
        'info:\n  title: "Shop\n  version: 1\npaths: {}\na: "x"\n',
        "2:10",
        "syntax-error",
        "this quote is not closed; it runs on to line 5",
    ),
    (
        "- 'a\n- b: 1\n- 'c'\n",
        "1:3",
        "syntax-error",
        "this quote is not closed; it runs on to line 3",
    ),
    (
        "a: |\n  x: 1\n b: c\n",
        "3:2",
        "syntax-error",
        "the indentation of this line, 1 space, fits no key above it",
    ),
    ('a: "x\n  y" z\n', "2:6", "syntax-error", 'text follows the closing " of this value'),
    ("a: 'it's'\n", "1:8", "syntax-error", "text follows the closing ' of this value"),
    ("a: {x} y\n", "1:8", "syntax-error", "text follows the closing } of this value"),
    (
        "a: [1, 2\nb: 3\n",
        "2:2",
        "syntax-error",
        "the '[' of line 1, column 4 is not closed before this",
    ),
    ("a: @x\n", "1:4", "syntax-error", "a text without quotes cannot start with '@'"),
    ("a: **x**\n", "1:4", "syntax-error", "a text without quotes cannot start with '*'"),
    ('a: "\\d"\n', "1:5", "syntax-error", "\\d means nothing between double quotes"),
    ("é: é\x01b\n", "1:5", "syntax-error", "the control character U+0001 stands here"),
    ("a:\n  b: 1\n  - c\n", "3:3", "syntax-error", "a list starts among the keys of a mapping"),
    ("a:\n  - c\n  b: 1\n", "3:3", "syntax-error", "a key stands among the items of a list"),
    ("a: |x\n", "1:5", "syntax-error", "text follows the '|' or '>' that starts a block"),
    (
        "<<<<<<< HEAD\na: 1\n=======\na: 2\n>>>>>>> x\n",
        "1:1",
        "syntax-error",
        "a conflict of a merge was left unresolved here",
    ),
    ("a: {{x}}\n", "1:5", "complex-key", "a key is a mapping or a list; JSON knows only text"),
    (
        "a: 1\n---\nb: 2\n",
        "2:1",
        "several-documents",
        "a second document starts here; a file holds one",
    ),
    ("a: !foo b\n", "1:4", "custom-tag", "the tag '!foo' has no meaning in an OpenAPI document"),
    ("a: !!int b\n", "1:4", "custom-tag", "'b' is not a value of the tag '!!int'"),
    (
        "a: !!set {b}\n",
        "1:4",
        "custom-tag",
        "the tag '!!set' has no meaning in an OpenAPI document",
    ),
    ("a: *x\n", "1:4", "undefined-alias", "no anchor '&x' stands before '*x'"),
    (
        "a: &a [*a]\n",
        "1:8",
        "recursive-alias",
        "the alias '*a' stands inside the node that it names, which would never end",
    ),
    ("a: .nan\n", "1:4", "not-json", ".nan is not a number that JSON can hold"),
    ("a: -.inf\n", "1:4", "not-json", "-.inf is not a number that JSON can hold"),
    ("a: 1e999\n", "1:4", "not-json", "1e999 is not a number that JSON can hold"),
    (
        "a: " + "9" * 5000,
        "1:4",
        "not-json",
        "9999999999999999999999999999999999999... is not a number that JSON can hold",
    ),
    (
        "a:\n  <<: 1\n",
        "2:7",
        "bad-merge",
        "the merge key '<<' takes a mapping, or a list of mappings",
    ),
    ("[" * 150, "1:101", "too-deep", "values are nested more than 100 levels deep here"),
    (DEEP_BY_ALIAS, "2:64", "too-deep", "values are nested more than 100 levels deep here"),
    (
        BOMB,
        "7:8",
        "alias-bomb",
        "the aliases of this file expand to more than 1,000,000 nodes",
    ),
]


@pytest.mark.parametrize(("text", "place", "rule", "message"), REFUSED)
def test_a_mistake_is_one_sentence_at_its_place(
    text: str, place: str, rule: str, message: str
) -> None:
    file = read(text)
    (problem,) = file.problems
    assert not file.is_read
    assert (str(problem.span), problem.rule, problem.message) == (
        f"spec.yaml:{place}",
        rule,
        message,
    )


@pytest.mark.parametrize("text", [text for text, *_ in REFUSED if not text.startswith("[")])
def test_a_mistake_has_a_mend(text: str) -> None:
    (problem,) = read(text).problems
    assert problem.help is not None or problem.rule == "too-deep"
