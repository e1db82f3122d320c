"""`adhere generate --watch`, as a process beside an editor."""

from __future__ import annotations

import os
import queue
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

DEADLINE = 30.0
SOON = 20.0
"""Seconds that a busy machine may take after a save; an idle one needs a fifth of one."""

DOCUMENT = """\
openapi: 3.1.1
info: {title: Shop, version: '1'}
paths:
  /orders:
    get:
      operationId: listOrders
      summary: Done.
      tags: [orders]
      responses: {'204': {description: Empty}}
"""
ELSEWHERE = "  /users: {$ref: 'paths/users.yaml'}\n"
USERS = "get: {operationId: listUsers, tags: [users], responses: {'204': {description: D}}}\n"


class Watcher:
    """A running command, its output line by line."""

    def __init__(self, folder: Path, *options: str) -> None:
        command = [sys.executable, "-m", "adhere", "generate", "openapi.yaml", "--watch", *options]
        self.process = subprocess.Popen(
            command,
            cwd=folder,
            env={**os.environ, "PYTHONUNBUFFERED": "1"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self._lines: queue.Queue[str] = queue.Queue()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self._lines.put(line.rstrip("\n"))

    def until(self, end: str, seconds: float = SOON) -> list[str]:
        """Return the lines up to one that holds `end`; fail where it does not come in time."""
        deadline, lines = time.monotonic() + seconds, list[str]()
        while not lines or end not in lines[-1]:
            try:
                lines.append(self._lines.get(timeout=max(0.0, deadline - time.monotonic())))
            except queue.Empty:
                pytest.fail(f"no {end!r} in {seconds} s, but: {lines}")
        return lines

    def rest(self) -> list[str]:
        """Return what was still said before the process ended."""
        self.process.wait(DEADLINE)
        self._reader.join(DEADLINE)
        return list(self._lines.queue)

    def close(self) -> None:
        self.process.kill()
        self.process.wait(DEADLINE)
        assert self.process.stdout is not None
        self.process.stdout.close()


@pytest.fixture
def spec(tmp_path: Path) -> Path:
    path = tmp_path / "openapi.yaml"
    path.write_text(DOCUMENT)
    return path


@pytest.fixture
def watch(spec: Path) -> Iterator[Callable[..., Watcher]]:
    started: list[Watcher] = []

    def start(*options: str) -> Watcher:
        started.append(Watcher(spec.parent, *options))
        started[-1].until("Watching", DEADLINE)
        return started[-1]

    yield start
    for watcher in started:
        watcher.close()


def test_only_what_changed_is_told(spec: Path, watch: Callable[..., Watcher]) -> None:
    watcher = watch()
    spec.write_text(DOCUMENT.replace("Done.", "Orders."))
    lines = watcher.until("orders.py")
    assert lines[0].startswith("generated: 1 operation, 0 models (")
    assert [line.split() for line in lines[1:]] == [
        ["contract.json", "+1", "-1"],
        ["orders.py", "+1", "-1"],
    ]
    assert "Orders." in (spec.parent / "generated" / "orders.py").read_text()


def test_a_mistake_keeps_the_package(spec: Path, watch: Callable[..., Watcher]) -> None:
    watcher = watch()
    before = (spec.parent / "generated" / "orders.py").read_bytes()
    spec.write_text(DOCUMENT + "paths: {}\n")
    lines = watcher.until("generated stays as it was; waiting for the document to be mended.")
    assert lines[0].startswith("error[duplicate-key]")
    assert (spec.parent / "generated" / "orders.py").read_bytes() == before
    spec.write_text(DOCUMENT)
    watcher.until("nothing changed")


def test_a_save_by_renaming_is_one_change(spec: Path, watch: Callable[..., Watcher]) -> None:
    watcher = watch()
    spec.rename(spec.with_name("openapi.yaml~"))
    (spec.parent / ".openapi.yaml.swp").write_text(DOCUMENT.replace("Done.", "Renamed."))
    (spec.parent / ".openapi.yaml.swp").rename(spec)
    lines = watcher.until("orders.py")
    assert [line for line in lines if "error" in line] == []


def test_the_document_may_go_and_come_back(spec: Path, watch: Callable[..., Watcher]) -> None:
    watcher = watch()
    spec.unlink()
    watcher.until("generated stays as it was")
    spec.write_text(DOCUMENT.replace("Done.", "Back."))
    watcher.until("orders.py")


def test_new_files_are_watched_as_they_appear(spec: Path, watch: Callable[..., Watcher]) -> None:
    watcher = watch()
    spec.write_text(DOCUMENT + ELSEWHERE)
    watcher.until("waiting for the document to be mended")
    users = spec.parent / "paths" / "users.yaml"
    users.parent.mkdir()
    users.write_text(USERS)
    watcher.until("users.py")
    users.write_text(USERS.replace("listUsers", "findUsers"))
    watcher.until("users.py")
    assert "find_users" in (spec.parent / "generated" / "users.py").read_text()


def test_leniency_keeps_what_is_sound(spec: Path, watch: Callable[..., Watcher]) -> None:
    watcher = watch("--lenient")
    spec.write_text(DOCUMENT + ELSEWHERE)
    watcher.until("the path item '/users' is left out")


def test_interruption_ends_it_with_one_line(watch: Callable[..., Watcher]) -> None:
    watcher = watch()
    watcher.process.send_signal(signal.SIGINT)
    assert watcher.rest() == ["No longer watching."]
    assert watcher.process.returncode == 0


def test_it_does_not_go_with_check(spec: Path) -> None:
    command = [sys.executable, "-m", "adhere", "generate", str(spec), "--watch", "--check"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "--watch writes and --check does not" in done.stderr
