"""From an exchange to the goals that it reaches."""

from __future__ import annotations

from collections.abc import Iterator

from adhere.contract.nodes import Contract, Operation
from adhere.coverage.callers import Callers
from adhere.coverage.goals import Kind, Side, goal_id
from adhere.coverage.links import Links
from adhere.coverage.outcome import is_success
from adhere.coverage.routes import Routes, label, media_type_of
from adhere.coverage.shapes import Shapes
from adhere.coverage.values import Values
from adhere.fuzz.checks.breach import declared_response
from adhere.fuzz.observer import Observed
from adhere.fuzz.wire.schemas import Schemas


class Evaluator:
    """Knows one contract; remembers what replies offered, so one thread at a time asks it."""

    def __init__(self, contract: Contract, base_path: str = "") -> None:
        """Take the contract and the path that stands before every path of it."""
        schemas = Schemas(contract.document.data)
        self._routes = Routes(contract, base_path)
        self._values = Values(Shapes(contract.document, schemas), schemas, base_path)
        self._callers = Callers(contract)
        self._links = Links(contract, base_path)

    def reached(self, seen: Observed) -> set[str]:
        """Return the IDs of the goals that an exchange reaches; none for what is not declared."""
        operation = self._routes.find(seen.request.method, seen.request.path)
        return set() if operation is None else set(self._reached(operation, seen))

    def _reached(self, operation: Operation, seen: Observed) -> Iterator[str]:
        yield from self._replies(operation, seen)
        if is_success(seen.status) and operation.request_body is not None:
            media = media_type_of(operation.request_body.content, seen.request.media_type)
            if media is not None:
                name = f"{label(operation)} {media.range}"
                yield goal_id(Kind.MEDIA_TYPES, media.pointer, Side.GIVEN, name)
        yield from self._values.reached(operation, seen)
        yield from self._callers.reached(operation, seen)
        yield from self._links.reached(operation, seen)

    @staticmethod
    def _replies(operation: Operation, seen: Observed) -> Iterator[str]:
        response = declared_response(operation, seen.status)
        if response is None:
            return
        if is_success(seen.status) or not any(r.is_success for r in operation.responses):
            yield goal_id(Kind.OPERATIONS, operation.pointer, Side.SHOWN)
        place = operation.pointer.join("responses", response.status)
        yield goal_id(Kind.STATUSES, place, Side.SHOWN)
        media = media_type_of(response.content, seen.headers.get("content-type"))
        if media is not None:
            yield goal_id(Kind.MEDIA_TYPES, place, Side.SHOWN, media.range)
