from __future__ import annotations

import os
import re
import resource
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import click
import pytest

from adhere import __version__
from adhere.cli import entry
from adhere.cli.commands import COMMANDS
from adhere.cli.exits import UnusableError
from adhere.cli.text import wants_colour

Spec = Callable[..., Path]

COMMAND = [sys.executable, "-c", "from adhere.cli import main; main()"]
MOST_SECONDS = 0.3  # about 0.1 where nothing else runs


class Raises(click.Command):
    """Stands for `adhere` and raises what a command might."""

    def __init__(self, error: BaseException) -> None:
        super().__init__("raises")
        self.error = error

    def main(self, *args: object, **extra: object) -> object:
        raise self.error


def run_raising(error: BaseException, monkeypatch: pytest.MonkeyPatch) -> int:
    monkeypatch.setattr(entry, "adhere", Raises(error))
    return entry.run(["check", "a.yaml"])


def test_help_is_worth_reading_and_light() -> None:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    result = subprocess.run(
        [*COMMAND, "--help"], capture_output=True, text=True, check=True, timeout=60
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert all(re.search(rf"^  {name} ", result.stdout, re.MULTILINE) for name in COMMANDS)
    assert "The daily loop:" in result.stdout
    assert "Exit codes:" in result.stdout
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    assert spent < MOST_SECONDS


def test_help_imports_no_command_and_nothing_heavy() -> None:
    code = (
        "import sys; from adhere.cli.entry import run; run(['--help']); "
        "print(sorted(m for m in sys.modules if m.startswith(('adhere.cli.', 'yaml', "
        "'jsonschema', 'openapi', 'fastapi', 'pydantic', 'adhere.document', 'adhere.lint'))))"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    loaded = result.stdout.splitlines()[-1]
    light = ["commands", "entry", "exits", "missing"]
    assert loaded == str([f"adhere.cli.{name}" for name in light])


@pytest.mark.parametrize("command", ["check", "fuzz", "generate", "implement", "serve"])
def test_the_help_of_a_command_imports_nothing_that_works(command: str) -> None:
    heavy = ["adhere.contract", "adhere.scaffold", "datamodel_code_generator", "fastapi", "httpx",
             "jsonschema_rs", "libcst", "openapi_spec_validator", "pydantic", "schemathesis",
             "uvicorn"]  # fmt: skip
    code = (
        f"import sys; from adhere.cli.entry import run; run([{command!r}, '--help']); "
        f"print(sorted(set({heavy}) & set(sys.modules)))"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    assert result.stdout.splitlines()[-1] == "[]"


def test_the_version_is_the_packages(capsys: pytest.CaptureFixture[str]) -> None:
    assert entry.run(["--version"]) == 0
    assert capsys.readouterr().out == f"adhere {__version__}\n"


@pytest.mark.parametrize(
    ("is_terminal", "environment", "expected"),
    [
        (True, {}, True),
        (False, {}, False),
        (True, {"NO_COLOR": "1"}, False),
        (True, {"NO_COLOR": ""}, True),
        (True, {"TERM": "dumb"}, False),
    ],
)
def test_colour_is_for_terminals_whose_users_want_it(
    monkeypatch: pytest.MonkeyPatch,
    *,
    is_terminal: bool,
    environment: dict[str, str],
    expected: bool,
) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr("sys.stdout.isatty", lambda: is_terminal, raising=False)
    assert wants_colour() is expected


def test_every_command_can_be_asked_for_help(capsys: pytest.CaptureFixture[str]) -> None:
    for name in COMMANDS:
        assert entry.run([name, "--help"]) == 0
        assert f"Usage: adhere {name}" in capsys.readouterr().out


def test_a_bug_is_one_sentence_and_a_file(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    assert run_raising(ZeroDivisionError("secret detail"), monkeypatch) == 2
    captured = capsys.readouterr()
    (file,) = tmp_path.iterdir()
    assert captured.err == (
        "Error: Adhere has a bug (ZeroDivisionError); please report it "
        f"with the file {file}, which tells where.\n"
    )
    assert "ZeroDivisionError: secret detail" in file.read_text(encoding="utf-8")
    assert __version__ in file.read_text(encoding="utf-8")


def test_debugging_shows_the_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ADHERE_DEBUG", "1")
    with pytest.raises(ZeroDivisionError):
        run_raising(ZeroDivisionError(), monkeypatch)


@pytest.mark.parametrize(
    ("error", "code", "message"),
    [
        (KeyboardInterrupt(), 130, "Interrupted.\n"),
        (click.Abort(), 130, "Interrupted.\n"),
        (UnusableError("it is full", mend="Empty it."), 2, "Error: it is full. Empty it.\n"),
        (UnusableError("odd \x1b[31mtext"), 2, "Error: odd \N{REPLACEMENT CHARACTER}[31mtext.\n"),
    ],
)
def test_an_end_has_one_line_and_its_code(
    error: BaseException,
    code: int,
    message: str,
    *,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run_raising(error, monkeypatch) == code
    assert capsys.readouterr().err == message


def test_ctrl_c_ends_a_running_command_with_130() -> None:
    code = (
        "import sys, adhere.cli.pipeline as p; from adhere.cli import main\n"
        "p.examine = lambda *a, **k: (print('begun', flush=True), sys.stdin.read())\n"
        "main(['check', 'a.yaml'])"
    )
    pipe = subprocess.PIPE
    with subprocess.Popen(
        [sys.executable, "-c", code], stdin=pipe, stdout=pipe, stderr=pipe, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "begun\n"
        process.send_signal(signal.SIGINT)
        assert process.stderr is not None
        assert process.stderr.read() == "\nInterrupted.\n"  # leaves the line with ^C
        assert process.wait(timeout=60) == 130


def test_a_reader_that_goes_away_is_told_nothing(spec: Spec, tmp_path: Path) -> None:
    paths = "".join(f"  /{n}: {{get: {{responses: {{}}}}}}\n" for n in range(2000))
    path = spec("openapi: 3.1.1\ninfo: {title: T, version: '1'}\npaths:\n" + paths)
    with subprocess.Popen(
        [*COMMAND, "check", str(path), "--format", "json"],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.read(1)
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(timeout=60) == 1


@pytest.mark.parametrize("form", ["text", "json", "github", "sarif"])
def test_no_character_is_too_much_for_the_terminal(spec: Spec, tmp_path: Path, form: str) -> None:
    path = spec('{"openapi": "3.1.1", "paths": {"/日": {"get": {}}}}', "a.json")
    result = subprocess.run(
        [*COMMAND, "check", str(path), "--format", form],
        cwd=tmp_path,
        env={**os.environ, "PYTHONIOENCODING": "latin-1"},
        capture_output=True,
        check=False,
        timeout=60,
    )
    assert result.returncode == 1
    assert result.stderr == b""
    assert b"\\u65e5" in result.stdout
