"""The application: routes, the contract's document, problems for what is not routed."""

from __future__ import annotations

import inspect
import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, FastAPI
from fastapi.routing import iter_route_contexts
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from .agreement import agreement_route
from .call import OperationInfo
from .choosing import Chooser
from .contract_app import ContractApp
from .contract_files import ContractFiles
from .contract_routes import ContractRoutes
from .dependencies import injected_parameters
from .endpoint import OperationEndpoint
from .guard import Guards
from .implementations import (
    ImplementationError,
    findings_of,
    known_names,
    method_of,
    security_findings,
    warn_of_typos,
)
from .operation import OperationMark, operations_of, schemes_of
from .options import Options
from .plan import OperationPlan
from .problems import problem_response
from .receiving import Receiving
from .routing import fixed_query
from .security import SchemeCompiler
from .styles import decode_query

logger = logging.getLogger("adhere.runtime")


@dataclass(frozen=True, slots=True)
class Parts:
    """What `build_router` and `create_app` are given."""

    files: ContractFiles
    implementations: Mapping[type, object | None]
    security_protocol: type | None
    security: object | None
    options: Options
    receiving: Receiving | None = None


class EndpointBuilder:
    """Makes the endpoints of a contract and collects what is wrong with implementations."""

    def __init__(self, parts: Parts) -> None:
        """Prepare what all operations share."""
        self._parts = parts
        self._contract = parts.files.contract
        self._guards = Guards(self._contract)
        self._chooser = self._choosing()
        protocol = parts.security_protocol
        self._scheme_methods = {} if protocol is None else schemes_of(protocol)
        self._schemes = SchemeCompiler(self._contract, parts.security, self._scheme_methods)
        self._findings: list[str] = []

    def _choosing(self) -> Chooser | None:
        """Return what chooses the classes of request bodies, found beside the Protocols."""
        protocols = list(self._parts.implementations)
        if not protocols or not self._contract.alternatives:
            return None
        package = protocols[0].__module__.rpartition(".")[0]
        return Chooser(self._contract, self._guards.request, models=f"{package}.models")

    def build(self) -> list[OperationEndpoint]:
        """Return an endpoint for every operation. Raises `ImplementationError`."""
        endpoints = []
        for protocol, implementation in self._parts.implementations.items():
            for name, mark, function in operations_of(protocol):
                method = method_of(implementation, name, function)
                path = self._path(name, mark, method)
                if path is not None:
                    endpoints.append(self._endpoint(protocol, name, mark, function, method, path))
            if implementation is not None:
                warn_of_typos(implementation, protocol)
        if self._findings:
            raise ImplementationError(self._findings)
        return endpoints

    def _path(self, name: str, mark: OperationMark, method: Any) -> str | None:
        """Return where an operation is served: a webhook where somebody receives it."""
        receiving = self._parts.receiving
        if receiving is None:
            return mark.path
        return None if method is None else receiving.path(name)

    def _endpoint(  # one place calls it
        self, protocol: type, name: str, mark: OperationMark, function: Any, method: Any, path: str
    ) -> OperationEndpoint:
        options, receiving = self._parts.options, self._parts.receiving
        plan = OperationPlan(
            self._contract,
            self._guards,
            mark=mark,
            function=function,
            options=options,
            chooser=self._chooser,
        )
        plan.check()
        if method is not None:
            implementation = self._parts.implementations[protocol]
            self._findings += findings_of(implementation, plan, name, method)
            self._findings += security_findings(plan, self._parts.security, self._scheme_methods)
        unprotected = not plan.security or (method is None and self._parts.security is None)
        return OperationEndpoint(
            OperationInfo(protocol.__name__, name, mark.method, path, method is not None),
            plan,
            security=None if unprotected else self._schemes.plan(plan.security),
            method=method,
            parameters=self._injected(plan, method),
            known_query=self._keys_in_query(plan) | _fixed_names(path),
            signature=None if receiving is None else receiving.check(plan),
        )

    def _injected(self, plan: OperationPlan, method: Any) -> list[inspect.Parameter]:
        if not callable(method) or self._findings:
            return []
        return injected_parameters(method, known_names(plan, method))

    def _keys_in_query(self, plan: OperationPlan) -> frozenset[str]:
        names = {name for requirement in plan.security for name in requirement}
        root = self._contract.root
        found = [self._contract.child(root, "components", "securitySchemes", n) for n in names]
        return frozenset(
            node.value["name"] for node in found if node and node.value.get("in") == "query"
        )


def _fixed_names(path: str) -> frozenset[str]:
    return frozenset(decode_query(pair.partition("=")[0]) for pair in fixed_query(path))


def build_routes(parts: Parts) -> ContractRoutes:
    """Return all operations as one route, and log those that nobody implemented."""
    routes = ContractRoutes(EndpointBuilder(parts).build(), parts.options)
    missing = [f"{info.method} {info.path}" for info in routes.operations if not info.implemented]
    logger.info("%d operations, %d not implemented", len(routes.operations), len(missing))
    for operation in missing:
        logger.info("not implemented: %s", operation)
    return routes


def warm_up(app: FastAPI) -> None:
    """Build ahead what otherwise waits for the first request of each operation.

    That is the validators and models of every contract that `app` serves. Takes as long as
    all of them together; call it before the application says that it is ready.
    """
    for context in iter_route_contexts(app.routes):
        if isinstance(context.original_route, ContractRoutes):
            context.original_route.warm_up()


def build_router(
    files: ContractFiles,
    implementations: Mapping[type, object | None],
    security_protocol: type | None = None,
    security: object | None = None,
    options: Options | None = None,
) -> APIRouter:
    """Return a router with every operation, for `include_router`.

    `implementations` maps each generated Protocol to the object that implements it, `None`
    for none. Dependencies given to `include_router` run for every operation. Raises
    `ImplementationError`.
    """
    parts = Parts(files, implementations, security_protocol, security, options or Options())
    router = APIRouter(redirect_slashes=False)
    router.routes.append(build_routes(parts))
    return router


def build_receiver(
    files: ContractFiles,
    implementations: Mapping[type, object],
    receiving: Receiving,
    security_protocol: type | None = None,
    security: object | None = None,
    options: Options | None = None,
) -> APIRouter:
    """Return a router that receives the webhooks or callbacks which are implemented.

    Raises `ImplementationError`, and `ValueError` for a secret that is none.
    """
    known = [name for protocol in implementations for name, _, _ in operations_of(protocol)]
    findings = receiving.findings(known)
    if findings:
        raise ImplementationError(findings)
    parts = Parts(
        files, implementations, security_protocol, security, options or Options(), receiving
    )
    router = APIRouter(redirect_slashes=False)
    router.routes.append(build_routes(parts))
    return router


def create_app(
    files: ContractFiles,
    implementations: Mapping[type, object | None],
    security_protocol: type | None = None,
    security: object | None = None,
    options: Options | None = None,
    **fastapi: Any,
) -> FastAPI:
    """Return a FastAPI application that serves the contract, and it at `/openapi.json`.

    `fastapi` goes to `FastAPI` as it is. `app.state.adhere` lists the operations. Raises
    `ImplementationError`.
    """
    parts = Parts(files, implementations, security_protocol, security, options or Options())
    routes = build_routes(parts)
    info = files.contract.data.get("info", {})
    handlers = {HTTPException: _http_problem, Exception: _failure_problem}
    settings = {
        "title": str(info.get("title") or "API"),
        "version": str(info.get("version") or "0"),
        "redirect_slashes": False,
        **fastapi,
        "exception_handlers": {**handlers, **(fastapi.get("exception_handlers") or {})},
    }
    app = ContractApp(routes, **settings)
    app.state.adhere = routes.operations
    routes.give(app.router.dependencies)
    _serve_contract(app, files, parts.options)
    routes.leave(route.path for route in app.router.routes if isinstance(route, Route))
    app.router.routes.insert(0, routes)
    return app


def _serve_contract(app: FastAPI, files: ContractFiles, options: Options) -> None:
    """Serve the contract itself where FastAPI would serve what it infers from routes."""
    app.openapi = lambda: json.loads(files.served)  # type: ignore[method-assign]  # as FastAPI documents
    if app.openapi_url:

        async def openapi(_: Request) -> Response:
            return Response(files.served, media_type="application/json")

        route: BaseRoute = Route(app.openapi_url, openapi, include_in_schema=False)
        app.router.routes.insert(0, route)
    if options.tell_contract:
        app.router.routes.insert(0, agreement_route(files, app.openapi_url))


async def _http_problem(_: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    headers = dict(error.headers or {}) if isinstance(error, HTTPException) else {}
    detail = error.detail if isinstance(error, HTTPException) else None
    response = problem_response(status)
    if detail and detail != json.loads(bytes(response.body))["title"]:
        return problem_response(status, detail=detail, headers=headers)
    return problem_response(status, headers=headers)


async def _failure_problem(request: Request, _: Exception) -> Response:
    request_id = request.scope.get("state", {}).get("request_id")
    return problem_response(500, request_id=request_id)
