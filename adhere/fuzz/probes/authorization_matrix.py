"""Who may do what: each operation as everybody, against what `security` says (OpenAPI 3.1, 4.8.30).

Denials are asked for before grants, reading before changing, deleting last, so that no call
takes away what another needs.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from schemathesis import Case

from adhere.contract.nodes import Operation, ParameterLocation
from adhere.fuzz.access import Access
from adhere.fuzz.checks import Breach
from adhere.fuzz.checks.authorization import PROMISED, asked_of
from adhere.fuzz.credentials import Credential
from adhere.fuzz.engine import Caller
from adhere.fuzz.probes.probe import PAST_THE_GATE, Bench, Probe, Reply
from adhere.fuzz.probes.specimen import Specimens
from adhere.fuzz.report import MatrixCell, Outcome
from adhere.fuzz.resources import resources
from adhere.fuzz.settings import SAFE_METHODS

_ID = "authorization-matrix"
_UNAUTHORIZED = 401
_FORBIDDEN = 403
_FIRST_ERROR = 400
_KEPT_OUT = "answers 403 to a caller who holds the scope or role"
_DENIALS = {Access.UNKNOWN_CALLER: _UNAUTHORIZED, Access.FORBIDDEN: _FORBIDDEN}
_EXPECTED = {
    Access.OPEN: "anybody",
    Access.GRANTED: "2xx",
    Access.PRESUMED: "2xx or 403",
    Access.FORBIDDEN: "403",
    Access.UNKNOWN_CALLER: "401",
}


@dataclass(frozen=True, slots=True)
class _Trial:
    """One caller before one operation. `reply` is `None` where nothing was sent."""

    caller: Caller
    standing: Access
    reply: Reply | None = None

    @property
    def status(self) -> int:
        """The status, 0 where nothing was sent."""
        return 0 if self.reply is None else self.reply.status

    @property
    def is_denied(self) -> bool:
        """Tell whether the contract turns this caller away."""
        return self.standing in _DENIALS

    @property
    def name(self) -> str:
        """The identity's."""
        return self.caller.plan.identity.name

    @property
    def run(self) -> tuple[str, str]:
        """How findings call it: the identity and the check."""
        return self.name, _ID

    @property
    def expected(self) -> str:
        """What the contract promises; a caller known by another scheme may as well get 403."""
        if self.standing is Access.UNKNOWN_CALLER and self.caller.credentials:
            return "401 or 403"
        return _EXPECTED[self.standing]


def _run(bench: Bench) -> None:
    specimens = Specimens(bench)
    for operation in sorted(bench.operations, key=_turn):
        with bench.attempt(operation):
            planned = [_Trial(c, bench.standing(c, operation)) for c in bench.callers]
            learner = next((t.caller for t in planned if not t.is_denied), planned[-1].caller)
            case = specimens.of(operation, learner.credentials)
            bench.cells += _Row(bench, specimens, operation, case).cells(planned)
    order = {f"{o.method} {o.path}": index for index, o in enumerate(bench.operations)}
    bench.cells.sort(key=lambda cell: order[cell.operation])


def _turn(operation: Operation) -> tuple[bool, bool]:
    return operation.method not in SAFE_METHODS, operation.method == "DELETE"


@dataclass(frozen=True, slots=True)
class _Row:
    """One operation, and the request that everybody sends; `None` where none can be made up."""

    bench: Bench
    specimens: Specimens
    operation: Operation
    case: Case[Any] | None

    def cells(self, planned: list[_Trial]) -> list[MatrixCell]:
        """Ask as everybody, those first who are turned away, and judge the replies together."""
        done: dict[str, _Trial] = {}
        for trial in sorted(planned, key=lambda trial: not trial.is_denied):
            is_asked = trial.standing is not Access.OPEN or trial is planned[-1]
            reply = self._send(trial) if is_asked else None
            done[trial.name] = replace(trial, reply=reply)
        trials = [done[trial.name] for trial in planned]
        return [self._cell(trial, trials) for trial in trials]

    def _send(self, trial: _Trial) -> Reply | None:
        if self.case is None:
            return None
        reply = self.bench.send(self.case, self._shown(trial.caller))
        sessions = trial.caller.sessions
        if reply.status == _UNAUTHORIZED and not trial.is_denied and sessions is not None:
            sessions.log_in()  # an earlier request may have ended the session
            reply = self.bench.send(self.case, self._shown(trial.caller))
        self.bench.sightings.enter(self.operation, reply.response, (trial.name, _ID))
        return reply

    def _shown(self, caller: Caller) -> list[Credential]:
        """Return all credentials of a caller; those that are asked for come last, to prevail."""
        security = self.operation.security or ()
        wanted = {use.scheme for requirement in security for use in requirement.uses}
        return sorted(caller.credentials, key=lambda credential: credential.scheme in wanted)

    def _cell(self, trial: _Trial, trials: list[_Trial]) -> MatrixCell:
        outcome, reason = _outcome(self.operation, trial, trials)
        if outcome is Outcome.INCONCLUSIVE and self._is_kept_out(trial, trials):
            outcome, reason = Outcome.BREACH, _KEPT_OUT
        if outcome is Outcome.BREACH and trial.reply is not None:
            again = self._send(trial)
            if again is not None and again.status == trial.status:
                self.bench.report(
                    self.operation, self._breach(trial, reason), trial.reply, trial.run
                )
            else:
                outcome = Outcome.INCONCLUSIVE
        label = f"{self.operation.method} {self.operation.path}"
        return MatrixCell(label, trial.name, trial.expected, trial.status or None, outcome)

    def _is_kept_out(self, trial: _Trial, trials: list[_Trial]) -> bool:
        """Tell whether 403 has nothing to do with whose the thing is.

        So it is where a caller of the right scopes may not create such things, and so owns none,
        sees this very one, and is refused what everybody with more scopes gets.
        """
        is_refused = trial.status == _FORBIDDEN and trial.standing is Access.GRANTED
        if not is_refused or self.operation.method not in SAFE_METHODS:
            return False
        scopes = trial.caller.plan.identity.scopes or frozenset()
        let_in = [
            t.caller.plan.identity.scopes or frozenset()
            for t in trials
            if 0 < t.status < _FIRST_ERROR
        ]
        more = [held for held in let_in if held > scopes]
        return bool(more) and scopes not in let_in and self._sees(trial.caller)

    def _sees(self, caller: Caller) -> bool:
        """Tell whether a caller who creates no such things reads the one that the path names."""
        above = [
            k
            for k in resources(self.bench.contract)
            if self.operation.path.startswith(f"{k.item}/")
        ]
        kind = max(above, key=lambda kind: len(kind.item), default=None)
        if kind is None or kind.read is None or self.case is None:
            return False
        may = {Access.GRANTED, Access.PRESUMED, Access.OPEN}
        if kind.create is not None and self.bench.standing(caller, kind.create) in may:
            return False
        read = self.specimens.of(kind.read, caller.credentials)
        if read is None:
            return False
        case = read.derive()
        case.path_parameters.update(
            {n: v for n, v in self.case.path_parameters.items() if n in case.path_parameters}
        )
        return self.bench.send(case, self._shown(caller)).status < _FIRST_ERROR

    def _breach(self, trial: _Trial, reason: str) -> Breach:
        detail = f"The contract asks for {asked_of(self.operation)}."
        if trial.is_denied and trial.status in PAST_THE_GATE:
            detail += " Those who may get the same answer: it was not asked who calls."
        pointer, promised = self.operation.pointer / "security", PROMISED[trial.standing]
        return Breach("authorization", reason, detail, pointer, promised)


def _outcome(operation: Operation, trial: _Trial, trials: list[_Trial]) -> tuple[Outcome, str]:
    """Return what a reply shows; where that is a breach, in what words."""
    if trial.reply is None:
        return Outcome.NOT_ASKED, ""
    if trial.standing is Access.OPEN:
        return (Outcome.KEPT if trial.status < _FIRST_ERROR else Outcome.INCONCLUSIVE), ""
    if trial.is_denied:
        return _denied(operation, trial, trials)
    return _granted(operation, trial)


def _denied(operation: Operation, trial: _Trial, trials: list[_Trial]) -> tuple[Outcome, str]:
    status, due = trial.status, _DENIALS[trial.standing]
    is_known = bool(trial.caller.credentials)
    if status == due or (status == _FORBIDDEN and is_known):
        return Outcome.KEPT, ""
    who = "who lacks the scope or role"
    if trial.standing is Access.UNKNOWN_CALLER:
        who = "without a valid credential"
    if status < _FIRST_ERROR or _got_past(operation, trial, trials):
        return Outcome.BREACH, f"answers {status} to a caller {who}"
    if status in _DENIALS.values():
        return Outcome.BREACH, f"answers {status} to a caller {who}; that is {due}"
    return Outcome.INCONCLUSIVE, ""


def _got_past(operation: Operation, trial: _Trial, trials: list[_Trial]) -> bool:
    """Tell whether a caller was refused as those are whom the contract lets in.

    404 alone may hide what is there; not where the contract declares that it says 401 or 403.
    """
    declared = {response.status for response in operation.responses}
    let_in = {other.status for other in trials if not other.is_denied and other.reply}
    due = str(_DENIALS[trial.standing])
    return trial.status in PAST_THE_GATE and let_in == {trial.status} and due in declared


def _granted(operation: Operation, trial: _Trial) -> tuple[Outcome, str]:
    status = trial.status
    if status < _FIRST_ERROR or status in PAST_THE_GATE:
        return Outcome.KEPT, ""
    if status == _UNAUTHORIZED:
        return Outcome.BREACH, "answers 401 to a valid credential"
    names_a_thing = any(p.location is ParameterLocation.PATH for p in operation.parameters)
    if status == _FORBIDDEN and trial.standing is Access.GRANTED and not names_a_thing:
        return Outcome.BREACH, _KEPT_OUT
    return Outcome.INCONCLUSIVE, ""


AUTHORIZATION_MATRIX = Probe(
    _ID,
    "an operation done for a caller whom `security` turns away, or refused to one it lets in",
    _run,
)
