"""Reports of parts are put together as if it had been one run."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import pytest
from click.testing import CliRunner

from adhere import contract as contracts
from adhere.cli.commands import adhere
from adhere.fuzz import FuzzPhase, FuzzReport, Identity, Settings, run
from adhere.fuzz.merging import merged, read_report
from adhere.fuzz.report_json import Kept, render_json
from adhere.fuzz.run import read
from adhere.fuzz.shards import Shard, part_of

SPEC = Path(__file__).parent / "shop" / "openapi.yaml"


@pytest.fixture(scope="module")
def parts(shop: ModuleType, identities: tuple[Identity, ...]) -> list[FuzzReport]:
    contract = contracts.build(read(SPEC)).contract
    settings = Settings(
        identities=identities, seed=1, max_examples=3, phases=frozenset({FuzzPhase.FUZZING})
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SHOP_PASSWORD", shop.PASSWORD)
        patch.setenv("SHOP_CLIENT_SECRET", shop.CLIENT_SECRET)
        return [
            run(
                shop.make_app("wrong-body"),
                SPEC,
                replace(settings, operations=part_of(contract, Shard(index, 2)).tested),
            )
            for index in (1, 2)
        ]


def test_what_is_written_can_be_read_again(parts: list[FuzzReport], tmp_path: Path) -> None:
    for index, part in enumerate(parts):
        file = tmp_path / f"{index}.json"
        file.write_text(render_json(part))
        again = read_report(file)
        assert replace(again, settings=None) == replace(part, settings=None)
        assert render_json(again) == render_json(part)


def test_the_sum_has_all_and_nothing_twice(parts: list[FuzzReport]) -> None:
    total = merged({"1": parts[0], "2": parts[1]})
    assert total.requests == sum(part.requests for part in parts)
    assert sum(row.requests for row in total.rows) == sum(r.requests for p in parts for r in p.rows)
    assert set(total.operations) == {name for part in parts for name in part.operations}
    ids = [finding.id for finding in total.findings]
    assert max(Counter(ids).values()) == 1
    assert set(ids) == {finding.id for part in parts for finding in part.findings}
    assert total.settings is not None
    assert total.settings.operations == set(total.operations)


def test_the_same_twice_is_the_same_with_greater_counts(parts: list[FuzzReport]) -> None:
    part = next(part for part in parts if part.findings)
    twice = merged({"1": part, "2": part})
    assert [f.id for f in twice.findings] == [f.id for f in part.findings]
    assert [f.count for f in twice.findings] == [2 * f.count for f in part.findings]
    assert [d.seen for d in twice.declared] == [2 * d.seen for d in part.declared]
    assert twice.seconds == part.seconds
    assert merged({"1": part}).findings == part.findings


def test_the_command(
    parts: list[FuzzReport], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("GITHUB_STEP_SUMMARY", raising=False)
    for index, part in enumerate(parts):
        Path(f"{index}.json").write_text(render_json(part))
    command = ["report", "0.json", "1.json", "--json", "all.json", "--html", "all.html"]
    done = CliRunner().invoke(adhere, command)
    assert done.exit_code == 1, done.output
    total = merged(dict(zip("01", parts, strict=True)))
    assert all(finding.reason in done.output for finding in total.findings)
    assert Kept.read(Path("all.json")).findings.keys() == {f.id for f in total.findings}
    assert Path("all.html").stat().st_size > 1000


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "cannot be read"),
        ("{", "is no JSON report of adhere fuzz"),
        ("[]", "is no JSON report of adhere fuzz"),
        ("{}", "is no JSON report of adhere fuzz"),
        ({"title": "Other"}, "are reports on different contracts"),
        ({"rows": 1}, "is no JSON report of adhere fuzz"),
    ],
)
def test_what_is_no_report_is_told(
    parts: list[FuzzReport],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    content: str | dict[str, object] | None,
    said: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("a.json").write_text(render_json(parts[0]))
    if isinstance(content, dict):
        content = json.dumps(json.loads(Path("a.json").read_text()) | content)
    if content is not None:
        Path("b.json").write_text(content)
    done = CliRunner().invoke(adhere, ["report", "a.json", "b.json"])
    assert done.exit_code == 2
    assert said in done.output
