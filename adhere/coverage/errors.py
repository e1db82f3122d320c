"""What goes wrong without being a bug."""

from __future__ import annotations


class CoverageError(Exception):
    """A file, setting or document cannot be used; the message is one sentence with its mend."""
