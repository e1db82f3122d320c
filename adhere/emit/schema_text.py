"""Types as the models-only document that datamodel-code-generator reads."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic.alias_generators import to_camel, to_snake

from adhere.emit.leaves import RUNTIME, RUNTIME_TYPES, member_names
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
    TupleOf,
    Type,
    UnionOf,
)

Json = dict[str, Any]
Definitions = Mapping[str, Definition]


def document(definitions: Definitions) -> Json:
    """Return an OpenAPI document of nothing but `components/schemas`."""
    schemas = {name: definition(found, definitions) for name, found in definitions.items()}
    return {
        "openapi": "3.1.0",
        "info": {"title": "models", "version": "1"},
        "paths": {},
        "components": {"schemas": schemas},
    }


def definition(found: Definition, definitions: Definitions) -> Json:
    """Return the schema of a class, an enumeration or an alias, one of the definitions."""
    match found:
        case ClassDefinition():
            return _class(found, definitions) | ({"description": found.doc} if found.doc else {})
        case EnumDefinition(values=values):
            names = member_names(values)
            named = {} if names is None else {"x-enum-varnames": names}
            return {"type": "string", "enum": list(values), "description": found.doc} | named
        case AliasDefinition(type=ListOf() as aliased, name=name) if _holds(aliased, name):
            # The model generator makes a bare `list` of one that is no alternative.
            return {"anyOf": [schema_of(aliased, definitions)]}
        case AliasDefinition(type=aliased):
            return constrained(aliased, definitions)


def _holds(found: Type, name: str) -> bool:
    """Tell whether a type is written with a name in it."""
    match found:
        case ListOf(item=inner) | MapOf(value=inner):
            return _holds(inner, name)
        case TupleOf(items=members) | UnionOf(members=members):
            return any(_holds(member, name) for member in members)
        case _:
            return found == Named(name)


def _class(found: ClassDefinition, definitions: Definitions) -> Json:
    properties = {field.name: _field(field, definitions) for field in found.fields}
    schema: Json = {"type": "object", "properties": properties}
    required = [f.name for f in found.fields if f.required]
    if required:
        schema["required"] = required
    base = ("Closed" if found.closed else "") + ("Camel" if is_camel(found) else "") + "Model"
    return schema if base == "Model" else schema | {"customBasePath": f"adhere.runtime.{base}"}


def is_camel(found: ClassDefinition) -> bool:
    """Tell whether camel case follows from snake case for some fields, and contradicts none.

    A name that is a field's name as it is contradicts; any other is written as an alias.
    """
    names = [field.name for field in found.fields]
    follows = any(to_snake(name) != name == to_camel(to_snake(name)) for name in names)
    return follows and all(to_camel(name) == name or not _is_snake(name) for name in names)


def _is_snake(name: str) -> bool:
    return name.isidentifier() and name == name.lower()


def _field(found: Field, definitions: Definitions) -> Json:
    schema = constrained(found.type, definitions)
    return schema if found.default is None else schema | {"default": found.default}


def constrained(found: Type, definitions: Definitions) -> Json:
    """Return the schema of a type with the constraints of its outermost level.

    Further in they would each become a class: `list[Tag]` in place of `list[str]`.
    """
    match found:
        case Scalar(constraints=constraints) | ListOf(constraints=constraints):
            return schema_of(found, definitions) | dict(constraints)
        case UnionOf(
            members=(Scalar(format=None) as only, Null()) | (Null(), Scalar(format=None) as only)
        ):
            nullable = {"type": [only.type, "null"]} | dict(only.constraints)
            return schema_of(only, definitions) | nullable
        case _:
            return schema_of(found, definitions)


def schema_of(found: Type, definitions: Definitions) -> Json:  # noqa: PLR0911  # one a type
    """Return the schema of a type, constraints left out."""
    match found:
        case Anything():
            return {}
        case Null():
            return {"type": "null"}
        case Scalar():
            return _scalar(found)
        case Literals(values=values):
            return {"enum": list(values), "x-enum-field-as-literal": True}
        case ListOf(item=item):
            return {"type": "array", "items": schema_of(item, definitions)}
        case TupleOf(items=items):
            elements = [schema_of(item, definitions) for item in items]
            count = len(elements)
            closed = {"items": False, "minItems": count, "maxItems": count}
            return {"type": "array", "prefixItems": elements} | closed
        case MapOf(value=value):
            return {"type": "object", "additionalProperties": schema_of(value, definitions)}
        case Named(name=name):
            return reference(name)
        case UnionOf(members=members):
            alternatives = [schema_of(member, definitions) for member in members]
            return {"anyOf": alternatives} | discriminator(found, definitions)


def _scalar(found: Scalar) -> Json:
    if found.format is None:
        return {"type": found.type}
    if found.format in RUNTIME_TYPES:
        return {"type": found.type, "x-python-type": f"{RUNTIME}.{RUNTIME_TYPES[found.format]}"}
    return {"type": found.type, "format": found.format}


def reference(name: str) -> Json:
    """Return a `$ref` to a definition."""
    return {"$ref": f"#/components/schemas/{name}"}


def discriminator(found: UnionOf, definitions: Definitions) -> Json:
    """Return the Discriminator Object of a union, nothing where it would decide wrongly.

    It decides rightly where each alternative requires the property and admits other texts for
    it than the rest do: then it takes no value for another alternative, and refuses none.
    """
    mapping: dict[str, str] = {}
    for member in found.members:
        if member == Null():
            continue
        tags = _tags(member, found.discriminator, definitions)
        if not isinstance(member, Named) or not tags or not mapping.keys().isdisjoint(tags):
            return {}
        pointer: str = reference(member.name)["$ref"]
        mapping.update(dict.fromkeys(tags, pointer))
    tagged = {"propertyName": found.discriminator, "mapping": mapping}
    return {"discriminator": tagged} if len(set(mapping.values())) > 1 else {}


def _tags(member: Type, name: str | None, definitions: Definitions) -> list[str]:
    """Return the texts that a class admits for a property, if it admits nothing else."""
    defined = definitions.get(member.name) if isinstance(member, Named) else None
    fields = defined.fields if isinstance(defined, ClassDefinition) else ()
    values = [
        value
        for field in fields
        if field.name == name and field.required and isinstance(field.type, Literals)
        for value in field.type.values
    ]
    texts = [value for value in values if isinstance(value, str)]
    return texts if len(texts) == len(values) else []
