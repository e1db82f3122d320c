"""What RFC 6570 writes, the runtime reads: every style, any values."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adhere.runtime.contract_files import Contract, Located
from adhere.runtime.guard import Guards, SchemaCheck
from adhere.runtime.parameters import ParameterSpec, Parts, reader
from adhere.runtime.shapes import Shape

SCALAR = {"type": ["integer", "boolean", "number", "string"]}
SCHEMAS = {
    "scalar": {"type": "string"},
    "integer": {"type": "integer"},
    "number": {"type": "number"},
    "array": {"type": "array", "items": {"type": "string"}},
    "integers": {"type": "array", "items": {"type": "integer"}},
    "object": {"type": "object", "additionalProperties": {"type": "string"}},
}
CONTRACT = Contract({"components": {"schemas": SCHEMAS}})
GUARD = Guards(CONTRACT).request

texts = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=8)
VALUES: dict[str, st.SearchStrategy[Any]] = {
    "scalar": texts,
    "integer": st.integers(),
    "number": st.floats(allow_nan=False, allow_infinity=False),
    "array": st.lists(texts, min_size=1, max_size=4),
    "integers": st.lists(st.integers(), min_size=1, max_size=4),
    "object": st.dictionaries(texts, texts, min_size=1, max_size=4),
}
STYLES = [
    ("path", "simple", ","),
    ("path", "label", ","),
    ("path", "matrix", ","),
    ("query", "form", ","),
    ("query", "spaceDelimited", "%20"),
    ("query", "pipeDelimited", "|"),
    ("query", "deepObject", ","),
]


def encode(value: Any) -> str:
    return quote(value if isinstance(value, str) else repr(value), safe="")


def flat(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [encode(part) for pair in value.items() for part in pair]
    return [encode(item) for item in value] if isinstance(value, list) else [encode(value)]


def pairs(value: Any, name: str) -> list[str]:
    """Write an exploded value as `name=value` pieces."""
    if isinstance(value, dict):
        return [f"{encode(key)}={encode(item)}" for key, item in value.items()]
    return [f"{name}={encode(item)}" for item in (value if isinstance(value, list) else [value])]


def written(value: Any, style: str, delimiter: str, *, explode: bool) -> str:
    """Write a value in a style (RFC 6570, section 3.2)."""
    if style == "deepObject":
        return "&".join(f"p[{encode(key)}]={encode(item)}" for key, item in value.items())
    if style in {"form", "spaceDelimited", "pipeDelimited"}:
        return "&".join(pairs(value, "p")) if explode else f"p={delimiter.join(flat(value))}"
    pieces = pairs(value, "p") if explode and isinstance(value, dict) else flat(value)
    if style == "simple":
        return ",".join(pieces)
    if style == "label":
        return "." + ("." if explode else ",").join(pieces)
    return (
        "".join(f";{piece}" for piece in pairs(value, "p")) if explode else f";p={','.join(pieces)}"
    )


def is_writable(value: Any, style: str, *, explode: bool) -> bool:
    """Tell whether a style says how the value is written, and back, without doubt.

    A dot is never percent-encoded (RFC 3986, section 2.3), and it is what `label` splits at;
    brackets are what `deepObject` splits at; a space or pipe as data is the delimiter, too.
    """
    parts = flat(value)
    if style == "label" and explode and not isinstance(value, str | int | float):
        return not any("." in part for part in parts)
    if style == "deepObject":
        return isinstance(value, dict) and not any("[" in k or "]" in k for k in value)
    if style in {"spaceDelimited", "pipeDelimited"}:
        delimited = isinstance(value, list | dict) and not explode
        return delimited and not any("%20" in part or "%7C" in part for part in parts)
    return True


@pytest.mark.parametrize(("place", "style", "delimiter"), STYLES)
@pytest.mark.parametrize("explode", [False, True])
@pytest.mark.parametrize("kind", list(SCHEMAS))
@given(data=st.data())
@settings(max_examples=25, deadline=None)
def test_round_trip(
    data: st.DataObject, place: str, style: str, *, delimiter: str, explode: bool, kind: str
) -> None:
    value = data.draw(VALUES[kind])
    if not is_writable(value, style, explode=explode):
        return
    pointer = f"/components/schemas/{kind}"
    schema = CONTRACT.lookup(f"#{pointer}") or Located({}, "")
    spec = ParameterSpec(
        name="p",
        location=place,
        style=style,
        explode=explode,
        shape=Shape(CONTRACT, GUARD, [schema]),
        check=SchemaCheck(GUARD, pointer),
    )
    text = written(value, style, delimiter, explode=explode)
    scope = {
        "type": "http",
        "headers": [],
        "query_string": text.encode() if place == "query" else b"",
    }
    assert reader(spec)(Parts(scope, {"p": text} if place == "path" else {})) == value
