"""A day's work, really done on a copy of this project: what the terminal showed."""

from __future__ import annotations

import contextlib
import importlib.util
import io
import os
import pty
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.terminal_theme import MONOKAI
from rich.text import Text

ROOT = Path(__file__).parents[1]
COLUMNS = 100
SCRIPTS = Path(sys.executable).parent
COPIED = ("adhere", "generated", "impl", "spec", "pyproject.toml", "tasks.py")
PORT = 8000
# The operation that is added: it takes back an order as an existing one does.
MODEL, ADDED = "cancellation", "withdrawal"
RENAMED = {"cancelOrder": "withdrawOrder", "Cancel an order": "Withdraw an order"}
RIGHT, WRONG = "schemas/Order'", "schemas/Oder'"
BODY = "return await self.cancel_order(call, order_id=order_id)"


@dataclass(frozen=True)
class Shown:
    """A command, and what it wrote on the terminal, colours included."""

    command: str
    output: str

    @property
    def plain(self) -> str:
        """The command and its output without colours."""
        return f"$ {self.command}\n{Text.from_ansi(self.output).plain.strip()}\n"


def record() -> list[Shown]:
    """Add an operation to the service, from the contract to the fuzzed service."""
    with tempfile.TemporaryDirectory() as folder:
        project = Path(folder)
        _copy(project)
        return list(_day(project))


def _day(project: Path) -> Iterator[Shown]:
    _add_operation(project)
    yield _show("adhere check spec/openapi.yaml", project)
    _replace(project / "spec/orders.yaml", WRONG, RIGHT)
    yield _show("adhere check spec/openapi.yaml", project)
    yield _show("adhere generate spec/openapi.yaml", project)
    _git(project, "init", "--quiet")
    _git(project, "add", "--all")
    yield _show("adhere implement --yes", project)
    yield _show("git --no-pager diff -U0 impl", project)
    _replace(project / "impl/orders/service.py", "raise NotImplementedError", BODY)
    with _service(project) as url:
        operation = f"POST /orders/{{order_id}}/{ADDED}"
        yield _show(f"adhere fuzz {url} --operation '{operation}'", project)


def _git(project: Path, *arguments: str) -> None:
    subprocess.run(["git", *arguments], cwd=project, check=True)  # noqa: S603, S607 - as below


def _copy(project: Path) -> None:
    for name in COPIED:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, project / name)
        else:
            shutil.copy(ROOT / name, project)


def _add_operation(project: Path) -> None:
    """Write the new operation beside its model, with a typing mistake in it."""
    path = f"/orders/{{order_id}}/{MODEL}"
    reference = f"orders.yaml#/paths/{path.replace('/', '~1')}"
    entry = f"  {path}:\n    $ref: {reference}\n"
    _replace(project / "spec/openapi.yaml", entry, entry + entry.replace(MODEL, ADDED))
    file = project / "spec/orders.yaml"
    text = file.read_text(encoding="utf-8")
    found = re.search(rf"^  {re.escape(path)}:\n(?:    .*\n)+", text, re.MULTILINE)
    if found is None:
        raise LookupError(f"spec/orders.yaml has no {MODEL} any more")
    added = found[0].replace(MODEL, ADDED).replace(RIGHT, WRONG, 1)
    for old, new in RENAMED.items():
        added = added.replace(old, new)
    file.write_text(text.replace(found[0], found[0] + added), encoding="utf-8")


def _replace(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    if old not in text:
        raise LookupError(f"{file.name} no longer says {old!r}")
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


@contextlib.contextmanager
def _service(project: Path) -> Iterator[str]:
    """Run the service of the copy, by the tasks of the copy."""
    spec = importlib.util.spec_from_file_location("copied_tasks", project / "tasks.py")
    if spec is None or spec.loader is None:
        raise LookupError("tasks.py cannot be loaded")
    tasks: Any = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tasks)
    tasks.use_database(tasks.RUN_FOLDER / "service.db", anew=True)
    tasks.prepare_database()
    command = [sys.executable, "-m", "impl", "serve", "--port", str(PORT)]
    with tasks.running(command, url=f"http://127.0.0.1:{PORT}") as url:
        yield url


def _show(command: str, folder: Path) -> Shown:
    """Run a command on a pseudo-terminal, so that it shows its colours."""
    ours, theirs = pty.openpty()
    program, *arguments = shlex.split(command)
    path = f"{SCRIPTS}{os.pathsep}{os.environ['PATH']}"
    environment = {**os.environ, "COLUMNS": str(COLUMNS), "TERM": "xterm-256color"}
    with subprocess.Popen(  # noqa: S603 - the fixed commands above
        [shutil.which(program, path=path) or program, *arguments],
        cwd=folder, env=environment, stdin=theirs, stdout=theirs, stderr=subprocess.DEVNULL,
    ):  # fmt: skip
        os.close(theirs)
        output = b"".join(_chunks(ours))
    os.close(ours)
    return Shown(command, output.decode().replace("\r\n", "\n").strip())


def _chunks(terminal: int) -> Iterator[bytes]:
    """Read until the other side is closed, which Linux tells as an input/output error."""
    with contextlib.suppress(OSError):
        while chunk := os.read(terminal, 65536):
            yield chunk


def picture(day: list[Shown]) -> str:
    """Return the day as an SVG that asks no other host for anything."""
    console = Console(record=True, width=COLUMNS, file=io.StringIO())
    for shown in day:
        if not shown.command.startswith("adhere"):
            continue
        console.print(Text(f"$ {shown.command}", style="bold"))
        console.print(Text.from_ansi(shown.output))
        console.print()
    svg = console.export_svg(title="adhere", theme=MONOKAI)
    svg = re.sub(r"@font-face\s*{[^}]*}\s*|<!--.*?-->\s*", "", svg, flags=re.DOTALL)
    lines = svg.replace("Fira Code", "ui-monospace").splitlines()
    return "".join(f"{line.rstrip()}\n" for line in lines)
