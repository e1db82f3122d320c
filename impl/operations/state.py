"""Whether the service takes requests."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class ServiceState:
    """Set by whoever stops the process, read by readiness."""

    stopping: bool = False
