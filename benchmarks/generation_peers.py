"""CPU time and peak memory of generators, one run after another: `python -m benchmarks generate`.

Every run is a process of its own, so imports count. What fails is told with its reason.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from benchmarks.peers import PEERS

ROUNDS = 3
LIMIT = 600
"""Seconds of CPU that a run may take."""


@dataclass(frozen=True, slots=True)
class Run:
    """CPU seconds and peak memory in MB of a process; `failure` is empty where it succeeded."""

    seconds: float
    megabytes: float
    failure: str = ""


def measure(command: list[str]) -> Run:
    """Run a command to its end, or to the limit."""
    limited = ["prlimit", f"--cpu={LIMIT}", *command]
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(limited, stdout=said, stderr=said)  # noqa: S603 - fixed commands
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        said.seek(0)
        lines = said.read().decode("utf-8", "replace").strip().splitlines() or [""]
    failure = "" if process.returncode == 0 else lines[-1][:80] or f"exit {process.returncode}"
    return Run(usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, failure)


def rounds(document: Path) -> Iterable[tuple[str, list[Run]]]:
    """Measure every generator in turn, so that what slows the machine slows all."""
    ours = [sys.executable, "-m", "adhere", "generate", str(document), "--force", "--out"]
    found: dict[str, list[Run]] = {"adhere": []}
    for _ in range(ROUNDS):
        with tempfile.TemporaryDirectory() as folder:
            found["adhere"].append(measure([*ours, f"{folder}/generated"]))
        for peer in PEERS:
            found.setdefault(peer.name, []).append(_peer_run(peer.name, document))
    return found.items()


def _peer_run(name: str, document: Path) -> Run:
    peer = next(peer for peer in PEERS if peer.name == name)
    with tempfile.TemporaryDirectory() as folder:
        try:
            tools = peer.prepared()
        except subprocess.CalledProcessError:
            return Run(0, 0, "could not be installed")
        return measure(peer.command(tools, document, Path(folder)))


def main(documents: Iterable[str]) -> None:
    """Print a table for every document: medians, and CPU time from the least to the most."""
    for document in documents:
        print(f"\n{document}")  # noqa: T201 - the report
        for name, runs in rounds(Path(document)):
            seconds = sorted(run.seconds for run in runs)
            memory = statistics.median(run.megabytes for run in runs)
            spread = f"{statistics.median(seconds):7.2f} s ({seconds[0]:.2f}-{seconds[-1]:.2f})"
            print(f"  {name:26} {spread:26} {memory:6.0f} MB  {runs[-1].failure}")  # noqa: T201 - the report
