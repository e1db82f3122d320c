"""Requests over HTTP: uvicorn with one worker, loaded by wrk with 32 connections.

What counts is the requests that a service answers in a second of its own CPU time, which
other load on the machine changes least. The services take turns, each started anew for its
turn; a ratio is the median of the turns'. Linux only: CPU times are read from `/proc`.
Litestar gets an environment of its own, kept in `var/peers`. Run: `python -m benchmarks.http_load`.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
import venv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.items import BODY, ITEM

ROOT = Path(__file__).resolve().parents[1]
PEERS = ROOT / "var/peers"
TURNS = 3
SECONDS = 2
CONNECTIONS = 32
READY_SECONDS = 20
TOKEN = "Bearer good"  # noqa: S105  # a benchmark's
POST = """wrk.method = "POST"
wrk.body = [=[{body}]=]
wrk.headers["Content-Type"] = "application/json"
"""
PATHS = {"GET by id": f"/items/{ITEM}", "GET of a list of five": "/items", "POST": "/items"}


@dataclass(frozen=True, slots=True)
class Service:
    """One service: the Python that it runs in and what uvicorn is told."""

    name: str
    python: str
    application: tuple[str, ...]


def services() -> list[Service]:
    """Return the services, Litestar where its environment can be made."""
    found = [
        Service("adhere", sys.executable, ("benchmarks.served:generated", "--factory")),
        Service("FastAPI", sys.executable, ("benchmarks.items:handwritten_service", "--factory")),
    ]
    python = environment("litestar", ("litestar", "msgspec", "uvicorn", "uvloop", "httptools"))
    return [*found, Service("Litestar", python, ("litestar_items:serve",))]


def environment(name: str, packages: Sequence[str]) -> str:
    """Return the Python of an environment with these packages, made where it is missing."""
    folder = PEERS / name
    python, marker = folder / "bin/python", folder / "complete"
    if not marker.exists():
        venv.create(folder, clear=True, with_pip=True)
        install = [str(python), "-m", "pip", "install", "--quiet", "--quiet", *packages]
        subprocess.run(install, check=True)  # noqa: S603  # fixed names
        marker.touch()
    return str(python)


@contextlib.contextmanager
def running(service: Service) -> Iterator[tuple[str, int]]:
    """Serve and yield the URL and process id once it answers; stopped however the block ends."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
    options = ["--port", str(port), "--log-level", "critical", "--no-access-log"]
    command = [service.python, "-m", "uvicorn", *service.application, *options]
    folder = ROOT if service.python == sys.executable else ROOT / "benchmarks"
    process = subprocess.Popen(command, cwd=folder)  # noqa: S603  # fixed commands
    try:
        await_answer(process, port)
        yield f"http://127.0.0.1:{port}", process.pid
    finally:
        process.terminate()
        process.wait(READY_SECONDS)


def await_answer(process: subprocess.Popen[bytes], port: int) -> None:
    """Wait until the port accepts a connection. Exits where the service ends or takes too long."""
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.1)
    sys.exit(f"A service did not start: {' '.join(map(str, process.args))}")  # type: ignore[arg-type]  # a list


def answered(url: str, name: str) -> object:
    """Return the JSON answer to one request, to compare the services by."""
    data = json.dumps(BODY).encode() if name == "POST" else None
    headers = {"Authorization": TOKEN, "Content-Type": "application/json"}
    request = urllib.request.Request(f"{url}{PATHS[name]}", data, headers)  # noqa: S310  # loopback
    with urllib.request.urlopen(request, timeout=READY_SECONDS) as response:  # noqa: S310  # loopback
        return response.status, json.load(response)


def cpu_seconds(pid: int) -> float:
    """Return the CPU time that a process has taken (proc(5), fields 14 and 15 of stat)."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def rate(url: str, pid: int, *, name: str, script: Path) -> float:
    """Return the requests answered per second of CPU time. Exits where some were refused."""
    began = cpu_seconds(pid)
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{SECONDS}s", "-H", f"Authorization: {TOKEN}"]
    command += ["-s", str(script)] if name == "POST" else []
    done = subprocess.run(  # noqa: S603  # fixed commands
        [*command, f"{url}{PATHS[name]}"], capture_output=True, text=True, check=True
    )
    if "Non-2xx" in done.stdout:
        sys.exit(f"Some requests were refused:\n{done.stdout}")
    found = re.search(r"(\d+) requests in", done.stdout)
    return int(found[1] if found else 0) / (cpu_seconds(pid) - began)


def measure() -> dict[str, dict[str, list[float]]]:
    """Return the rates by request and service, one for each turn."""
    rates: dict[str, dict[str, list[float]]] = {name: {} for name in PATHS}
    known: dict[str, object] = {}
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder) / "post.lua"
        script.write_text(POST.format(body=json.dumps(BODY)), encoding="utf-8")
        for service in services() * TURNS:
            with running(service) as (url, pid):
                for name in PATHS:
                    if known.setdefault(name, answer := answered(url, name)) != answer:
                        sys.exit(f"{service.name} answers {name} differently: {answer}")
                    measured = rate(url, pid, name=name, script=script)
                    rates[name].setdefault(service.name, []).append(measured)
    return rates


def lines() -> Iterator[str]:
    """Yield what was found: how many times the requests per second of each peer."""
    for name, by_service in measure().items():
        ours = by_service.pop("adhere")
        for peer, theirs in by_service.items():
            ratios = sorted(a / b for a, b in zip(ours, theirs, strict=True))
            yield (
                f"{name} over HTTP: {statistics.median(ours):.0f} requests per second of CPU, "
                f"{statistics.median(ratios):.2f} times {peer} "
                f"({ratios[0]:.2f} to {ratios[-1]:.2f})"
            )


def main() -> None:
    """Print the ratios; without wrk, say so."""
    if shutil.which("wrk") is None:
        sys.exit("wrk is missing (on Debian and Ubuntu: apt-get install wrk).")
    for line in lines():
        print(line)  # noqa: T201  # the report


if __name__ == "__main__":
    main()
