"""Generated applications accept and reject what the JSON-Schema-Test-Suite says."""

from __future__ import annotations

import asyncio
import importlib
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from suite import SUITE, Case, cases, document, files

from adhere import contract, emit
from adhere.document import load

JSON = {"content-type": "application/json"}


def generated(file: Path, folder: Path) -> Any:
    """Generate a package for one file of the suite and return its application."""
    name = f"suite_{file.stem.replace('-', '_')}"
    source = folder / f"{name}.json"
    source.write_text(json.dumps(document(file)), encoding="utf-8")
    loaded = load(source)
    assert loaded.document is not None, loaded.report
    built = contract.build(loaded.document)
    package = emit.generate(loaded.document, built.contract)
    for path, text in package.files.items():
        target = folder / name / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
    return importlib.import_module(name).create_app()


async def verdicts(app: Any, wanted: list[Case]) -> list[tuple[Case, int]]:
    """Send every case; return the statuses."""
    found = []
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        for case in wanted:
            body = json.dumps(case.data).encode()
            response = await client.post(case.path, content=body, headers=JSON)
            found.append((case, response.status_code))
    return found


def agrees(case: Case, status: int) -> bool:
    """Tell whether an answer is what the suite says: 501 is reached by valid requests only."""
    return status == 501 if case.valid else status in (400, 422)


@pytest.fixture
def importable(tmp_path: Path) -> Iterator[Path]:
    sys.path.insert(0, str(tmp_path))
    yield tmp_path
    sys.path.remove(str(tmp_path))


# Why cases disagree, by file: how many, and the reason. One that starts to agree fails the test.
DIFFERENCES = {
    "const": (1, "NUL in strings is refused"),
    "enum": (1, "NUL in strings is refused"),
    "format": (19, "formats are asserted, the suite takes them for annotations"),
    "dynamicRef": (1, "a $dynamicRef to another resource by its URI accepts nothing"),
    "vocabulary": (1, "a metaschema of one's own switches no keywords off"),
}


@pytest.mark.filterwarnings("ignore:The `MISSING` sentinel")  # written by the model generator
@pytest.mark.skipif(not SUITE.exists(), reason="the JSON-Schema-Test-Suite is not beside the repo")
def test_the_suite(importable: Path) -> None:
    agreed = total = 0
    differences = {}
    for file in files():
        results = asyncio.run(verdicts(generated(file, importable), list(cases(file))))
        wrong = [(case, status) for case, status in results if not agrees(case, status)]
        agreed += len(results) - len(wrong)
        total += len(results)
        print(f"{file.stem}: {len(results) - len(wrong)}/{len(results)}")  # noqa: T201  # the report
        for case, status in wrong:
            print(f"    {status} {case.group}: {case.description} (valid: {case.valid})")  # noqa: T201
        if wrong:
            differences[file.stem] = len(wrong)
    print(f"{agreed} of {total} cases, {agreed / total:.2%}")  # noqa: T201  # the report
    assert differences == {name: count for name, (count, _) in DIFFERENCES.items()}
    assert agreed / total >= 0.97
