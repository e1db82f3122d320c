"""What a run tells of its exchanges, and what `adhere coverage` makes of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest
from click.testing import CliRunner, Result

from adhere.cli.commands import adhere
from adhere.coverage import Record, Recorder
from adhere.fuzz import FuzzPhase, Identity, Settings, run
from adhere.fuzz.observer import Observed

SPEC = Path(__file__).parent / "shop" / "openapi.yaml"


def test_every_exchange_is_told_with_who_sent_it(
    shop: ModuleType, identities: tuple[Identity, ...]
) -> None:
    told: list[Observed] = []
    settings = Settings(
        identities=identities,
        seed=1,
        max_examples=2,
        phases=frozenset({FuzzPhase.FUZZING}),
        checks=frozenset({"authorization-matrix", "states"}),
    )
    report = run(shop.make_app(), SPEC, settings, observer=told.append)
    # Logins and what is deleted in the end are told, too, and are none of the run's requests.
    assert len(told) >= report.requests > 0
    names = {seen.caller.name for seen in told if seen.caller is not None}
    assert names == {"ada", "bob", "machine", "anonymous"}

    recorder = Recorder(SPEC)
    for seen in told:
        recorder(seen)
    reached = recorder.record().reached
    for row in report.rows:
        for status in row.statuses:
            method, _, path = row.operation.partition(" ")
            place = f"/paths/{path.replace('/', '~1')}/{method.lower()}/responses/{status}"
            assert f"statuses shown {place}" in reached


def adhere_(*arguments: str) -> Result:
    return CliRunner().invoke(adhere, arguments)


def test_parts_of_a_run_are_merged_by_the_command_line(
    serve: Callable[..., str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("GITHUB_STEP_SUMMARY", raising=False)
    url, spec = serve(), ("--spec", str(SPEC))
    for index in (1, 2, 9):
        options = ("--phase", "examples", "--no-check", "encoding", "--seed", "1", "--quiet")
        files = ("--coverage", f"{index}.json", "--shard", f"{index}/{max(index, 2)}")
        done = adhere_("fuzz", url, *spec, *options, *files)
        assert done.exit_code in {0, 1}, done.output
    assert "Nothing to test: part 9/9 has no operation." in done.output
    assert not Path("9.json").exists()

    assert adhere_("coverage", "merge", "1.json", "2.json", "--out", "all.json").exit_code == 0
    one, other, both = (Record.read(Path(f"{name}.json")) for name in ("1", "2", "all"))
    assert both.exchanges == one.exchanges + other.exchanges
    assert one.reached.keys() | other.reached.keys() == both.reached.keys()
    done = adhere_("coverage", "report", "all.json", "--fail-under", "100")
    assert done.exit_code == 1
    assert f"{SPEC}:" in done.output


@pytest.mark.parametrize("text", ["3/2", "two"])
def test_what_is_no_part_is_wrong_usage(text: str) -> None:
    done = adhere_("fuzz", "http://127.0.0.1:1", "--spec", str(SPEC), "--shard", text)
    assert done.exit_code == 2
    assert f"a shard is written I/N, I from 1 to N (2/4), not '{text}'" in done.output
