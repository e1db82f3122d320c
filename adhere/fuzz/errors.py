"""What stops a run before it can say anything about the service."""

from __future__ import annotations


class FuzzError(Exception):
    """A run that cannot go on: one sentence for the person who started it.

    Raised for wrong settings, an unreachable service, a failed login. The command exits with 2.
    """
