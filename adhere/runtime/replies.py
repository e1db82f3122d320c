"""The bases of reply types: one for each combination of status and body."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from types import MappingProxyType, SimpleNamespace
from typing import (
    Any,
    ClassVar,
    ForwardRef,
    Generic,
    dataclass_transform,
    get_args,
    get_origin,
    get_type_hints,
)

from typing_extensions import TypeVar, get_original_bases

T_co = TypeVar("T_co", covariant=True, default=None)

NO_HEADERS: Mapping[str, str] = MappingProxyType({})
NO_HEADER_FIELDS = frozenset({"body", "extra_headers", "media_type", "status"})
EXCEPTION_ATTRIBUTES = frozenset(
    {"__traceback__", "__cause__", "__context__", "__suppress_context__", "__notes__"}
)


@dataclass_transform(kw_only_default=True, frozen_default=True)
@dataclass(frozen=True, kw_only=True)
class AnyReply:
    """What every reply has; a subclass is a frozen dataclass of keyword-only fields.

    It says its `status` (`201`, `"4XX"` or `"default"`); its own fields are header fields:
    `retry_after` is `Retry-After`, and `headers` names those whose name does not follow.
    `media_type` is needed only where the contract leaves a choice. `extra_headers` are sent
    as they are, undeclared ones included.
    """

    declared_status: ClassVar[int | str] = "default"
    header_names: ClassVar[Mapping[str, str]] = NO_HEADERS

    media_type: str | None = None
    extra_headers: Mapping[str, str] = field(default_factory=dict)

    def __init_subclass__(
        cls, *, status: int | str | None = None, headers: Mapping[str, str] | None = None
    ) -> None:
        """Keep what the subclass says about itself."""
        super().__init_subclass__()
        if status is not None:
            cls.declared_status = status
        if headers is not None:
            cls.header_names = MappingProxyType(dict(headers))
        dataclass(frozen=True, kw_only=True)(cls)

    @property
    def status_code(self) -> int:
        """The status of this reply: its own where the type stands for a range."""
        status = getattr(self, "status", self.declared_status)
        return int(status)


class Reply(AnyReply, Generic[T_co]):
    """A reply of one status with a body."""

    body: T_co


class EmptyReply(AnyReply):
    """A reply of one status without a body."""


class RangeReply(AnyReply, Generic[T_co]):
    """A reply of a range of statuses (`2XX`, `3XX`) with a body."""

    status: int
    body: T_co


class EmptyRangeReply(AnyReply):
    """A reply of a range of statuses (`2XX`, `3XX`) without a body."""

    status: int


def _but_tracebacks(
    refuse: Callable[[Any, str, Any], None],
) -> Callable[[Any, str, Any], None]:
    """Refuse to set attributes, but for those that Python sets: `contextlib` does."""

    def set_attribute(self: Any, name: str, value: Any) -> None:
        setter = object.__setattr__ if name in EXCEPTION_ATTRIBUTES else refuse
        setter(self, name, value)

    return set_attribute


class RaisableReply(AnyReply, Exception):  # noqa: N818  # a reply by nature
    """A reply that may be raised as well as returned."""

    def __init_subclass__(
        cls, *, status: int | str | None = None, headers: Mapping[str, str] | None = None
    ) -> None:
        """Let Python set what it sets on every exception, on a class that is otherwise frozen."""
        super().__init_subclass__(status=status, headers=headers)
        cls.__setattr__ = _but_tracebacks(cls.__setattr__)  # type: ignore[method-assign]  # see there

    def __str__(self) -> str:
        """Name the type and the status; a body may hold what no log should."""
        return f"{type(self).__name__} ({self.status_code})"


class ErrorReply(RaisableReply, Generic[T_co]):
    """An error reply of one status with a body; returned or raised."""

    body: T_co


class EmptyErrorReply(RaisableReply):
    """An error reply of one status without a body; returned or raised."""


class RangeErrorReply(RaisableReply, Generic[T_co]):
    """An error reply of a range (`4XX`, `5XX`, `default`) with a body; returned or raised."""

    status: int
    body: T_co


class EmptyRangeErrorReply(RaisableReply):
    """An error reply of a range (`4XX`, `5XX`, `default`) without a body; returned or raised."""

    status: int


def reply_class(annotation: Any) -> type[AnyReply] | None:
    """Return the reply type that `NotFound404[Problem]` or `CreateOrder201` is made of."""
    found = get_origin(annotation) or annotation
    return found if isinstance(found, type) and issubclass(found, AnyReply) else None


def body_type(annotation: Any) -> Any:
    """Return the `T` of a reply type, `None` for one without a body."""
    if get_origin(annotation) is not None:
        return get_args(annotation)[0]
    for cls in annotation.__mro__:
        if not issubclass(cls, AnyReply):
            continue
        for base in get_original_bases(cls):
            if reply_class(base) is not None and get_args(base):
                said = get_args(base)[0]
                if isinstance(said, ForwardRef):
                    return _meant(said, cls)
                return None if isinstance(said, TypeVar) else said
    return None


def _meant(quoted: ForwardRef, cls: type) -> Any:
    """Return what a quoted type stands for where a class is defined."""
    carrier = SimpleNamespace(__annotations__={"body": quoted.__forward_arg__})
    return get_type_hints(carrier, vars(sys.modules[cls.__module__]), {}, include_extras=True)[
        "body"
    ]


def has_body(reply: type[AnyReply]) -> bool:
    """Tell whether a reply is made with a `body`, `None` perhaps."""
    return any(each.name == "body" for each in fields(reply))


def header_types(reply: type[AnyReply]) -> Mapping[str, Any]:
    """Map each field of a reply type that is a header field to its type."""
    names = [each.name for each in fields(reply) if each.name not in NO_HEADER_FIELDS]
    hints = get_type_hints(reply, include_extras=True) if names else {}
    return {name: hints[name] for name in names}


def header_field(reply: type[AnyReply], wire_name: str) -> str | None:
    """Return the field that is a header field, by its name in any case; `None` where none is."""
    said = {wire.lower(): name for name, wire in reply.header_names.items()}
    follows = wire_name.lower().replace("-", "_")
    if wire_name.lower() in said:
        return said[wire_name.lower()]
    is_field = any(each.name == follows for each in fields(reply)) and follows not in said.values()
    return follows if is_field and follows not in NO_HEADER_FIELDS else None
