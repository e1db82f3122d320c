"""One valid request for each operation, aimed at something that exists where only reading."""

from __future__ import annotations

import copy
from typing import Any

import hypothesis
import schemathesis
from hypothesis import HealthCheck, Phase
from schemathesis import Case, GenerationMode
from schemathesis.config import (
    CacheConfig,
    GenerationConfig,
    ProjectConfig,
    ProjectsConfig,
    SchemathesisConfig,
)
from schemathesis.core.result import Ok
from schemathesis.schemas import APIOperation

from adhere.contract.nodes import Operation, ParameterLocation
from adhere.fuzz.credentials import Credential
from adhere.fuzz.probes.naming import first_identifier
from adhere.fuzz.probes.probe import Bench
from adhere.fuzz.settings import SAFE_METHODS

_DRAWS = 10
_LARGE = (1_999_999_973, 99_991, 997)

Generator = APIOperation[Any, Any, Any, Any]


class Specimens:
    """Makes up one valid request for an operation, and keeps it."""

    def __init__(self, bench: Bench) -> None:
        """Read the document as Schemathesis does."""
        self._bench = bench
        self._cases: dict[str, Case[Any] | None] = {}
        self._generators = _generators(bench)

    def of(self, operation: Operation, credentials: tuple[Credential, ...]) -> Case[Any] | None:
        """Return the request, the same for everybody; `None` where none can be made up.

        Safe ones name what a caller with these credentials found in the lists above it
        (`/orders` for `/orders/{order_id}`). The others name what was made up, which hardly
        exists: who may come in is answered before what is there.
        """
        label = f"{operation.method} {operation.path}"
        if label not in self._cases:
            self._cases[label] = self._make(operation, credentials)
        return self._cases[label]

    def _make(self, operation: Operation, credentials: tuple[Credential, ...]) -> Case[Any] | None:
        generator = self._generators.get(f"{operation.method} {operation.path}")
        if generator is None:
            return None
        case = self._draw(operation, generator)
        if case is not None and operation.method in SAFE_METHODS:
            case.path_parameters.update(self._learn(operation, credentials))
        elif case is not None:
            case.path_parameters.update(self._nobodys(operation, case))
        return case

    def _nobodys(self, operation: Operation, case: Case[Any]) -> dict[str, Any]:
        """Return large numbers for the small ones in a path, which may well name something."""
        found: dict[str, Any] = {}
        for parameter in operation.parameters:
            value = case.path_parameters.get(parameter.name)
            if parameter.location is ParameterLocation.PATH and type(value) is int:
                validator = self._bench.judge.schemas.validator(parameter.schema)
                large = (n for n in _LARGE if n > value and validator.is_valid(n))
                found[parameter.name] = next(large, value)
        return found

    def _draw(self, operation: Operation, generator: Generator) -> Case[Any] | None:
        """Return an example of the document with a made-up path, or what is made up whole."""
        strategy = generator.as_strategy(generation_mode=GenerationMode.POSITIVE)
        made_up = self._first_valid(operation, strategy)
        if made_up is None or operation.request_body is None:
            return made_up
        for example in generator.get_strategies_from_examples():
            case = self._first_valid(operation, example)
            if case is not None:
                case.path_parameters.update(made_up.path_parameters)
                return case
        return made_up

    def _first_valid(self, operation: Operation, strategy: Any) -> Case[Any] | None:
        cases = _drawn(strategy, self._bench.engine.seed)
        return next((case for case in cases if self._bench.is_valid(operation, case)), None)

    def _learn(self, operation: Operation, credentials: tuple[Credential, ...]) -> dict[str, Any]:
        """Find values for the parameters of a path in the lists that stand above it."""
        learnt: dict[str, Any] = {}
        for name in _path_parameters(operation):
            above = operation.path.split(f"/{{{name}}}", 1)[0]
            value = self._first(above, name, credentials)
            if value is None:
                return learnt
            learnt[name] = value
        return learnt

    def _first(self, path: str, name: str, credentials: tuple[Credential, ...]) -> Any:
        """Return what the first thing of a listing is called; `None` where nothing is listed."""
        listers = (o for o in self._bench.operations if (o.method, o.path) == ("GET", path))
        lister = next(listers, None)
        case = None if lister is None else self.of(lister, credentials)
        if case is None:
            return None
        reply = self._bench.send(case, credentials)
        return first_identifier(reply.response.content, name)


def _generators(bench: Bench) -> dict[str, Generator]:
    generation = GenerationConfig(allow_x00=False, with_security_parameters=False, database="none")
    project = ProjectConfig(base_url=bench.engine.target.base_url, generation=generation)
    config = SchemathesisConfig(
        seed=bench.engine.seed,
        cache=CacheConfig(enabled=False),
        projects=ProjectsConfig(default=project),
    )
    document = copy.deepcopy(bench.engine.document.data)  # Schemathesis changes what it is given
    schema = schemathesis.openapi.from_dict(document, config=config)
    found = (result.ok() for result in schema.get_all_operations() if isinstance(result, Ok))
    return {operation.label: operation for operation in found}


def _drawn(strategy: Any, seed: int) -> list[Case[Any]]:
    """Return a few cases, the simplest first; the same for the same seed."""
    cases: list[Case[Any]] = []

    @hypothesis.seed(seed)
    @hypothesis.settings(
        max_examples=_DRAWS,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @hypothesis.given(strategy)
    def draw(case: Case[Any]) -> None:
        cases.append(case)

    draw()
    return cases


def _path_parameters(operation: Operation) -> list[str]:
    names = [p.name for p in operation.parameters if p.location is ParameterLocation.PATH]
    return sorted(names, key=lambda name: operation.path.find(f"{{{name}}}"))
