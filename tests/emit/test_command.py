from __future__ import annotations

import errno
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from adhere.cli.entry import run
from adhere.emit import package

MINIMAL = Path(__file__).parents[1] / "golden" / "minimal" / "openapi.yaml"
MULTI_FILE = MINIMAL.parents[1] / "multi_file"


@pytest.fixture(autouse=True)
def _in_tmp_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_a_package_is_written_and_told_of(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["generate", str(MINIMAL)]) == 0
    told = capsys.readouterr().out
    assert told.startswith("generated: 1 operation, 0 models; 5 files added (")
    assert told.endswith("Serve it: adhere serve generated\n")
    assert Path("generated/__init__.py").exists()


def test_the_folder_may_stand_in_the_settings() -> None:
    Path("pyproject.toml").write_text("[tool.adhere]\nout = 'src/api'\n")
    assert run(["generate", str(MINIMAL), "--quiet"]) == 0
    assert Path("src/api/__init__.py").exists()


def test_a_second_run_does_nothing(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run(["generate", str(MINIMAL)]) == 0
    monkeypatch.setattr(package, "write_models", None)
    capsys.readouterr()
    assert run(["generate", str(MINIMAL)]) == 0
    assert capsys.readouterr().out == "generated is up to date.\n"


def test_a_run_with_nothing_to_do_imports_no_generator() -> None:
    assert run(["generate", str(MINIMAL), "-q"]) == 0
    code = (
        "import sys; from adhere.cli.entry import run; "
        f"run(['generate', {str(MINIMAL)!r}, '-q']); "
        "heavy = {'datamodel_code_generator', 'openapi_spec_validator', 'fastapi'}; "
        "sys.exit(sorted(heavy & set(sys.modules)) or 0)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)  # our own code


@pytest.mark.parametrize("touched", ["openapi.yaml", "schemas.yaml", "paths/user.yaml"])
def test_a_change_in_any_input_is_seen(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], touched: str
) -> None:
    spec = tmp_path / "spec"
    for name in ("openapi.yaml", "schemas.yaml", "paths/user.yaml"):
        (spec / name).parent.mkdir(parents=True, exist_ok=True)
        (spec / name).write_text((MULTI_FILE / name).read_text("utf-8"), "utf-8")
    assert run(["generate", "spec/openapi.yaml"]) == 0
    (spec / touched).write_text((spec / touched).read_text("utf-8") + "# more\n", "utf-8")
    capsys.readouterr()
    assert run(["generate", "spec/openapi.yaml"]) == 0
    assert "1 file changed" in capsys.readouterr().out


def test_an_edit_by_hand_is_shown_and_undone(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["generate", str(MINIMAL), "-q"]) == 0
    assert run(["generate", str(MINIMAL), "--check", "-q"]) == 0
    edited = Path("generated/default.py")
    before = edited.read_text()
    edited.write_text(before.replace("GET", "PUT"))
    assert run(["generate", str(MINIMAL), "--check"]) == 1
    out = capsys.readouterr().out
    assert '-    @operation("PUT", "/greeting")' in out
    assert '+    @operation("GET", "/greeting")' in out
    assert "PUT" in edited.read_text()
    assert run(["generate", str(MINIMAL), "-q"]) == 0
    assert edited.read_text() == before


def foreign() -> list[str]:
    Path("generated").mkdir()
    Path("generated/mine.py").write_text("mine")
    return ["generate", str(MINIMAL)]


def damaged() -> list[str]:
    assert run(["generate", str(MINIMAL), "-q"]) == 0
    Path("generated/manifest.json").write_text("<<<<<<< ours\n")
    return ["generate", str(MINIMAL)]


def a_file() -> list[str]:
    Path("generated").write_text("mine")
    return ["generate", str(MINIMAL)]


def unwritable() -> list[str]:
    Path("there").write_text("a file where a folder should be")
    return ["generate", str(MINIMAL), "--out", "there/generated"]


def no_identifier() -> list[str]:
    return ["generate", str(MINIMAL), "--out", "my-api"]


@pytest.mark.parametrize(
    ("arrange", "told"),
    [
        (foreign, "generated holds files that 'adhere generate' did not write."),
        (damaged, "generated/manifest.json is damaged"),
        (a_file, "generated is a file."),
        (unwritable, "there/generated cannot be written: there is a file. Name another"),
        (no_identifier, "no Python identifier. Write to --out my_api."),
    ],
)
def test_what_cannot_be_done_is_one_sentence(
    arrange: Callable[[], list[str]], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(arrange()) == 2
    error = capsys.readouterr().err
    assert told in error
    assert len(error.strip().splitlines()) == 1


def test_the_file_that_cannot_be_replaced_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse(source: Path, target: Path) -> None:
        raise PermissionError(errno.EPERM, "Operation not permitted", source, None, target)

    monkeypatch.setattr(Path, "replace", refuse)
    assert run(["generate", str(MINIMAL), "--out", "api"]) == 2
    error = capsys.readouterr().err
    assert error.startswith("Error: api/__init__.py cannot be written: Operation not permitted.")


@pytest.mark.parametrize(
    ("name", "objection", "fitting"),
    [
        ("json", "Python's standard library", "src/api_json"),
        ("adhere", "which the package needs", "src/api_adhere"),
        ("pydantic", "which the package needs", "src/api_pydantic"),
        ("__init__", "Python keeps such names for itself", "src/init"),
        ("class", "no Python identifier", "src/api_class"),
    ],
)
@pytest.mark.parametrize("command", ["generate", "implement"])
def test_a_name_that_breaks_imports_is_refused(
    command: str, name: str, objection: str, fitting: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["generate", str(MINIMAL), "-q"]) == 0
    asked = ["generate", str(MINIMAL), "--out"] if command == "generate" else [command]
    assert run([*asked, f"src/{name}"]) == 2
    error = capsys.readouterr().err
    assert f"{name!r} " in error
    assert objection in error
    assert fitting in error
    assert not Path("src").exists()


def test_inside_a_package_any_name_will_do() -> None:
    Path("app").mkdir()
    Path("app/__init__.py").touch()
    assert run(["generate", str(MINIMAL), "-q", "--out", "app/json"]) == 0


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        (
            "[tool.adhere]\nouts = 'x'",
            "pyproject.toml: [tool.adhere] has the unknown key 'outs'; did you mean 'out'?",
        ),
        (
            "[tool.adhere.lnt]",
            "pyproject.toml: [tool.adhere] has the unknown key 'lnt'; did you mean 'lint'?",
        ),
        ("[tool]\nadhere = 1", "pyproject.toml: 'tool.adhere' is no table; write [tool.adhere]."),
        ("a = \n", "pyproject.toml is not TOML: Invalid value (at line 1, column 5)."),
    ],
)
@pytest.mark.parametrize("command", ["generate", "implement", "check", "fuzz"])
def test_settings_that_cannot_be_used_are_told_alike(
    command: str, settings: str, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["generate", str(MINIMAL), "-q"]) == 0
    Path("openapi.yaml").write_bytes(MINIMAL.read_bytes())
    Path("pyproject.toml").write_text(settings)
    rest = {"implement": [], "fuzz": ["--spec", "openapi.yaml", "http://127.0.0.1:9"]}
    assert run([command, *rest.get(command, ["openapi.yaml"])]) == 2
    assert told.rstrip(".") in capsys.readouterr().err.replace(f"{Path.cwd()}/", "")


def test_force_writes_between_other_files() -> None:
    arguments = foreign()
    assert run([*arguments, "--force", "-q"]) == 0
    assert Path("generated/mine.py").read_text() == "mine"


def test_a_document_with_errors_writes_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    Path("bad.yaml").write_text(MINIMAL.read_text("utf-8").replace("type: string", "type: text"))
    assert run(["generate", "bad.yaml"]) == 1
    assert "bad.yaml:7" in capsys.readouterr().err
    assert [path.name for path in Path().iterdir()] == ["bad.yaml"]
