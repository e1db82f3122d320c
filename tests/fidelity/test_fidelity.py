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
from suite import SUITE, SUITE_OPTIONS, Case, Section, cases, write_document

from adhere import contract, emit
from adhere.document import load

JSON = {"content-type": "application/json"}
SECTIONS = {
    "required": Section(".", "annotate"),
    "optional": Section("optional", "annotate"),
    "formats": Section("optional/format", "assert"),
}
# What the suite had when every case agreed: fewer mean that files were not found.
CASES = {"required": 1299, "optional": 162, "formats": 764}


def generated(file: Path, section: Section, folder: Path) -> Any:
    """Generate a package for one file of the suite and return its application."""
    name = f"suite_{Path(section.folder).name}_{file.stem}".replace("-", "_")
    loaded = load(write_document(file, folder / f"{name}_spec"), settings=section.settings)
    assert loaded.document is not None, loaded.report
    assert not list(loaded.report), [d.message for d in loaded.report]
    built = contract.build(loaded.document)
    package = emit.generate(loaded.document, built.contract)
    for path, text in package.files.items():
        target = folder / name / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
    return importlib.import_module(name).create_app(options=SUITE_OPTIONS)


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


@pytest.mark.filterwarnings("ignore:The `MISSING` sentinel")  # written by the model generator
@pytest.mark.skipif(not SUITE.exists(), reason="the JSON-Schema-Test-Suite is not beside the repo")
@pytest.mark.parametrize("name", SECTIONS)
def test_the_suite(name: str, importable: Path) -> None:
    section = SECTIONS[name]
    agreed = total = 0
    print(f"\n{name}, formats {section.formats}")  # noqa: T201  # the report
    for file in section.files:
        results = asyncio.run(verdicts(generated(file, section, importable), list(cases(file))))
        wrong = [(case, status) for case, status in results if not agrees(case, status)]
        agreed += len(results) - len(wrong)
        total += len(results)
        print(f"  {file.stem}: {len(results) - len(wrong)}/{len(results)}")  # noqa: T201  # the report
        for case, status in wrong:
            print(f"    {status} {case.group}: {case.description} (valid: {case.valid})")  # noqa: T201  # the report
    print(f"{name}: {agreed} of {total} cases agree, {agreed / total:.2%}")  # noqa: T201  # the report
    assert total >= CASES[name]
    assert agreed == total
