"""What the client writes, the service reads: every style, explode, location and type."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import product
from typing import Any

import httpx
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from adhere.client.parameters import ParameterPlan, Target, parameter_plans
from adhere.runtime.contract_files import Contract
from adhere.runtime.guard import Guards
from adhere.runtime.operation import OperationMark
from adhere.runtime.options import Options
from adhere.runtime.parameters import Parts, Read, reader
from adhere.runtime.plan import OperationPlan

TEXTS = {"type": "array", "minItems": 1, "items": {"type": "string"}}
OBJECT = {
    "type": "object",
    "minProperties": 1,
    "properties": {"a": {"type": "string"}, "b/c": {"type": "integer"}},
    "additionalProperties": False,
}
SCHEMAS: Mapping[str, Mapping[str, Any]] = {
    "string": {"type": "string"},
    "integer": {"type": "integer"},
    "number": {"type": "number"},
    "boolean": {"type": "boolean"},
    "array": TEXTS,
    "object": OBJECT,
}
SCALARS = ("string", "integer", "number", "boolean")
STYLES: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "path": dict.fromkeys(("simple", "label", "matrix"), tuple(SCHEMAS)),
    "query": {
        "form": tuple(SCHEMAS),
        "spaceDelimited": ("array", "object"),
        "pipeDelimited": ("array", "object"),
        "deepObject": ("object",),
    },
    "header": {"simple": tuple(SCHEMAS)},
    "cookie": {"form": tuple(SCHEMAS), "cookie": (*SCALARS, "array", "object")},
}
PATH = "/before/{p}/after"


@dataclass(frozen=True)
class Way:
    """One way to write a parameter, on both sides."""

    client: ParameterPlan
    server: Read

    def travel(self, value: Any) -> Any:
        """Write a value, send it through httpx, and read it."""
        target = Target()
        self.client.place(value, target)
        template = PATH if self.client.location == "path" else "/before/after"
        url = "http://test" + target.path_and_query(template)
        request = httpx.Request("GET", url, headers=target.all_headers())
        path = request.url.raw_path.partition(b"?")[0].decode()
        scope = {
            "headers": [(name.lower(), text) for name, text in request.headers.raw],
            "query_string": request.url.query,
        }
        raw = path.removeprefix("/before/").removesuffix("/after")
        return self.server(Parts(scope, {"p": raw}))


def way(**parameter: Any) -> Way:
    parameter = {"name": "p", "required": True, **parameter}
    node = {"parameters": [parameter], "responses": {}}
    contract = Contract({"paths": {PATH: {"get": node}}})
    mark = OperationMark("GET", PATH, {})

    async def method(self: Any, call: Any, *, p: Any) -> None: ...

    owners = contract.operation(mark)
    assert owners is not None
    plans = parameter_plans(contract, owners, mark=mark, types={"p": Any})
    server = OperationPlan(
        contract, Guards(contract), mark=mark, function=method, options=Options()
    )
    return Way(plans["p"], reader(server.specs[0]))


def texts(*, without: str = "", printable: bool = False) -> st.SearchStrategy[str]:
    """Return texts that HTTP can carry: no surrogates, no control characters."""
    if printable:
        return st.text(st.characters(codec="latin-1", min_codepoint=32, max_codepoint=126,
                                     exclude_characters=without))  # fmt: skip
    return st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters=without))


def values(kind: str, words: st.SearchStrategy[str]) -> st.SearchStrategy[Any]:
    return {
        "string": words,
        "integer": st.integers(),
        "number": st.floats(allow_nan=False, allow_infinity=False),
        "boolean": st.booleans(),
        "array": st.lists(words, min_size=1, max_size=4),
        "object": st.one_of(
            st.fixed_dictionaries({"a": words}, optional={"b/c": st.integers()}),
            st.fixed_dictionaries({"b/c": st.integers()}),
        ),
    }[kind]


WAYS = [
    (location, style, explode, kind)
    for location, styles in STYLES.items()
    for style, kinds in styles.items()
    for explode, kind in product((False, True), kinds)
    if style != "deepObject" or explode
]


@pytest.mark.parametrize(("location", "style", "explode", "kind"), WAYS)
def test_what_is_written_is_read(location: str, style: str, kind: str, *, explode: bool) -> None:
    taken = way(**{"in": location, "style": style, "explode": explode, "schema": SCHEMAS[kind]})

    @settings(max_examples=25, deadline=None, database=None)
    @given(values(kind, words(location, style)))
    def check(value: Any) -> None:
        assume(location != "path" or value not in ("", {"a": ""}))
        assume(
            not isinstance(value, list) or all(value)
        )  # no item and an empty one are written alike
        assert taken.travel(value) == value

    check()


def words(location: str, style: str) -> st.SearchStrategy[str]:
    """Return texts without what a style can only mean as a delimiter."""
    if location == "header":  # surrounding spaces are not part of a field's value
        return texts(without=",= ", printable=True)
    if style == "cookie":  # nothing is encoded (OpenAPI 3.2, section 4.12.3)
        return texts(without='",;% +=', printable=True)
    delimiters = {"spaceDelimited": " ", "pipeDelimited": "|"}
    return texts(without=delimiters.get(style, ""))


@pytest.mark.parametrize("location", ["path", "query", "header", "cookie"])
@given(value=st.recursive(
    st.none() | st.booleans() | st.integers() | texts(),
    lambda inner: st.lists(inner) | st.dictionaries(texts(), inner),
    max_leaves=5,
))  # fmt: skip
@settings(max_examples=25, deadline=None, database=None)
def test_json_travels_in_a_parameter(location: str, value: Any) -> None:
    assume(value is not None)
    content = {"application/json": {"schema": {}}}
    assert way(**{"in": location, "content": content}).travel(value) == value


def test_a_whole_query_is_one_form() -> None:
    content = {"application/x-www-form-urlencoded": {"schema": OBJECT}}
    taken = way(**{"in": "querystring", "content": content})
    assert taken.travel({"a": "x&y=z", "b/c": 3}) == {"a": "x&y=z", "b/c": 3}


@pytest.mark.parametrize("value", ["a/b?c:d@e$f!g", "100 % & # + [x]", "ü"])
def test_reserved_characters_stay_where_they_are_allowed(value: str) -> None:
    taken = way(**{"in": "query", "allowReserved": True, "schema": {"type": "string"}})
    target = Target()
    taken.client.place(value, target)
    assert not set("#+&[] ") & set(target.query[0].partition("=")[2])
    assert ("/" in target.query[0]) == ("/" in value)
    assert taken.travel(value) == value


@pytest.mark.parametrize("value", [".", "..", "a/../b"])
def test_dots_in_a_path_are_no_way_out(value: str) -> None:
    assert way(**{"in": "path", "schema": {"type": "string"}}).travel(value) == value


def test_nested_members_of_a_deep_object_travel() -> None:
    inner = {"type": "object", "properties": {"y": TEXTS}}
    schema = {"type": "object", "properties": {"x": inner, "z": {"type": "boolean"}}}
    taken = way(**{"in": "query", "style": "deepObject", "schema": schema})
    value = {"x": {"y": ["a", "b"]}, "z": True}
    assert taken.travel(value) == value


@pytest.mark.parametrize(
    ("value", "said"), [("a\r\nX: y", "line break"), ("\N{SNOWMAN}", "ISO-8859-1")]
)
def test_a_header_field_holds_what_http_allows(value: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        way(**{"in": "header", "schema": {"type": "string"}}).travel(value)


@pytest.mark.parametrize(
    ("template", "sent"),
    [
        ("/a?action=x", "/a?action=x&p=1"),
        ("/a#get", "/a?p=1"),
        ("/a?action=x#get", "/a?action=x&p=1"),
    ],
)
def test_a_query_in_a_template_is_sent_and_a_fragment_is_not(template: str, sent: str) -> None:
    assert Target(query=["p=1"]).path_and_query(template) == sent


def test_a_path_is_whole() -> None:
    with pytest.raises(ValueError, match=r"The path /before/\{p\}/after needs p\."):
        way(**{"in": "path", "schema": {"type": "string"}}).travel(None)
