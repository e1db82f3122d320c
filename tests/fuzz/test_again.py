"""A finding of an earlier run is looked for again; the same seed sends the same."""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from adhere.fuzz import FuzzError, FuzzReport, Settings, run
from adhere.fuzz.report_json import Kept, render_json
from adhere.fuzz.sarif import render_sarif
from adhere.fuzz.summary import render_summary

HERE = Path(__file__).parent
SPEC = HERE / "shop" / "openapi.yaml"
CONFIG = (HERE / "shop" / "fuzz.toml").read_text()


def command(folder: Path, *words: str | Path) -> subprocess.CompletedProcess[str]:
    (folder / "pyproject.toml").write_text(CONFIG)
    return subprocess.run(
        [sys.executable, "-m", "adhere", "fuzz", *map(str, words)],
        capture_output=True,
        text=True,
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(Path.cwd())},
        timeout=120,
        check=False,
    )


def test_finding_is_seen_again_until_it_is_mended(
    serve: Callable[..., str], tmp_path: Path
) -> None:
    broken = ("--spec", SPEC, "--seed", "3", "--max-examples", "3", "--check", "states")
    first = command(tmp_path, serve("wrong-body"), *broken)
    last = tmp_path / ".adhere" / "last-fuzz.json"
    assert f"Kept in {last.relative_to(tmp_path)}" in first.stdout, first.stderr
    kept = json.loads(last.read_text())
    wanted = next(f for f in kept["findings"] if "breaks type" in f["reason"])["id"]
    assert wanted in first.stdout

    again = command(tmp_path, "--replay", wanted)
    assert (again.returncode, "Still there." in again.stdout) == (1, True), again.stderr
    assert "breaks type" in again.stdout

    kept["target"] = serve()
    last.write_text(json.dumps(kept))
    mended = command(tmp_path, "--replay", wanted)
    assert (mended.returncode, mended.stdout.startswith("Gone: POST /items")) == (0, True), (
        mended.stdout + mended.stderr
    )


def test_unknown_finding_and_missing_report_are_one_sentence(tmp_path: Path) -> None:
    none = command(tmp_path, "--replay", "0123456789")
    assert none.returncode == 2
    assert ".adhere/last-fuzz.json cannot be read" in none.stderr
    (tmp_path / "x.json").write_text("[]")
    wrong = command(tmp_path, "--replay", "0123456789", "--last", "x.json")
    assert (wrong.returncode, "x.json is no JSON report" in wrong.stderr) == (2, True)
    both = command(tmp_path, "http://127.0.0.1:1", "--replay", "0123456789")
    assert (both.returncode, "name one of these" in both.stderr) == (2, True)
    assert "Traceback" not in none.stderr + wrong.stderr + both.stderr


def test_ids_are_the_same_in_every_run(fuzz: Callable[..., FuzzReport]) -> None:
    ids = [{f.id for f in fuzz("server-error", seed=seed).findings} for seed in (1, 2)]
    assert ids[0] == ids[1] != set()


def notes(log: Path) -> Any:
    file = HERE / "notes" / "service.py"
    spec = importlib.util.spec_from_file_location("fuzz_notes_service", file)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.make_app(log)


@pytest.mark.parametrize("seed", [1, 7])
def test_same_seed_sends_the_same(tmp_path: Path, seed: int) -> None:
    logs = []
    for number in range(2):
        log = tmp_path / f"{number}.log"
        settings = Settings(seed=seed, max_examples=5)
        run(notes(log), HERE / "notes" / "openapi.yaml", settings)
        logs.append(log.read_text().splitlines())
    assert logs[0] == logs[1]
    assert len(logs[0]) > 100


def test_json_brings_back_the_run(fuzz: Callable[..., FuzzReport], tmp_path: Path) -> None:
    report = fuzz("server-error")
    file = tmp_path / "report.json"
    file.write_text(render_json(report))
    kept = Kept.read(file)

    assert set(kept.findings) == {finding.id for finding in report.findings}
    assert report.settings is not None
    same = kept.apply(Settings(identities=report.settings.identities))
    assert (same.phases, same.checks, same.max_examples) == (
        report.settings.phases,
        report.settings.checks,
        report.settings.max_examples,
    )
    assert same.seed == report.seed
    for secret in ("correct-horse", "battery-staple", "token-00"):
        assert secret not in file.read_text()
    file.write_text("{}")
    with pytest.raises(FuzzError, match="is no JSON report"):
        Kept.read(file)


def test_sarif_points_at_the_lines_of_the_contract(fuzz: Callable[..., FuzzReport]) -> None:
    report = fuzz("server-error")
    (result,) = json.loads(render_sarif(report))["runs"][0]["results"]

    place = result["locations"][0]["physicalLocation"]
    line = SPEC.read_text().splitlines()[place["region"]["startLine"] - 1]
    assert place["artifactLocation"]["uri"].endswith("tests/fuzz/shop/openapi.yaml")
    assert "createItem" in line
    assert result["partialFingerprints"]["adhereFinding/v1"] == report.findings[0].id


def test_summary_of_a_job(
    serve: Callable[..., str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    summary = tmp_path / "summary.md"
    summary.write_text("before\n")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(summary))
    words = ("--spec", SPEC, "--phase", "coverage", "--check", "states", "--max-examples", "2")
    command(tmp_path, serve("wrong-body"), *words)

    text = summary.read_text()
    assert text.startswith("before\n## Shop: contract test\n")
    assert "| POST /items |" in text


def test_summary_keeps_the_text_of_strangers_as_text(fuzz: Callable[..., FuzzReport]) -> None:

    report = fuzz("server-error")
    hostile = replace(report.findings[0], reason="a | b\n<img src=x> [c](http://x) `d`")
    text = render_summary(replace(report, findings=(hostile,)))
    row = next(line for line in text.splitlines() if line.startswith("| POST"))

    assert "a \\| b &lt;img src=x&gt; \\[c\\]\\(http://x\\) \\`d\\`" in row
