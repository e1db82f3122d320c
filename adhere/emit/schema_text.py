"""Types as the models-only document that datamodel-code-generator reads."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from pydantic.alias_generators import to_camel, to_snake

from adhere.emit.types import (
    AliasDefinition,
    Anything,
    ClassDefinition,
    Definition,
    EnumDefinition,
    Field,
    ListOf,
    Literals,
    MapOf,
    Named,
    Null,
    Scalar,
    Type,
    UnionOf,
)

Json = dict[str, Any]


def document(definitions: Iterable[Definition]) -> Json:
    """Return an OpenAPI document of nothing but `components/schemas`."""
    return {
        "openapi": "3.1.0",
        "info": {"title": "models", "version": "1"},
        "paths": {},
        "components": {"schemas": {d.name: definition(d) for d in definitions}},
    }


def definition(found: Definition) -> Json:
    """Return the schema of a class, an enumeration or an alias."""
    match found:
        case ClassDefinition():
            return _class(found) | ({"description": found.doc} if found.doc else {})
        case EnumDefinition(values=values):
            return {"type": "string", "enum": list(values), "description": found.doc}
        case AliasDefinition(type=aliased):
            return constrained(aliased)


def _class(found: ClassDefinition) -> Json:
    schema: Json = {"type": "object", "properties": {f.name: _field(f) for f in found.fields}}
    required = [f.name for f in found.fields if f.required]
    if required:
        schema["required"] = required
    base = ("Closed" if found.closed else "") + ("Camel" if is_camel(found) else "") + "Model"
    return schema if base == "Model" else schema | {"customBasePath": f"adhere.runtime.{base}"}


def is_camel(found: ClassDefinition) -> bool:
    """Tell whether camel case follows from snake case for some fields, and contradicts none.

    A name that is in snake case itself contradicts; any other is written as an alias.
    """
    names = [field.name for field in found.fields]
    follows = any(to_snake(name) != name == to_camel(to_snake(name)) for name in names)
    return follows and all(to_camel(name) == name or to_snake(name) != name for name in names)


def _field(found: Field) -> Json:
    schema = constrained(found.type)
    return schema if found.default is None else schema | {"default": found.default}


def constrained(found: Type) -> Json:
    """Return the schema of a type with the constraints of its outermost level.

    Further in they would each become a class: `list[Tag]` in place of `list[str]`.
    """
    match found:
        case Scalar(constraints=constraints) | ListOf(constraints=constraints):
            return schema_of(found) | dict(constraints)
        case UnionOf(members=(Scalar() as only, Null()) | (Null(), Scalar() as only)):
            return schema_of(only) | {"type": [only.type, "null"]} | dict(only.constraints)
        case _:
            return schema_of(found)


def schema_of(found: Type) -> Json:  # noqa: PLR0911  # one a type
    """Return the schema of a type, constraints left out."""
    match found:
        case Anything():
            return {}
        case Null():
            return {"type": "null"}
        case Scalar(type=name, format=None):
            return {"type": name}
        case Scalar(type=name, format=text):
            return {"type": name, "format": text}
        case Literals(values=values):
            return {"enum": list(values), "x-enum-field-as-literal": True}
        case ListOf(item=item):
            return {"type": "array", "items": schema_of(item)}
        case MapOf(value=value):
            return {"type": "object", "additionalProperties": schema_of(value)}
        case Named(name=name):
            return reference(name)
        case UnionOf(members=members):
            return {"anyOf": [schema_of(member) for member in members]}


def reference(name: str) -> Json:
    """Return a `$ref` to a definition."""
    return {"$ref": f"#/components/schemas/{name}"}
