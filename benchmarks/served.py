"""The service on the runtime, for uvicorn: `uvicorn benchmarks.served:generated --factory`."""

from __future__ import annotations

import tempfile
from pathlib import Path

from fastapi import FastAPI

from benchmarks.items import generated_service


def generated() -> FastAPI:
    """Return the service; its contract lies in a folder only while it is read."""
    with tempfile.TemporaryDirectory() as folder:
        return generated_service(Path(folder))
