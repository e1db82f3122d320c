"""Records what a test suite reaches of a contract.

    # conftest.py
    pytest_plugins = ["adhere.coverage.pytest"]

    @pytest.fixture(scope="session")
    def app(contract_coverage):
        return contract_coverage.watch(create_app(...))

`pytest --contract-coverage coverage.json` writes the record; workers of pytest-xdist are put
together. Of a live service, a client with `event_hooks={"response":
[contract_coverage.httpx_hook]}` (httpx) records what it is asked.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from adhere.coverage.errors import CoverageError
from adhere.coverage.record import Record, merge
from adhere.coverage.recorder import Recorder
from adhere.fuzz import FuzzError

_RECORDER = pytest.StashKey[Recorder]()
_OF_WORKERS = pytest.StashKey[dict[str, Record]]()
_KEY = "adhere_contract_coverage"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options."""
    group = parser.getgroup("adhere", "contract coverage")
    group.addoption(
        "--contract-coverage",
        type=Path,
        metavar="FILE",
        help="Write what of the contract the tests reached here, for adhere coverage.",
    )
    group.addoption(
        "--contract",
        type=Path,
        metavar="SPEC",
        default=Path("spec/openapi.yaml"),
        help="The document.  [default: spec/openapi.yaml]",
    )


@pytest.fixture(scope="session")
def contract_coverage(pytestconfig: pytest.Config) -> Recorder:
    """Return the recorder of the session, for applications and clients to be watched with."""
    if _RECORDER not in pytestconfig.stash:
        try:
            pytestconfig.stash[_RECORDER] = Recorder(pytestconfig.getoption("--contract"))
        except FuzzError as error:
            raise pytest.UsageError(f"--contract: {error}") from error
    return pytestconfig.stash[_RECORDER]


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Take the record of a worker that has ended."""
    text = getattr(node, "workeroutput", {}).get(_KEY)
    if text is not None:
        name = node.gateway.id
        node.config.stash.setdefault(_OF_WORKERS, {})[name] = Record.parse(text, name)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Write the record, or hand it to the session that this one is a worker of."""
    config = session.config
    recorder = config.stash.get(_RECORDER, None)
    output = getattr(config, "workeroutput", None)
    if output is not None:
        if recorder is not None:
            output[_KEY] = recorder.record().text()
        return
    path: Path | None = config.getoption("--contract-coverage")
    records = config.stash.setdefault(_OF_WORKERS, {})
    if recorder is not None:
        records["this session"] = recorder.record()
    if path is None or not records:
        return
    try:
        merge(records).write(path)
    except CoverageError as error:
        raise pytest.UsageError(f"--contract-coverage: {error}") from error
