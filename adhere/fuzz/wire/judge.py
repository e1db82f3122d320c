"""Judges whole requests."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import jsonschema_rs

from adhere.contract.nodes import Operation, ParameterLocation
from adhere.fuzz.wire.bodies import BodyJudge
from adhere.fuzz.wire.parameters import ParameterJudge, texts_of
from adhere.fuzz.wire.request import WireRequest
from adhere.fuzz.wire.schemas import Schemas
from adhere.fuzz.wire.verdict import UNKNOWN, VALID, Verdict, combine

# A pattern that is no regular expression, a reference that leads nowhere: nothing can be said.
_UNUSABLE_SCHEMA = (jsonschema_rs.ValidationError, jsonschema_rs.ReferencingError, ValueError)


class Judge:
    """Judges requests to the operations of one contract."""

    def __init__(
        self, data: dict[str, Any], base_path: str, credentials: frozenset[str] = frozenset()
    ) -> None:
        """Take the bundled document and the path that stands before every path of the contract.

        `credentials` are the names of query parameters that security schemes use.
        """
        self.schemas = Schemas(data)
        self._parameters = ParameterJudge(self.schemas)
        self._bodies = BodyJudge(self.schemas)
        self._base_path = base_path.rstrip("/")
        self._credentials = credentials

    def judge(self, operation: Operation, request: WireRequest) -> Verdict:
        """Say whether the contract admits the request to this operation."""
        if request.method != operation.method:
            return UNKNOWN
        try:
            return combine(self._parts(operation, request))
        except _UNUSABLE_SCHEMA:
            return UNKNOWN

    def _parts(self, operation: Operation, request: WireRequest) -> Iterator[Verdict]:
        texts = texts_of(operation, request, self._base_path)
        for parameter in operation.parameters:
            yield self._parameters.judge(parameter, texts[parameter.location, parameter.name])
        yield self._query(operation, request)
        yield self._bodies.judge(operation.request_body, request)

    def _query(self, operation: Operation, request: WireRequest) -> Verdict:
        """Say UNKNOWN where others than the declared are sent: OpenAPI leaves them open."""
        inside = {ParameterLocation.QUERY, ParameterLocation.QUERYSTRING}
        declared = {p.name for p in operation.parameters if p.location in inside}
        sent = {name for name, _ in request.query}
        return VALID if sent <= declared | self._credentials else UNKNOWN
