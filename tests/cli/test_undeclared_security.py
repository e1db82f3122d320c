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
    ("arguments", "rule"),
    [
        (["check"], "security-undeclared"),
        (["check", "--ignore", "security-undeclared"], "security-scheme-undeclared"),
        (["generate", "--out", "generated"], "security-scheme-undeclared"),
    ],
)
def test_it_is_told_once_at_its_place(
    arguments: list[str],
    rule: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("openapi.yaml").write_text(DOCUMENT, encoding="utf-8")
    assert run([*arguments, "openapi.yaml"]) == 1
    said = "".join(capfd.readouterr())
    assert f"error[{rule}]: the security scheme 'nobody' is not declared" in said
    assert said.count("'nobody'") == 1
    assert "openapi.yaml:3:13" in said
    assert not Path("generated").exists()
