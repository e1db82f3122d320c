"""FastAPI's dependencies in the signature of an implementation."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Collection, Sequence
from contextlib import AsyncExitStack
from typing import Annotated, Any, get_args, get_origin, get_type_hints

from fastapi import params
from fastapi.dependencies.utils import (
    get_dependant,
    get_flat_params,
    get_parameterless_sub_dependant,
    solve_dependencies,
)
from starlette.background import BackgroundTasks
from starlette.requests import Request
from starlette.responses import Response

from .answers import RawHeaders
from .problems import Breach, InvalidRequest

INJECTED = (Request, Response, BackgroundTasks)


class Dependencies:
    """Those parameters of an implementation's method that FastAPI fills in.

    `outer` are those given to the application or router, whose values nobody takes.
    """

    def __init__(
        self,
        path: str,
        parameters: Collection[inspect.Parameter],
        outer: Sequence[params.Depends] = (),
    ) -> None:
        """Let FastAPI read them, once."""

        def stand_in() -> None:
            """Carry the signature."""

        stand_in.__signature__ = inspect.Signature(list(parameters))  # type: ignore[attr-defined]  # read by inspect
        self._dependant = get_dependant(path=path, call=stand_in)
        self._dependant.dependencies[:0] = [
            get_parameterless_sub_dependant(depends=depends, path=path) for depends in outer
        ]
        found = get_flat_params(self._dependant)
        self.query_names = frozenset(
            field.alias for field in found if isinstance(field.field_info, params.Query)
        )

    async def solve(self, request: Request, stack: AsyncExitStack) -> Solved:
        """Solve them as FastAPI does, overrides of the application included.

        `stack` closes what a dependency opened for the request. Raises `InvalidRequest`.
        """
        function_stack = await stack.enter_async_context(AsyncExitStack())
        request.scope["fastapi_inner_astack"] = stack
        request.scope["fastapi_function_astack"] = function_stack
        solved = await solve_dependencies(
            request=request,
            dependant=self._dependant,
            dependency_overrides_provider=request.scope.get("app"),
            async_exit_stack=stack,
            embed_body_fields=False,
        )
        if solved.errors:
            raise InvalidRequest([_breach(error) for error in solved.errors])
        headers: RawHeaders = list(solved.response.headers.raw)
        return Solved(solved.values, headers, solved.background_tasks, function_stack)


class Solved:
    """The values of dependencies, and what they leave for after the implementation."""

    def __init__(
        self, values: dict[str, Any], headers: RawHeaders, background: Any, function: AsyncExitStack
    ) -> None:
        """Hold the pieces; `function` closes dependencies of scope `function`."""
        self.values = values
        self.headers = headers
        self.background = background
        self.function = function


def _breach(error: Any) -> Breach:
    place = [str(part) for part in error.get("loc", ())]
    return Breach("/" + "/".join(place), "is not valid.")


def injected_parameters(
    method: Callable[..., Any], known: Collection[str]
) -> list[inspect.Parameter]:
    """Return the parameters of a method that are FastAPI's to fill in, annotations resolved."""
    parameters = [p for p in inspect.signature(method).parameters.values() if p.name not in known]
    if not parameters:
        return []
    hints = get_type_hints(method, include_extras=True)
    resolved = [p.replace(annotation=hints.get(p.name, p.annotation)) for p in parameters]
    return [_keyword(p) for p in resolved if _is_injected(p)]


def _keyword(parameter: inspect.Parameter) -> inspect.Parameter:
    return parameter.replace(kind=inspect.Parameter.KEYWORD_ONLY)


def _is_injected(parameter: inspect.Parameter) -> bool:
    annotation = parameter.annotation
    if isinstance(parameter.default, params.Depends):
        return True
    if get_origin(annotation) is Annotated:
        return any(isinstance(extra, params.Depends) for extra in get_args(annotation)[1:])
    return isinstance(annotation, type) and issubclass(annotation, INJECTED)
