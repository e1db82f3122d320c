"""A whole run: every identity, one report."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from difflib import get_close_matches
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from schemathesis.engine import StopReason, events
from schemathesis.engine.recorder import Interaction

from adhere import contract as contracts
from adhere.contract.nodes import Contract, ParameterLocation
from adhere.diagnostics import Diagnostic
from adhere.document import Document, Loaded, load
from adhere.fuzz.agreement import compare
from adhere.fuzz.cleaning import Cleaner
from adhere.fuzz.engine import Caller, Engine
from adhere.fuzz.errors import FuzzError
from adhere.fuzz.examiner import Examiner
from adhere.fuzz.examples import kept_in
from adhere.fuzz.gate import Gate
from adhere.fuzz.identity import ANONYMOUS, Identity
from adhere.fuzz.ledger import Ledger
from adhere.fuzz.login import Desk
from adhere.fuzz.observer import Observed, Observer
from adhere.fuzz.plan import Plan, plans
from adhere.fuzz.preflight import refuse_wrong_credentials, refuse_wrong_service
from adhere.fuzz.probes import PROBES
from adhere.fuzz.probes.probe import Bench
from adhere.fuzz.progress import Progress, Silent, Step
from adhere.fuzz.redaction import Redactor
from adhere.fuzz.report import FuzzReport
from adhere.fuzz.settings import Profile, Settings
from adhere.fuzz.shrinking import Shrinker
from adhere.fuzz.sightings import Sightings
from adhere.fuzz.stop import GONE, INTERRUPTED, Stop
from adhere.fuzz.target import ASGIApp, Target, locate, profile_for
from adhere.fuzz.throttle import Throttle
from adhere.fuzz.wire import Judge
from adhere.source.document_settings import document_settings
from adhere.source.settings import SettingsError

_SEEDS = 2**32


def run(
    app_or_url: ASGIApp | str,
    spec: Document | Path | str,
    settings: Settings | None = None,
    *,
    progress: Progress | None = None,
    stop: Stop | None = None,
    observer: Observer | None = None,
) -> FuzzReport:
    """Test a service, running or in this process, against its contract.

    `spec` is a loaded document or the path of one; `observer` is told of every exchange. Raises
    FuzzError where the run cannot say anything: an unreadable document, an unreachable service, a
    failed login, wrong settings. A run that was stopped returns the report of what it had done,
    with the reason.
    """
    settings = settings or Settings()
    document = spec if isinstance(spec, Document) else read(Path(spec))
    target = replace(locate(app_or_url, settings), observer=observer)
    parts = _Run.prepare(document, target, settings, stop=stop or Stop())
    with kept_in(settings.example_database):
        return parts.execute(progress or Silent())


def read(path: Path) -> Document:
    """Load a document; raise FuzzError, with the place of the first mistake, where it cannot be."""
    try:
        loaded = load(path, settings=document_settings(path))
    except SettingsError as error:
        raise FuzzError(str(error)) from error
    return document_of(loaded, str(path))


def document_of(loaded: Loaded, name: str) -> Document:
    """Return the document; raise FuzzError, with its first mistake, where there is none."""
    if loaded.document is None:
        first = next(iter(loaded.report), None)
        raise FuzzError(f"{name} cannot be read" if first is None else _said(first))
    return loaded.document


def _said(mistake: Diagnostic) -> str:
    """Return it with its place; a file that cannot be read has none, and is named already."""
    place = "" if mistake.rule == "unreadable-file" else f"{mistake.span}: "
    mend = f". {mistake.help.removesuffix('.')}" if mistake.help else ""
    return f"{place}{mistake.message}{mend}"


@dataclass(frozen=True, slots=True)
class _Run:
    """The parts of a run, put together once."""

    contract: Contract
    engine: Engine
    sightings: Sightings
    judge: Judge
    skipped: tuple[str, ...]

    @classmethod
    def prepare(cls, document: Document, target: Target, settings: Settings, *, stop: Stop) -> _Run:
        """Read the contract and put the parts together."""
        contract = contracts.build(document).contract
        profile = profile_for(target, settings)
        chosen = _choose(contract, settings)
        redactor = Redactor()
        spec = str(document.root.path)
        ledger = Ledger(target.base_url, spec)
        gate = Gate(contract, profile, ledger, redactor)
        operations = {f"{o.method} {o.path}": o for o in contract.operations}
        tested = tuple(label for label in chosen if gate.may_ever(operations[label]))
        if not tested:
            raise FuzzError(_nothing_to_test(contract, profile))
        engine = Engine(
            document=document,
            target=target,
            settings=settings,
            profile=profile,
            seed=random.randrange(_SEEDS) if settings.seed is None else settings.seed,  # noqa: S311 - a seed is no secret
            operations=tested,
            desk=Desk(contract, target, settings, redactor),
            throttle=Throttle(settings, stop),
            gate=gate,
        )
        told = None if target.observer is None else _teller(target.observer, settings)
        told_of_finding = engine.throttle.after_finding
        sightings = Sightings(document, contract, redactor, target.base_url, told_of_finding, told)
        judge = Judge(document.data, urlsplit(target.base_url).path, _query_credentials(contract))
        skipped = tuple(label for label in chosen if label not in tested)
        return cls(contract, engine, sightings, judge, skipped)

    def execute(self, progress: Progress) -> FuzzReport:
        """Log every identity in, so that one who cannot is told at once; then run them in turn."""
        started = datetime.now(UTC)
        began = time.monotonic()
        refuse_wrong_service(self.contract, self.engine.target, self.engine.settings)
        agreement = compare(self.engine.document, self.engine.target, self.engine.settings)
        if agreement is not None:
            progress.say(f"Contract: {agreement}.")
        identities = _identities(self.engine.settings)
        callers = [self._admit(plan) for plan in self._plans(identities)]
        bench = self._bench(callers)
        with self._tidied(callers) as cleaned:
            self._probe(bench, progress)
            for index, caller in enumerate(callers):
                if not self.engine.throttle.stop.is_requested:
                    self._run_as(caller, (index, len(callers)), progress)
            self._shrink()
        seconds = time.monotonic() - began
        report = self._report(identities, started, seconds)
        return replace(report, agreement=agreement, matrix=tuple(bench.cells), **cleaned)

    @contextmanager
    def _tidied(self, callers: list[Caller]) -> Iterator[dict[str, Any]]:
        """Keep the ledger, and delete in the end what stands in it; then the dict says what."""
        ledger, settings = self.engine.gate.ledger, self.engine.settings
        if settings.ledger is not None and self.engine.profile.may_change:
            ledger.keep_in(settings.ledger)
        cleaned: dict[str, Any] = {}
        try:
            yield cleaned
        finally:
            if ledger.path is not None or self.engine.profile is Profile.OWN_OBJECTS:
                cleaner = Cleaner(
                    self.contract,
                    self.engine.desk,
                    tuple(c.plan.identity for c in callers if not c.plan.identity.is_anonymous),
                    {c.plan.identity.name: c.credentials for c in callers},
                )
                done = cleaner.clean(ledger)
                where = str(ledger.path) if done.left and ledger.path is not None else None
                cleaned |= {"removed": done.deleted, "left_behind": done.left, "ledger": where}

    def _plans(self, identities: tuple[Identity, ...]) -> tuple[Plan, ...]:
        tested = set(self.engine.operations)
        operations = [o for o in self.contract.operations if f"{o.method} {o.path}" in tested]
        return plans(identities, operations, self.engine.settings)

    def _admit(self, plan: Plan) -> Caller:
        examiner = Examiner(self.contract, self.judge, plan.identity.scopes)
        caller = self.engine.admit(plan, examiner)
        refuse_wrong_credentials(self.engine.desk, plan.identity, caller.credentials)
        return caller

    def _bench(self, callers: list[Caller]) -> Bench:
        return Bench(
            contract=self.contract,
            engine=self.engine,
            judge=self.judge,
            callers=tuple(callers),
            sightings=self.sightings,
        )

    def _probe(self, bench: Bench, progress: Progress) -> None:
        """Run the checks that make up their own requests."""
        chosen, stop = self.engine.settings.checks, self.engine.throttle.stop
        for probe in PROBES:
            if stop.is_requested or (chosen is not None and probe.id not in chosen):
                continue
            progress.step(self._place("everybody", (0, len(bench.callers)), probe.id, ""))
            bench.probe = probe.id
            try:
                probe.run(bench)
            except KeyboardInterrupt:
                stop.request(INTERRUPTED)

    def _shrink(self) -> None:
        """Leave out of the findings' requests what they do not need."""
        stop = self.engine.throttle.stop
        if stop.is_requested:
            return
        try:
            self.sightings.shorten(Shrinker(self.engine, self.judge, self.sightings).shortest)
        except KeyboardInterrupt:
            stop.request(INTERRUPTED)

    def _run_as(self, caller: Caller, place: tuple[int, int], progress: Progress) -> None:
        name = caller.plan.identity.name
        for event in self.engine.run(caller):
            match event:
                case events.ScenarioStarted():
                    progress.step(self._step(name, place, event))
                case events.ScenarioFinished():
                    self.sightings.record(event, name)
                case events.NonFatalError():
                    self.sightings.error(event, name)
                case events.FatalError():
                    raise event.exception
                case events.Interrupted():
                    self.engine.throttle.stop.request(INTERRUPTED)
                case events.EngineFinished(stop_reason=StopReason.SERVER_UNAVAILABLE):
                    self.engine.throttle.stop.request(GONE)

    def _step(self, name: str, place: tuple[int, int], event: events.ScenarioStarted) -> Step:
        return self._place(name, place, event.phase.value, event.label or "")

    def _place(self, name: str, place: tuple[int, int], phase: str, label: str) -> Step:
        return Step(
            identity=name,
            index=place[0],
            of=place[1],
            phase=phase,
            label=label,
            requests=self.engine.throttle.requests,
            found=self.sightings.found,
        )

    def _report(
        self, identities: tuple[Identity, ...], started: datetime, seconds: float
    ) -> FuzzReport:
        engine, pace = self.engine, self.engine.throttle.pace
        return FuzzReport(
            title=self.contract.title,
            version=self.contract.version,
            spec=str(engine.document.root.path),
            target=engine.target.name,
            profile=engine.profile,
            seed=engine.seed,
            started=started,
            seconds=seconds,
            requests=self.sightings.requests,
            identities=tuple(identity.name for identity in identities),
            operations=engine.operations,
            skipped=self.skipped,
            rows=self.sightings.rows(),
            findings=self.sightings.findings(engine.seed),
            declared=self.sightings.declared(engine.operations),
            errors=self.sightings.errors(),
            stopped=engine.throttle.stop.reason,
            settings=engine.settings,
            pace=tuple(pace[second] for second in range(max(pace, default=-1) + 1)),
        )


def _teller(observer: Observer, settings: Settings) -> Callable[[Interaction, str], None]:
    """Return what tells an observer of a request that an identity of this name has sent."""
    known = {identity.name: identity for identity in settings.identities}

    def tell(interaction: Interaction, name: str) -> None:
        seen = Observed.of(interaction, known.get(name, Identity(ANONYMOUS)))
        if seen is not None:
            observer(seen)

    return tell


def _nothing_to_test(contract: Contract, profile: Profile) -> str:
    if not contract.operations:
        return f"{contract.title!r} has no operation that can be tested"
    return f"the {profile} profile leaves no operation to test"


def _query_credentials(contract: Contract) -> frozenset[str]:
    return frozenset(
        scheme.parameter_name
        for scheme in contract.security_schemes
        if scheme.location is ParameterLocation.QUERY and scheme.parameter_name
    )


def _identities(settings: Settings) -> tuple[Identity, ...]:
    anonymous = (Identity(ANONYMOUS),) if settings.anonymous or not settings.identities else ()
    return (*settings.identities, *anonymous)


def _choose(contract: Contract, settings: Settings) -> tuple[str, ...]:
    labels = tuple(f"{o.method} {o.path}" for o in contract.operations)
    if settings.operations is None:
        return labels
    unknown = settings.operations - set(labels)
    if unknown:
        wanted = min(unknown)
        close = get_close_matches(wanted, labels, n=1)
        suggestion = f"; did you mean {close[0]!r}?" if close else ""
        raise FuzzError(f"the contract has no operation {wanted!r}{suggestion}")
    return tuple(label for label in labels if label in settings.operations)
