"""Marks that generated code puts on its Protocols, and how they are read back."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

F = TypeVar("F", bound=Callable[..., Any])

OPERATION_ATTRIBUTE = "__adhere_operation__"
SCHEME_ATTRIBUTE = "__adhere_scheme__"


@dataclass(frozen=True, slots=True)
class ParameterMark:
    """The name on the wire of a parameter whose Python name differs from it."""

    name: str
    location = ""


class Path(ParameterMark):
    """A parameter that is part of the path."""

    location = "path"


class Query(ParameterMark):
    """A parameter of the query."""

    location = "query"


class QueryString(ParameterMark):
    """The whole query as one value (OpenAPI 3.2, section 4.12.1)."""

    location = "querystring"


class Header(ParameterMark):
    """A parameter that is a header field."""

    location = "header"


class Cookie(ParameterMark):
    """A parameter that is a cookie."""

    location = "cookie"


@dataclass(frozen=True, slots=True)
class OperationMark:
    """The operation of the contract that a Protocol's method stands for."""

    method: str
    path: str
    names: Mapping[str, ParameterMark]


def operation(method: str, path: str, /, **names: ParameterMark) -> Callable[[F], F]:
    """Mark a method of a Protocol as the operation `method path` of the contract.

    `names` maps those Python names that are not the name on the wire.
    """
    mark = OperationMark(method.upper(), path, names)

    def decorate(function: F) -> F:
        setattr(function, OPERATION_ATTRIBUTE, mark)
        return function

    return decorate


def scheme(name: str, /) -> Callable[[F], F]:
    """Mark a method of `Security` as the security scheme of that name."""

    def decorate(function: F) -> F:
        setattr(function, SCHEME_ATTRIBUTE, name)
        return function

    return decorate


def operations_of(protocol: type) -> Iterator[tuple[str, OperationMark, Callable[..., Any]]]:
    """Yield each marked method of a Protocol: its name, its mark, itself."""
    for name, function in vars(protocol).items():
        mark = getattr(function, OPERATION_ATTRIBUTE, None)
        if isinstance(mark, OperationMark):
            yield name, mark, function


def schemes_of(protocol: type) -> Mapping[str, str]:
    """Map each security scheme to the name of the method that recognises its callers."""
    marked = (
        (getattr(function, SCHEME_ATTRIBUTE, None), name)
        for name, function in vars(protocol).items()
    )
    return {scheme_name: name for scheme_name, name in marked if isinstance(scheme_name, str)}
