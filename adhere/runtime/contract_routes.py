"""All operations of a contract as one route of Starlette or FastAPI."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from urllib.parse import unquote

from fastapi.params import Depends
from starlette.routing import Match, Mount
from starlette.types import Message, Receive, Scope, Send

from .answers import Answer, problem_answer, raw_header, send_answer
from .endpoint import RAISED_KEY, OperationEndpoint
from .options import Options
from .problems import Problem
from .receiving import SharedEndpoint, sharing
from .routing import Found, RouteTree, raw_route_path

MATCH_KEY = "adhere.match"
BAD_REQUEST = 400
Target = OperationEndpoint | SharedEndpoint


class ContractRoutes(Mount):
    """All operations of a contract as one route, to be placed in any Starlette router.

    FastAPI copies a `Mount` and sets its `path` when a router is included under a prefix.
    """

    def __init__(self, endpoints: Sequence[OperationEndpoint], options: Options) -> None:
        """Build the tree."""
        super().__init__("", routes=[], name="adhere")
        self._endpoints = tuple(endpoints)
        self._given: tuple[Depends, ...] = ()
        self._is_included = False
        self._left: frozenset[str] = frozenset()
        self.operations = tuple(endpoint.info for endpoint in endpoints)
        self._tree: RouteTree[Target] = RouteTree()
        for target in sharing(endpoints, options):
            self._tree.add(target.info.method, target.info.path, target)

    @property
    def path(self) -> str:
        """The prefix: never empty, or FastAPI includes no router around this without one."""
        return self._path

    @path.setter
    def path(self, value: str) -> None:
        self._path = value or "/"
        self._prefix = self._path.rstrip("/")

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Find the operation; `PARTIAL` where the path has others only."""
        if scope["type"] != "http":
            return Match.NONE, {}
        found = self.find(scope)
        if not found:
            return Match.NONE, {}
        if not isinstance(found, Found):
            return Match.PARTIAL, {MATCH_KEY: found}
        return Match.FULL, {MATCH_KEY: found}

    def find(self, scope: Scope) -> Found[Target] | frozenset[str]:
        """Return the operation of an HTTP request, or the methods that its path does allow."""
        path = raw_route_path(scope) or "/"
        if self._prefix:
            path = self._below_prefix(path)
        if path in self._left:
            return frozenset()
        return self._tree.find(scope["method"], path, scope.get("query_string", b""))

    def _below_prefix(self, path: str) -> str:
        """Return the path below the prefix of `include_router`, nothing where it is elsewhere."""
        prefix = self._prefix
        below = path[len(prefix) :] if path.startswith(prefix) else ""
        return below if below.startswith("/") else ""

    def leave(self, paths: Iterable[str]) -> None:
        """Leave these concrete paths to others, those of the contract excepted.

        As within the contract, a concrete path goes before a templated one (OpenAPI 3.1, 4.8.8.2).
        """
        own = {info.path for info in self.operations}
        self._left = frozenset(path for path in paths if path not in own and "{" not in path)

    def warm_up(self) -> None:
        """Build the validators and models of every operation."""
        for endpoint in self._endpoints:
            endpoint.plan.warm_up()

    def give(self, dependencies: Sequence[Depends]) -> None:
        """Let these run for every operation, as FastAPI lets those of an application."""
        self._given = tuple(dependencies)
        for endpoint in self._endpoints:
            endpoint.dependencies(self._given)

    def _outer(self, scope: Scope) -> tuple[Depends, ...]:
        """Return the dependencies of the application or of the routers around.

        FastAPI tells an included route in the scope which inclusion it is reached through.
        Raises `KeyError` where it does not: nothing must run unprotected.
        """
        if not self._is_included:
            return self._given
        included = scope["fastapi"]["included_router"]
        return tuple(included.include_context.dependencies)

    def __copy__(self) -> ContractRoutes:
        """Return the twin that FastAPI serves where a router is included."""
        twin = object.__new__(ContractRoutes)
        vars(twin).update(vars(self))
        twin._is_included = True
        return twin

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand over to the operation, or tell which methods the path has.

        That is the answer to `OPTIONS` (RFC 9110, section 9.3.7), of others the `Allow` of 405.
        """
        if RAISED_KEY in scope:
            raise scope.pop(RAISED_KEY)
        found = scope.pop(MATCH_KEY)
        if isinstance(found, Found):
            await self.answer(found, scope, receive, send)
            return
        allow = _allow(found)
        if scope["method"] == "OPTIONS":
            await send_answer(Answer(204, [raw_header("Allow", allow)]), send)
            return
        problem = Problem(405, headers=[("Allow", allow)])
        await send_answer(problem_answer(problem), send, is_head=scope["method"] == "HEAD")

    async def answer(
        self, found: Found[Target], scope: Scope, receive: Receive, send: Send
    ) -> None:
        """Let an operation answer, and note in the scope which one it is, as routers do."""
        target, parameters = found
        scope["path_params"] = {
            name: unquote(raw) if "%" in raw else raw for name, raw in parameters.items()
        }
        scope["route"], scope["endpoint"] = target.info, target.handle
        if scope["method"] == "OPTIONS":
            send = self._telling_methods(scope, send)
        await target.handle(scope, receive, send, path=parameters, outer=self._outer(scope))

    def _telling_methods(self, scope: Scope, send: Send) -> Send:
        """Return what adds `Allow` to a success that has none (RFC 9110, section 9.3.7)."""
        methods = self.find({**scope, "method": ""})
        allow = raw_header("Allow", _allow(methods if isinstance(methods, frozenset) else ()))

        async def send_with_methods(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] < BAD_REQUEST:
                headers = message["headers"]
                if all(name.lower() != allow[0] for name, _ in headers):
                    message = {**message, "headers": [*headers, allow]}
            await send(message)

        return send_with_methods


def _allow(methods: Iterable[str]) -> str:
    """Write the methods of a path, `OPTIONS` among them, for every path answers it."""
    return ", ".join(sorted({*methods, "OPTIONS"}))
