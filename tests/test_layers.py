"""The order of the layers, as docs/architecture.md draws it."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "adhere"
# Each layer may import those on earlier lines; those on one line are siblings.
ORDER = [
    {"source"},
    {"diagnostics"},
    {"document"},
    {"contract"},
    {"lint", "emit", "scaffold", "fuzz"},
    {"coverage"},
    {"cli"},
]
RUNTIME_MAY_IMPORT = {
    "adhere",
    "anyio",  # starlette's own dependency
    "fastapi",
    "jsonschema_rs",
    "pydantic",
    "pydantic_core",
    "python_multipart",
    "starlette",
    "typing_extensions",  # pydantic's own dependency
}
CLIENT_MAY_IMPORT = {"adhere", "httpx", "pydantic", "pydantic_core"}
# What a command line must not wait for: each is imported by the command that needs it.
HEAVY = {
    "datamodel_code_generator",
    "fastapi",
    "httpx",
    "jsonschema_rs",
    "libcst",
    "openapi_spec_validator",
    "pydantic",
    "schemathesis",
    "uvicorn",
}


def files(layer: str) -> list[Path]:
    return sorted((PACKAGE / layer).rglob("*.py"))


def imports(file: Path) -> Iterator[tuple[int, str]]:
    """Yield line and absolute name of every import, wherever in the file it stands."""
    package = file.relative_to(ROOT).parent.parts
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else ()
            module = ".".join([*base, *([node.module] if node.module else [])])
            yield from ((node.lineno, f"{module}.{alias.name}") for alias in node.names)


def imported_layers(file: Path) -> Iterator[tuple[int, str]]:
    for line, name in imports(file):
        parts = name.split(".")
        if parts[0] == "adhere" and len(parts) > 1 and (PACKAGE / parts[1]).is_dir():
            yield line, parts[1]


def layers() -> list[str]:
    return sorted(folder.name for folder in PACKAGE.iterdir() if any(folder.glob("*.py")))


def test_every_layer_has_its_place_and_its_line_in_the_architecture() -> None:
    drawn = (ROOT / "docs/architecture.md").read_text(encoding="utf-8")
    for layer in layers():
        assert layer in {"runtime", "client"}.union(*ORDER), f"{layer} has no place in ORDER"
        assert re.search(rf"^{layer} ", drawn, re.MULTILINE), f"{layer} is not in the picture"


@pytest.mark.parametrize("layer", [layer for line in ORDER for layer in sorted(line)])
def test_a_layer_imports_only_what_stands_above_it(layer: str) -> None:
    place = next(i for i, line in enumerate(ORDER) if layer in line)
    allowed = {layer}.union(*ORDER[:place])
    if layer == "cli":
        allowed.add("runtime")  # `adhere serve` runs it
    found = [
        f"{file.relative_to(ROOT)}:{line} imports {other}"
        for file in files(layer)
        for line, other in imported_layers(file)
        if other not in allowed
    ]
    assert not found, "\n".join(found)


def test_the_runtime_needs_nothing_but_its_declared_dependencies() -> None:
    found = [
        f"{file.relative_to(ROOT)}:{line} imports {name}"
        for file in files("runtime")
        for line, name in imports(file)
        if name.partition(".")[0] not in RUNTIME_MAY_IMPORT | sys.stdlib_module_names
    ]
    found += [
        f"{file.relative_to(ROOT)}:{line} imports the layer {other}"
        for file in files("runtime")
        for line, other in imported_layers(file)
        if other != "runtime"
    ]
    assert not found, "\n".join(found)


def test_the_client_needs_nothing_but_httpx_pydantic_and_the_runtime() -> None:
    found = [
        f"{file.relative_to(ROOT)}:{line} imports {name}"
        for file in files("client")
        for line, name in imports(file)
        if name.partition(".")[0] not in CLIENT_MAY_IMPORT | sys.stdlib_module_names
    ]
    found += [
        f"{file.relative_to(ROOT)}:{line} imports the layer {other}"
        for file in files("client")
        for line, other in imported_layers(file)
        if other not in {"client", "runtime"}
    ]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("argument", ["--help", "--version"])
def test_the_command_answers_without_loading_the_toolkit(argument: str) -> None:
    loaded = loaded_by(f"import adhere.cli; adhere.cli.main(['{argument}'])")
    assert not HEAVY & loaded


def test_the_runtime_loads_nothing_of_the_toolkit() -> None:
    loaded = loaded_by("import adhere.runtime")
    assert "fastapi" in loaded
    assert not {"click", "libcst", "schemathesis", "yaml", "yaml_rs"} & loaded


def loaded_by(code: str) -> set[str]:
    """Return the top-level modules that a fresh interpreter holds after running `code`."""
    report = (
        "import sys, atexit\n"
        "names = lambda: {name.partition('.')[0] for name in sys.modules}\n"
        "atexit.register(lambda: print('\\n' + ' '.join(names())))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", report + code], capture_output=True, text=True, check=True, cwd=ROOT
    )
    return set(done.stdout.splitlines()[-1].split())
