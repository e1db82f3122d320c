"""One document through the whole path: generate, compile, import, build, route, serve, call.

Every attempt runs in a process of its own, forked from one that has imported what all need.
"""

from __future__ import annotations

import asyncio
import compileall
import contextlib
import importlib
import io
import json
import multiprocessing
import re
import sys
import time
import traceback
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from types import ModuleType
from typing import Any
from urllib.parse import quote, unquote

from .documents import CorpusDocument
from .meaning import Comparison

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace", "query")
TIMEOUT = 60.0

SERVED_AT = "/-/the/contract/itself.json"
"""No path of a document matches this one; `/{id}` matches the usual `/openapi.json`."""


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
        """Tell whether every operation is routed and called, and the document served."""
        return self.stage == "complete"


def package_of(document: CorpusDocument) -> str:
    """Name the package of a document."""
    return re.sub(r"\W", "_", document.id).lower() + "_api"


def attempt_all(documents: Iterable[CorpusDocument], folder: Path) -> Iterator[Outcome]:
    """Try documents, in order, leaving the packages in a folder.

    One that hangs or dies is an outcome, too.
    """
    _warm_up()
    context = multiprocessing.get_context("fork")
    for document in documents:
        receiver, sender = context.Pipe(duplex=False)
        process = context.Process(target=_send, args=(sender, document, folder))
        process.start()
        sender.close()
        yield _received(receiver)
        process.kill()
        process.join()


def _send(sender: Connection, document: CorpusDocument, folder: Path) -> None:
    sender.send(attempt(document, folder))


def _received(receiver: Connection) -> Outcome:
    try:
        if not receiver.poll(TIMEOUT):
            return Outcome("timeout", f"more than {TIMEOUT:.0f} s")
        outcome: Outcome = receiver.recv()
    except EOFError:
        return Outcome("crash", "the process died")
    return outcome


def attempt(document: CorpusDocument, folder: Path) -> Outcome:
    """Try one document in this process. The lines are those of all but the client."""
    started = time.process_time()
    out = folder / package_of(document)
    said = io.StringIO()
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        code = _generate(document.path, out)
    if code:
        return Outcome("generate", _first_line(said.getvalue()))
    seconds = time.process_time() - started
    files = [file for file in out.glob("*.py") if file.name != "client.py"]
    lines = sum(len(file.read_text("utf-8").splitlines()) for file in files)
    declared = set(_declared(out))
    try:
        stage, reason = _use(document, out, declared)
    except Exception as error:  # noqa: BLE001  # any failure is the outcome
        frames = traceback.extract_tb(error.__traceback__)
        where = f"{Path(frames[-1].filename).name}:{frames[-1].lineno}"
        stage, reason = "import", f"{type(error).__name__} {where}: {error}"[:300]
    return Outcome(stage, reason, len(declared), lines, seconds)


def _generate(path: Path, out: Path) -> int:
    from adhere.cli.entry import run  # noqa: PLC0415  # imported by the parent, before the fork

    return run(["generate", str(path), "--out", str(out), "--client"])


def _use(document: CorpusDocument, out: Path, declared: set[tuple[str, str]]) -> tuple[str, str]:
    """Return how far the package goes, and what stops it there."""
    if not compileall.compile_dir(out, quiet=2):
        return "compile", "a module does not compile"
    sys.path.insert(0, str(out.parent))
    app = importlib.import_module(out.name).create_app(openapi_url=SERVED_AT)
    missing = [f"{m} {path}" for m, path in sorted(declared) if not _is_routed(app, m, path)]
    if missing:
        return "route", f"{len(missing)} operations not routed, first {missing[0]}"
    _, served = _request(app, "GET", SERVED_AT)
    if difference := Comparison(document.path.resolve(), json.loads(served)).difference():
        return "serve", f"its document differs at {difference}"[:300]
    if (called := _called(importlib.import_module(f"{out.name}.client"))) != len(declared):
        return "call", f"the client calls {called} operations of {len(declared)}"
    return "complete", ""


def _called(client: ModuleType) -> int:
    """Count the operations of a client, every one planned to the end."""
    from adhere.client import Group  # noqa: PLC0415  # as above
    from adhere.client.operation import Operation  # noqa: PLC0415
    from adhere.client.plan import plans_of  # noqa: PLC0415

    plans = plans_of(client.CONTRACT)
    groups = [g for g in vars(client).values() if isinstance(g, type) and issubclass(g, Group)]
    marks = [o for group in groups for o in vars(group).values() if isinstance(o, Operation)]
    for mark in marks:
        plan = plans.of(mark.method)
        _ = plan.parameters, plan.body, plan.replies
    return len(marks)


def _declared(out: Path) -> Iterator[tuple[str, str]]:
    """Read the operations from the document itself, not from what Adhere made of it."""
    contract: Mapping[str, Any] = json.loads((out / "contract.json").read_bytes())
    paths = contract.get("paths") or {}
    for path, item in paths.items():
        if path.startswith("x-"):
            continue
        for method in METHODS if isinstance(item, dict) else ():
            if method in item:
                yield method.upper(), path
        for method in item.get("additionalOperations") or () if isinstance(item, dict) else ():
            yield method.upper(), path


def _is_routed(app: Any, method: str, path: str) -> bool:
    """Tell whether a request reaches an operation: neither 404 nor 405."""
    return _request(app, method, re.sub(r"\{[^{}]*\}", "1", path))[0] not in (404, 405)


def _request(app: Any, method: str, target: str) -> tuple[int, bytes]:
    """Return the status and the body of what an application answers."""
    messages: list[Mapping[str, Any]] = []

    async def receive() -> Mapping[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Mapping[str, Any]) -> None:
        messages.append(message)

    concrete, _, query = target.partition("?")
    concrete = concrete.partition("#")[0]
    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": method,
        "scheme": "http", "path": unquote(concrete),
        "raw_path": quote(concrete, safe="/%:").encode(),
        "query_string": query.encode(), "headers": [], "root_path": "",
        "server": ("localhost", 80), "client": ("localhost", 1),
    }  # fmt: skip
    asyncio.run(app(scope, receive, send))
    return messages[0]["status"], b"".join(m.get("body", b"") for m in messages[1:])


def _first_line(text: str) -> str:
    lines = [line for line in text.splitlines() if line.strip()]
    return " ".join(lines[:2])[:300] if lines else "no output"


def _warm_up() -> None:
    for name in (
        "adhere.cli.generate", "adhere.cli.pipeline", "adhere.document.validate",
        "adhere.emit", "adhere.runtime", "adhere.client", "datamodel_code_generator",
        "datamodel_code_generator.parser.openapi", "openapi_spec_validator",
    ):  # fmt: skip
        importlib.import_module(name)
