"""A security requirement that no declared scheme satisfies, in each command."""

from __future__ import annotations

from pathlib import Path

import pytest

from adhere.cli.entry import run

DOCUMENT = """\
openapi: 3.1.1
info: {title: T, version: '1'}
security: [{nobody: []}]
paths:
  /a: {get: {operationId: a, responses: {'204': {description: D}}}}
  /b: {get: {operationId: b, responses: {'204': {description: D}}}}
"""


@pytest.mark.parametrize(
    ("arguments", "code", "rule"),
    [
        (["check"], 1, "error[security-undeclared]"),
        (["check", "--ignore", "security-undeclared"], 0, "warning[security-scheme-undeclared]"),
        (["generate", "--out", "generated"], 0, "warning[security-scheme-undeclared]"),
    ],
)
def test_it_is_told_once_at_its_place(  # three of the case, three fixtures
    arguments: list[str],
    code: int,
    rule: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("openapi.yaml").write_text(DOCUMENT, encoding="utf-8")
    assert run([*arguments, "openapi.yaml"]) == code
    said = "".join(capfd.readouterr())
    assert f"{rule}: the security scheme 'nobody' is not declared" in said
    assert said.count("'nobody'") == 1
    assert "openapi.yaml:3:13" in said
