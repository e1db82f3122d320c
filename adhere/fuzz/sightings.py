"""Gathers what the engine reports into rows and findings."""

from __future__ import annotations

import textwrap
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field

from schemathesis import Response
from schemathesis.core.errors import NoLinksFound
from schemathesis.core.failures import Failure
from schemathesis.engine import Status, events
from schemathesis.engine.recorder import CaseNode, CheckNode, Interaction

from adhere.contract.nodes import Contract, Operation
from adhere.document import Document
from adhere.fuzz.checks import Breach
from adhere.fuzz.checks.breach import declared_response
from adhere.fuzz.describe import Scene, describe
from adhere.fuzz.exchange import size, step_of
from adhere.fuzz.redaction import Redactor
from adhere.fuzz.report import DeclaredStatus, Finding, Row, finding_id
from adhere.fuzz.story import Sent, Trail, uses
from adhere.source import Span

Key = tuple[str, str, str]

_LONGEST_ERROR = 300
_MOST_LINES = 12
_OF_A_GATEWAY = frozenset({502, 504})


@dataclass(slots=True)
class _Sighting:
    """Everything seen of one finding; the last of the steps is the smallest that shows it."""

    operation: Operation
    breach: Breach
    identities: dict[str, None] = field(default_factory=dict)
    phases: dict[str, None] = field(default_factory=dict)
    count: int = 0
    size: int | None = None
    steps: tuple[Sent, ...] = ()


class Sightings:
    """The books of a run over all identities."""

    def __init__(
        self,
        document: Document,
        contract: Contract,
        redactor: Redactor,
        base: str,
        on_finding: Callable[[int, str], None] | None = None,
        on_exchange: Callable[[Interaction, str], None] | None = None,
    ) -> None:
        """Open empty books of what is sent below the address `base`.

        `on_finding` is told of each new one, its number and ID; `on_exchange` of each request
        with its reply and the name of the identity that sent it.
        """
        self.requests = 0
        self.trail = Trail()
        self._on_finding = on_finding
        self._on_exchange = on_exchange
        self._document = document
        self._operations = {f"{o.method} {o.path}": o for o in contract.operations}
        self._redactor = redactor
        self._base = base
        self._statuses: dict[Key, Counter[int]] = defaultdict(Counter)
        self._seconds: Counter[Key] = Counter()
        self._sightings: dict[Key, _Sighting] = {}
        self._errors: dict[str, None] = {}

    @property
    def found(self) -> int:
        """Count the distinct findings so far."""
        return len(self._sightings)

    def record(self, event: events.ScenarioFinished, identity: str) -> None:
        """Enter a finished scenario."""
        for case_id, interaction in event.recorder.interactions.items():
            node = event.recorder.cases.get(case_id)
            if node is None:
                continue
            self.count(interaction, identity)
            self._enter(node, interaction, (identity, event.phase.value))
            sent = _sent(event, case_id, identity)
            for check in event.recorder.checks.get(case_id, ()):
                self._sight(node, check, sent, (identity, event.phase.value))

    def count(self, interaction: Interaction, identity: str) -> None:
        """Count a request, whatever it was for."""
        self.requests += 1
        if self._on_exchange is not None:
            self._on_exchange(interaction, identity)

    def enter(self, operation: Operation, response: Response, run: tuple[str, str]) -> None:
        """Enter a reply to an operation, by the identity and the phase or check that asked."""
        key = (f"{operation.method} {operation.path}", *run)
        self._statuses[key][response.status_code] += 1
        self._seconds[key] += response.elapsed  # type: ignore[assignment]  # Counter holds any number

    def error(self, event: events.NonFatalError, identity: str) -> None:
        """Enter what the engine could not do; that operations have no links is no such thing."""
        if isinstance(event.value, NoLinksFound):
            return
        said = " ".join(f"{event.info.title}: {event.info.message}".split())
        text = said if len(said) <= _LONGEST_ERROR else f"{said[:_LONGEST_ERROR]}…"
        self._errors[self._redactor.text(f"{event.label}, as {identity}: {text}")] = None

    def trouble(self, where: str, said: str) -> None:
        """Enter what a check beside the engine could not do."""
        self._errors[self._redactor.text(f"{where}: {' '.join(said.split())[:_LONGEST_ERROR]}")] = (
            None
        )

    def rows(self) -> tuple[Row, ...]:
        """Return what was tested, in the order of first contact."""
        return tuple(
            Row(*key, statuses=dict(sorted(counter.items())), seconds=self._seconds[key])
            for key, counter in self._statuses.items()
        )

    def errors(self) -> tuple[str, ...]:
        """Return what could not be tested, and why."""
        return tuple(self._errors)

    def shorten(
        self, shortest: Callable[[Operation, Breach, tuple[Sent, ...]], tuple[Sent, ...]]
    ) -> None:
        """Replace the steps of every finding of several requests by the shortest that show it."""
        for sighting in self._sightings.values():
            if len(sighting.steps) > 1:
                sighting.steps = shortest(sighting.operation, sighting.breach, sighting.steps)

    def findings(self, seed: int) -> tuple[Finding, ...]:
        """Return the findings, in the contract's order of operations."""
        order = {label: index for index, label in enumerate(self._operations)}
        found = sorted(self._sightings.items(), key=lambda item: (order[item[0][0]], item[0][1:]))
        return tuple(self._finding(key, sighting, seed) for key, sighting in found)

    def declared(self, labels: tuple[str, ...]) -> tuple[DeclaredStatus, ...]:
        """Return every declared status of these operations with how often it was seen."""
        seen: Counter[tuple[str, str]] = Counter()
        for (label, _, _), counter in self._statuses.items():
            for status, count in counter.items():
                response = declared_response(self._operations[label], status)
                if response is not None:
                    seen[label, response.status] += count
        return tuple(
            DeclaredStatus(label, response.status, seen[label, response.status])
            for label in labels
            for response in self._operations[label].responses
        )

    def _enter(self, node: CaseNode, interaction: Interaction, run: tuple[str, str]) -> None:
        label = node.value.operation.label
        if interaction.response is None or label not in self._operations or _is_probe(node):
            return
        self.enter(self._operations[label], interaction.response, run)

    def _sight(
        self, node: CaseNode, check: CheckNode, steps: tuple[Sent, ...], run: tuple[str, str]
    ) -> None:
        operation = self._operations.get(node.value.operation.label)
        if check.status is not Status.FAILURE or check.failure_info is None or operation is None:
            return
        failure = check.failure_info.failure
        breach = self._breach(check.name, failure, operation, steps[-1].interaction)
        self.sight(operation, breach, steps, run)

    def sight(
        self, operation: Operation, breach: Breach, steps: tuple[Sent, ...], run: tuple[str, str]
    ) -> None:
        """Enter a breach, by the identity and the phase or check that saw it.

        The last of `steps` shows it, the others lead there. What a gateway answered that reached
        no service (RFC 9110, sections 15.6.3 and 15.6.5) is none, unless the operation declares
        the status.
        """
        interaction = steps[-1].interaction
        status = None if interaction.response is None else interaction.response.status_code
        if status in _OF_A_GATEWAY and declared_response(operation, status) is None:
            self.trouble(f"{operation.method} {operation.path}", f"a gateway answered {status}")
            return
        key = (f"{operation.method} {operation.path}", breach.check, breach.reason)
        if key not in self._sightings and self._on_finding is not None:
            name = finding_id(key[0], breach.check, self._redactor.text(breach.reason))
            self._on_finding(len(self._sightings) + 1, name)
        sighting = self._sightings.setdefault(key, _Sighting(operation, breach))
        sighting.count += 1
        sighting.identities[run[0]] = None
        sighting.phases[run[1]] = None
        weight = size(interaction)
        if sighting.size is None or weight < sighting.size:
            sighting.size, sighting.breach, sighting.steps = weight, breach, steps

    @staticmethod
    def _breach(
        check: str, failure: Failure, operation: Operation, interaction: Interaction
    ) -> Breach:
        response = interaction.response
        status = None if response is None else response.status_code
        return describe(failure, Scene(check, operation, status))

    def _finding(self, key: Key, sighting: _Sighting, seed: int) -> Finding:
        breach = sighting.breach
        steps = tuple(
            step_of(sent, self._base, self._redactor, used)
            for sent, used in zip(sighting.steps, uses(sighting.steps), strict=True)
        )
        return Finding(
            operation=key[0],
            operation_id=sighting.operation.operation_id,
            check=breach.check,
            reason=self._redactor.text(breach.reason),
            detail=self._redactor.reply(breach.detail),
            place=_relative(self._document.span(breach.pointer)),
            pointer=str(breach.pointer),
            identities=tuple(sighting.identities),
            phases=tuple(sighting.phases),
            count=sighting.count,
            seed=seed,
            exchange=steps[-1].exchange if steps else None,
            steps=steps,
            promised=_telling(breach.promised, steps[-1].exchange.status if steps else None),
            excerpt=_excerpt(self._document.span(breach.pointer), self._document),
        )


def _telling(promised: tuple[str, ...] | None, status: int | None) -> tuple[str, ...] | None:
    """Return the promised statuses; `None` where the reply has one of them all the same."""
    wanted = {str(status), f"{(status or 0) // 100}XX"}
    return None if promised is None or wanted & set(promised) else promised


def _sent(event: events.ScenarioFinished, case_id: str, identity: str) -> tuple[Sent, ...]:
    """Return a request of a scenario, behind those that led to it where they are a chain."""
    recorder = event.recorder
    known = list(recorder.interactions)
    chain = known[: known.index(case_id) + 1] if event.phase.value == "stateful" else [case_id]
    return tuple(
        Sent(identity, recorder.cases[name].value.operation.label, recorder.interactions[name])
        for name in chain
        if name in recorder.cases
    )


def _is_probe(node: CaseNode) -> bool:
    """Tell whether a request was not one to this operation as this identity.

    It has a method that is not declared, or a check has sent it without its credential.
    """
    case = node.value
    has_other_method = case.method.upper() != case.operation.method.upper()
    return has_other_method or (node.parent_id is not None and node.transition is None)


def _excerpt(span: Span, document: Document) -> str:
    """Return the first lines of a place in the contract, numbered."""
    file = next((file for file in document.files if file.path == span.file), None)
    if file is None:
        return ""
    first = span.start.line
    lines = file.text.splitlines()[first - 1 : min(span.end.line, first + _MOST_LINES - 1)]
    shown = textwrap.dedent("\n".join(lines)).splitlines()
    return "\n".join(f"{first + index:4} {line}" for index, line in enumerate(shown))


def _relative(span: Span) -> str:
    here = span.file.cwd() if span.file.is_absolute() else None
    if here is not None and span.file.is_relative_to(here):
        span = Span(span.file.relative_to(here), span.start, span.end)
    return str(span)
