"""Records are merged, held against their contract and against the rules; as a person does it."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner, Result

from adhere import contract as contracts
from adhere.cli.commands import adhere
from adhere.coverage import CoverageSettings, Record, report_of
from adhere.coverage.derive import goals_of
from adhere.coverage.html import render_html
from adhere.fuzz.agreement import digest
from adhere.fuzz.run import read

LIBRARY = Path(__file__).parent / "library.yaml"


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "library.yaml").write_bytes(LIBRARY.read_bytes())
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*arguments: str) -> Result:
    return CliRunner().invoke(adhere, ["coverage", *arguments])


def goals(lacks: str = "") -> list[str]:
    contract = contracts.build(read(Path("library.yaml"))).contract
    return [goal.id for goal in goals_of(contract) if lacks in goal.lacks]


def write(name: str, reached: list[str], exchanges: int = 1, sha256: str | None = None) -> Record:
    record = Record(
        title="Library",
        version="1.0.0",
        sha256=sha256 or digest(read(Path("library.yaml")).served),
        spec="library.yaml",
        exchanges=exchanges,
        reached=dict.fromkeys(reached, 1),
    )
    record.write(Path(name))
    return record


def settings(text: str) -> None:
    Path("pyproject.toml").write_text(f"[tool.adhere.coverage]\n{text}\n", encoding="utf-8")


def test_the_sum_of_two_records_has_what_either_has() -> None:
    first, second = goals("201 of POST"), goals("GET /things was")
    write("a.json", first, 3)
    write("b.json", [*first, *second], 4)
    done = run("merge", "a.json", "b.json", "--out", "all.json")
    assert done.exit_code == 0, done.output
    assert "2 records of Library 1.0.0, 7 exchanges" in done.output
    total = Record.read(Path("all.json"))
    assert total.exchanges == 7
    assert total.reached == {**dict.fromkeys(first, 2), **dict.fromkeys(second, 1)}


def test_merging_is_the_same_in_any_order_and_at_once() -> None:
    parts = [goals()[i::3] for i in range(3)]
    for index, part in enumerate(parts):
        write(f"{index}.json", part)
    run("merge", "0.json", "1.json", "2.json", "--out", "one.json")
    run("merge", "2.json", "1.json", "--out", "some.json")
    run("merge", "some.json", "0.json", "--out", "two.json")
    assert Path("one.json").read_bytes() == Path("two.json").read_bytes()


UNUSABLE = [
    (["merge", "a.json", "other.json", "--out", "o.json"], "of different contracts"),
    (["merge", "a.json", "gone.json", "--out", "o.json"], "gone.json cannot be read"),
    (["merge", "a.json", "library.yaml", "--out", "o.json"], "no record of contract coverage"),
    (["merge", "a.json", "later.json", "--out", "o.json"], "another version of Adhere"),
    (["merge", "a.json", "--out", "nowhere/o.json"], "nowhere/o.json cannot be written"),
    (["report", "other.json"], "with another contract"),
    (["report", "a.json", "--spec", "gone.yaml"], "gone.yaml does not exist"),
    (["report", "a.json", "--html", "nowhere/p.html"], "nowhere/p.html cannot be written"),
    (["report", "a.json", "--fail-under", "101"], "not in the range"),
]


@pytest.mark.parametrize(("arguments", "said"), UNUSABLE)
def test_what_cannot_be_used_is_told_in_a_sentence(arguments: list[str], said: str) -> None:
    write("a.json", goals())
    write("other.json", [], sha256="0" * 64)
    later = json.loads(Path("a.json").read_text()) | {"version": 2}
    Path("later.json").write_text(json.dumps(later))
    done = run(*arguments)
    assert done.exit_code == 2
    assert said in done.output
    assert isinstance(done.exception, SystemExit)
    assert not Path("o.json").exists()
    assert sorted(file.name for file in Path().iterdir()) == [
        "a.json",
        "later.json",
        "library.yaml",
        "other.json",
    ]


def test_all_is_enough_for_every_rule() -> None:
    write("a.json", goals())
    settings("fail-under = 100\nrules = { operations = 100, statuses = 100, keywords = 100 }")
    done = run("report", "a.json")
    assert done.exit_code == 0, done.output
    assert "Everything is reached." in done.output
    assert "100.0 %" in done.output


def test_a_shortfall_is_located_and_says_what_would_reach_it() -> None:
    conflict = goals("409 of POST")
    write("a.json", [goal for goal in goals() if goal not in conflict])
    settings("rules = { statuses = 100 }")
    done = run("report", "a.json")
    assert done.exit_code == 1
    line = LIBRARY.read_text().splitlines().index("        '409':") + 1
    assert f"library.yaml:{line}:9: 409 of POST /things was never answered" in done.output
    assert "send the same `title` twice" in done.output
    annotated = run("report", "a.json", "--format", "github")
    assert f"::error file=library.yaml,line={line},col=9" in annotated.output


GATES = [
    ("", [], 0),
    ("", ["--fail-under", "50"], 0),
    ("", ["--fail-under", "100"], 1),
    ("fail-under = 100", [], 1),
    ("fail-under = 100", ["--fail-under", "50"], 0),
    ("rules = { operations = 100 }", [], 0),
    ("rules = { statuses = 50 }", [], 0),
    ("rules = { statuses = 93 }", [], 1),
    ('ignore = [{ pointer = "*/responses/409", reason = "Never." }]\nfail-under = 100', [], 0),
    (
        'fail-under = 100\nignore = [{ pointer = "*/409", kind = "security", reason = "Never." }]',
        [],
        1,
    ),
]


@pytest.mark.parametrize(("text", "options", "code"), GATES)
def test_the_gate(text: str, options: list[str], code: int) -> None:
    conflict = goals("409 of POST")
    write("a.json", [goal for goal in goals() if goal not in conflict])
    settings(text)
    assert run("report", "a.json", *options).exit_code == code


def test_an_exemption_that_exempts_nothing_is_told() -> None:
    write("a.json", goals())
    settings('ignore = [{ pointer = "/nowhere", reason = "Once." }]')
    assert (
        "Exempts nothing, remove it: pointer '/nowhere' (Once.)" in run("report", "a.json").output
    )


WRONG = [
    ("fail-under = 101", "from 0 to 100"),
    ("fail_under = 1", "did you mean 'fail-under'?"),
    ("rules = { status = 1 }", "did you mean 'statuses'?"),
    ("rules = { statuses = true }", "from 0 to 100"),
    ("ignore = [1]", "write { pointer"),
    ('ignore = [{ pointer = "/a" }]', "needs a reason"),
    ('ignore = [{ pointer = "/a", reason = "x", kind = "status" }]', "'kind' is one of"),
]


@pytest.mark.parametrize(("text", "said"), WRONG)
def test_settings_that_cannot_be_used_are_told(text: str, said: str) -> None:
    write("a.json", goals())
    settings(text)
    done = run("report", "a.json")
    assert done.exit_code == 2
    assert said in done.output


def test_a_hundred_percent_is_said_of_all_alone() -> None:
    document = read(Path("library.yaml"))
    contract = contracts.build(document).contract
    few = write("a.json", goals()[:-1])
    report = report_of(document, contract, few, CoverageSettings())
    many = [report.total.__class__(1999, 2000), report.total.__class__(2000, 2000)]
    assert [str(share) for share in many] == ["99.9 %", "100.0 %"]


def test_json_has_every_goal() -> None:
    reached = goals("201 of POST")
    write("a.json", reached)
    assert run("report", "a.json", "--json", "r.json").exit_code == 0
    found: dict[str, Any] = json.loads(Path("r.json").read_text())
    assert len(found["goals"]) == len(goals())
    assert sum(kind["total"] for kind in found["kinds"].values()) == len(goals())
    lines = LIBRARY.read_text().splitlines()
    status = next(g for g in found["goals"] if g["kind"] == "statuses" and g["count"])
    assert "'201'" in lines[status["line"] - 1]
    assert status["mend"] is None


def test_the_page_marks_lines_and_escapes_what_strangers_wrote() -> None:
    text = LIBRARY.read_text().replace("title: Library", "title: <script>alert(1)</script>")
    Path("library.yaml").write_text(text)
    document = read(Path("library.yaml"))
    contract = contracts.build(document).contract
    record = write("a.json", goals("201 of POST"))
    page = render_html(report_of(document, contract, record, CoverageSettings()))
    assert "<script" not in page
    line = text.splitlines().index("        '201':") + 1
    assert re.search(rf'<div class="line reached" id="library.yaml-{line}"', page)
    ids = set(re.findall(r' id="([^"]+)"', page))
    assert set(re.findall(r'href="#([^"]+)"', page)) <= ids


def test_every_command_and_option_is_explained() -> None:
    group = adhere.get_command(click.Context(adhere), "coverage")
    assert isinstance(group, click.Group)
    for command in group.commands.values():
        assert command.help
        options = (p for p in command.params if isinstance(p, click.Option))
        assert [p.name for p in options if not p.help] == []
