"""Findings that are known do not fail a run, until they expire."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from adhere.cli.fuzz import fuzz as command
from adhere.fuzz import FuzzError, FuzzReport
from adhere.fuzz.baseline import Baseline
from adhere.fuzz.html import render_html
from adhere.fuzz.junit import render_junit
from adhere.fuzz.sarif import render_sarif
from adhere.fuzz.text import render_text

TODAY = date(2030, 5, 1)
SPEC = Path(__file__).parent / "shop" / "openapi.yaml"
CREATE = frozenset({"POST /items"})


@pytest.fixture
def report(fuzz: Callable[..., FuzzReport]) -> FuzzReport:
    return fuzz("server-error", operations=CREATE)


def baseline(report: FuzzReport, path: Path, until: date) -> Baseline:
    empty = Baseline.read_if_there(path)
    text = empty.extended(report.findings, owner='The "shop"', reason="é \x7f \\", until=until)
    path.write_text(text)
    return Baseline.read(path)


def test_known_findings_pass_until_their_day_is_over(report: FuzzReport, tmp_path: Path) -> None:
    known = baseline(report, tmp_path / "known.toml", TODAY)

    held = known.judge(report, TODAY)
    assert (report.exit_code, held.exit_code, held.new_findings) == (1, 0, ())
    assert {f.acceptance.owner for f in held.known_findings if f.acceptance} == {'The "shop"'}
    assert "0 new findings, " in render_text(held)
    assert 'The "shop", until 2030-05-01: é \x7f \\' in render_text(held)
    assert "until 2030-05-01" in render_html(held)
    assert 'failures="0"' in render_junit(held)
    result = json.loads(render_sarif(held))["runs"][0]["results"][0]
    assert result["suppressions"][0]["status"] == "accepted"

    over = known.judge(report, date(2030, 5, 2))
    assert (over.exit_code, over.new_findings) == (1, over.findings)
    assert 'in the baseline: The "shop", expired on 2030-05-01' in render_text(over)


def test_what_is_not_seen_any_more_is_told(
    report: FuzzReport, fuzz: Callable[..., FuzzReport], tmp_path: Path
) -> None:
    known = baseline(report, tmp_path / "known.toml", TODAY)
    mended = known.judge(fuzz(operations=CREATE), TODAY)

    assert (mended.exit_code, len(mended.no_longer_seen)) == (0, len(report.findings))
    assert "not seen any more" in render_text(mended)
    elsewhere = known.judge(fuzz(operations=frozenset({"GET /health"})), TODAY)
    assert elsewhere.no_longer_seen == ()


def test_writing_keeps_what_is_there(report: FuzzReport, tmp_path: Path) -> None:
    first = baseline(report, tmp_path / "known.toml", TODAY)
    first.path.write_text(f"# ours\n{first.text}# end")
    again = Baseline.read(first.path)
    assert again.extended(report.findings, owner="x", reason="y", until=TODAY) == (
        f"# ours\n{first.text}# end\n"
    )


ENTRY = '[[known]]\nid = "0123456789"\nfinding = "GET /x answers 500"\nowner = "a"\nreason = "b"\n'


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[[known]\n", r"is not TOML: .*line 1"),
        ("[[knwon]]\n", "unknown key 'knwon'; did you mean 'known'"),
        ("known = 1\n", r"'known' must be a list of tables"),
        (f"# one\n{ENTRY}", r"known\.toml:2: the entry needs 'expires', a date"),
        (f"{ENTRY}expires = '2030-01-01'\n", "needs 'expires', a date"),
        (f"{ENTRY}expires = 2030-01-01T00:00:00Z\n", "needs 'expires', a date"),
        (f"{ENTRY}expires = 2030-01-01\nwho = 1\n", "unknown key 'who'"),
        (ENTRY.replace("0123456789", "x"), "has the id 'x'"),
        (ENTRY.replace('owner = "a"', 'owner = " "'), "needs 'owner', a text"),
        (f"{ENTRY}expires = 2030-01-01\n" * 2, r"toml:7: the entry names the finding 0123456789 a"),
    ],
)
def test_bad_entries_are_one_located_sentence(tmp_path: Path, text: str, message: str) -> None:
    file = tmp_path / "known.toml"
    file.write_text(text)
    with pytest.raises(FuzzError, match=message) as caught:
        Baseline.read(file)
    assert str(file) in str(caught.value)


def run(*words: str) -> Result:
    return CliRunner().invoke(command, ["http://127.0.0.1:9", *words])


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--baseline", "none.toml"], "none.toml cannot be read: No such file or directory"),
        (["--write-baseline", "b.toml", "--expires", "2999-01-01"], "needs --owner NAME"),
        (["--write-baseline", "b.toml", "--owner", "a"], "needs --expires YYYY-MM-DD"),
        (["--owner", "a"], "--owner is for --write-baseline FILE"),
        (
            ["--write-baseline", "b.toml", "--owner", "a", "--expires", "2001-01-01"],
            "--expires 2001-01-01 is over already",
        ),
    ],
)
def test_command_says_what_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: list[str], message: str
) -> None:
    monkeypatch.chdir(tmp_path)
    done = run(*words)
    assert (done.exit_code, message in done.output) == (2, True), done.output
    assert list(tmp_path.iterdir()) == []


def test_written_by_a_run_and_read_by_the_next(
    serve: Callable[..., str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    words = [serve("wrong-body"), "--spec", str(SPEC), "--config", str(SPEC.with_name("fuzz.toml"))]
    words += ["--phase", "fuzzing", "--check", "states", "--max-examples", "3", "--seed", "3"]
    keep = ["--write-baseline", "known.toml", "--owner", "Shop", "--expires", "2999-01-01"]

    first = CliRunner().invoke(command, [*words, *keep])
    assert first.exit_code == 1, first.output
    second = CliRunner().invoke(command, [*words, "--baseline", "known.toml"])
    assert (second.exit_code, "Shop, until 2999-01-01" in second.output) == (0, True), second.output
