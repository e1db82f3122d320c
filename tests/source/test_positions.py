"""Whatever the text, each node leads to the text that wrote it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml
from hypothesis import given
from hypothesis import strategies as st

from adhere.source import Pointer, SourceFile, parse

# Beyond the basic plane JSON escapes need two halves, which YAML has not.
TEXT = st.text(
    st.characters(max_codepoint=0xFFFF, exclude_categories=["Cs"], exclude_characters="\x7f"),
    max_size=12,
)
SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**20), 10**20),
    st.floats(allow_nan=False, allow_infinity=False),
    TEXT,
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=20,
)
PRINTABLE = st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E), max_size=30)
BLOCK_VALUES = st.recursive(
    PRINTABLE | st.integers() | st.booleans(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(PRINTABLE, inner, max_size=3),
    max_leaves=15,
)


ROOT = Pointer()


def nodes(value: Any, pointer: Pointer = ROOT) -> Iterator[tuple[Pointer, Any]]:
    yield pointer, value
    children = value.items() if isinstance(value, dict) else ()
    children = enumerate(value) if isinstance(value, list) else children
    for key, inner in children:
        yield from nodes(inner, pointer / key)


def excerpt(file: SourceFile, pointer: Pointer) -> str:
    """Cut the span of a node out of the lines that it names."""
    span = file.span(pointer)
    lines = list(file.excerpt(span))
    lines[-1] = lines[-1][: span.end.column - 1]
    lines[0] = lines[0][span.start.column - 1 :]
    return "\n".join(lines)


@given(VALUES, st.sampled_from([None, 1, 4]), st.sampled_from(["a.json", "a.yaml"]))
def test_json_reads_alike_as_json_and_as_yaml(value: Any, indent: int | None, name: str) -> None:
    file = parse(Path(name), json.dumps(value, indent=indent))
    assert file.problems == ()
    assert file.data == value
    for pointer, inner in nodes(value):
        assert json.loads(excerpt(file, pointer)) == inner
        assert file.has(pointer)


@given(BLOCK_VALUES)
def test_block_yaml_leads_to_its_scalars(value: Any) -> None:
    file = parse(Path("a.yaml"), yaml.safe_dump(value, width=1000))
    for pointer, inner in nodes(file.data):
        if not isinstance(inner, dict | list):
            assert parse(Path("b.yaml"), excerpt(file, pointer)).data == inner


def test_names_and_what_is_not_written() -> None:
    file = parse(Path("a.yaml"), "a:\n  bc: 1\n  d:\ne: 2\n")
    assert str(file.key_span(Pointer(("a", "bc")))) == "a.yaml:2:3"
    assert str(file.key_span(Pointer())) == "a.yaml:1:1"
    assert str(file.span(Pointer(("a", "missing", "x")))) == "a.yaml:2:3"
    assert str(file.key_span(Pointer(("a", "missing")))) == "a.yaml:2:3"
    assert file.span(Pointer(("a",))).end.line == 3
    assert not file.has(Pointer(("a", "missing")))
    assert file.excerpt(file.span(Pointer(("a",)))) == ("  bc: 1", "  d:")
