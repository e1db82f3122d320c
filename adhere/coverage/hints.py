"""What would reach a goal, read from the contract."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from adhere.contract.nodes import Operation, ParameterLocation, Response
from adhere.coverage.routes import label
from adhere.coverage.shapes import Assertion
from adhere.fuzz.resources import has_header

_LONGEST = 40


def status_mend(operation: Operation, response: Response) -> str:
    """Return what would be answered with a status (RFC 9110, section 15; RFC 6585)."""
    told = _BY_STATUS.get(response.status)
    if told is not None:
        return told(operation)
    if response.status == "default":
        return "cause a status that the operation does not declare by its number"
    if response.status.startswith("5"):
        return (
            "no request causes it: let what the service depends on fail in a test, or exempt it "
            "with a reason in [tool.adhere.coverage]"
        )
    if response.status[0] in "23":
        return f"send a valid request as a caller who may{_described(response)}"
    return f"bring about what it is for{_described(response)}"


def _described(response: Response) -> str:
    first = response.description.strip().split("\n", 1)[0]
    return f": {first.removesuffix('.')}" if first else ""


def _conflict(operation: Operation) -> str:
    ways = []
    if has_header(operation, "Idempotency-Key"):
        ways.append("send the same Idempotency-Key with another body")
    if has_header(operation, "If-Match"):
        ways.append("send an If-Match that was right before the thing changed")
    if operation.method == "POST" and not operation.path.endswith("}"):
        parent = operation.path.rpartition("/")[0]
        if parent.endswith("}"):
            ways.append(f"do it twice to the same {parent}, or in a state that forbids it")
        else:
            names = _texts(operation)
            told = f"the same {names}" if names else "the same body"
            ways.append(f"send {told} twice")
    return ", or ".join(ways or ["change the thing into a state that forbids it first"])


def _texts(operation: Operation) -> str:
    """Return the required texts of a body: one of them has to be unique."""
    content = () if operation.request_body is None else operation.request_body.content
    for media in content:
        schema = media.schema
        if schema is None:
            continue
        value = schema.document.resolve(schema.pointer)[1]
        properties = value.get("properties", {}) if isinstance(value, dict) else {}
        required = value.get("required", ()) if isinstance(value, dict) else ()
        names = [n for n in required if _is_text(schema.document, properties.get(n))]
        return " or ".join(f"`{name}`" for name in names[:3])
    return ""


def _is_text(document: Any, value: Any) -> bool:
    for _ in range(20):
        if not isinstance(value, dict) or "$ref" not in value:
            break
        value = _follow(document, value["$ref"])
    return isinstance(value, dict) and value.get("type") == "string" and "enum" not in value


def _follow(document: Any, reference: str) -> Any:
    value: Any = document.data
    for token in reference.removeprefix("#/").split("/"):
        key = token.replace("~1", "/").replace("~0", "~")
        value = value.get(key) if isinstance(value, dict) else None
    return value


def _forbidden(operation: Operation) -> str:
    scopes = sorted({s for r in operation.security or () for u in r.uses for s in u.scopes})
    if not scopes:
        return "ask as a caller who is known and to whom the thing does not belong"
    return f"ask as a known caller who lacks {' or '.join(f'`{scope}`' for scope in scopes)}"


def _not_found(operation: Operation) -> str:
    names = [p.name for p in operation.parameters if p.location is ParameterLocation.PATH]
    if not names:
        return "refer to something that is not there"
    return f"name a `{names[-1]}` that is not there"


def _invalid(operation: Operation) -> str:
    body, parameters = operation.request_body, operation.parameters
    if body is None and not parameters:
        return "send a query parameter that is not declared, if the service minds"
    what = "a body" if not parameters else "a body or parameter" if body else "a parameter"
    return f"send {what} that its schema refuses"


_BY_STATUS: Mapping[str, Callable[[Operation], str]] = MappingProxyType(
    {
        "304": lambda _: "ask again with If-None-Match, and the ETag that was answered",
        "206": lambda _: "ask with a Range that lies inside",
        "400": _invalid,
        "401": lambda _: "ask without a credential, or with one that is not valid",
        "403": _forbidden,
        "404": _not_found,
        "405": lambda _: "ask with a method that the path does not have",
        "406": lambda _: "ask with an Accept that names no media type of the reply",
        "409": _conflict,
        "410": lambda _: "ask for something that was there and is gone",
        "412": lambda _: 'send an If-Match that is not the current ETag ("0", say)',
        "413": lambda _: "send a body larger than the service takes",
        "415": lambda _: "send the body with a Content-Type that is not declared",
        "416": lambda _: "ask with a Range that lies outside",
        "422": _invalid,
        "428": lambda _: "leave out the precondition (If-Match)",
        "429": lambda _: "send more requests than the limit allows, within its window",
    }
)


def keyword_mend(assertion: Assertion, where: str) -> str:
    """Return a value that breaks a keyword and nothing else, in words."""
    told = _BREAKING.get(assertion.keyword)
    value = "one that breaks just this" if told is None else told(assertion.operand)
    return f"send {where} with {value}: it must be refused"


def shown(value: Any) -> str:
    """Return a value as one writes it, cut where it is long."""
    text = f"{value}"
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def operation_mend(operation: Operation) -> str:
    """Return what makes an operation succeed."""
    return f"send {label(operation)} a valid request as a caller who may"


_BREAKING: Mapping[str, Callable[[Any], str]] = MappingProxyType(
    {
        "type": lambda operand: f"a value that is no {_alternatives(operand)}",
        "enum": lambda _: "a value that is not listed",
        "const": lambda operand: f"another value than {shown(operand)}",
        "minLength": lambda operand: f"a text of {operand - 1} characters",
        "maxLength": lambda operand: f"a text of {operand + 1} characters",
        "pattern": lambda operand: f"a text that {shown(operand)} does not match",
        "format": lambda operand: f"a text that is no {operand}",
        "minimum": lambda operand: f"a number just under {operand}",
        "maximum": lambda operand: f"a number just over {operand}",
        "exclusiveMinimum": lambda operand: f"the number {operand}",
        "exclusiveMaximum": lambda operand: f"the number {operand}",
        "multipleOf": lambda operand: f"a number that is no multiple of {operand}",
        "minItems": lambda operand: f"{operand - 1} elements",
        "maxItems": lambda operand: f"{operand + 1} elements",
        "uniqueItems": lambda _: "the same element twice",
        "minProperties": lambda operand: f"{operand - 1} members",
        "maxProperties": lambda operand: f"{operand + 1} members",
        "required": lambda operand: f"no `{operand}`",
        "additionalProperties": lambda _: "a member that is not declared",
    }
)


def _alternatives(operand: Any) -> str:
    return " or ".join(operand) if isinstance(operand, list) else str(operand)
