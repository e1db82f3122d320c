"""The style of the house, where no linter knows it."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import tomllib
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import click
import pytest
from invoke.tasks import Task

from adhere.cli.commands import COMMANDS, adhere
from adhere.coverage import CoverageSettings, Kind
from adhere.fuzz import Settings as FuzzSettings
from adhere.lint import RULES
from adhere.lint import Settings as LintSettings
from adhere.runtime import Options
from impl.settings import Settings

ROOT = Path(__file__).parents[1]
LONGEST_FUNCTION = 60
LONGEST_FILE = 400
GIT = shutil.which("git")
REGISTRY_HOST = re.compile(
    r"pypi\.org|pythonhosted|npmjs|files\.python|--index-url|--find-links", re.IGNORECASE
)
MACHINE_PATH = re.compile(r"(?<![\w.])/(?:root|home/\w+|Users/\w+|work/\w+|opt/\w+)\b")


def tracked() -> list[str]:
    if not GIT:
        pytest.skip("git is not installed")
    listed = subprocess.run(
        [GIT, "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if listed.returncode:
        pytest.skip("this copy of the sources is not a git checkout")
    return [name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]


def hand_written() -> list[Path]:
    names = [
        n for n in tracked() if n.endswith(".py") and not n.startswith(("generated/", "tests/"))
    ]
    return [ROOT / name for name in names]


def texts() -> Iterator[tuple[str, str]]:
    for name in tracked():
        content = (ROOT / name).read_bytes()
        if b"\0" not in content:
            yield name, content.decode("utf-8", errors="replace")


def functions(file: Path) -> Iterator[tuple[str, int]]:
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            yield f"{file.relative_to(ROOT)}:{node.lineno} {node.name}", length


def test_functions_are_short() -> None:
    long = [
        f"{where}: {length} lines"
        for file in hand_written()
        for where, length in functions(file)
        if length > LONGEST_FUNCTION
    ]
    assert not long, "\n".join(long)


def test_files_are_short() -> None:
    lengths = {f: len(f.read_text(encoding="utf-8").splitlines()) for f in hand_written()}
    long = [f"{file.relative_to(ROOT)}: {n}" for file, n in lengths.items() if n > LONGEST_FILE]
    assert not long, "\n".join(long)


def test_no_file_names_a_registry_or_a_place_on_one_machine() -> None:
    found = [
        f"{name}:{number}: {line.strip()[:100]}"
        for name, text in texts()
        if name != Path(__file__).relative_to(ROOT).as_posix()  # which has to name them
        for number, line in enumerate(text.splitlines(), start=1)
        if REGISTRY_HOST.search(line) or MACHINE_PATH.search(line)
    ]
    assert not found, "\n".join(found)


def test_requirements_are_versions_markers_and_hashes() -> None:
    pinned = re.compile(r"[a-z0-9.-]+(\[[a-z0-9,-]+\])?==[\w.+!-]+( ; [\w .'\"<>=!()*-]+)? \\")
    hashed = re.compile(r"    --hash=sha256:[0-9a-f]{64}( \\)?")
    lines = (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines()
    odd = [line for line in lines if not pinned.fullmatch(line) and not hashed.fullmatch(line)]
    assert len(lines) > 100
    assert not odd, "\n".join(odd)


def test_requirements_hold_every_direct_dependency() -> None:
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    project = declared["project"]
    groups = [project["dependencies"], *project["optional-dependencies"].values()]
    groups.append(declared["dependency-groups"]["dev"])
    wanted = {
        re.split(r"[\[<>=!; ]", requirement)[0].lower() for group in groups for requirement in group
    } - {"adhere"}
    lines = (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines()
    held = {line.partition("==")[0].partition("[")[0] for line in lines if "==" in line}
    assert wanted <= held


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_and_every_option_is_explained(name: str) -> None:
    command = adhere.get_command(click.Context(adhere), name)
    assert command is not None
    assert command.help
    silent = [p.name for p in command.params if isinstance(p, click.Option) and not p.help]
    assert not silent


def test_every_task_and_every_option_is_explained() -> None:
    tasks = import_module("tasks")
    for task in [value for value in vars(tasks).values() if isinstance(value, Task)]:
        assert task.__doc__, task.name
        options = [argument for argument in task.get_arguments() if not argument.help]
        assert not options, f"{task.name}: {options}"


def test_every_lint_rule_is_explained() -> None:
    page = (ROOT / "docs/rules.md").read_text(encoding="utf-8")
    for name, rule in RULES.items():
        assert f"`{name}`" in page
        assert rule.summary
        assert rule.why
        assert rule.mend


def test_every_setting_of_the_service_is_explained() -> None:
    page = (ROOT / "docs/service.md").read_text(encoding="utf-8")
    for name, field in Settings.model_fields.items():
        assert field.description, name
        assert f"`SERVICE_{name.upper()}`" in page


def test_every_setting_of_the_toolkit_is_explained() -> None:
    page = (ROOT / "docs/configuration.md").read_text(encoding="utf-8")
    fuzz = {name.replace("_", "-") for name in FuzzSettings.__dataclass_fields__}
    from_the_command_line = {
        "phases", "operations", "checks", "ledger", "wanted", "example-database",
    }  # fmt: skip
    lint = LintSettings.__dataclass_fields__.keys() - {"only", "source"}
    coverage = {name.replace("_", "-") for name in CoverageSettings.__dataclass_fields__} | set(
        Kind
    )
    fuzz -= from_the_command_line
    for name in fuzz | lint | coverage | Options.__dataclass_fields__.keys():
        assert f"`{name}`" in page, name
