"""The bases of generated reply types: one for each combination of status and body."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from types import MappingProxyType
from typing import Any, ClassVar, Generic, Self, TypeVar, get_args, get_origin, get_type_hints

from typing_extensions import get_original_bases

T = TypeVar("T")

NO_HEADERS: Mapping[str, str] = MappingProxyType({})
EXCEPTION_ATTRIBUTES = frozenset(
    {"__traceback__", "__cause__", "__context__", "__suppress_context__", "__notes__"}
)


@dataclass(frozen=True, kw_only=True)
class AnyReply:
    """What every reply has.

    A subclass says its `status` (`201`, `"4XX"` or `"default"`) and, in `headers`, which of
    its fields is which header field. `media_type` is needed only where the contract leaves
    a choice. `extra_headers` are sent as they are, undeclared ones included.
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

    @property
    def status_code(self) -> int:
        """The status of this reply: its own where the type stands for a range."""
        status = getattr(self, "status", self.declared_status)
        return int(status)


@dataclass(frozen=True, kw_only=True)
class Reply(AnyReply, Generic[T]):
    """A reply of one status with a body."""

    body: T


@dataclass(frozen=True, kw_only=True)
class EmptyReply(AnyReply):
    """A reply of one status without a body."""


@dataclass(frozen=True, kw_only=True)
class RangeReply(AnyReply, Generic[T]):
    """A reply of a range of statuses (`2XX`, `3XX`) with a body."""

    status: int
    body: T


@dataclass(frozen=True, kw_only=True)
class EmptyRangeReply(AnyReply):
    """A reply of a range of statuses (`2XX`, `3XX`) without a body."""

    status: int


@dataclass(frozen=True, kw_only=True)
class RaisableReply(AnyReply, Exception):  # noqa: N818  # a reply by nature
    """A reply that may be raised as well as returned."""

    def __new__(cls, *_: Any, **__: Any) -> Self:
        """Make the instance; see `_let_tracebacks_in`."""
        _let_tracebacks_in(cls)  # type: ignore[arg-type]  # a class is hashable
        return super().__new__(cls)

    def __str__(self) -> str:
        """Name the type and the status; a body may hold what no log should."""
        return f"{type(self).__name__} ({self.status_code})"


@dataclass(frozen=True, kw_only=True)
class ErrorReply(RaisableReply, Generic[T]):
    """An error reply of one status with a body; returned or raised."""

    body: T


@dataclass(frozen=True, kw_only=True)
class EmptyErrorReply(RaisableReply):
    """An error reply of one status without a body; returned or raised."""


@dataclass(frozen=True, kw_only=True)
class RangeErrorReply(RaisableReply, Generic[T]):
    """An error reply of a range (`4XX`, `5XX`, `default`) with a body; returned or raised."""

    status: int
    body: T


@dataclass(frozen=True, kw_only=True)
class EmptyRangeErrorReply(RaisableReply):
    """An error reply of a range (`4XX`, `5XX`, `default`) without a body; returned or raised."""

    status: int


@cache
def _let_tracebacks_in(cls: type[RaisableReply]) -> None:
    """Let Python set what it sets on every exception, on a class that is otherwise frozen.

    `contextlib` assigns `__traceback__`. A frozen dataclass refuses that, and writes its
    `__setattr__` into each subclass only after `__init_subclass__` has run, hence here.
    """
    refuse = cls.__setattr__

    def set_attribute(self: object, name: str, value: Any) -> None:
        setter = object.__setattr__ if name in EXCEPTION_ATTRIBUTES else refuse
        setter(self, name, value)

    cls.__setattr__ = set_attribute  # type: ignore[method-assign]  # the point of this


def body_type(reply: type[AnyReply]) -> Any:
    """Return the `T` of a generated reply type, `None` for one without a body."""
    for cls in reply.__mro__:
        if not issubclass(cls, AnyReply):
            continue
        for base in get_original_bases(cls):
            origin = get_origin(base)
            if isinstance(origin, type) and issubclass(origin, AnyReply):
                return get_args(base)[0]
    return None


def header_types(reply: type[AnyReply]) -> Mapping[str, Any]:
    """Map each field of a reply type that is a header field to its type."""
    if not reply.header_names:
        return {}
    hints = get_type_hints(reply)
    return {name: hints[name] for name in reply.header_names}
