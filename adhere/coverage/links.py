"""The goals of links: a request that uses what the reply before it offered."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator
from typing import Any

from adhere.contract.nodes import Contract, Link, Operation, ParameterLocation
from adhere.coverage.goals import Kind, Side, goal_id
from adhere.coverage.outcome import Outcome, outcome
from adhere.coverage.routes import ABSENT, json_of, label
from adhere.fuzz.checks.breach import declared_response
from adhere.fuzz.observer import Observed
from adhere.fuzz.wire.parameters import texts_of
from adhere.source import Pointer

# As many offers are remembered; a longer run forgets the oldest.
_MOST = 20_000
Offer = tuple[str, tuple[tuple[str, str], ...]]


class Links:
    """Remembers what replies offered, and recognises requests that take it up."""

    def __init__(self, contract: Contract, base_path: str) -> None:
        """Find the operation that each link leads to."""
        self._base_path = base_path
        self._by_id = {o.operation_id: o for o in contract.operations if o.operation_id}
        self._by_pointer = {str(o.pointer): o for o in contract.operations}
        self._offers: OrderedDict[Offer, set[str]] = OrderedDict()
        self._wanted: dict[str, set[tuple[str, ...]]] = {}

    def target(self, link: Link) -> Operation | None:
        """Return the operation that a link leads to; `None` where that is not in this document."""
        if link.operation_id is not None:
            return self._by_id.get(link.operation_id)
        return self._by_pointer.get((link.operation_ref or "").removeprefix("#"))

    def reached(self, operation: Operation, seen: Observed) -> Iterator[str]:
        """Yield the links that a request follows; remember what its reply offers."""
        if outcome(seen.status) is Outcome.LET_PASS:
            yield from self._followed(operation, seen)
        response = declared_response(operation, seen.status)
        offered = [li for li in operation.links if response and li.status == response.status]
        if offered:
            body = json_of(seen.content)
            for link in offered:
                self._offer(operation, link, seen, body)

    def _followed(self, operation: Operation, seen: Observed) -> Iterator[str]:
        for names in self._wanted.get(label(operation), ()):
            values = self._values(operation, seen)
            taken = tuple((name, values.get(name, "")) for name in names)
            yield from self._offers.get((label(operation), taken), ())

    def _values(self, operation: Operation, seen: Observed) -> dict[str, str]:
        texts = texts_of(operation, seen.request, self._base_path)
        return {name: found[0] for (_, name), found in texts.items() if found}

    def _offer(self, operation: Operation, link: Link, seen: Observed, body: Any) -> None:
        target = self.target(link)
        if target is None:
            return
        values = {
            name.rpartition(".")[2]: self._evaluate(expression, operation, seen, body)
            for name, expression in link.parameters.items()
        }
        if ABSENT in values.values():
            return
        names = tuple(sorted(values))
        self._wanted.setdefault(label(target), set()).add(names)
        offer = (label(target), tuple((name, _text(values[name])) for name in names))
        goal = goal_id(Kind.LINKS, link.pointer, Side.SHOWN, label(operation))
        self._offers.setdefault(offer, set()).add(goal)
        if len(self._offers) > _MOST:
            self._offers.popitem(last=False)

    def _evaluate(self, expression: Any, operation: Operation, seen: Observed, body: Any) -> Any:
        """Return the value of a runtime expression (OpenAPI 3.1, section 4.8.20.4)."""
        if not isinstance(expression, str) or not expression.startswith("$"):
            return expression
        source, _, rest = expression.partition(".")
        if rest.startswith("body"):
            told = body if source == "$response" else json_of(seen.request.body)
            return _at(told, rest.removeprefix("body").removeprefix("#"))
        where, _, name = rest.partition(".")
        if source == "$response":
            return seen.headers.get(name.lower(), ABSENT)
        texts = texts_of(operation, seen.request, self._base_path)
        known = {str(location) for location in ParameterLocation}
        found = texts.get((ParameterLocation(where), name)) if where in known else None
        return found[0] if found else ABSENT


def _at(value: Any, pointer: str) -> Any:
    try:
        tokens = Pointer.parse(pointer).tokens
    except ValueError:
        return ABSENT
    for token in tokens:
        if isinstance(value, list) and token.isdecimal() and int(token) < len(value):
            value = value[int(token)]
        elif isinstance(value, dict) and token in value:
            value = value[token]
        else:
            return ABSENT
    return value


def _text(value: Any) -> str:
    match value:
        case bool():
            return "true" if value else "false"
    return str(value)
