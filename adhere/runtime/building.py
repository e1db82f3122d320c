"""Pydantic models built in the order of their dependencies: those that others refer to first.

A model that is built takes the ready validators of those it refers to. Built from the other
end, every one would hold all that are below it anew, and a long chain would exceed the depth
that Python admits.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator
from typing import Any, ForwardRef, TypeVar, get_args

from pydantic import BaseModel, TypeAdapter
from typing_extensions import TypeAliasType

T = TypeVar("T")

SHALLOW = 40
"""Up to so many models are built on the caller's stack, however they refer to each other."""

FRAMES, STACK = 100, 32 * 1024
"""Python frames and bytes of stack that a model takes at most, in those that are built in it."""

_DEEP = threading.Lock()


def built(annotation: Any) -> TypeAdapter[Any]:
    """Return the adapter of a type, ready for use; the models in it are built, too."""
    waiting = list(_models(annotation))

    def build() -> TypeAdapter[Any]:
        for model in waiting:
            model.model_rebuild(raise_errors=False)
        adapter: TypeAdapter[Any] = TypeAdapter(annotation)
        adapter.rebuild()
        return adapter

    return build() if len(waiting) <= SHALLOW else _deeply(build, models=len(waiting))


def _deeply(build: Callable[[], T], *, models: int) -> T:
    """Build on a stack that is deep enough for models that all refer to each other in a row."""
    outcome: list[T] = []
    failure: list[BaseException] = []

    def run() -> None:
        try:
            outcome.append(build())
        except BaseException as error:  # noqa: BLE001  # raised again below
            failure.append(error)

    with _DEEP:  # both limits are the process's
        depth, size = sys.getrecursionlimit(), threading.stack_size()
        sys.setrecursionlimit(depth + FRAMES * models)
        try:
            threading.stack_size(8 * 1024 * 1024 + STACK * models)
            thread = threading.Thread(target=run, name="adhere-models")
            thread.start()
            threading.stack_size(size)
            thread.join()
        finally:
            sys.setrecursionlimit(depth)
    if failure:
        raise failure[0]
    return outcome[0]


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    """Yield the models of a type that are not built, each after those that it refers to."""
    seen: dict[tuple[int, str], Any] = {}
    path = [(annotation, _parts(annotation, module=""))]
    while path:
        whole, parts = path[-1]
        part, module = next(parts, (None, ""))
        if part is None:
            path.pop()
            if _is_waiting(whole):
                yield whole
        elif (key := (id(part), module)) not in seen:
            seen[key] = part  # held, so that no other takes its id
            path.append((part, _parts(part, module=module)))


def _is_waiting(part: Any) -> bool:
    is_model = isinstance(part, type) and issubclass(part, BaseModel)
    return is_model and not part.__pydantic_complete__


def _parts(whole: Any, *, module: str) -> Iterator[tuple[Any, str]]:
    """Yield what a type refers to, and the module in which its names are to be looked up."""
    if _is_waiting(whole):
        module = whole.__module__
        bases = whole.__mro__[: whole.__mro__.index(BaseModel)]
        found = [text for base in bases for text in base.__annotations__.values()]
    elif isinstance(whole, TypeAliasType):
        module = whole.__module__ or module
        found = [whole.__value__]
    elif isinstance(whole, ForwardRef):
        found = [whole.__forward_arg__]
    elif isinstance(whole, str):
        found = list(_named(whole, module))
    else:
        found = list(get_args(whole))
    yield from ((part, module) for part in found if part is not None)


def _named(expression: str, module: str) -> Iterator[Any]:
    """Yield what the names in an annotation stand for."""
    namespace = vars(sys.modules[module]) if module in sys.modules else {}
    try:
        names = compile(expression, "<annotation>", "eval").co_names
    except SyntaxError:
        return  # a value, as in Literal["a b"]
    yield from (namespace[name] for name in names if name in namespace)
