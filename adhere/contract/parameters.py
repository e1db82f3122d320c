"""Parameter Objects (OpenAPI 3.2 section 4.12)."""

from __future__ import annotations

import re
from collections.abc import Iterable

from adhere.contract.content import single_media_type
from adhere.contract.cursor import Cursor
from adhere.contract.nodes import Parameter, ParameterLocation, ParameterStyle, Schema
from adhere.contract.reading import Reading
from adhere.contract.schemas import anything, read_schema

STYLES = {
    ParameterLocation.PATH: (
        ParameterStyle.SIMPLE,
        ParameterStyle.LABEL,
        ParameterStyle.MATRIX,
    ),
    ParameterLocation.QUERY: (
        ParameterStyle.FORM,
        ParameterStyle.SPACE_DELIMITED,
        ParameterStyle.PIPE_DELIMITED,
        ParameterStyle.DEEP_OBJECT,
    ),
    ParameterLocation.QUERYSTRING: (ParameterStyle.FORM,),
    ParameterLocation.HEADER: (ParameterStyle.SIMPLE,),
    ParameterLocation.COOKIE: (ParameterStyle.FORM, ParameterStyle.COOKIE),
}
"""The styles of each location; the first is its default."""

EXPLODED_STYLES = frozenset({ParameterStyle.FORM, ParameterStyle.COOKIE})
"""Styles whose `explode` is true where it is not written."""

# "If in is "header" and the name field is ... the parameter definition SHALL be ignored."
IGNORED_HEADERS = frozenset({"accept", "content-type", "authorization"})

_TEMPLATE_EXPRESSION = re.compile(r"\{([^{}]*)\}")


def template_names(path: str) -> list[str]:
    """Return the names in a path template (`/a/{b}`), in order, each once."""
    return list(dict.fromkeys(_TEMPLATE_EXPRESSION.findall(path)))


def read_parameters(
    operation: Cursor, item: Cursor, *, path: str, reading: Reading
) -> tuple[Parameter, ...]:
    """Return the parameters of an operation, those of its path item merged in."""
    declared = _by_identity(item, reading) | _by_identity(operation, reading)
    expected = template_names(path)
    kept = [
        parameter
        for parameter in declared.values()
        if parameter.location is not ParameterLocation.PATH or parameter.name in expected
    ]
    given = {p.name for p in kept if p.location is ParameterLocation.PATH}
    missing = [_undeclared(name, operation) for name in expected if name not in given]
    return (*missing, *kept)


def _by_identity(holder: Cursor, reading: Reading) -> dict[tuple[str, str], Parameter]:
    found: dict[tuple[str, str], Parameter] = {}
    for parameter in _read_all(holder.elements("parameters"), reading):
        name = parameter.name
        is_header = parameter.location is ParameterLocation.HEADER
        key = (parameter.location, name.lower() if is_header else name)
        if key not in found:
            found[key] = parameter
            continue
        reading.repair(
            f"the {parameter.location} parameter {name!r} stands twice; the first counts",
            at=Cursor(holder.document, parameter.pointer, None),
            mend="Remove one of the two.",
        )
    return found


def _read_all(elements: Iterable[Cursor], reading: Reading) -> Iterable[Parameter]:
    for element in elements:
        target = reading.follow(element)
        parameter = _read(target, reading) if target else None
        if parameter and not _is_ignored(parameter):
            yield parameter


def _is_ignored(parameter: Parameter) -> bool:
    is_header = parameter.location is ParameterLocation.HEADER
    return is_header and parameter.name.lower() in IGNORED_HEADERS


def _read(cursor: Cursor, reading: Reading) -> Parameter | None:
    name = cursor.text("name")
    location = _location(cursor, reading)
    if name is None:
        reading.leave_out("a parameter has no name", at=cursor, mend="Add `name`.")
    style = _style(cursor, location, reading) if location else None
    if name is None or location is None or style is None:
        return None
    media_type, schema = _media_type_and_schema(cursor, reading)
    explode = cursor.flag("explode")
    return Parameter(
        **cursor.node,
        name=name,
        location=location,
        python_name="",
        required=location is ParameterLocation.PATH or cursor.flag("required") is True,
        schema=schema,
        style=style,
        explode=style in EXPLODED_STYLES if explode is None else explode,
        allow_reserved=cursor.flag("allowReserved") is True,
        media_type=media_type,
        deprecated=cursor.flag("deprecated") is True,
        description=cursor.text("description") or "",
    )


def _location(cursor: Cursor, reading: Reading) -> ParameterLocation | None:
    written = cursor.text("in")
    try:
        return ParameterLocation(written or "")
    except ValueError:
        places = ", ".join(ParameterLocation)
        reading.leave_out(
            f"a parameter is in {written!r}" if written else "a parameter has no `in`",
            at=cursor.get("in") or cursor,
            mend=f"Write one of {places}.",
        )
        return None


def _style(cursor: Cursor, location: ParameterLocation, reading: Reading) -> ParameterStyle | None:
    allowed = STYLES[location]
    written = cursor.text("style")
    if written is None:
        return allowed[0]
    if written in allowed:
        return ParameterStyle(written)
    reading.leave_out(
        f"a {location} parameter has no style {written!r}",
        at=cursor.get("style") or cursor,
        mend=f"Write one of {', '.join(allowed)}.",
    )
    return None


def _media_type_and_schema(cursor: Cursor, reading: Reading) -> tuple[str | None, Schema]:
    media_type = single_media_type(cursor, reading)
    if media_type is None:
        return None, read_schema(cursor.get("schema")) or anything(cursor)
    return media_type.range, media_type.schema or anything(cursor)


def _undeclared(name: str, operation: Cursor) -> Parameter:
    return Parameter(
        **operation.node,
        name=name,
        location=ParameterLocation.PATH,
        python_name="",
        required=True,
        schema=Schema(**operation.node, value={"type": "string"}),
        style=ParameterStyle.SIMPLE,
        explode=False,
        is_declared=False,
    )
