"""Judges whole requests."""

from __future__ import annotations

from typing import Any

from adhere.contract.nodes import Operation
from adhere.fuzz.wire.bodies import BodyJudge
from adhere.fuzz.wire.parameters import ParameterJudge, texts_of
from adhere.fuzz.wire.request import WireRequest
from adhere.fuzz.wire.schemas import Schemas
from adhere.fuzz.wire.verdict import UNKNOWN, Verdict, combine


class Judge:
    """Judges requests to the operations of one contract."""

    def __init__(self, data: dict[str, Any], base_path: str) -> None:
        """Take the bundled document and the path that stands before every path of the contract."""
        self.schemas = Schemas(data)
        self._parameters = ParameterJudge(self.schemas)
        self._bodies = BodyJudge(self.schemas)
        self._base_path = base_path.rstrip("/")

    def judge(self, operation: Operation, request: WireRequest) -> Verdict:
        """Say whether the contract admits the request to this operation."""
        if request.method != operation.method:
            return UNKNOWN
        texts = texts_of(operation, request, self._base_path)
        parts = [
            self._parameters.judge(parameter, texts[parameter.location, parameter.name])
            for parameter in operation.parameters
        ]
        return combine([*parts, self._bodies.judge(operation.request_body, request)])
