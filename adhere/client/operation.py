"""Operations as methods: written once, called sync or async."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from functools import update_wrapper
from types import MethodType
from typing import Any, Concatenate, Generic, ParamSpec, Self, TypeVar, overload

from adhere.client.sending import AsyncSender, Exchange, Sender

P = ParamSpec("P")
R = TypeVar("R")
S = TypeVar("S", Sender, AsyncSender)


class Group(Generic[S]):
    """The operations of one tag, called through a sync or an async sender."""

    def __init__(self, sender: S) -> None:
        """Hold the sender."""
        self.sender_: S = sender


class Operation(Generic[P, R]):
    """A method that calls an operation: it returns the reply, or a coroutine of it."""

    def __init__(
        self, method: Callable[..., Any], function: Callable[Concatenate[Any, P], Exchange[R]]
    ) -> None:
        """Hold the method of the Protocol, and what turns arguments into an exchange."""
        self.method = method
        self.function = function
        self.__doc__ = function.__doc__

    @overload
    def __get__(self, group: None, owner: type) -> Self: ...
    @overload
    def __get__(self, group: Group[Sender], owner: type) -> Callable[P, R]: ...
    @overload
    def __get__(
        self, group: Group[AsyncSender], owner: type
    ) -> Callable[P, Coroutine[Any, Any, R]]: ...
    def __get__(self, group: Group[Any] | None, owner: type) -> Any:
        """Bind the operation to its group."""
        if group is None:
            return self

        def call(*args: P.args, **kwargs: P.kwargs) -> Any:
            return group.sender_.send(self.method, self.function(group, *args, **kwargs))

        return update_wrapper(call, MethodType(self.function, group))


def operation(
    method: Callable[..., Any], /
) -> Callable[[Callable[Concatenate[Any, P], Exchange[R]]], Operation[P, R]]:
    """Make a method call the operation that `method` of a generated Protocol is marked as."""

    def decorate(function: Callable[Concatenate[Any, P], Exchange[R]]) -> Operation[P, R]:
        return Operation(method, function)

    return decorate
