"""Judges the parameters of a request (OpenAPI 3.1, 4.8.12)."""

from __future__ import annotations

import re
from urllib.parse import unquote

from adhere.contract.nodes import Operation, Parameter, ParameterLocation, ParameterStyle
from adhere.fuzz.wire.readings import is_ordinary, judge_text, readings
from adhere.fuzz.wire.request import WireRequest
from adhere.fuzz.wire.schemas import Schemas
from adhere.fuzz.wire.verdict import UNKNOWN, VALID, Validity, Verdict, invalid

# OpenAPI ignores header parameters of these names.
_IGNORED_HEADERS = frozenset({"accept", "authorization", "content-type"})
_PLAIN_STYLES = frozenset({ParameterStyle.SIMPLE, ParameterStyle.FORM, ParameterStyle.COOKIE})
_TEMPLATE = re.compile(r"\{([^{}]+)\}")
# Segments that URL normalisation or routing may swallow.
_UNROUTABLE = frozenset({"", ".", ".."})


class ParameterJudge:
    """Judges each declared parameter of an operation against the text that was sent."""

    def __init__(self, schemas: Schemas) -> None:
        """Take the compiled schemas."""
        self._schemas = schemas

    def judge(self, parameter: Parameter, texts: list[str] | None) -> Verdict:
        """Judge one parameter; `texts` are its values as sent, `None` where unreadable."""
        if _is_ignored(parameter):
            return VALID
        if texts is None:
            return UNKNOWN
        if not texts:
            return self._absent(parameter)
        if parameter.media_type or parameter.style not in _PLAIN_STYLES:
            return UNKNOWN
        return self._present(parameter, texts)

    def _present(self, parameter: Parameter, texts: list[str]) -> Verdict:
        types = self._schemas.types(parameter.schema)
        if "array" in types:
            return self._array(parameter, texts)
        if "object" in types or len(texts) > 1:
            return UNKNOWN
        validator = self._schemas.validator(parameter.schema)
        return self._verdict(parameter, judge_text(texts[0], validator, types))

    def _absent(self, parameter: Parameter) -> Verdict:
        if not parameter.required:
            return VALID
        if parameter.style not in _PLAIN_STYLES or self._schemas.types(parameter.schema) & {
            "array",
            "object",
        }:
            return UNKNOWN
        where = f"{parameter.location} parameter {parameter.name}"
        return invalid(f"the required {where} is missing", parameter.pointer)

    def _array(self, parameter: Parameter, texts: list[str]) -> Verdict:
        exploded = parameter.explode and parameter.location is ParameterLocation.QUERY
        items = texts if exploded else texts[0].split(",")
        if not all(item and is_ordinary(item) for item in items) or (not exploded and texts[1:]):
            return UNKNOWN
        validator = self._schemas.validator(parameter.schema)
        plain, typed = items, [readings(item)[-1] for item in items]
        if validator.is_valid(plain) or validator.is_valid(typed):
            return VALID
        return self._verdict(parameter, Validity.INVALID)

    def _verdict(self, parameter: Parameter, validity: Validity) -> Verdict:
        if validity is Validity.INVALID:
            where = f"{parameter.location} parameter {parameter.name}"
            return invalid(f"the {where} breaks its schema", parameter.pointer)
        return Verdict(validity)


def texts_of(
    operation: Operation, request: WireRequest, base_path: str
) -> dict[tuple[ParameterLocation, str], list[str] | None]:
    """Return what was sent for every declared parameter, by location and name."""
    segments = _path_values(base_path + operation.path, request.path)
    cookies = request.cookies()
    found: dict[tuple[ParameterLocation, str], list[str] | None] = {}
    for parameter in operation.parameters:
        name = parameter.name
        match parameter.location:
            case ParameterLocation.PATH:
                texts = None if segments is None else [segments[name]]
            case ParameterLocation.QUERY:
                texts = [value for key, value in request.query if key == name]
            case ParameterLocation.HEADER:
                texts = _listed(request.headers.get(name.lower()))
            case ParameterLocation.COOKIE:
                texts = None if cookies is None else _listed(cookies.get(name))
            case _:
                texts = None
        found[parameter.location, name] = texts
    return found


def _path_values(template: str, path: str) -> dict[str, str] | None:
    names = _TEMPLATE.findall(template)
    literals = _TEMPLATE.split(template)[::2]
    pattern = "([^/]*)".join(re.escape(literal) for literal in literals)
    match = re.fullmatch(pattern, path)
    if match is None:
        return None
    values = [unquote(text, errors="replace") for text in match.groups()]
    if any(value in _UNROUTABLE or "/" in value for value in values):
        return None
    return dict(zip(names, values, strict=True))


def _listed(value: str | None) -> list[str]:
    return [] if value is None else [value.strip(" \t")]


def _is_ignored(parameter: Parameter) -> bool:
    return (
        parameter.location is ParameterLocation.HEADER
        and parameter.name.lower() in _IGNORED_HEADERS
    )
