"""The tools that are compared, each given one running service."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass

import httpx

from benchmarks.mutation.subjects import ROOT, SUBJECTS

# Some checks of Schemathesis send a few requests more than the limit.
LIMIT = 2700
SECONDS = 600


@dataclass(frozen=True, slots=True)
class Result:
    """What one run came to; `said` is its first finding, or why it could not tell."""

    found: bool
    requests: int
    said: str = ""


Tool = Callable[[str, str, int], Result]  # by the name of a subject, its address, a seed


def adhere(subject: str, url: str, seed: int) -> Result:
    """Run `adhere fuzz`, as every identity, until the first finding."""
    command = [sys.executable, "-m", "benchmarks.mutation.fuzzing", subject, url, str(seed)]
    ended = _run(command, subject)
    try:
        report = json.loads(ended.stdout)
    except ValueError:
        return Result(found=False, requests=0, said=ended.stderr[-300:])
    findings, errors = report["findings"], report["errors"]
    return Result(bool(findings), report["requests"], " | ".join([*findings, *errors][:3]))


def schemathesis(subject: str, url: str, seed: int) -> Result:
    """Run plain Schemathesis with the flags of somebody who knows it, with every role."""
    spec = str(SUBJECTS[subject].spec)
    command = [
        *(sys.executable, "-m", "schemathesis.cli", "run", spec, "--url", url),
        *("--header", f"Authorization: Bearer {_token(subject, url)}"),
        *("--checks", "all", "--mode", "all", "--max-examples", "30", "--max-failures", "1"),
        *("--phases", "examples,coverage,fuzzing,stateful", "--no-shrink"),
        *("--generation-database", "none", "--suppress-health-check", "all"),
        *("--seed", str(seed), "--warnings", "off"),
    ]
    ended = _run(command, subject)
    text = re.sub(r"\x1b\[[0-9;]*m", "", ended.stdout)
    counted = re.search(r"([\d,]+) generated", text)
    requests = int(counted.group(1).replace(",", "")) if counted else 0
    titles = re.findall(r"^- (.+)$", text, re.MULTILINE)
    return Result(ended.returncode == 1 and bool(titles), requests, "; ".join(titles[:2]))


TOOLS: dict[str, Tool] = {"adhere": adhere, "schemathesis": schemathesis}


def _run(command: list[str], subject: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, **SUBJECTS[subject].secrets}
    return subprocess.run(  # noqa: S603 - the tools named above
        command,
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=SECONDS,
    )


def _token(subject: str, url: str) -> str:
    path, body, member = SUBJECTS[subject].login
    return str(httpx.post(f"{url}{path}", json=body, trust_env=False).json()[member])
