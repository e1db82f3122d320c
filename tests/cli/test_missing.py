from __future__ import annotations

import subprocess
import sys

import pytest


@pytest.mark.parametrize(
    ("package", "command", "extra"),
    [
        ("click", ["--help"], "codegen"),
        ("yaml", ["check", "a.yaml"], "codegen"),
        ("libcst", ["implement"], "codegen"),
        ("schemathesis", ["fuzz", "http://127.0.0.1:9", "--spec", "a.yaml"], "fuzz"),
    ],
)
def test_a_package_that_is_not_installed_is_told_with_its_extra(
    package: str, command: list[str], extra: str
) -> None:
    code = (
        f"import sys; sys.modules[{package!r}] = None; "
        f"import adhere.cli; adhere.cli.main({command!r})"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    expected = f"the package {package} is missing. Install it: pip install 'adhere[{extra}]'."
    assert done.stderr == f"Error: {expected}\n"
    assert done.returncode == 2
