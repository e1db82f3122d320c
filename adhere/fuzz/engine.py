"""Runs Schemathesis for one identity."""

from __future__ import annotations

import copy
import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import schemathesis
from schemathesis.config import (
    CacheConfig,
    ChecksConfig,
    CoveragePhaseConfig,
    ExamplesPhaseConfig,
    FuzzingPhaseConfig,
    GenerationConfig,
    HealthCheck,
    OperationConfig,
    OperationsConfig,
    PhasesConfig,
    ProjectConfig,
    ProjectsConfig,
    SchemathesisConfig,
    StatefulPhaseConfig,
    WarningsConfig,
)
from schemathesis.engine import events, from_schema
from schemathesis.filters import FilterSet
from schemathesis.hooks import GLOBAL_HOOK_DISPATCHER
from schemathesis.schemas import BaseSchema

from adhere.document import Document
from adhere.fuzz.credentials import Credential
from adhere.fuzz.errors import FuzzError
from adhere.fuzz.examiner import AdhereContract, Examiner, registered
from adhere.fuzz.gate import Gate
from adhere.fuzz.known_alarms import is_real
from adhere.fuzz.login import Desk
from adhere.fuzz.plan import Depth, Plan
from adhere.fuzz.sessions import Sessions
from adhere.fuzz.settings import FuzzPhase, Profile, Settings
from adhere.fuzz.target import Target
from adhere.fuzz.throttle import Throttle

# Acceptance and refusal are judged by Adhere's own checks, which ask the wire as well.
_CHECKS = [
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
    "use_after_free",
    "ensure_resource_availability",
    "unsupported_method",
    "allow_header_conformance",
    AdhereContract.__name__,
]
Hook = tuple[str, Callable[..., None]]

# The check beside the engine that sends undeclared methods.
_METHODS_CHECK = "protocol"
_MAX_STEPS = 6
_SHORT_EXAMPLES = 1
_DENIED_EXAMPLES = 1


@dataclass(frozen=True, slots=True)
class Caller:
    """An identity about to run: what it tests, who judges the replies, how it stays logged in."""

    plan: Plan
    examiner: Examiner
    sessions: Sessions | None = None

    @property
    def credentials(self) -> tuple[Credential, ...]:
        """Those in hand now."""
        return self.examiner.credentials


@dataclass(frozen=True, slots=True, kw_only=True)
class Engine:
    """What every identity's run shares."""

    document: Document
    target: Target
    settings: Settings
    profile: Profile
    seed: int
    operations: tuple[str, ...]
    desk: Desk
    throttle: Throttle
    gate: Gate

    def admit(self, plan: Plan, examiner: Examiner) -> Caller:
        """Log the identity in; raise FuzzError where that fails."""
        if plan.identity.is_anonymous:
            return Caller(plan, examiner)
        sessions = Sessions(plan.identity, self.desk, examiner)
        examiner.is_fresh = sessions.is_fresh
        return Caller(plan, examiner, sessions)

    def run(self, caller: Caller) -> Iterator[events.EngineEvent]:
        """Yield the engine's events."""
        plan, examiner, sessions = caller.plan, caller.examiner, caller.sessions
        watch = self.gate.watch(plan.identity.name)
        hooks: list[Hook] = [
            ("before_call", self.throttle.before_call),
            ("before_call", watch.before_call),
            ("after_call", watch.after_call),
        ]
        if sessions is not None:
            hooks.append(("before_call", sessions.before_call))
        with registered(), _hooked(hooks):
            for phases, left_out in self._passes(plan):
                if self.throttle.stop.is_requested:
                    break
                schema = self._schema(plan, examiner, phases=phases, left_out=left_out)
                if sessions is not None:
                    sessions.attach(schema)
                yield from from_schema(schema).execute()
        if sessions is not None and sessions.trouble is not None:
            error = FuzzError(f"{sessions.trouble}, once its session had ended during the run")
            yield events.NonFatalError(
                error=error, phase=None, label="Login", related_to_operation=False
            )

    def _passes(self, plan: Plan) -> Iterator[tuple[frozenset[FuzzPhase], set[str]]]:
        """Yield phases that run together, and the operations they leave out."""
        chosen = self.settings.phases
        untested = set(plan.at(Depth.NONE))
        single = chosen - {FuzzPhase.STATEFUL}
        if single and untested < set(plan.depths):
            yield single, untested
        may_chain = FuzzPhase.STATEFUL in chosen and self.profile.may_change_others
        if may_chain and len(plan.chained) > 1:
            yield frozenset({FuzzPhase.STATEFUL}), plan.depths.keys() - plan.chained

    def _schema(
        self, plan: Plan, examiner: Examiner, *, phases: frozenset[FuzzPhase], left_out: set[str]
    ) -> BaseSchema:
        config = SchemathesisConfig(
            seed=self.seed,
            suppress_health_check=[HealthCheck.all],
            cache=CacheConfig(enabled=False),
            projects=ProjectsConfig(default=self._project(plan, examiner, phases)),
        )
        # Schemathesis changes what it is given.
        schema = schemathesis.openapi.from_dict(copy.deepcopy(self.document.data), config=config)
        schema.app = self.target.app
        schema.hooks.register_hook_with_name(is_real, "filter_failure")
        tested = self._always_admitted() - left_out
        return schema.exclude(lambda context: context.operation.label not in tested)

    def _always_admitted(self) -> set[str]:
        """Return the operations of which the profile admits every request."""
        operations = {f"{o.method} {o.path}": o for o in self.desk.contract.operations}
        return {label for label in self.operations if self.gate.may_always(operations[label])}

    def _project(
        self, plan: Plan, examiner: Examiner, phases: frozenset[FuzzPhase]
    ) -> ProjectConfig:
        checks = ChecksConfig.from_dict({AdhereContract.__name__: {"examiner": examiner}})
        checks.update(included_check_names=_CHECKS)
        return ProjectConfig(
            base_url=self.target.base_url,
            continue_on_failure=True,
            rate_limit="auto",
            max_redirects=0,
            request_timeout=math.ceil(self.settings.request_timeout),
            warnings=WarningsConfig.from_value(False),  # noqa: FBT003 - its only way to say none
            checks=checks,
            phases=self._phases(phases),
            generation=self._generation(self.settings.max_examples),
            operations=OperationsConfig(operations=self._exceptions(plan)),
        )

    def _phases(self, enabled: frozenset[FuzzPhase]) -> PhasesConfig:
        return PhasesConfig(
            examples=ExamplesPhaseConfig(enabled=FuzzPhase.EXAMPLES in enabled),
            coverage=CoveragePhaseConfig(
                enabled=FuzzPhase.COVERAGE in enabled,
                unexpected_methods=None if self._tries_methods() else set(),
            ),
            fuzzing=FuzzingPhaseConfig(enabled=FuzzPhase.FUZZING in enabled),
            stateful=StatefulPhaseConfig(
                enabled=FuzzPhase.STATEFUL in enabled, max_steps=_MAX_STEPS
            ),
        )

    def _tries_methods(self) -> bool:
        """Tell whether to send undeclared methods: where they may be, and no check does."""
        checks = self.settings.checks
        is_left = checks is not None and _METHODS_CHECK not in checks
        return is_left and self.profile.may_leave_the_contract

    def _exceptions(self, plan: Plan) -> list[OperationConfig]:
        only_random = PhasesConfig(
            examples=ExamplesPhaseConfig(enabled=False), coverage=CoveragePhaseConfig(enabled=False)
        )
        exceptions = []
        for depth, most in ((Depth.SHORT, _SHORT_EXAMPLES), (Depth.DENIED, _DENIED_EXAMPLES)):
            labels = plan.at(depth)
            generation = self._generation(min(most, self.settings.max_examples))
            if labels:
                filters = FilterSet()
                filters.include(name=labels)
                exceptions.append(
                    OperationConfig(filter_set=filters, phases=only_random, generation=generation)
                )
        return exceptions

    def _generation(self, max_examples: int) -> GenerationConfig:
        return GenerationConfig(
            max_examples=max_examples,
            no_shrink=True,
            allow_x00=False,
            with_security_parameters=False,
            database=None if self.settings.example_database else "none",
        )


@contextmanager
def _hooked(hooks: list[Hook]) -> Iterator[None]:
    """Have each called around every request of this process, for as long as a run lasts."""
    for name, hook in hooks:
        GLOBAL_HOOK_DISPATCHER.register_hook_with_name(hook, name)
    try:
        yield
    finally:
        for _, hook in hooks:
            GLOBAL_HOOK_DISPATCHER.unregister(hook)
