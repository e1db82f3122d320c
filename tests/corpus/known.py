"""Valid documents that do not come all the way, and why; a test fails when one of them does."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

KNOWN_FAILURES: Mapping[str, str] = MappingProxyType({})
