"""Request bodies arrive at the generated service as they were given to the client."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adhere.client import AppTransport, UnexpectedReply
from adhere.runtime import UploadBody, UploadFile

PROPERTIES = {
    "n": {"type": "integer"},
    "text": {"type": "string"},
    "on": {"type": "boolean"},
    "tags": {"type": "array", "items": {"type": "string"}},
    "codes": {"type": "array", "items": {"type": "integer"}},
    "meta": {"type": "object", "properties": {"x": {"type": "string"}}},
    "deep": {"type": "object", "properties": {"gt": {"type": "integer"}}},
    "records": {"type": "array", "items": {"type": "object"}},
    "maybe": {"type": ["string", "null"]},
}
FORM = {"type": "object", "properties": PROPERTIES, "additionalProperties": False}
ENCODING = {
    "codes": {"style": "pipeDelimited", "explode": False},
    "deep": {"style": "deepObject", "explode": True},
    "records": {"contentType": "application/json"},
}
FILE = {"contentMediaType": "application/octet-stream"}
FILES = {
    "type": "object",
    "properties": {"many": {"type": "array", "items": FILE}, "meta": PROPERTIES["meta"]},
}
CONTENTS: dict[str, Any] = {
    "json": {"application/merge-patch+json": {"schema": FORM}},
    "urlencoded": {"application/x-www-form-urlencoded": {"schema": FORM, "encoding": ENCODING}},
    "multipart": {"multipart/form-data": {"schema": FORM, "encoding": ENCODING}},
    "files": {"multipart/form-data": {"schema": FILES}},
    "text": {"text/plain": {"schema": {"type": "string"}}},
    "octets": {"*/*": {}},
    "number": {"application/json": {"schema": {"type": "integer"}}},
    "images": {"image/png": {}, "image/jpeg": {}, "application/json": {"schema": {}}},
    "several": {
        "application/json": {"schema": FORM},
        "application/x-www-form-urlencoded": {"schema": FORM},
        "text/csv": {"schema": {"type": "string"}},
        "image/png": {},
    },
    "loan": {
        "application/json": {"schema": {"$ref": "#/components/schemas/Loan"}},
        "application/x-www-form-urlencoded": {"schema": {"$ref": "#/components/schemas/LoanForm"}},
    },
    "choice": {
        "application/json": {
            "schema": {
                "properties": {},
                "oneOf": [
                    {"$ref": "#/components/schemas/Loan"},
                    {"$ref": "#/components/schemas/LoanForm"},
                ],
            }
        },
        "multipart/form-data": {"schema": {"type": "object"}},
    },
}
SCHEMAS = {
    "Loan": {"type": "object", "properties": {"weeks": {"type": "integer"}}},
    "LoanForm": {"type": "object", "properties": {"weeks": {"type": "string"}}},
}


def operation(name: str, content: Any) -> dict[str, Any]:
    return {
        "post": {
            "operationId": name,
            "tags": ["all"],
            "security": [],
            "requestBody": {"required": name != "text", "content": content},
            "responses": {"204": {"description": "Kept."}},
        }
    }


class Keeper:
    """Keeps the last body."""

    seen: Any = None
    content_type: str | None = None

    def __getattr__(self, name: str) -> Any:
        if name not in CONTENTS:
            raise AttributeError(name)

        async def keep(call: Any, body: Any = None) -> None:
            many = getattr(body, "many", None)
            files = [(await f.read(), f.filename, f.content_type) for f in many or ()]
            self.seen = {"many": files, "meta": body.meta} if name == "files" else body
            if isinstance(body, UploadBody):
                self.seen = await body.read()
            self.content_type = call.content_type

        return keep


@pytest.fixture(scope="module")
def generated(project: Any) -> ModuleType:
    paths = {f"/{name}": operation(name, content) for name, content in CONTENTS.items()}
    made: ModuleType = project({"paths": paths, "components": {"schemas": SCHEMAS}})
    return made


@pytest.fixture(scope="module")
def models(generated: ModuleType) -> ModuleType:
    return sys.modules[generated.__name__.replace(".client", ".models")]


@pytest.fixture(scope="module")
def keeper() -> Keeper:
    return Keeper()


@pytest.fixture(scope="module")
def client(generated: ModuleType, keeper: Keeper) -> Iterator[Any]:
    package = sys.modules[generated.__name__.partition(".")[0]]
    app = package.create_app(all=keeper)
    with generated.Client("http://test", transport=AppTransport(app)) as client:
        yield client


WORDS = st.text(st.characters(exclude_categories=["Cs", "Cc"]))
VALUES = st.fixed_dictionaries(
    {},
    optional={
        "n": st.integers(-(2**60), 2**60),
        "text": WORDS,
        "on": st.booleans(),
        "tags": st.lists(WORDS, min_size=1, max_size=3),
        "codes": st.lists(st.integers(), min_size=1, max_size=3),
        "meta": st.fixed_dictionaries({"x": WORDS}),
        "deep": st.fixed_dictionaries({"gt": st.integers()}),
        "records": st.lists(st.dictionaries(WORDS, st.integers()), min_size=1, max_size=2),
    },
)


@pytest.mark.parametrize("name", ["json", "urlencoded", "multipart"])
def test_a_form_arrives_as_it_was(client: Any, keeper: Keeper, models: Any, name: str) -> None:
    model = getattr(models, f"{name.title()}Body")

    @settings(max_examples=60, deadline=None, database=None)
    @given(VALUES)
    def check(value: dict[str, Any]) -> None:
        getattr(client.all, name)(model.model_validate(value))
        assert keeper.seen.model_dump() == value

    check()


def test_null_and_absent_are_told_apart(client: Any, keeper: Keeper, models: Any) -> None:
    client.all.json(models.JsonBody(maybe=None))
    assert keeper.seen.model_dump() == {"maybe": None}
    assert keeper.content_type == "application/merge-patch+json"


def test_several_files_travel_with_names_and_types(
    client: Any, keeper: Keeper, generated: ModuleType
) -> None:
    group = sys.modules[generated.__name__.replace(".client", ".all")]
    png = {"content-type": "image/png"}
    many = [
        UploadFile(io.BytesIO(b"\0\1"), filename="a.png", headers=headers(png)),
        UploadFile(io.BytesIO(b"two")),
    ]
    client.all.files(group.FilesBody(many=many, meta={"x": "y"}))
    expected = [(b"\0\1", "a.png", "image/png"), (b"two", "many", "application/octet-stream")]
    assert keeper.seen["many"] == expected
    assert keeper.seen["meta"].x == "y"


def headers(fields: dict[str, str]) -> Any:
    from starlette.datastructures import Headers  # noqa: PLC0415

    return Headers(fields)


@pytest.mark.parametrize(
    ("name", "body"), [("text", "ä\n"), ("octets", b"\0\xff"), ("number", 0), ("octets", b"")]
)
def test_plain_bodies_arrive_as_they_were(
    client: Any, keeper: Keeper, name: str, body: Any
) -> None:
    getattr(client.all, name)(body)
    assert keeper.seen == body


def test_an_optional_body_may_be_absent(client: Any, keeper: Keeper) -> None:
    client.all.text()
    assert keeper.seen is None


def test_the_body_or_an_argument_chooses_the_media_type(
    client: Any, keeper: Keeper, models: Any
) -> None:
    form = models.SeveralBody(n=1)
    for body, told, expected in (
        (form, None, "application/json"),
        (form, "application/x-www-form-urlencoded", "application/x-www-form-urlencoded"),
        ("a,b", None, "text/csv"),
        (b"\x89PNG", None, "image/png"),
    ):
        client.all.several(body, content_type=told)
        assert keeper.content_type == expected


def test_a_class_is_sent_in_the_media_type_that_it_stands_for(
    client: Any, keeper: Keeper, models: Any
) -> None:
    client.all.loan(models.LoanForm(weeks="two"))
    assert keeper.content_type == "application/x-www-form-urlencoded"
    client.all.loan(models.Loan(weeks=2))
    assert keeper.content_type == "application/json"
    client.all.choice(models.LoanForm(weeks="two"))  # two classes stand for the JSON
    assert keeper.content_type == "application/json"


def test_a_media_type_is_not_guessed(client: Any, keeper: Keeper) -> None:
    with pytest.raises(ValueError, match="may be image/png or image/jpeg: say content_type"):
        client.all.images(b"")
    client.all.images(b"", content_type="image/jpeg")
    assert keeper.content_type == "image/jpeg"


def test_what_the_service_refuses_is_not_refused_before_it(client: Any) -> None:
    with pytest.raises(UnexpectedReply, match="POST /number answered 422"):
        client.all.number("one")
