"""An example or a default that its own schema refuses."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import jsonschema_rs

from adhere.contract import Cursor
from adhere.contract.walk import Part, walk
from adhere.diagnostics import Severity
from adhere.document.grammar import Kind
from adhere.lint.rule import Finding, Rule, Subject
from adhere.lint.schemas import Schemas

MOST_ERRORS = 3
LONGEST_MESSAGE = 160
_HOLDERS = frozenset({Kind.PARAMETER, Kind.HEADER, Kind.MEDIA_TYPE})


@dataclass(frozen=True, slots=True)
class Sample:
    """A value that a document shows or assumes, and the schema that it should satisfy."""

    value: Cursor
    schema: Cursor
    word: str


def check(subject: Subject) -> Iterator[Finding]:
    """Look at every example and default of the document."""
    schemas = Schemas(subject.document)
    validators: dict[str, jsonschema_rs.Draft202012Validator | None] = {}
    for sample in _samples(subject.root):
        key = str(sample.schema.pointer)
        if key not in validators:
            validators[key] = schemas.validator(sample.schema)
        validator = validators[key]
        if validator is not None:
            yield from _check(sample, validator)


def _samples(root: Cursor) -> Iterator[Sample]:
    for part in walk(Part(Kind.OPENAPI, root)):
        cursor = part.cursor
        if cursor.reference is not None:
            continue
        if part.kind is Kind.SCHEMA:
            yield from _of_schema(cursor)
        elif part.kind in _HOLDERS:
            yield from _of_holder(part)


def _of_schema(schema: Cursor) -> Iterator[Sample]:
    for example in schema.elements("examples"):
        yield Sample(example, schema, "example")
    default = schema.get("default")
    if default is not None:
        yield Sample(default, schema, "default")


def _of_holder(part: Part) -> Iterator[Sample]:
    schema = part.cursor.get("schema")
    if schema is None or (part.kind is Kind.MEDIA_TYPE and not _holds_json(part.cursor)):
        return
    for value in _examples(part.cursor):
        yield Sample(value, schema, "example")


def _examples(holder: Cursor) -> Iterator[Cursor]:
    example = holder.get("example")
    if example is not None:
        yield example
    for written in holder.members("examples"):
        try:
            target = written.follow()
        except LookupError:
            continue
        value = target.get("value") or target.get("dataValue")
        if value is not None:
            yield value


def _holds_json(media_type: Cursor) -> bool:
    """Tell whether an example is the value itself: an example of XML, say, is its text."""
    name = media_type.token.split(";")[0].strip().lower()
    return name == "application/json" or name.endswith("+json")


def _check(sample: Sample, validator: jsonschema_rs.Draft202012Validator) -> Iterator[Finding]:
    if validator.is_valid(sample.value.value):
        return
    errors = [e for e in validator.iter_errors(sample.value.value) if not _is_one_way(e, sample)]
    for error in errors[:MOST_ERRORS]:
        place = sample.value.get(*(str(token) for token in error.instance_path))
        yield Finding(
            place or sample.value,
            f"the {sample.word} does not satisfy its schema: {_shorten(error.message)}",
            f"Correct the {sample.word}, or the schema.",
            related=(("its schema stands here", sample.schema),),
            severity=Severity.ERROR if sample.word == "default" else None,
        )


def _is_one_way(error: jsonschema_rs.ValidationError, sample: Sample) -> bool:
    """Tell whether only a property is missing that travels the other way (readOnly, writeOnly)."""
    name = getattr(error.kind, "property", None)
    if error.schema_path[-1:] != ["required"] or not isinstance(name, str):
        return False
    holder = [str(token) for token in error.schema_path[:-1]]
    root = Cursor.root(sample.schema.document)
    return _is_marked(root.get(*holder, "properties", name))


def _followed(cursor: Cursor) -> Cursor | None:
    try:
        return cursor.follow()
    except LookupError:
        return None


def _is_marked(property_schema: Cursor | None) -> bool:
    target = _followed(property_schema) if property_schema else None
    places = [place for place in (property_schema, target) if place is not None]
    return any(place.flag("readOnly") or place.flag("writeOnly") for place in places)


def _shorten(message: str) -> str:
    if len(message) <= LONGEST_MESSAGE:
        return message
    half = LONGEST_MESSAGE // 2
    return f"{message[:half]} ... {message[-half:]}"


RULE = Rule(
    id="example-invalid",
    severity=Severity.WARNING,
    summary="An example (warning) or a default (error) does not satisfy its schema.",
    why="Readers copy examples, and the server acts on defaults: both must be right.",
    mend="Correct the value, or the schema.",
    bad="""\
schema: {type: string, format: date}
example: 1 May 2026
""",
    good="""\
schema: {type: string, format: date}
example: '2026-05-01'
""",
    check=check,
    replaces=frozenset({"invalid-default"}),
)
