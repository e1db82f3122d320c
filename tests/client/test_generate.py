"""`adhere generate --client`: the option is remembered until it is taken back."""

from __future__ import annotations

from pathlib import Path

import pytest

from adhere.cli.entry import run

SPEC = str(Path(__file__).parents[1] / "golden" / "minimal" / "openapi.yaml")
CLIENT = Path("generated/client.py")


@pytest.fixture(autouse=True)
def _in_tmp_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_no_client_is_written_unasked() -> None:
    assert run(["generate", SPEC, "-q"]) == 0
    assert not CLIENT.exists()


def test_a_client_stays_until_it_is_taken_back(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["generate", SPEC, "-q"]) == 0
    assert run(["generate", SPEC, "--client"]) == 0
    assert "1 file added" in capsys.readouterr().out
    written = CLIENT.read_text()
    CLIENT.unlink()
    assert run(["generate", SPEC, "-q"]) == 0
    assert CLIENT.read_text() == written
    assert run(["generate", SPEC]) == 0
    assert capsys.readouterr().out == "generated is up to date.\n"
    assert run(["generate", SPEC, "--no-client"]) == 0
    assert "1 file removed" in capsys.readouterr().out
    assert run(["generate", SPEC, "-q"]) == 0
    assert not CLIENT.exists()


def test_check_compares_what_was_asked_for_before() -> None:
    assert run(["generate", SPEC, "-q", "--client"]) == 0
    assert run(["generate", SPEC, "-q", "--check"]) == 0
    assert run(["generate", SPEC, "-q", "--check", "--no-client"]) == 1


def test_a_manifest_of_another_shape_counts_as_none(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["generate", SPEC, "-q"]) == 0
    manifest = Path("generated/manifest.json")
    text = manifest.read_text()
    manifest.write_text(text.replace('"client": false', '"client": []').replace("options", "o"))
    assert run(["generate", SPEC]) == 0
    assert "1 file changed" in capsys.readouterr().out
    assert manifest.read_text() == text


def test_a_client_survives_a_damaged_manifest() -> None:
    assert run(["generate", SPEC, "-q", "--client"]) == 0
    written = CLIENT.read_text()
    CLIENT.write_text("stale = True\n")
    Path("generated/manifest.json").write_text("{")
    assert run(["generate", SPEC, "-q"]) == 2
    assert run(["generate", SPEC, "-q", "--force"]) == 0
    assert CLIENT.read_text() == written
    assert run(["generate", SPEC, "-q", "--check"]) == 0
