"""Requests over HTTP: uvicorn with one worker and 32 connections, loaded by wrk if it is there.

What counts is the requests that a service answers in a second of its own CPU time, which
other load on the machine changes least. The services take turns, each started anew for its
turn; a ratio is the median of the turns'. Linux only: CPU times are read from `/proc`.
The peers get environments of their own, kept in `var/peers`, with the same server; what two of
them generate is generated anew. A request that a peer answers otherwise is not measured, and
that is told. Run: `python -m benchmarks.http_load`.
"""

from __future__ import annotations

import asyncio
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
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.items import BODY, ITEM, contract
from benchmarks.load import Refused, answered_within, request_of
from benchmarks.peers import PEERS, environment

ROOT = Path(__file__).resolve().parents[1]
SERVER = ("uvicorn", "uvloop", "httptools")
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
    imports: str = ""
    """A folder of generated code to import from."""


def services(folder: Path) -> list[Service]:
    """Return the services, the peers in their environments; generated code goes to the folder."""
    datamodel = ("datamodel-code-generator", "fastapi", "python-multipart")
    openapi = ("openapi-generator-cli", "fastapi", "python-multipart")
    return [
        Service("adhere", sys.executable, ("benchmarks.served:generated", "--factory")),
        Service("FastAPI", sys.executable, ("benchmarks.items:handwritten_service", "--factory")),
        Service(
            "datamodel-code-generator's server",
            _python(*datamodel),
            ("datamodel_items:serve",),
            generate(folder, "datamodel-code-generator", "--server-handler-mode", "async"),
        ),
        Service(
            "openapi-generator's server",
            _python(*openapi),
            ("openapi_items:serve",),
            generate(folder, "openapi-generator"),
        ),
        Service("Litestar", _python("litestar", "msgspec"), ("litestar_items:serve",)),
        Service("connexion", _python("connexion"), ("connexion_items:serve",)),
    ]


def _python(name: str, *packages: str) -> str:
    return str(environment(f"{name} (serving)", (name, *packages, *SERVER)) / "python")


def generate(folder: Path, name: str, *options: str) -> str:
    """Let a peer generate the server, and return the folder to import it from."""
    peer = next(peer for peer in PEERS if peer.name == name)
    out = folder / name
    out.mkdir()
    document = out / "contract.json"
    document.write_text(json.dumps(without_imports("3.0.3")), encoding="utf-8")
    command = [*peer.command(peer.prepared(), document, out), *options]
    subprocess.run(command, check=True, capture_output=True)  # noqa: S603  # fixed commands
    below, _ = peer.application or (".", "")
    return str(out / below)


def without_imports(version: str) -> dict[str, Any]:
    """Return the contract without the operation that is measured in process only."""
    found = {**contract(), "openapi": version}
    del found["paths"]["/imports"]
    return found


def for_connexion() -> dict[str, Any]:
    """Return the contract as connexion needs it: with the names of functions, in 3.0."""
    found = without_imports("3.0.3")
    for path, method, name in (
        ("/items", "post", "create_item"),
        ("/items", "get", "list_items"),
        ("/items/{item_id}", "get", "get_item"),
    ):
        found["paths"][path][method]["operationId"] = f"connexion_items.{name}"
    bearer = found["components"]["securitySchemes"]["bearer"]
    bearer["x-bearerInfoFunc"] = "connexion_items.known_caller"
    return found


@contextlib.contextmanager
def running(service: Service, document: Path) -> Iterator[tuple[str, int]]:
    """Serve and yield the URL and process id once it answers; stopped however the block ends."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
    options = ["--port", str(port), "--log-level", "critical", "--no-access-log"]
    command = [service.python, "-m", "uvicorn", *service.application, *options]
    folder = ROOT if service.python == sys.executable else ROOT / "benchmarks"
    known = {**os.environ, "ITEMS_CONTRACT": str(document), "PYTHONPATH": service.imports}
    process = subprocess.Popen(command, cwd=folder, env=known)  # noqa: S603  # fixed commands
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


def check_refusals(service: Service, url: str) -> None:
    """Exit where a service lets in a stranger or takes a body that is not valid."""
    invalid = json.dumps({**BODY, "price": -1}).encode()
    for token, data in (("Bearer bad", None), (TOKEN, invalid)):
        headers = {"Authorization": token, "Content-Type": "application/json"}
        request = urllib.request.Request(f"{url}/items", data, headers)  # noqa: S310  # loopback
        try:
            urllib.request.urlopen(request, timeout=READY_SECONDS).close()  # noqa: S310  # loopback
        except urllib.error.HTTPError as error:
            if error.code < 500:  # noqa: PLR2004  # a refusal
                continue
        sys.exit(f"{service.name} does not refuse what it must.")


def cpu_seconds(pid: int) -> float:
    """Return the CPU time that a process has taken (proc(5), fields 14 and 15 of stat)."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def loader() -> str:
    """Say what the load is made by."""
    return "wrk" if shutil.which("wrk") else "the benchmark itself, for wrk is missing"


def rate(url: str, pid: int, *, name: str, script: Path) -> float:
    """Return the requests answered per second of CPU time. Exits where some were refused."""
    began = cpu_seconds(pid)
    load = _load_by_wrk if shutil.which("wrk") else _load
    return load(url, name, script) / (cpu_seconds(pid) - began)


def _load_by_wrk(url: str, name: str, script: Path) -> int:
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{SECONDS}s", "-H", f"Authorization: {TOKEN}"]
    command += ["-s", str(script)] if name == "POST" else []
    done = subprocess.run(  # noqa: S603  # fixed commands
        [*command, f"{url}{PATHS[name]}"], capture_output=True, text=True, check=True
    )
    if "Non-2xx" in done.stdout:
        sys.exit(f"Some requests were refused:\n{done.stdout}")
    found = re.search(r"(\d+) requests in", done.stdout)
    return int(found[1] if found else 0)


def _load(url: str, name: str, _: Path) -> int:
    body = json.dumps(BODY).encode() if name == "POST" else b""
    fields = {"Authorization": TOKEN, **({"Content-Type": "application/json"} if body else {})}
    request = request_of("POST" if body else "GET", PATHS[name], fields, body)
    try:
        return asyncio.run(answered_within(SECONDS, CONNECTIONS, url=url, request=request))
    except Refused as error:
        sys.exit(f"Some requests were refused: {error}")


def measure() -> tuple[dict[str, dict[str, list[float]]], list[str]]:
    """Return the rates by request and service, one for each turn, and what was left out."""
    rates: dict[str, dict[str, list[float]]] = {name: {} for name in PATHS}
    known: dict[str, object] = {}
    otherwise: dict[str, None] = {}
    with tempfile.TemporaryDirectory() as folder:
        script, document = Path(folder) / "post.lua", Path(folder) / "contract.json"
        document.write_text(json.dumps(for_connexion()), encoding="utf-8")
        script.write_text(POST.format(body=json.dumps(BODY)), encoding="utf-8")
        for service in services(Path(folder)) * TURNS:
            with running(service, document) as (url, pid):
                check_refusals(service, url)
                for name in PATHS:
                    if known.setdefault(name, answer := answered(url, name)) != answer:
                        otherwise[f"{name} over HTTP: {service.name} answers {answer}"] = None
                        continue
                    measured = rate(url, pid, name=name, script=script)
                    rates[name].setdefault(service.name, []).append(measured)
    return rates, list(otherwise)


def lines() -> Iterator[str]:
    """Yield what was found: how many times the requests per second of each peer."""
    rates, otherwise = measure()
    for name, by_service in rates.items():
        ours = by_service.pop("adhere")
        for peer, theirs in by_service.items():
            ratios = sorted(a / b for a, b in zip(ours, theirs, strict=True))
            yield (
                f"{name} over HTTP: {statistics.median(ours):.0f} requests per second of CPU, "
                f"{statistics.median(ratios):.2f} times {peer} "
                f"({ratios[0]:.2f} to {ratios[-1]:.2f})"
            )
    yield from otherwise


def main() -> None:
    """Print the ratios."""
    print(f"Loaded by {loader()}.")  # noqa: T201  # the report
    for line in lines():
        print(line)  # noqa: T201  # the report


if __name__ == "__main__":
    main()
