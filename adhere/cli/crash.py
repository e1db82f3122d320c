"""What is kept of a bug for its report."""

from __future__ import annotations

import platform
import sys
import tempfile
import traceback
from pathlib import Path

from adhere import __version__


def save(error: Exception) -> Path:
    """Write the traceback to a new file in the directory for temporary files."""
    text = "".join(traceback.format_exception(error))
    with tempfile.NamedTemporaryFile(
        "w", prefix="adhere-bug-", suffix=".txt", delete=False, encoding="utf-8"
    ) as file:
        file.write(f"adhere {__version__}, Python {platform.python_version()}, {sys.platform}\n")
        file.write(f"arguments: {sys.argv[1:]}\n\n{text}")
    return Path(file.name)
