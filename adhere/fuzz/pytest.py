"""One test for each operation of a contract, in any test suite.

    from adhere.fuzz.pytest import each_operation

    from my_service import app

    @each_operation("spec/openapi.yaml")
    def test_keeps_the_contract(operation):
        operation.check(app)

`app` is an ASGI application or the address of a running service.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from adhere import contract as contracts
from adhere.document import Document
from adhere.fuzz.afterwards import narrowed
from adhere.fuzz.configuration import load_settings
from adhere.fuzz.errors import FuzzError
from adhere.fuzz.observer import Observer
from adhere.fuzz.report import FuzzReport
from adhere.fuzz.run import read, run
from adhere.fuzz.settings import Profile, Settings
from adhere.fuzz.target import ASGIApp
from adhere.fuzz.text import render_finding, render_text


@dataclass(frozen=True, slots=True)
class OperationTest:
    """The test of one operation (`POST /orders`)."""

    label: str
    document: Document
    settings: Settings

    def run(self, app_or_url: ASGIApp | str, observer: Observer | None = None) -> FuzzReport:
        """Test the operation and return the report; `observer` is told of every exchange."""
        settings = replace(self.settings, operations=frozenset({self.label}))
        return run(app_or_url, self.document, settings, observer=observer)

    def check(self, app_or_url: ASGIApp | str, observer: Observer | None = None) -> None:
        """Test the operation and fail the test with the report where anything was found.

        `observer` may be the fixture `contract_coverage` (`adhere.coverage.pytest`).
        """
        __tracebackhide__ = True
        report = self.run(app_or_url, observer)
        if report.exit_code:
            pytest.fail(render_text(report), pytrace=False)


def each_operation(
    spec: Path | str, settings: Settings | None = None
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Parametrise a test with the argument `operation`, an `OperationTest`, by operation.

    The path of the document is relative to the working directory. Raises FuzzError where it
    cannot be read.
    """
    document = read(Path(spec))
    operations = contracts.build(document).contract.operations
    tests = [
        OperationTest(f"{operation.method} {operation.path}", document, settings or Settings())
        for operation in operations
    ]
    return pytest.mark.parametrize("operation", tests, ids=[o.name for o in operations])


def assert_mended(  # noqa: PLR0913 - what makes a run the same again
    url: str,
    finding: str,
    *,
    spec: str,
    operation: str,
    phases: Sequence[str],
    seed: int,
    profile: str,
) -> None:
    """Fail the test with the finding of this ID where the check that saw it sees it again.

    Identities are those of the nearest `pyproject.toml`. Raises FuzzError where nobody can tell.
    """
    __tracebackhide__ = True
    wanted = replace(load_settings(None), seed=seed, profile=Profile(profile), wanted=finding)
    report = run(url, spec, narrowed(wanted, operation, phases))
    found = next((f for f in report.findings if f.id == finding), None)
    if found is not None:
        pytest.fail(render_finding(found), pytrace=False)
    if report.errors or report.stopped:
        raise FuzzError(f"nobody can tell: {report.stopped or report.errors[0]}")
