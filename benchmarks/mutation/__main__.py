"""Runs each tool against each mutant, and prints how many each found, by family.

`python -m benchmarks.mutation [--subject NAME] [--only FAMILY] [--mutant NAME]
[--tool NAME] [--jobs N] [--seed N]`
"""

from __future__ import annotations

import argparse
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from benchmarks.mutation.mutant import Family
from benchmarks.mutation.subjects import ROOT, SUBJECTS, Subject
from benchmarks.mutation.tools import TOOLS, Result

READY_SECONDS = 60
CORRECT = ""


@dataclass(frozen=True, slots=True)
class Trial:
    """One tool on one mutant; the mutant without a name is the correct service."""

    mutant: str
    tool: str
    result: Result
    seconds: float


def main() -> None:
    """Run what the command line asks for; exit with 1 on a false alarm."""
    options = _options()
    subject = SUBJECTS[options.subject]
    chosen = [
        name
        for name, family in subject.families.items()
        if options.only in {None, family} and options.mutant in {None, name}
    ]
    tools = [options.tool] if options.tool else list(TOOLS)
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        subject.prepare(place)
        work = [(name, tool) for name in (CORRECT, *chosen) for tool in tools]
        with ThreadPoolExecutor(options.jobs) as pool:
            runs = pool.map(lambda item: _try(options, item[0], item[1], place), work)
            trials = [_told(trial) for trial in runs]
    for tool in tools:
        _print_table(subject, tool, [trial for trial in trials if trial.tool == tool])
    if any(trial.result.found for trial in trials if trial.mutant == CORRECT):
        raise SystemExit(1)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="inv mutation --")
    parser.add_argument("--subject", choices=list(SUBJECTS), default="shop")
    parser.add_argument("--only", choices=[str(family) for family in Family])
    parser.add_argument("--mutant")
    parser.add_argument("--tool", choices=list(TOOLS))
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    if options.mutant not in {None, *SUBJECTS[options.subject].families}:
        parser.error(f"the {options.subject} has no bug {options.mutant!r}")
    return options


def _try(options: argparse.Namespace, mutant: str, tool: str, folder: Path) -> Trial:
    subject = SUBJECTS[options.subject]
    environment = subject.environment(folder, f"{mutant}-{tool}")
    with _serving(subject.module, {**environment, "ADHERE_MUTANT": mutant}) as url:
        begun = time.monotonic()
        try:
            result = TOOLS[tool](options.subject, url, options.seed)
        except subprocess.TimeoutExpired:
            result = Result(found=False, requests=0, said="took too long")
        return Trial(mutant, tool, result, time.monotonic() - begun)


@contextmanager
def _serving(module: str, environment: dict[str, str]) -> Iterator[str]:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
    command = [sys.executable, "-m", module, str(port)]
    process = subprocess.Popen(  # noqa: S603 - our own
        command,
        cwd=ROOT,
        env={**os.environ, **environment},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _await(f"http://127.0.0.1:{port}", process)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.kill()
        process.wait()


def _await(url: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            httpx.get(url, trust_env=False)
        except httpx.TransportError:
            time.sleep(0.1)
        else:
            return
    raise SystemExit("the service with the bug in it does not start")


def _told(trial: Trial) -> Trial:
    outcome = "found" if trial.result.found else "-"
    name = trial.mutant or "(correct)"
    sys.stdout.write(
        f"{trial.tool:13} {name:32} {outcome:6} {trial.result.requests:5} requests "
        f"{trial.seconds:5.0f} s  {trial.result.said}\n"
    )
    sys.stdout.flush()
    return trial


def _print_table(subject: Subject, tool: str, trials: list[Trial]) -> None:
    planted = [trial for trial in trials if trial.mutant != CORRECT]
    total = Counter(subject.families[trial.mutant] for trial in planted)
    found = Counter(subject.families[t.mutant] for t in planted if t.result.found)
    sys.stdout.write(f"\n{tool}\n")
    for family in total:
        sys.stdout.write(f"  {family:20} {found[family]:3} / {total[family]}\n")
    alarms = sum(trial.result.found for trial in trials if trial.mutant == CORRECT)
    requests = sum(trial.result.requests for trial in trials)
    seconds = sum(trial.seconds for trial in trials)
    sys.stdout.write(
        f"  {'all':20} {found.total():3} / {total.total()}, false alarms {alarms}, "
        f"{requests} requests, {seconds:.0f} s\n"
    )


if __name__ == "__main__":
    main()
