"""Findings of `adhere fuzz` as pytest files: each fails now, and passes when it is mended."""

from __future__ import annotations

from adhere.cli.finding_tests.files import write_tests

__all__ = ["write_tests"]
