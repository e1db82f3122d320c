"""Marks that generated code puts on its Protocols, and how they are read back."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from pydantic.alias_generators import to_camel

F = TypeVar("F", bound=Callable[..., Any])

OPERATION_ATTRIBUTE = "__adhere_operation__"
SCHEME_ATTRIBUTE = "__adhere_scheme__"


@dataclass(frozen=True, slots=True)
class ParameterMark:
    """The name on the wire of a parameter whose Python name does not lead to it."""

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
    """The operation of the contract that a Protocol's method stands for.

    `path` is the key of its path item. `home` leads to the object that has this key: from the
    document, or from the operation `owner` of a callback.
    """

    method: str
    path: str
    names: Mapping[str, ParameterMark]
    home: tuple[str, ...] = ("paths",)
    owner: OperationMark | None = None

    @property
    def is_sent(self) -> bool:
        """Tell whether the service sends these requests rather than answering them."""
        return self.home != ("paths",)


def leads_to(python_name: str, location: str, name: str) -> bool:
    """Tell whether a Python name without a mark is that of a parameter of the contract.

    `pet_id` is `pet_id` or `petId`, and as a header field `Pet-Id` in any case.
    """
    if location == "header":
        return python_name == name.lower().replace("-", "_")
    return name in {python_name, to_camel(python_name)}


def operation(method: str, path: str, /, **names: ParameterMark) -> Callable[[F], F]:
    """Mark a method of a Protocol as the operation `method path` of the contract.

    `names` maps those Python names that do not lead to exactly one parameter by themselves.
    """
    return _marking(OperationMark(method.upper(), path, names))


def webhook(method: str, name: str, /, **names: ParameterMark) -> Callable[[F], F]:
    """Mark a method of a Protocol as a webhook of the contract (OpenAPI 3.1, section 4.8.1).

    `names` maps those Python names that do not lead to exactly one parameter by themselves.
    """
    return _marking(OperationMark(method.upper(), name, names, ("webhooks",)))


def callback(
    owner: Callable[..., Any], method: str, name: str, expression: str, /, **names: ParameterMark
) -> Callable[[F], F]:
    """Mark a method of a Protocol as the callback `name` of the operation `owner`.

    `expression` says where it is sent (OpenAPI 3.1, section 4.8.18); `names` maps those Python
    names that do not lead to exactly one parameter by themselves.
    """
    home, mark = ("callbacks", name), mark_of(owner)
    return _marking(OperationMark(method.upper(), expression, names, home, mark))


def mark_of(method: Callable[..., Any]) -> OperationMark:
    """Return what a Protocol's method is marked as. Raises `TypeError` for any other."""
    mark = getattr(method, OPERATION_ATTRIBUTE, None)
    if not isinstance(mark, OperationMark):
        raise TypeError(f"{method!r} is no method of a generated Protocol.")
    return mark


def _marking(mark: OperationMark) -> Callable[[F], F]:
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
