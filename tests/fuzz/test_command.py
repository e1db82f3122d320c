"""`adhere fuzz` as a process: exit codes, files, signals, one sentence for what is wrong."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections.abc import Callable
from pathlib import Path

import pytest

SPEC = Path(__file__).parent / "shop" / "openapi.yaml"
CONFIG = SPEC.with_name("fuzz.toml").read_text()
FAST = ("--max-examples", "3", "--phase", "fuzzing", "--phase", "coverage")


@pytest.fixture
def config(tmp_path: Path) -> Path:
    file = tmp_path / "fuzz.toml"
    file.write_text(CONFIG)
    return file


def start(url: str, *options: str | Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "adhere", "fuzz", url, "--spec", str(SPEC), "--seed", "3"]
    return subprocess.Popen(
        [*command, *map(str, options)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ,
    )


def finish(process: subprocess.Popen[str]) -> tuple[int, str, str]:
    out, err = process.communicate(timeout=120)
    return process.returncode, out, err


def test_clean_service_exits_with_0(serve: Callable[..., str], config: Path) -> None:
    code, out, err = finish(start(serve(), "--config", config, *FAST))

    assert (code, "Nothing found" in out, "seed 3" in out) == (0, True, True)
    assert "1/2 ada: coverage" in err


def test_findings_exit_with_1_and_reports_are_written(
    serve: Callable[..., str], config: Path, tmp_path: Path
) -> None:
    junit, html = tmp_path / "junit.xml", tmp_path / "report.html"
    files = ("--junit", junit, "--html", html)
    code, out, _ = finish(start(serve("wrong-body"), "--config", config, *FAST, *files))

    assert code == 1
    assert "breaks type" in out
    assert ET.parse(junit).getroot().get("failures") != "0"  # noqa: S314 - our own text
    assert html.read_text().startswith("<!doctype html>")
    for text in (out, junit.read_text(), html.read_text()):
        assert "correct-horse" not in text
        assert "token-00" not in text
    assert {path.name for path in tmp_path.iterdir()} == {"fuzz.toml", "junit.xml", "report.html"}


def test_interrupt_stops_in_order_and_still_writes_the_reports(
    serve: Callable[..., str], config: Path, tmp_path: Path
) -> None:
    junit = tmp_path / "junit.xml"
    endless = ("--max-examples", "100000", "--rate-limit", "100", "--phase", "fuzzing")
    process = start(serve("wrong-body"), "--config", config, *endless, "--junit", junit)
    assert process.stderr is not None
    assert any("ada" in line for line in process.stderr)
    process.send_signal(signal.SIGINT)
    code, out, err = finish(process)

    assert code in {1, 130}
    assert "Stopping" in err
    assert "The run ended early: it was interrupted." in out
    assert "Traceback" not in err + out
    assert ET.parse(junit).getroot().tag == "testsuites"  # noqa: S314 - our own text


def test_one_identity_can_be_chosen(serve: Callable[..., str], config: Path) -> None:
    code, out, _ = finish(start(serve(), "--config", config, *FAST, "--identity", "anonymous"))
    assert (code, "1 identity" in out) == (0, True)


WRONG = [
    (("http://127.0.0.1:1",), "nothing answers at 127.0.0.1:1"),
    (("ftp://127.0.0.1",), "is not an address"),
    (("http://192.0.2.1",), "add --allow-host 192.0.2.1"),
    (("http://127.0.0.1:1", "--identity", "eve"), "no identity 'eve' is configured"),
    (("http://127.0.0.1:1", "--config", "nowhere.toml"), "nowhere.toml cannot be read"),
    (("http://127.0.0.1:1", "--html", "no/such/folder.html"), "there is no folder no/such"),
    (("http://127.0.0.1:1", "--spec", "nowhere.yaml"), ": nowhere.yaml does not exist"),
    (
        ("http://127.0.0.1:1", "--operation", "GET /itms"),
        "no operation 'GET /itms'; did you mean 'GET /items'?",
    ),
]


@pytest.mark.parametrize(("arguments", "message"), WRONG)
def test_wrong_usage_is_one_sentence(
    config: Path, arguments: tuple[str, ...], message: str
) -> None:
    code, out, err = finish(start(arguments[0], "--config", config, *arguments[1:]))

    assert (code, out) == (2, "")
    assert message in err
    assert "Traceback" not in err


def test_tls_where_there_is_none_is_said_so(serve: Callable[..., str], config: Path) -> None:
    url = serve().replace("http:", "https:")
    code, _, err = finish(start(url, "--config", config))
    assert (code, "does not speak TLS: write http://" in err) == (2, True)


def test_path_that_is_not_the_service(serve: Callable[..., str], config: Path) -> None:
    code, _, err = finish(start(f"{serve()}/v2", "--config", config))
    assert (code, "is not the service of 'Shop'" in err) == (2, True)


def test_help_imports_no_engine() -> None:
    code = "import sys; sys.argv = ['adhere', 'fuzz', '--help']\n"
    code += "from adhere.cli.entry import run\n"
    code += "assert run(sys.argv[1:]) == 0\n"
    code += "assert 'schemathesis' not in sys.modules\n"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "--allow-host" in done.stdout


def test_service_that_dies_ends_the_run_with_its_report(
    serve: Callable[..., str], config: Path
) -> None:
    code, out, err = finish(start(serve("dies"), "--config", config, *FAST))

    assert code == 1
    assert "The run ended early: the service stopped answering." in out
    assert "Traceback" not in err
