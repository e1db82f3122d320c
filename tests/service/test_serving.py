"""`python -m impl serve` on a machine that is not as it expects."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
from pathlib import Path
from typing import NoReturn

import pytest
from service_harness import environment, running

from impl import commands
from impl.__main__ import main


def test_a_port_in_use_is_one_sentence_with_the_mend(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        command = [sys.executable, "-m", "impl", "serve", "--port", str(port)]
        finished = subprocess.run(
            command, cwd=tmp_path, env=environment(), capture_output=True, text=True, check=False
        )
    assert finished.returncode == 1
    assert finished.stderr == (
        f"Port {port} of 127.0.0.1 cannot be listened on (Address already in use): "
        "stop what uses it, or choose another with --port; --port 0 finds a free one.\n"
    )


@pytest.mark.parametrize(
    ("variable", "value", "told"),
    [
        ("DEMO_PASSWORD", "wrong", "SERVICE_DEMO_PASSWORD: it must have at least 8 characters."),
        ("DEMO_PASSWORD", "w" * 129, "SERVICE_DEMO_PASSWORD: it must have at most 128 characters."),
        ("POOL_SIZE", "0", "SERVICE_POOL_SIZE: Input should be greater than or equal to 1."),
        ("SIGNING_KEYS", "[1]", "SERVICE_SIGNING_KEYS (at 0): Input is not a valid path"),
        ("SIGNING_KEYS", "key.pem", 'Settings: error parsing value for field "signing_keys"'),
        ("ENVIRONMENT", "production", "Settings: production needs signing_keys"),
    ],
)
def test_wrong_settings_are_told_by_their_variables(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    variable: str,
    value: str,
    told: str,
) -> None:
    monkeypatch.setenv(f"SERVICE_{variable}", value)
    assert commands.run(["seed"]) == commands.WRONG_USAGE
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith(told)


def test_serving_ends_quietly_with_an_interruption(tmp_path: Path) -> None:
    with running(tmp_path) as server:
        server.process.send_signal(signal.SIGINT)
        assert server.process.wait(timeout=60) == 128 + signal.SIGINT
    assert "KeyboardInterrupt" not in "".join(server.log)
    assert "Traceback" not in "".join(server.log)


def test_an_interrupted_command_says_so_in_one_word(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupt(_: object) -> NoReturn:
        raise KeyboardInterrupt

    monkeypatch.setattr(commands, "run", interrupt)
    assert main(["seed"]) == 128 + signal.SIGINT
    assert capsys.readouterr().err == "Interrupted.\n"
