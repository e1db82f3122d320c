"""Receiving what other services send: webhooks, and callbacks that were asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from starlette.types import Receive, Scope, Send

from .answers import problem_answer, send_answer
from .endpoint import OperationEndpoint
from .json_body import JsonError, read_json
from .media_types import choose
from .message import header_value
from .options import Options
from .payload import read_body, replaying
from .plan import OperationPlan
from .problems import Problem
from .signature_check import SignatureCheck, WebhookSecrets, is_signed


@dataclass(frozen=True, slots=True)
class Receiving:
    """Where webhooks are received, and by which secrets their senders are known.

    `paths` maps the names of methods to URL paths, or is the one path of all: a request there is
    for the first webhook whose schema accepts its body. Signatures are checked where the
    contract declares their header fields and `secrets` is not `None`.
    """

    paths: str | Mapping[str, str]
    secrets: WebhookSecrets | None = None

    def path(self, name: str) -> str | None:
        """Return where the webhook of this method is received, `None` for nowhere."""
        return self.paths if isinstance(self.paths, str) else self.paths.get(name)

    def check(self, plan: OperationPlan) -> SignatureCheck | None:
        """Return the check of the signatures that the contract declares."""
        if self.secrets is None or not is_signed(plan):
            return None
        return SignatureCheck(self.secrets, plan.options.max_body)

    def findings(self, known: Sequence[str]) -> list[str]:
        """Say what of `paths` cannot be, `known` being the methods of the Protocol."""
        paths = {"": self.paths} if isinstance(self.paths, str) else self.paths
        unknown = [name for name in paths if name and name not in known]
        return [
            *(f"paths names {name!r}, which is none of {', '.join(known)}." for name in unknown),
            *(
                f"The path {path!r} must begin with /."
                for path in paths.values()
                if path[:1] != "/"
            ),
        ]


def sharing(
    endpoints: Sequence[OperationEndpoint], options: Options
) -> list[OperationEndpoint | SharedEndpoint]:
    """Return what answers at each path: one endpoint, or what chooses among several."""
    found: dict[tuple[str, str], list[OperationEndpoint]] = {}
    for endpoint in endpoints:
        found.setdefault((endpoint.info.method, endpoint.info.path), []).append(endpoint)
    return [e[0] if len(e) == 1 else SharedEndpoint(e, options) for e in found.values()]


class SharedEndpoint:
    """Several webhooks at one path: a request is for the first whose schema accepts its body."""

    def __init__(self, endpoints: Sequence[OperationEndpoint], options: Options) -> None:
        """Hold the endpoints, in the order of the contract."""
        self._endpoints = tuple(endpoints)
        self._options = options
        self.info = endpoints[0].info

    async def handle(
        self,
        scope: Scope,
        receive: Receive,
        send: Send,
        *,
        path: Mapping[str, str],
        outer: Any = (),
    ) -> None:
        """Hand a request over. One that nobody takes is answered by the first."""
        try:
            body = await read_body(scope, receive, self._options.max_body)
        except Problem as problem:
            await send_answer(problem_answer(problem), send)
            return
        endpoint = self._choose(header_value(scope, b"content-type") or "", body)
        await endpoint.handle(scope, replaying(body, receive), send, path=path, outer=outer)

    def _choose(self, content_type: str, body: bytes) -> OperationEndpoint:
        try:
            value = read_json(body, self._options.max_depth, allow_nul=self._options.allow_nul)
        except JsonError:
            return self._endpoints[0]
        takers = (e for e in self._endpoints if _takes(e.plan, content_type, value))
        return next(takers, self._endpoints[0])


def _takes(plan: OperationPlan, content_type: str, value: Any) -> bool:
    if plan.body is None:
        return False
    content = plan.body.contents.get(choose(content_type, plan.body.ranges) or "")
    if content is None or content.kind != "json":
        return False
    return content.check is None or content.check.is_valid(value)
