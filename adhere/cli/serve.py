"""`adhere serve`."""

from __future__ import annotations

import errno
import importlib
import os
import socket
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from adhere.cli.exits import UnusableError, leave

PACKAGE = "served_contract"
HOST = "127.0.0.1"
PORT = 8000


@click.command()
@click.argument("source", metavar="PACKAGE_OR_SPEC", type=click.Path(exists=True, path_type=Path))
@click.option("--host", default=HOST, show_default=True, help="The address to listen on.")
@click.option(
    "--port",
    default=PORT,
    show_default=True,
    type=click.IntRange(0, 65535),
    help="The port to listen on; 0 takes a free one.",
)
@click.option("--lenient", is_flag=True, help="Serve what is sound of a document with errors.")
def serve(*, source: Path, host: str, port: int, lenient: bool) -> None:
    """Serve a generated package, or an OpenAPI document straight away.

    Requests are checked against the contract; what is valid is answered with 501, since nothing
    is implemented. An implemented service is served by its own composition root.
    """
    uvicorn = _uvicorn()
    listener = _listen(host, port)
    with listener, _package(source, lenient=lenient) as package:
        app = _application(package)
        bound = listener.getsockname()[1]
        shown = f"[{host}]" if ":" in host else host
        click.echo(f"Serving {source} at http://{shown}:{bound}; Ctrl-C ends it.", err=True)
        config = uvicorn.Config(app, log_level="warning")
        uvicorn.Server(config).run(sockets=[listener])


def _uvicorn() -> Any:
    try:
        return importlib.import_module("uvicorn")
    except ImportError as error:
        mend = "Install it: pip install uvicorn."
        raise UnusableError("uvicorn, which serves applications, is missing", mend=mend) from error


def _listen(host: str, port: int) -> socket.socket:
    """Take the port before anything is generated."""
    try:
        socket.getaddrinfo(host, port)
    except (socket.gaierror, UnicodeError) as error:
        raise _no_host(host, "no address is known for it") from error
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family)
    except OSError as error:
        number = error.errno or 0
        if number == errno.EADDRNOTAVAIL:
            raise _no_host(host, "it is no address of this machine") from error
        mend = "Choose another with --port; 0 takes a free one."
        message = f"port {port} of {host} cannot be used: {os.strerror(number).lower()}"
        raise UnusableError(message, mend=mend) from error


def _no_host(host: str, reason: str) -> UnusableError:
    return UnusableError(
        f"cannot listen on {host!r}, {reason}", mend=f"Choose another with --host, such as {HOST}."
    )


@contextmanager
def _package(source: Path, *, lenient: bool) -> Iterator[Path]:
    """Provide the directory of a package: the one that is named, or one made of a document."""
    if source.is_dir():
        if not (source / "contract.json").is_file():
            mend = "Name the folder that `adhere generate` wrote, or an OpenAPI document."
            raise UnusableError(f"{source} is no generated package", mend=mend)
        yield source.resolve()
        return
    with tempfile.TemporaryDirectory(prefix="adhere-serve-") as folder:
        package = Path(folder) / PACKAGE
        _generate(source, package, lenient=lenient)
        yield package


def _generate(spec: Path, package: Path, *, lenient: bool) -> None:
    from adhere import emit  # noqa: PLC0415 - only a document needs the generator
    from adhere.cli.pipeline import read_contract, told_left_out  # noqa: PLC0415 - as above

    read = read_contract(spec, lenient=lenient)
    leave(read.report)
    if read.left_out:
        click.echo(told_left_out(read.left_out), err=True)
    emit.write(package, emit.generate(read.document, read.contract).files)


def _application(package: Path) -> Any:
    """Import a package by its directory and make its application."""
    from adhere.runtime.contract_files import (  # noqa: PLC0415 - imports FastAPI
        DamagedContractError,
    )

    sys.path.insert(0, str(package.parent))
    mend = "Write it anew: adhere generate SPEC --out FOLDER --force."
    try:
        return importlib.import_module(package.name).create_app()
    except DamagedContractError as error:
        raise UnusableError(str(error), mend=mend) from error
    except (ImportError, SyntaxError) as error:
        raise UnusableError(f"{package} cannot be imported: {error}", mend=mend) from error
