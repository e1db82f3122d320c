"""CPU time of `adhere generate`, against datamodel-code-generator alone on the same document.

Each run is a process of its own, so imports count; the best of several is reported.
Run: `python -m benchmarks.generation_time [DOCUMENT]`.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROUNDS = 5
# Ten operations with bodies of many kinds.
DOCUMENT = Path(__file__).parents[1] / "tests/golden/bodies/openapi.yaml"


def measure(command: list[str]) -> tuple[float, float]:
    """Return CPU and wall time in seconds of the best of several runs."""
    return min(_once(command) for _ in range(ROUNDS))


def _once(command: list[str]) -> tuple[float, float]:
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run([sys.executable, *command], check=True, capture_output=True)  # noqa: S603 - fixed commands
    wall, after = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, wall


def main() -> None:
    """Measure a full run, a run with nothing to do, and the other generator."""
    document = sys.argv[1] if len(sys.argv) > 1 else str(DOCUMENT)
    with tempfile.TemporaryDirectory() as folder:
        generate = ["-m", "adhere", "generate", document, "--out", f"{folder}/generated"]
        models = ["-m", "datamodel_code_generator", "--input", document, "--input-file-type"]
        models += ["openapi", "--output-model-type", "pydantic_v2.BaseModel", "--output"]
        full, _ = measure([*generate, "--force"])
        nothing, wall = measure(generate)
        alone, _ = measure([*models, f"{folder}/models.py"])
    print(f"adhere generate: {full:.2f} s CPU")  # noqa: T201 - the report
    print(f"with nothing to do: {nothing:.2f} s CPU, {wall:.2f} s in all")  # noqa: T201 - the report
    print(f"datamodel-code-generator alone: {alone:.2f} s CPU, ratio {full / alone:.2f}")  # noqa: T201 - the report


if __name__ == "__main__":
    main()
