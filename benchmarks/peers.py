"""The peers, each in a virtual environment of its own under `var/peers`."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from adhere.document import load

ENVIRONMENTS = Path(__file__).parents[1] / "var/peers"
_RUN_CONNEXION = "import sys, connexion; connexion.AsyncApp('peer').add_api(sys.argv[1])"


@dataclass(frozen=True, slots=True)
class Peer:
    """A generator: what pip installs, and the command, given the `bin` folder, document, output.

    `application` is the folder below the output to import from and the module that makes the
    application; without one it writes no server.
    """

    name: str
    packages: tuple[str, ...]
    command: Callable[[Path, Path, Path], list[str]]
    application: tuple[str, str] | None = None

    def prepared(self) -> Path:
        """Return the `bin` folder of its environment. Raises subprocess.CalledProcessError."""
        return environment(self.name, self.packages)


def environment(name: str, packages: Sequence[str]) -> Path:
    """Return the `bin` folder of an environment with these packages, made if it is not there.

    Raises subprocess.CalledProcessError where pip cannot install them.
    """
    folder = ENVIRONMENTS / name
    done, wanted = folder / "installed", " ".join(packages)
    if not done.exists() or done.read_text("utf-8") != wanted:
        run = [sys.executable, "-m", "venv", "--clear", str(folder)]
        subprocess.run(run, check=True, capture_output=True)  # noqa: S603 - fixed commands
        pip = [str(folder / "bin/pip"), "install", "--quiet", *packages]
        subprocess.run(pip, check=True, capture_output=True)  # noqa: S603 - fixed commands
        done.write_text(wanted, "utf-8")
    return folder / "bin"


def _models(tools: Path, document: Path, out: Path) -> list[str]:
    what = ["--input-file-type", "openapi", "--output-model-type", "pydantic_v2.BaseModel"]
    models = out / ("models" if _makes_modules(document) else "models.py")
    where = ["--input", str(document), "--output", str(models)]
    return [str(tools / "datamodel-codegen"), *where, *what]


@cache
def _makes_modules(document: Path) -> bool:
    """Tell whether datamodel-code-generator writes a package: a dot in a name makes a module."""
    read = load(document).document
    components = read.data.get("components", {}) if read else {}
    return any("." in name for name in components.get("schemas", {}))


def _server(tools: Path, document: Path, out: Path) -> list[str]:
    where = ["--server-output", str(out / "server"), "--server-package", "server"]
    server = ["--generate-server", "fastapi", *where, "--server-model-package", "models"]
    return [*_models(tools, document, out), *server]


def _fastapi(tools: Path, document: Path, out: Path) -> list[str]:
    command = [str(tools / "fastapi-codegen"), "--input", str(document)]
    return [*command, "--output", str(out / "server")]


def _openapi(tools: Path, document: Path, out: Path) -> list[str]:
    generator = [str(tools / "openapi-generator-cli"), "generate", "-g", "python-fastapi"]
    return [*generator, "-i", str(document), "-o", str(out), "--skip-validate-spec"]


def _connexion(tools: Path, document: Path, out: Path) -> list[str]:
    del out  # it generates nothing: it runs the document
    return [str(tools / "python"), "-c", _RUN_CONNEXION, str(document)]


PEERS = (
    Peer(
        "datamodel-code-generator",
        ("datamodel-code-generator", "fastapi", "python-multipart"),
        _server,
        (".", "server.application"),
    ),
    Peer("its models alone", ("datamodel-code-generator",), _models),
    Peer(
        "fastapi-code-generator",
        ("fastapi-code-generator", "fastapi", "python-multipart"),
        _fastapi,
        (".", "server.main"),
    ),
    Peer(
        "openapi-generator",
        ("openapi-generator-cli", "fastapi", "python-multipart"),
        _openapi,
        ("src", "openapi_server.main"),
    ),
    Peer("connexion, loading it", ("connexion[flask]",), _connexion),
)
