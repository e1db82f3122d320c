from __future__ import annotations

import json
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from adhere.cli import commands
from adhere.cli.entry import run

Spec = Callable[..., Path]

CLEAN = """\
openapi: 3.1.1
info: {title: Shop, version: '1'}
security: []
paths:
  /health: {get: {operationId: getHealth, responses: {'204': {description: Alive.}}}}
"""

COMMAND = [sys.executable, "-c", "from adhere.cli import main; main()"]


@contextmanager
def serving(path: Path, folder: Path) -> Iterator[int]:
    """Serve a document on a free port until the block ends; yield the port."""
    with subprocess.Popen(
        [*COMMAND, "serve", str(path), "--port", "0"],
        cwd=folder,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stderr is not None
        first = process.stderr.readline()
        try:
            found = re.fullmatch(
                r"Serving \S+ at http://127\.0\.0\.1:(\d+); Ctrl-C ends it\.\n", first
            )
            assert found, first
            yield int(found[1])
        finally:
            process.send_signal(signal.SIGINT)
            process.stderr.read()
            process.wait(timeout=60)


def get(port: int, path: str) -> tuple[int, str | None, Any]:
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request("GET", path)
        reply = connection.getresponse()
        return reply.status, reply.getheader("content-type"), json.load(reply)
    finally:
        connection.close()


def test_a_document_is_served_at_once_and_answers_501(spec: Spec, tmp_path: Path) -> None:
    with serving(spec(), tmp_path) as port:
        status, content_type, problem = get(port, "/health")
        assert (status, problem["status"]) == (501, 501)
        assert content_type == "application/problem+json"
        status, _, document = get(port, "/openapi.json")
        assert (status, list(document["paths"])) == (200, ["/health"])


def test_a_port_in_use_is_one_sentence(spec: Spec) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        result = CliRunner().invoke(commands.adhere, ["serve", str(spec()), "--port", str(port)])
    assert result.exit_code == 2
    assert result.output == (
        f"Error: port {port} of 127.0.0.1 cannot be used: address already in use. "
        "Choose another with --port; 0 takes a free one.\n"
    )


@pytest.mark.parametrize(
    ("host", "told"),
    [
        ("nohost.invalid", "'nohost.invalid', no address is known for it"),
        ("192.0.2.1", "'192.0.2.1', it is no address of this machine"),
        ("é" * 64, "no address is known for it"),
    ],
)
def test_a_host_that_cannot_be_used_is_one_sentence(spec: Spec, host: str, told: str) -> None:
    result = CliRunner().invoke(
        commands.adhere, ["serve", str(spec()), "--host", host, "--port", "0"]
    )
    assert result.exit_code == 2
    assert told in result.output
    assert result.output.endswith(". Choose another with --host, such as 127.0.0.1.\n")


@pytest.mark.parametrize(
    ("file", "text", "told"),
    [
        ("contract.json", "<<<<<<< ours", "contract.json is damaged, it is not JSON: "),
        ("contract.json", "\xff", "contract.json is damaged, it is not JSON: "),
        ("contract.json", "[]", "contract.json is damaged, it is no OpenAPI document"),
        ("health.py", "<<<<<<< ours", "cannot be imported: invalid syntax"),
        ("health.py", None, "cannot be imported: No module named"),
    ],
)
def test_a_damaged_package_is_one_sentence(
    spec: Spec, tmp_path: Path, file: str, text: str | None, told: str
) -> None:
    assert run(["generate", str(spec()), "--quiet"]) == 0
    (tmp_path / "generated" / file).unlink()
    if text is not None:
        (tmp_path / "generated" / file).write_text(text, encoding="latin-1")
    done = subprocess.run(
        [*COMMAND, "serve", "generated", "--port", "0"],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 2
    assert told in done.stderr
    assert done.stderr.endswith("Write it anew: adhere generate SPEC --out FOLDER --force.\n")
    assert len(done.stderr.splitlines()) == 1


def test_a_folder_that_is_no_package_is_one_sentence(spec: Spec, tmp_path: Path) -> None:
    spec()
    (tmp_path / "folder").mkdir()
    result = CliRunner().invoke(commands.adhere, ["serve", "folder", "--port", "0"])
    assert result.exit_code == 2
    assert result.output.startswith("Error: folder is no generated package. Name the folder that")


def test_a_document_that_cannot_be_read_is_told_as_check_does(spec: Spec) -> None:
    result = CliRunner().invoke(
        commands.adhere, ["serve", str(spec("openapi: 3.1.1\ninfo: {\n")), "--port", "0"]
    )
    assert result.exit_code == 2
    assert "error[syntax-error]" in result.stderr


def test_a_document_with_errors_is_not_served(spec: Spec) -> None:
    text = CLEAN.replace("/health:", "/health/{kind}:")
    result = CliRunner().invoke(commands.adhere, ["serve", str(spec(text)), "--port", "0"])
    assert result.exit_code == 1
    assert "error[path-parameter-mismatch]" in result.stderr
    assert result.stderr.endswith("1 error in openapi.yaml.\n")
