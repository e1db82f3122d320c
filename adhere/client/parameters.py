"""Parameters: from arguments to the parts of a request."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic_core import MISSING, to_json

from adhere.client.styles import (
    Pairs,
    Quote,
    joined,
    pairs,
    path_text,
    plain,
    quoted,
    quoted_but_reserved,
    simple,
    text_of,
)
from adhere.client.values import JsonValues
from adhere.runtime.contract_files import Contract, Located
from adhere.runtime.operation import OperationMark, leads_to

DEFAULT_STYLES: Mapping[str, str] = {
    "path": "simple",
    "query": "form",
    "querystring": "form",
    "header": "simple",
    "cookie": "form",
}
IGNORED_HEADERS = frozenset({"accept", "content-type", "authorization"})
EXPRESSION = re.compile(r"\{([^{}]+)\}")


@dataclass(slots=True)
class Target:
    """The parts of a request that parameters and credentials go into, all as on the wire."""

    path: dict[str, str] = field(default_factory=dict)
    query: list[str] = field(default_factory=list)
    headers: dict[str, bytes] = field(default_factory=dict)
    cookies: Pairs = field(default_factory=list)

    def path_and_query(self, template: str) -> str:
        """Fill in a path template; segments of dots are escaped, as they would be resolved.

        A query in the template, which OpenAPI does not allow, is sent, too. Raises `ValueError`.
        """
        missing = [name for name in EXPRESSION.findall(template) if name not in self.path]
        if missing:
            raise ValueError(f"The path {template} needs {' and '.join(missing)}.")
        filled = EXPRESSION.sub(lambda match: self.path[match[1]], template)
        path, _, fixed = filled.partition("#")[0].partition("?")
        segments = (
            segment.replace(".", "%2E") if segment in {".", ".."} else segment
            for segment in path.split("/")
        )
        query = "&".join(part for part in (fixed, *self.query) if part)
        return "/".join(segments) + (f"?{query}" if query else "")

    def all_headers(self) -> dict[str, bytes]:
        """Return the header fields, that of the cookies included (RFC 6265, section 4.2)."""
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies)
        own = {"Cookie": field_value("Cookie", cookies)} if cookies else {}
        return {**self.headers, **own}


def field_value(name: str, text: str) -> bytes:
    """Write the value of a header field (RFC 9110, section 5.5).

    Raises `ValueError`, which does not repeat the value.
    """
    if any(character in text for character in "\r\n\0"):
        raise ValueError(f"The header field {name} must not hold a line break or NUL.")
    try:
        return text.encode("latin-1")
    except UnicodeEncodeError:
        raise ValueError(f"The header field {name} holds what is not ISO-8859-1.") from None


@dataclass(frozen=True, slots=True)
class ParameterPlan:
    """One parameter of one operation, ready to be written."""

    name: str
    location: str
    style: str
    explode: bool
    allow_reserved: bool
    media_type: str | None
    values: JsonValues

    def place(self, argument: Any, target: Target) -> None:
        """Write an argument into the request; `None` and `MISSING` are absent."""
        if argument is None or argument is MISSING:
            return
        value = self.values.write(argument)
        if self.media_type is not None:
            value = self._content(value)
        match self.location:
            case "path":
                target.path[self.name] = path_text(
                    value, name=self.name, style=self.style, explode=self.explode
                )
            case "header":
                text = simple(value, plain, explode=self.explode)
                target.headers[self.name] = field_value(self.name, text)
            case "cookie":
                quoting = plain if self.style == "cookie" else quoted
                target.cookies += self._pairs(value, quoting)
            case "querystring":
                target.query.append(self._querystring(value))
            case _:
                quoting = quoted_but_reserved if self.allow_reserved else quoted
                target.query.append(joined(self._pairs(value, quoting)))

    def _pairs(self, value: Any, quoting: Quote) -> Pairs:
        return pairs(value, quoting, name=self.name, style=self.style, explode=self.explode)

    def _content(self, value: Any) -> Any:
        """Write what is described by `content`: JSON as a text, a form as an object."""
        if "json" in (self.media_type or ""):
            return to_json(value, ensure_ascii=True).decode()
        return value if self.location == "querystring" else text_of(value)

    def _querystring(self, value: Any) -> str:
        return joined(self._pairs(value, quoted)) if isinstance(value, dict) else quoted(value)


def parameter_plans(
    contract: Contract,
    owners: tuple[Located, Located],
    *,
    mark: OperationMark,
    types: Mapping[str, Any],
) -> dict[str, ParameterPlan]:
    """Return the plan of each parameter of a method by its Python name."""
    nodes = dict(_nodes(contract, owners))
    return {name: _plan(_find(name, mark, nodes), type_) for name, type_ in types.items()}


def _nodes(
    contract: Contract, owners: tuple[Located, Located]
) -> Iterator[tuple[tuple[str, str], Mapping[str, Any]]]:
    """Yield the Parameter Objects by location and name, the operation's own last."""
    for owner in owners:
        listed = owner.get("parameters")
        for node in () if listed is None else listed.elements():
            parameter = contract.resolve(node).value
            yield _key(parameter["in"], parameter["name"]), parameter


def _find(
    name: str, mark: OperationMark, nodes: Mapping[tuple[str, str], Mapping[str, Any]]
) -> Mapping[str, Any]:
    """Return a parameter by the mark of its Python name, or where that name leads.

    One that only the path template knows is a part of the path.
    """
    marked = mark.names.get(name)
    if marked is not None:
        found = nodes.get(_key(marked.location, marked.name))
        return found or {"name": marked.name, "in": marked.location}
    for (location, written), node in nodes.items():
        is_ignored = location == "header" and written in IGNORED_HEADERS
        if leads_to(name, location, written) and not is_ignored:
            return node
    return {"name": name, "in": "path"}


def _key(location: str, name: str) -> tuple[str, str]:
    return location, name.lower() if location == "header" else name


def _plan(node: Mapping[str, Any], annotation: Any) -> ParameterPlan:
    style = node.get("style", DEFAULT_STYLES[node["in"]])
    content = node.get("content") or {}
    return ParameterPlan(
        name=node["name"],
        location=node["in"],
        style=style,
        explode=node.get("explode", style in {"form", "cookie"}),
        allow_reserved=bool(node.get("allowReserved", False)),
        media_type=None if "schema" in node else next(iter(content), None),
        values=JsonValues(annotation),
    )
