"""Whatever is wrong with the input: one sentence with its place, and an exit code."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from adhere.cli import commands

Spec = Callable[..., Path]

OPERATION = """\
paths:
  /a:
    get:
      operationId: getA
      tags: [a]
      security: []
      responses: {'200': {description: ok, content: {application/json: {schema: SCHEMA}}}}
"""
HEAD = "openapi: 3.1.1\ninfo: {title: Shop, version: '1'}\n"

BAD = {
    "a syntax error": (
        HEAD + "paths: {/a: {get: {}}\ncomponents: {}\n",
        2,
        ["error[syntax-error]", "openapi.yaml:4:"],
    ),
    "a wrong indentation": (
        HEAD + "paths:\n  /a:\n    get:\n      tags: [a]\n     summary: x\n",
        2,
        ["error[syntax-error]", "openapi.yaml:7:"],
    ),
    "a dangling $ref": (
        HEAD + OPERATION.replace("SCHEMA", "{$ref: '#/components/schemas/None'}"),
        1,
        ["error[dangling-ref]", "openapi.yaml:9:", "'#/components/schemas/None'"],
    ),
    "a dangling $ref to another file": (
        HEAD + OPERATION.replace("SCHEMA", "{$ref: 'none.yaml#/A'}"),
        1,
        ["openapi.yaml:9:", "none.yaml"],
    ),
    "a duplicate key": (
        HEAD + OPERATION.replace("SCHEMA", "{}") + "paths: {}\n",
        1,
        ["error[duplicate-key]", "openapi.yaml:10:1", "openapi.yaml:3:1"],
    ),
    "an unknown version": (
        "openapi: 4.0.0\ninfo: {title: Shop, version: '1'}\npaths: {}\n",
        2,
        ["error[unknown-version]", "openapi.yaml:1:10", "'4.0.0'"],
    ),
    "another specification": (
        "swagger: '2.0'\ninfo: {title: Shop, version: '1'}\npaths: {}\n",
        2,
        ["error[unknown-version]", "openapi.yaml:1:", "Swagger 2.0"],
    ),
    "an empty file": ("", 2, ["error[unknown-version]", "openapi.yaml"]),
    "a list": ("- 1\n", 2, ["error[unknown-version]", "openapi.yaml:1:1"]),
    "binary data": ("\x00\x01", 2, ["error[", "openapi.yaml"]),
}


def test_json_that_is_cut_off_is_shown_where_it_ends(spec: Spec) -> None:
    result = CliRunner().invoke(
        commands.adhere, ["check", str(spec('{"openapi": "3.1.0",\n"info": {\n', "a.json"))]
    )
    assert "the text ends here, before the JSON value does" in result.output
    assert "--> a.json:2:9\n" in result.output


def test_an_address_is_to_be_downloaded() -> None:
    result = CliRunner().invoke(commands.adhere, ["check", "http://shop.example/openapi.json"])
    assert result.exit_code == 2
    assert "a document is read from a file, not from an address" in result.output
    assert "help: Download it and name the file." in result.output


@pytest.mark.parametrize("case", BAD)
def test_one_located_sentence_and_an_exit_code(spec: Spec, case: str) -> None:
    text, code, expected = BAD[case]
    path = spec("")
    path.write_text(text, encoding="utf-8")
    result = CliRunner().invoke(commands.adhere, ["check", str(path)])
    assert result.exception is None or isinstance(result.exception, SystemExit)
    for part in expected:
        assert part in result.output
    assert result.exit_code == code
    assert "Traceback" not in result.output


def adhere(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", "from adhere.cli import main; main()", *arguments],
        cwd=cwd,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def test_the_command_itself_tells_of_each_file_that_cannot_be_read(
    spec: Spec, tmp_path: Path
) -> None:
    spec("openapi: 3.1.1\ninfo: {\n", "syntax.yaml")
    (tmp_path / "folder").mkdir()
    result = adhere("check", "missing.yaml", "folder", "syntax.yaml", cwd=tmp_path)
    assert result.returncode == 2
    assert result.stderr == ""
    headings = [line for line in result.stdout.splitlines() if line.startswith("error[")]
    assert headings[:2] == [
        "error[unreadable-file]: folder is a directory, not a file",
        "error[unreadable-file]: missing.yaml does not exist",
    ]
    assert headings[2].startswith("error[syntax-error]")
    assert result.stdout.endswith("3 errors in 3 documents.\n")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((), "adhere check"),
        (("chek",), "No such command 'chek'. Did you mean 'check'?"),
        (("xyz",), "No such command 'xyz'"),
        (("check",), "Missing argument 'SPEC...'"),
        (("check", "--format", "xml", "a"), "'xml' is not one of"),
        (("check", "--max-findings", "-1", "a"), "--max-findings"),
        (("serve", "none"), "'none' does not exist"),
    ],
)
def test_wrong_usage_ends_with_2(arguments: tuple[str, ...], message: str, tmp_path: Path) -> None:
    result = adhere(*arguments, cwd=tmp_path)
    assert result.returncode == 2
    assert message in result.stderr
    assert "Traceback" not in result.stderr
