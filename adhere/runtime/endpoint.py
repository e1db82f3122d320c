"""The path of a request through one operation."""

from __future__ import annotations

import inspect
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AsyncExitStack
from typing import Any

from fastapi.params import Depends
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.types import Receive, Scope, Send

from .answers import Answer, problem_answer, send_answer
from .call import Call, OperationInfo
from .credentials import ANONYMOUS
from .dependencies import Dependencies
from .media_types import accepted
from .message import header_value, header_values
from .parameters import Parts
from .plan import OperationPlan
from .problems import Breach, InvalidRequest, Problem
from .replies import RaisableReply
from .reply_content import BrokenContract
from .security import SecurityPlan
from .signature_check import SignatureCheck
from .streaming import Stream
from .styles import Unreadable
from .unknown_query import unknown_query

logger = logging.getLogger("adhere.runtime")

Method = Callable[..., Any]
FORMS_KEY = "adhere.forms"
RAW_PATH_KEY = "adhere.path"
RAISED_KEY = "adhere.raised"
"""What an operation raised for a handler of the application, in the scope."""


class OperationEndpoint:
    """Answers the requests of one operation."""

    def __init__(  # noqa: PLR0913  # by name
        self,
        info: OperationInfo,
        plan: OperationPlan,
        *,
        security: SecurityPlan | None,
        method: Method | None,
        parameters: Sequence[inspect.Parameter],
        known_query: frozenset[str],
        signature: SignatureCheck | None = None,
    ) -> None:
        """Join the plan with the implementation; `method` is `None` where there is none.

        `parameters` are those of the method that FastAPI fills in. `signature` is the check
        of a webhook's.
        """
        self.info = info
        self.plan = plan
        self._security = security
        self._signature = signature
        self._method = method
        self._is_async = inspect.iscoroutinefunction(method)
        self._parameters_injected = parameters
        self._known_query = known_query
        self._injected: dict[tuple[int, ...], Dependencies | None] = {}
        self.dependencies(())

    def dependencies(self, outer: Sequence[Depends]) -> Dependencies | None:
        """Return what FastAPI fills in, for the dependencies of the application and routers.

        `None` where there is nothing. Routers keep theirs, so their identity tells them apart.
        """
        key = tuple(map(id, outer)) if outer else ()
        if key not in self._injected:
            parameters, is_empty = self._parameters_injected, self._method is None
            needs = not is_empty and (parameters or outer)
            found = Dependencies(self.info.path, parameters, outer) if needs else None
            self._injected[key] = found
        return self._injected[key]

    async def handle(
        self,
        scope: Scope,
        receive: Receive,
        send: Send,
        *,
        path: Mapping[str, str],
        outer: Sequence[Depends] = (),
    ) -> None:
        """Answer one request, whatever happens."""
        scope[RAW_PATH_KEY] = path
        injected = self.dependencies(outer)
        call: Call[Any] = Call(self.info, ANONYMOUS, scope=scope, receive=receive)
        try:
            if injected is None:
                await self._send(await self._answer(call, scope, receive), call, receive, send)
            else:
                await self._handle_injected(call, receive, send, dependencies=injected)
        finally:
            for form in scope.pop(FORMS_KEY, ()):
                await form.close()

    async def _answer(self, call: Call[Any], scope: Scope, receive: Receive) -> Answer:
        try:
            positional, keywords = await self._arguments(call, scope, receive, None)
            return await self._run(scope, positional, keywords)
        except Exception as error:  # noqa: BLE001  # the innermost catch: each has its answer
            return self._answer_error(error, scope)

    async def _handle_injected(
        self, call: Call[Any], receive: Receive, send: Send, *, dependencies: Dependencies
    ) -> None:
        """Answer with FastAPI's dependencies around the implementation.

        What is raised passes through them, so that a transaction is rolled back, before it
        is answered.
        """
        scope, is_sent = call.scope, False
        try:
            async with AsyncExitStack() as stack:
                positional, keywords = await self._arguments(call, scope, receive, dependencies)
                solved = await dependencies.solve(call.request, stack)
                async with solved.function:
                    answer = await self._run(scope, positional, keywords | solved.values)
                answer.headers += solved.headers
                is_sent = True
                await self._send(answer, call, receive, send)
                if solved.background is not None:
                    await solved.background()
        except Exception as error:
            if is_sent:
                raise
            await self._send(self._answer_error(error, scope), call, receive, send)
            return
        if not is_sent:
            swallowed = RuntimeError("A dependency swallowed what was raised.")
            await self._send(self._answer_failure(swallowed, scope), call, receive, send)

    async def _send(self, answer: Answer, call: Call[Any], receive: Receive, send: Send) -> None:
        """Send an answer. What a stream raises on its way is logged, and breaks it off."""
        try:
            await send_answer(
                answer,
                send,
                receive=None if call.is_receiving else receive,
                added=call.added_headers(),
                is_head=call.scope["method"] == "HEAD",
            )
        except Exception as error:
            if isinstance(answer.body, Stream):
                self._log_failure(error, call.scope)
            raise

    async def _arguments(
        self, call: Call[Any], scope: Scope, receive: Receive, injected: Dependencies | None
    ) -> tuple[list[Any], dict[str, Any]]:
        plan, body = self.plan, self.plan.body
        if self._security is not None:
            call.admit(await self._security.admit(scope, receive))
        if self._signature is not None:
            receive = await self._signature.admit(scope, receive)
        if plan.produced is not None:
            self._check_accept(scope, plan.produced)
        if body is not None:
            call.content_type = body.choose(scope)
        keywords = {}
        if plan.parameters or scope.get("query_string"):
            keywords = self._parameters(scope, injected)
        if body is None:
            return [call], keywords
        received = await body.read(call.content_type, scope, receive, options=plan.options)
        call.keep_body(received.data, received.upload)
        return [call, received.value], keywords

    def _check_accept(self, scope: Scope, produced: tuple[str, ...]) -> None:
        accept = header_value(scope, b"accept")
        if accept is None or accept == "*/*":
            return
        if not accepted(", ".join(header_values(scope, b"accept")), produced):
            raise Problem(406, f"The operation answers with {' or '.join(produced)}.")

    def _parameters(self, scope: Scope, injected: Dependencies | None) -> dict[str, Any]:
        parts = Parts(scope, scope[RAW_PATH_KEY])
        arguments: dict[str, Any] = {}
        breaches: list[Breach] = []
        for parameter in self.plan.parameters:
            parameter.take(parts, arguments, breaches)
        if scope.get("query_string") and self.plan.options.unknown_query == "reject":
            known = self._known_query | (injected.query_names if injected else frozenset())
            try:
                breaches += unknown_query(parts, self.plan.specs, known)
            except Unreadable as error:
                breaches.append(Breach("/query", str(error)))
        if breaches:
            raise InvalidRequest(breaches[: self.plan.options.max_errors])
        return arguments

    async def _run(self, scope: Scope, positional: list[Any], keywords: dict[str, Any]) -> Answer:
        if self._method is None:
            raise NotImplementedError
        if self._is_async:
            result = await self._method(*positional, **keywords)
        else:
            result = await run_in_threadpool(self._method, *positional, **keywords)
            if isinstance(result, Awaitable):
                result = await result
        return self.plan.responder.answer(result, header_value(scope, b"accept"))

    def _answer_error(self, error: Exception, scope: Scope) -> Answer:
        if isinstance(error, Problem):
            return problem_answer(error)
        if isinstance(error, InvalidRequest):
            detail = "The request does not meet the contract."
            status = self.plan.invalid_status(error.breaches)
            return problem_answer(Problem(status, detail, breaches=error.breaches))
        if isinstance(error, NotImplementedError):
            return problem_answer(Problem(501, "This operation is not implemented yet."))
        if isinstance(error, RaisableReply):
            return self._answer_raised(error, scope)
        if isinstance(error, HTTPException):
            return self._answer_http(error, scope)
        return self._answer_failure(error, scope)

    def _answer_raised(self, reply: RaisableReply, scope: Scope) -> Answer:
        """Answer a reply raised by the implementation, by security or by a dependency."""
        try:
            return self.plan.responder.answer(reply, header_value(scope, b"accept"))
        except BrokenContract as error:
            return self._answer_failure(error, scope)

    def _answer_http(self, error: HTTPException, scope: Scope) -> Answer:
        options = self.plan.options
        if not self.plan.responder.declares(error.status_code):
            undeclared = self.plan.responder.undeclared(f"status {error.status_code}")
            if options.check_replies == "enforce":
                return self._answer_failure(undeclared, scope)
            if options.check_replies == "log":
                logger.error("A reply breaks the contract: %s", undeclared)
        headers = list((error.headers or {}).items())
        return problem_answer(Problem(error.status_code, str(error.detail), headers=headers))

    def _answer_failure(self, error: Exception, scope: Scope) -> Answer:
        """Answer 500 and say why in the log, and only there; see RFC 9457, section 5."""
        if _has_handler(error, scope):
            scope[RAISED_KEY] = error
            raise error
        return problem_answer(Problem(500), self._log_failure(error, scope))

    def _log_failure(self, error: Exception, scope: Scope) -> str | None:
        """Log what failed and return the request's identifier."""
        request_id: str | None = scope.get("state", {}).get("request_id")
        logger.error(
            "%s %s failed%s",
            self.info.method,
            self.info.path,
            "" if request_id is None else f" (request {request_id})",
            exc_info=error,
        )
        return request_id


def _has_handler(error: Exception, scope: Scope) -> bool:
    """Tell whether the application handles this very kind of exception itself."""
    by_type, _ = scope.get("starlette.exception_handlers", ({}, {}))
    kinds = type(error).__mro__
    return any(kind in by_type for kind in kinds[: kinds.index(Exception)])
