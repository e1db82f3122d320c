"""One document through the whole path: generate, compile, import, build, route.

Every attempt runs in a process of its own, forked from one that has imported what all need.
"""

from __future__ import annotations

import asyncio
import compileall
import contextlib
import importlib
import io
import multiprocessing
import re
import sys
import tempfile
import time
import traceback
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace", "query")
TIMEOUT = 60.0
PACKAGE = "generated_api"


@dataclass(frozen=True, slots=True)
class Outcome:
    """How far a document came. `reason` is empty where it came all the way."""

    stage: str
    reason: str
    operations: int = 0
    lines: int = 0
    seconds: float = 0.0

    @property
    def is_complete(self) -> bool:
        """Tell whether every operation is routed."""
        return self.stage == "routed"


def attempt_all(paths: Iterable[Path]) -> Iterator[Outcome]:
    """Try documents, in order; one that hangs or dies is an outcome, too."""
    _warm_up()
    context = multiprocessing.get_context("fork")
    for path in paths:
        receiver, sender = context.Pipe(duplex=False)
        process = context.Process(target=_send, args=(sender, path))
        process.start()
        sender.close()
        yield _received(receiver)
        process.kill()
        process.join()


def _send(sender: Connection, path: Path) -> None:
    sender.send(attempt(path))


def _received(receiver: Connection) -> Outcome:
    try:
        if not receiver.poll(TIMEOUT):
            return Outcome("timeout", f"more than {TIMEOUT:.0f} s")
        outcome: Outcome = receiver.recv()
    except EOFError:
        return Outcome("crash", "the process died")
    return outcome


def attempt(path: Path) -> Outcome:
    """Try one document in this process."""
    started = time.process_time()
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / PACKAGE
        said = io.StringIO()
        with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
            code = _generate(path, out)
        if code:
            return Outcome("generate", _first_line(said.getvalue()))
        lines = sum(len(file.read_text("utf-8").splitlines()) for file in out.glob("*.py"))
        try:
            stage, reason, count = _serve(Path(folder), out)
        except Exception as error:  # noqa: BLE001  # any failure is the outcome
            frames = traceback.extract_tb(error.__traceback__)
            where = f"{Path(frames[-1].filename).name}:{frames[-1].lineno}"
            stage, reason, count = "import", f"{type(error).__name__} {where}: {error}"[:300], 0
    return Outcome(stage, reason, count, lines, time.process_time() - started)


def _generate(path: Path, out: Path) -> int:
    from adhere.cli.entry import run  # noqa: PLC0415  # imported by the parent, before the fork

    return run(["generate", str(path), "--out", str(out)])


def _serve(folder: Path, out: Path) -> tuple[str, str, int]:
    if not compileall.compile_dir(out, quiet=2):
        return "compile", "a module does not compile", 0
    sys.path.insert(0, str(folder))
    app = importlib.import_module(PACKAGE).create_app()
    declared = set(_declared(out))
    missing = [
        f"{method} {path}" for method, path in sorted(declared) if not _is_routed(app, method, path)
    ]
    if missing:
        return "route", f"{len(missing)} operations not routed, first {missing[0]}", len(declared)
    return "routed", "", len(declared)


def _declared(out: Path) -> Iterator[tuple[str, str]]:
    """Read the operations from the document itself, not from what Adhere made of it."""
    import json  # noqa: PLC0415

    contract: Mapping[str, Any] = json.loads((out / "contract.json").read_bytes())
    for path, item in (contract.get("paths") or {}).items():
        for method in METHODS if isinstance(item, dict) else ():
            if method in item:
                yield method.upper(), path


def _is_routed(app: Any, method: str, path: str) -> bool:
    """Tell whether a request reaches an operation: neither 404 nor 405."""
    statuses: list[int] = []

    async def receive() -> Mapping[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Mapping[str, Any]) -> None:
        if message["type"] == "http.response.start":
            statuses.append(message["status"])

    concrete, _, query = re.sub(r"\{[^{}]*\}", "1", path).partition("?")
    concrete = concrete.partition("#")[0]
    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": method,
        "scheme": "http", "path": concrete, "raw_path": concrete.encode(),
        "query_string": query.encode(), "headers": [], "root_path": "",
        "server": ("localhost", 80), "client": ("localhost", 1),
    }  # fmt: skip
    asyncio.run(app(scope, receive, send))
    return statuses[:1] not in ([404], [405])


def _first_line(text: str) -> str:
    lines = [line for line in text.splitlines() if line.strip()]
    return " ".join(lines[:2])[:300] if lines else "no output"


def _warm_up() -> None:
    for name in (
        "adhere.cli.generate", "adhere.cli.pipeline", "adhere.document.validate",
        "adhere.emit", "adhere.runtime", "datamodel_code_generator",
        "datamodel_code_generator.parser.openapi", "openapi_spec_validator",
    ):  # fmt: skip
        importlib.import_module(name)
