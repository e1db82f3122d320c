"""Generators side by side on the same documents: `inv bench generate`.

Every run is a process of its own, so imports count; what fails is told with its reason.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.peers import Peer

ROUNDS = 3
LIMIT = 600
"""Seconds of CPU that a run may take."""

ROUTED = Path(__file__).with_name("routed.py")
OURS = Peer(
    "adhere",
    (),
    lambda tools, document, out: [
        *(str(tools / "python"), "-m", "adhere", "generate", str(document)),
        *("--quiet", "--force", "--out", str(out / "generated")),
    ],
    (".", "generated"),
)


@dataclass(frozen=True, slots=True)
class Run:
    """CPU seconds, peak memory in MB, and what was written; `failure` says why nothing was.

    `routed` counts the operations of the application, or says why it cannot be imported.
    """

    seconds: float = 0
    megabytes: float = 0
    lines: int = 0
    routed: str = ""
    failure: str = ""


def measure(command: list[str]) -> Run:
    """Run a command to its end, or to the limit."""
    limited = ["prlimit", f"--cpu={LIMIT}", *command]
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(limited, stdout=said, stderr=said)  # noqa: S603 - fixed commands
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        said.seek(0)
        reason = _last_line(said.read())
    failure = "" if process.returncode == 0 else reason or f"exit {process.returncode}"
    return Run(usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, failure=failure)


def attempt(peer: Peer, document: Path) -> Run:
    """Let a generator write the document once, and look at what it wrote."""
    try:
        tools = peer.prepared() if peer.packages else Path(sys.executable).parent
    except subprocess.CalledProcessError as error:
        return Run(failure=f"could not be installed: {_last_line(error.stderr)}")
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder)
        run = measure(peer.command(tools, document.absolute(), out))
        if run.failure:
            return run
        lines = sum(file.read_text("utf-8").count("\n") for file in out.rglob("*.py"))
        return Run(run.seconds, run.megabytes, lines, _routed(peer, tools, out))


def rounds(document: Path, peers: Sequence[Peer], *, count: int) -> dict[str, list[Run]]:
    """Measure all generators in turn, so that what slows the machine slows all."""
    found: dict[str, list[Run]] = {peer.name: [] for peer in peers}
    for _ in range(count):
        for peer in peers:
            if not any(run.failure for run in found[peer.name]):
                found[peer.name].append(attempt(peer, document))
    return found


def table(runs: dict[str, list[Run]], *, operations: int) -> Iterator[str]:
    """Yield the lines of a Markdown table, in which the first generator is compared with each."""
    yield "| | CPU | ours to it | memory | lines an operation | operations routed |"
    yield "|---|---|---|---|---|---|"
    ours = next(iter(runs.values()))
    for name, found in runs.items():
        yield f"| {name} | {' | '.join(_cells(found, ours, operations))} |"


def _cells(found: list[Run], ours: list[Run], operations: int) -> Iterator[str]:
    last = found[-1]
    if last.failure:
        yield from (f"fails: {last.failure}", "", "", "", "")
        return
    seconds = [run.seconds for run in found]
    yield f"{statistics.median(seconds):.1f} s ({min(seconds):.1f} to {max(seconds):.1f})"
    pairs = [(m, it) for m, it in zip(ours, found, strict=False) if not m.failure]
    ratios = [mine.seconds / it.seconds for mine, it in pairs]
    yield (
        f"{statistics.median(ratios):.2f} ({min(ratios):.2f} to {max(ratios):.2f})"
        if ratios
        else ""
    )
    yield f"{statistics.median(run.megabytes for run in found):.0f} MB"
    yield f"{last.lines / operations:.0f}" if last.lines else ""
    yield f"{last.routed} of {operations}" if last.routed.isdecimal() else last.routed


def _routed(peer: Peer, tools: Path, out: Path) -> str:
    if peer.application is None:
        return "no server"
    folder, module = peer.application
    done = subprocess.run(  # noqa: S603  # our own script
        [tools / "python", ROUTED, out / folder, module], capture_output=True, check=False
    )
    said = _last_line(done.stdout if done.returncode == 0 else done.stderr)
    return said if done.returncode == 0 else f"not imported: {said}"


def _last_line(said: bytes) -> str:
    """Return what a process said last, fit for a cell of a table."""
    lines = said.decode("utf-8", "replace").strip().splitlines() or [""]
    return lines[-1].strip().replace("|", "/").replace("<", "&lt;")[:90]


def main(documents: Iterable[str]) -> None:
    """Print a table for every document, and write them all to docs/performance.md."""
    from benchmarks.generation_report import report  # noqa: PLC0415  # it needs this module

    report([Path(document) for document in documents])
