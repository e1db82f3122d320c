"""Options of the whole suite, and what every test finds as it was."""

from __future__ import annotations

import logging

import pytest


@pytest.fixture(autouse=True)
def root_level() -> None:
    """Log warnings, whatever an application of an earlier test in this process chose."""
    logging.getLogger().setLevel(logging.WARNING)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-golden",
        action="store_true",
        help="write the expected files of every golden project anew",
    )
