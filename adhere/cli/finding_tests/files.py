"""One file for each finding: its requests as calls, its promise as an assertion."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from adhere import contract as contracts
from adhere.cli.finding_tests.client_calls import ClientCalls
from adhere.cli.finding_tests.http_calls import http_call
from adhere.cli.finding_tests.spelling import Spelling, UnspeakableError
from adhere.cli.fuzz_files import replace_file
from adhere.contract.nodes import Contract, Operation
from adhere.emit.formatting import formatted
from adhere.fuzz.report import Finding, FuzzReport, Step
from adhere.fuzz.run import read
from adhere.fuzz.story import KEYS
from adhere.fuzz.wire.schemas import Schemas
from adhere.source import Pointer

# Undeclared replies of these checks show by their status.
_SHOWN_BY_STATUS = frozenset({"not-a-server-error", "status-code-conformance"})


def header_of(operation: Operation | None, name: str) -> str:
    """Return how a typed reply is asked for a header field: by its member where it is declared."""
    responses = () if operation is None else operation.responses
    declared = (header for response in responses for header in response.headers)
    found = next((h for h in declared if h.name.lower() == name.lower()), None)
    return f'.extra_headers["{name}"]' if found is None else f".{found.python_name}"


def write_tests(report: FuzzReport, folder: Path, package: Path | None) -> list[Path]:
    """Write a file for each finding that is not known, and return their paths.

    `package` is a generated package with a client, where there is one. Files of other findings
    are left alone.
    """
    contract = contracts.build(read(Path(report.spec))).contract
    client = None if package is None else ClientCalls.of(package, contract)
    texts = {_name(f): _Test(f, report, contract, client).render() for f in report.new_findings}
    for name, text in formatted(texts).items():
        replace_file(folder / name, text)
    return [folder / name for name in texts]


def _name(finding: Finding) -> str:
    subject = finding.operation_id or finding.operation
    words = re.sub(r"([a-z])([A-Z])", r"\1_\2", subject)
    return f"test_{_snake(words)}_{finding.id}.py"


def _snake(text: str) -> str:
    return re.sub(r"\W+", "_", text, flags=re.ASCII).strip("_").lower()


@dataclass(slots=True)
class _Test:
    """The text of one file."""

    finding: Finding
    report: FuzzReport
    contract: Contract
    client: ClientCalls | None
    spelling: Spelling = field(init=False)
    clients: dict[str, str] = field(default_factory=dict)

    def render(self) -> str:
        """Return the module: calls where they can be written down, else the check itself."""
        try:
            self._start()
            body = list(self._calls())
        except UnspeakableError:
            self._start()
            body = list(self._check())
        return "\n".join([*self._head(), *body]) + "\n"

    def _start(self) -> None:
        self.spelling = Spelling(self.finding.seed)
        self.spelling.constants["URL"] = 'URL = os.environ["ADHERE_URL"]  # of the service'
        self.spelling.imports |= {"import os"}
        self.clients = {}

    def _head(self) -> Iterator[str]:
        finding = self.finding
        words = _prose(f"{finding.operation} {finding.reason}.")
        yield "# ruff: noqa: E501"
        yield f'"""{" ".join(words.split())}'
        yield ""
        yield f"The finding {finding.id} of adhere fuzz, seed {finding.seed}; the contract says"
        yield f"otherwise at {finding.place}."
        yield '"""'
        yield "from __future__ import annotations"
        yield from sorted(self.spelling.imports)
        yield from self.spelling.constants.values()

    def _calls(self) -> Iterator[str]:
        finding = self.finding
        if not finding.steps or finding.promised is None:
            raise UnspeakableError(finding.reason)
        lines: list[str] = []
        for index, step in enumerate(finding.steps):
            lines += self._call(index, step, is_last=index == len(finding.steps) - 1)
        yield from self._function(lines)

    def _function(self, lines: Iterable[str]) -> Iterator[str]:
        finding = self.finding
        reason = " ".join(finding.detail.split("\n", 1)[0].split()) or finding.reason
        text = textwrap.shorten(reason, 80, placeholder="...")
        shown = _sentence(_prose(text))
        yield f"def test_{_name(finding)[5:-3]}() -> None:"
        yield f'    """{shown}"""'
        yield from (f"    {line}" for line in lines)

    def _call(self, index: int, step: Step, *, is_last: bool) -> Iterator[str]:
        """Yield a request, and what the rest needs of its reply."""
        yield from self._keys(step)
        reply = "reply" if is_last else f"reply_{index + 1}"
        call = None if self.client is None else self.client.call(step, self.spelling)
        if call is None and is_last and self._needs_types():
            raise UnspeakableError(step.operation)
        yield f"# {step.identity} sends {step.exchange.method} {_shown(step)}"
        yield f"{reply} = {http_call(step, self.spelling) if call is None else call.text}"
        if is_last:
            yield from self._promise(reply, step)
            return
        status = step.exchange.status or 0
        if 200 <= status < 300:  # noqa: PLR2004 - the class of a status
            if call is not None and call.reply is not None and self._told_by(index):
                yield f"assert isinstance({reply}, {call.reply})"
            yield f"assert {reply}.status_code == {status}"
        yield from self._told(index, reply, is_typed=call is not None and call.reply is not None)

    def _keys(self, step: Step) -> Iterator[str]:
        """Yield a new idempotency key for each that the run used."""
        for name, pieces in step.headers:
            if name.lower() not in KEYS or len(pieces) > 1 or pieces[0] in self.spelling.names:
                continue
            fresh = self.spelling.fresh(pieces[0], self._validator(step, name))
            if fresh is not None:
                variable = f"key_{len(self.spelling.names) + 1}"
                self.spelling.names[pieces[0]] = variable
                yield f"{variable} = {fresh}"

    def _validator(self, step: Step, name: str) -> Callable[[str], bool]:
        """Return what tells whether a header field may have a value."""
        operation = self._operation(step)
        declared = () if operation is None else operation.parameters
        schemas = [p.schema for p in declared if p.name.lower() == name.lower()]
        known = Schemas(self.contract.document.data)
        return lambda text: all(known.validator(s).is_valid(text) for s in schemas)

    def _operation(self, step: Step) -> Operation | None:
        known = {f"{o.method} {o.path}": o for o in self.contract.operations}
        return known.get(step.operation or "")

    def _needs_types(self) -> bool:
        """Tell whether only a client can see that the reply fits its declaration."""
        return self.finding.promised == () and self.finding.check not in _SHOWN_BY_STATUS

    def _told_by(self, index: int) -> dict[str, str]:
        """Return what later requests take from the reply of a step, with its place."""
        later = self.finding.steps[index + 1 :]
        return {use.text: use.place for s in later for use in s.uses if use.step == index}

    def _told(self, index: int, reply: str, *, is_typed: bool) -> Iterator[str]:
        for text, place in self._told_by(index).items():
            if text in self.spelling.names:
                continue
            tokens = Pointer.parse(place).tokens if place.startswith("/") else (place,)
            variable = f"{_snake(str(tokens[-1])) or 'value'}_{index + 1}"
            if is_typed and self.client is not None and place.startswith("/"):
                source = self.client.member(self.finding.steps[index], reply, tokens)
            elif not place.startswith("/"):
                operation = self._operation(self.finding.steps[index]) if is_typed else None
                field = header_of(operation, place) if is_typed else f'.headers["{place}"]'
                source = reply + field
            else:
                source = f"{reply}.json()" + "".join(_item(token) for token in tokens)
            self.spelling.names[text] = variable
            yield f"{variable} = str({source})"

    def _promise(self, reply: str, step: Step) -> Iterator[str]:
        statuses = self.finding.promised or self._declared(step)
        exact = sorted(int(s) for s in statuses if s.isdecimal())
        classes = sorted({int(s[0]) for s in statuses if s[1:] == "XX"})
        code = f"{reply}.status_code"
        parts = []
        if exact:
            many = f"in {{{', '.join(map(str, exact))}}}"
            parts.append(f"{code} {many if len(exact) > 1 else f'== {exact[0]}'}")
        if classes:
            many = f"in {{{', '.join(map(str, classes))}}}"
            parts.append(f"{code} // 100 {many if len(classes) > 1 else f'== {classes[0]}'}")
        if self.finding.check == "not-a-server-error" and not self.finding.promised:
            parts = [f"{code} < 500"]
        if parts:
            yield f"assert {' or '.join(parts)}"

    def _declared(self, step: Step) -> tuple[str, ...]:
        declared = [d.status.upper() for d in self.report.declared if d.operation == step.operation]
        return () if "DEFAULT" in declared else tuple(declared)

    def _check(self) -> Iterator[str]:
        """Yield a test that lets the check look again: nothing shorter tells what it saw."""
        finding = self.finding
        self.spelling.imports |= {"from adhere.fuzz.pytest import assert_mended"}
        arguments = {
            "spec": self.report.spec,
            "operation": finding.operation,
            "phases": finding.phases,
            "seed": finding.seed,
            "profile": str(self.report.profile),
        }
        said = ", ".join(f"{name}={value!r}" for name, value in arguments.items())
        yield from self._function([f'assert_mended(URL, "{finding.id}", {said})'])


def _prose(text: str) -> str:
    """Return a stranger's text as it may stand in a docstring."""
    shown = "".join(c if c.isprintable() else " " for c in text)
    return shown.replace("\\", "\\\\").replace('"', "'")


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:] + ("" if text.endswith(".") else ".")


def _item(token: str) -> str:
    return f"[{token}]" if token.isdecimal() else f"[{token!r}]"


def _shown(step: Step) -> str:
    text = "".join(step.target[::2]).encode("unicode_escape").decode("ascii")
    return textwrap.shorten(text, 60, placeholder="...")
