"""Import and build of generated applications, against datamodel-code-generator's server.

Run: `python -m benchmarks startup DOCUMENT...`. Every run is a process of its own. Bytecode is
compiled before anything is counted, as it is where a service is deployed. What the other
generator refuses is told with its reason.
"""

from __future__ import annotations

import hashlib
import json
import os
import statistics
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.page import conditions, replace_section
from benchmarks.peers import PEERS

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "var/startup"
DOCUMENT = ROOT / "spec/openapi.yaml"
ROUNDS = 5
PROBE = """
import json, resource, sys, time
sys.path[:0] = sys.argv[1:]
{statements}
used = resource.getrusage(resource.RUSAGE_SELF)
print(json.dumps([used.ru_utime + used.ru_stime, used.ru_maxrss / 1024]))
"""
STATEMENTS: Mapping[str, str] = {
    "adhere": "from generated import create_app\ncreate_app()",
    "adhere, warmed up": (
        "from adhere.runtime import warm_up\n"
        "from generated import create_app\nwarm_up(create_app())"
    ),
    "datamodel-code-generator": "from server.main import app",
    "FastAPI alone": "import fastapi\nfastapi.FastAPI()",
}
TABLE = """
| Document | | CPU | Memory | CPU, ratio | Memory, ratio |
| --- | --- | --- | --- | --- | --- |
"""
SECTION = """## Start-up and memory

CPU time and peak memory of a process that imports a generated package and builds its
application, without implementations; the ratio is to the server that datamodel-code-generator
writes for the same document. What waits for the first request of an operation is in the lines
"warmed up": there every validator and model is built. Medians of {rounds} alternating rounds.
{table}{refused}
{conditions}
"""


@dataclass(frozen=True, slots=True)
class Used:
    """CPU seconds and peak memory in MB of a process."""

    seconds: float
    megabytes: float


@dataclass(frozen=True, slots=True)
class Subject:
    """What is started: statements run by a Python, with a folder to import from."""

    name: str
    python: str
    folder: Path

    def run(self) -> Used:
        """Start it once. Exits where it fails."""
        probe = PROBE.format(statements=STATEMENTS[self.name])
        environment = {**os.environ, "PYTHONPYCACHEPREFIX": str(FOLDER / "bytecode")}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        command = [self.python, "-c", probe, str(self.folder), str(ROOT)]
        done = subprocess.run(  # noqa: S603  # fixed commands
            command, env=environment, capture_output=True, text=True, check=False
        )
        if done.returncode:
            sys.exit(f"{self.name} does not start:\n{done.stderr}")
        return Used(*json.loads(done.stdout))


def generated(document: Path) -> tuple[Path, Path | None, str]:
    """Return the folders of both generators' output, kept from run to run, and a refusal."""
    digest = hashlib.sha256(document.read_bytes()).hexdigest()[:16]
    ours, theirs = FOLDER / digest / "adhere", FOLDER / digest / "peer"
    command = [sys.executable, "-m", "adhere", "generate", str(document), "--lenient"]
    _finished([*command, "--out", str(ours / "generated")])
    refusal = theirs / "refusal.txt"
    if not theirs.exists():
        theirs.mkdir(parents=True)
        refusal.write_text(_peer_refusal(document, theirs), encoding="utf-8")
    told = refusal.read_text(encoding="utf-8")
    return ours, None if told else theirs, told


def _peer_refusal(document: Path, out: Path) -> str:
    """Let the other generator write its server; return why it does not, if so."""
    peer = PEERS[0]
    return _finished(peer.command(peer.prepared(), document, out))


def _finished(command: Sequence[str]) -> str:
    """Run a command; return the end of what it says where it fails, nothing else."""
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603  # fixed
    if not done.returncode:
        return ""
    lines = done.stderr.strip().splitlines() or [f"exit code {done.returncode}"]
    return lines[-1].removeprefix("Error: ").partition(";")[0][:160]


def subjects(ours: Path, theirs: Path | None) -> list[Subject]:
    """Return what is started for one document."""
    found = [Subject(name, sys.executable, ours) for name in ("adhere", "adhere, warmed up")]
    if theirs is not None:
        peer = PEERS[0]
        found.append(Subject(peer.name, str(peer.prepared() / "python"), theirs))
    return [*found, Subject("FastAPI alone", sys.executable, ours)]


def measured(started: Sequence[Subject]) -> dict[str, Used]:
    """Return the medians by name, each subject started in turn; the first round compiles."""
    runs: dict[str, list[Used]] = {subject.name: [] for subject in started}
    for number in range(ROUNDS + 1):
        for subject in started:
            used = subject.run()
            if number:
                runs[subject.name].append(used)
    return {
        name: Used(
            statistics.median(used.seconds for used in found),
            statistics.median(used.megabytes for used in found),
        )
        for name, found in runs.items()
    }


def rows(document: Path, found: Mapping[str, Used]) -> Iterator[str]:
    """Yield the table's rows of one document."""
    base = found.get(PEERS[0].name)
    size = f"{document.parent.name}/{document.name}, {document.stat().st_size / 1e6:.1f} MB"
    for name, used in found.items():
        ratios = "| |"
        if base is not None and name != PEERS[0].name:
            seconds, memory = used.seconds / base.seconds, used.megabytes / base.megabytes
            ratios = f"| {seconds:.2f} | {memory:.2f} |"
        yield f"| {size} | {name} | {used.seconds:.2f} s | {used.megabytes:.0f} MB {ratios}\n"


def main(documents: Sequence[str]) -> None:
    """Measure documents and write the section."""
    table, refused = TABLE, ""
    for document in map(Path, documents or [str(DOCUMENT)]):
        ours, theirs, refusal = generated(document)
        table += "".join(rows(document, measured(subjects(ours, theirs))))
        if refusal:
            refused += f"\n{PEERS[0].name} writes no server for {document.name}: `{refusal}`\n"
    text = SECTION.format(
        rounds=ROUNDS,
        table=table,
        refused=refused,
        conditions=conditions("inv bench startup -- DOCUMENT...", ("fastapi", "pydantic")),
    )
    replace_section("startup", text)
    print(text)  # noqa: T201  # the report
