from __future__ import annotations

import importlib.util
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType
from typing import Self

import pytest
from invoke.exceptions import Exit

from impl.settings import Settings

ROOT = Path(__file__).parents[1]
VERBS = ["bench", "check", "corpus", "docs", "fidelity", "format", "fuzz", "generate"]
VERBS += ["implement", "lint", "lock", "mutation", "pipeline", "serve", "test"]
posix = pytest.mark.skipif(os.name == "nt", reason="the stand-in for Python is a shell script")


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    for name in ("tasks.py", "requirements.txt", "pyproject.toml"):
        shutil.copy(ROOT / name, tmp_path)
    return tmp_path


@pytest.fixture
def tasks(checkout: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("checkout_tasks", checkout / "tasks.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def commands(tasks: ModuleType, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The commands that preparing the environment would run, from their first own word on."""
    run: list[str] = []

    def record(command: Sequence[str], *, failure: str, total: int = 0) -> None:
        run.append(" ".join(command[2:]))
        if command[2] == "venv":
            put_python(tasks)

    monkeypatch.setattr(tasks, "run_quietly", record)
    return run


def put_python(tasks: ModuleType) -> None:
    tasks.VENV_PYTHON.parent.mkdir(parents=True, exist_ok=True)
    tasks.VENV_PYTHON.write_text('#!/bin/sh\necho "handed over:" "$@"\n')
    tasks.VENV_PYTHON.chmod(0o755)


def run_script(checkout: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the script by a Python that sees nothing but its standard library."""
    command = [sys.executable, "-I", "-S", str(checkout / "tasks.py"), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_makes_an_environment_and_marks_it_as_done(tasks: ModuleType, commands: list[str]) -> None:
    tasks.prepare_environment("abc")
    assert [command.split()[0] for command in commands] == ["venv", "pip", "pip"]
    assert "--require-hashes -r" in commands[1]
    assert "--no-build-isolation --editable" in commands[2]
    assert tasks.installed_fingerprint() == "abc"


def test_updates_an_environment_that_was_complete(tasks: ModuleType, commands: list[str]) -> None:
    put_python(tasks)
    tasks.MARKER.write_text("of an older lock")
    tasks.prepare_environment("abc")
    assert [command.split()[0] for command in commands] == ["pip", "pip"]


def test_makes_an_interrupted_environment_anew(
    tasks: ModuleType, commands: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    put_python(tasks)
    tasks.MARKER.write_text("of an older lock")
    with monkeypatch.context() as patch:
        patch.setattr(tasks, "run_quietly", interrupt)
        with pytest.raises(KeyboardInterrupt):
            tasks.prepare_environment("abc")
    assert tasks.installed_fingerprint() == tasks.INCOMPLETE
    leftover = tasks.VENV / "leftover"
    leftover.touch()
    tasks.prepare_environment("abc")
    assert commands[0].startswith("venv")
    assert not leftover.exists()


def test_keeps_an_environment_made_by_hand_and_sees_to_its_pip(
    tasks: ModuleType, commands: list[str]
) -> None:
    put_python(tasks)
    own = tasks.VENV / "own"
    own.touch()
    tasks.prepare_environment("abc")
    assert [command.split()[0] for command in commands] == ["ensurepip", "pip", "pip"]
    assert own.exists()


@pytest.mark.parametrize("name", ["requirements.txt", "pyproject.toml"])
def test_the_fingerprint_follows_what_decides_the_environment(
    tasks: ModuleType, checkout: Path, name: str
) -> None:
    before = tasks.wanted_fingerprint()
    with (checkout / name).open("a") as file:
        file.write("# changed\n")
    assert tasks.wanted_fingerprint() != before


@posix
def test_hands_over_at_once_where_nothing_is_to_do(tasks: ModuleType, checkout: Path) -> None:
    put_python(tasks)
    tasks.MARKER.write_text(tasks.wanted_fingerprint())
    done = run_script(checkout, "check", "--format", "json")
    assert done.stdout == f"handed over: -m invoke --search-root {checkout} check --format json\n"
    assert done.stderr == ""
    assert run_script(checkout).stdout.endswith(" --list\n")


def test_an_old_python_is_told_in_one_sentence(
    tasks: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 10, 4, "final", 0))
    with pytest.raises(SystemExit) as exit_:
        tasks.refuse_unfit_python()
    assert str(exit_.value).startswith("Python 3.11 or newer is needed")
    assert "3.10.4" in str(exit_.value)


@pytest.mark.parametrize("missing", ["venv", "ensurepip"])
def test_a_python_without_venv_is_told_in_one_sentence(
    tasks: ModuleType, monkeypatch: pytest.MonkeyPatch, missing: str
) -> None:
    find_spec = importlib.util.find_spec
    monkeypatch.setattr(
        importlib.util, "find_spec", lambda name: None if name == missing else find_spec(name)
    )
    with pytest.raises(SystemExit, match=f"without its module '{missing}'"):
        tasks.refuse_unfit_python()


def test_a_failing_step_shows_its_last_words_and_one_sentence(
    tasks: ModuleType, capfd: pytest.CaptureFixture[str]
) -> None:
    command = [sys.executable, "-c", "print('no such package'); raise SystemExit(1)"]
    with pytest.raises(SystemExit, match="Stopped: it could not be done; the lines above say why"):
        tasks.run_quietly(command, failure="it could not be done")
    assert capfd.readouterr().err == "no such package\n"


def test_the_demo_accounts_have_the_password_that_the_fuzzer_is_given(tasks: ModuleType) -> None:
    assert Settings.model_fields["demo_password"].default.get_secret_value() == tasks.DEMO_PASSWORD


@pytest.mark.parametrize(
    ("code", "outcome"),
    [(0, "Everything held,"), (1, "Not everything held,"), (130, "Interrupted,")],
)
def test_the_summary_names_the_outcome_and_the_files_that_are_there(
    tasks: ModuleType, log: Path, code: int, outcome: str
) -> None:
    log.touch()
    told = tasks.summary(code, seconds=3.2)
    assert told == f"{outcome} in 3 s.\n  Log of the service: var/pipeline/service.log"


class Interrupted:
    """A process during which Ctrl-C is pressed once."""

    def __init__(self, *_: object, **__: object) -> None:
        self.outcomes: list[int | None] = [None, 42]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        return None

    def wait(self) -> int:
        code = self.outcomes.pop(0)
        if code is None:
            raise KeyboardInterrupt
        return code


def test_a_command_answers_an_interruption_itself(
    tasks: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(subprocess, "Popen", Interrupted)
    assert tasks.python("-m", "pytest") == 42


@posix
def test_a_command_killed_by_a_signal_has_the_code_that_shells_give_it(tasks: ModuleType) -> None:
    killing = "import signal; signal.raise_signal(signal.SIGKILL)"
    with pytest.raises(Exit) as exit_:
        tasks.finish(tasks.python("-c", killing))
    assert exit_.value.code == 128 + signal.SIGKILL


@posix
def test_an_interruption_while_invoke_is_loaded_ends_without_a_traceback() -> None:
    command = [sys.executable, "-m", "invoke", "--search-root", str(ROOT), "--list"]
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})  # as `hand_over` does
    try:
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        process.send_signal(signal.SIGINT)
        outputs = process.communicate(timeout=60)
    finally:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
    assert process.returncode == 1  # invoke's own
    assert outputs == (b"", b"")


def test_every_verb_is_there() -> None:
    listed = subprocess.run(
        [sys.executable, "-m", "invoke", "--list"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    assert re.findall(r"^  ([a-z]+)  ", listed, re.MULTILINE) == VERBS


SERVICE = """
import http.server, sys
class Ready(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200 if self.path == "/health/ready" else 404)
        self.end_headers()
http.server.HTTPServer(("127.0.0.1", int(sys.argv[1])), Ready).serve_forever()
"""


@pytest.fixture
def log(tasks: ModuleType) -> Path:
    tasks.RUN_FOLDER.mkdir(parents=True)
    return Path(tasks.LOG)


@pytest.mark.parametrize("error", [None, KeyboardInterrupt, RuntimeError])
def test_a_service_is_ready_inside_and_gone_afterwards(
    tasks: ModuleType, log: Path, error: type[BaseException] | None
) -> None:
    port = tasks.free_port()
    command = [sys.executable, "-c", SERVICE, str(port)]
    try:
        with tasks.running(command, url=f"http://127.0.0.1:{port}"):
            assert '"GET /health/ready HTTP/1.1" 200' in log.read_text()
            if error:
                raise error
    except (KeyboardInterrupt, RuntimeError):
        assert error
    assert tasks.free_port()
    with tasks.running(command, url=f"http://127.0.0.1:{port}"):
        pass  # the port is free again


def test_a_service_that_dies_is_told_with_the_end_of_its_log(
    tasks: ModuleType, log: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = [sys.executable, "-c", "print('no database'); raise SystemExit(3)"]
    url = f"http://127.0.0.1:{tasks.free_port()}"
    with pytest.raises(Exit, match=f"The service ended; .* {log}"), tasks.running(command, url=url):
        pytest.fail("the service never answered")
    assert "no database" in capsys.readouterr().err


def test_a_service_that_never_answers_is_stopped(
    tasks: ModuleType, log: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tasks, "READY_SECONDS", 0.3)
    monkeypatch.setattr(tasks, "STOP_SECONDS", 0.3)
    stubborn = f"""
import os, pathlib, signal, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
pathlib.Path({str(log.with_name("pid"))!r}).write_text(str(os.getpid()))
time.sleep(60)
"""
    url = f"http://127.0.0.1:{tasks.free_port()}"
    began = time.monotonic()
    with (
        pytest.raises(Exit, match="was not ready"),
        tasks.running([sys.executable, "-c", stubborn], url=url),
    ):
        pytest.fail("the service never answered")
    assert time.monotonic() - began < 30
    pid_file = log.with_name("pid")
    if pid_file.exists():
        with pytest.raises(ProcessLookupError):
            os.kill(int(pid_file.read_text()), 0)


def test_termination_stops_the_service_too(tasks: ModuleType, log: Path) -> None:
    port = tasks.free_port()
    command = [sys.executable, "-c", SERVICE, str(port)]
    with (
        pytest.raises(SystemExit) as exit_,
        tasks.running(command, url=f"http://127.0.0.1:{port}"),
    ):
        signal.raise_signal(signal.SIGTERM)
    assert exit_.value.code == 128 + signal.SIGTERM
    assert signal.getsignal(signal.SIGTERM) == signal.SIG_DFL
