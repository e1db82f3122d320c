"""Take every document marked valid all the way, print a line each, and write the coverage page.

`inv corpus` runs it: `python -m tests.corpus.run` from the root of the checkout.
"""

from __future__ import annotations

import re
import statistics
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from .attempt import Outcome, attempt_all, package_of
from .checks import findings
from .documents import CorpusDocument, documents

TABLE = Path(__file__).parents[2] / "docs" / "coverage.md"
Results = Sequence[tuple[CorpusDocument, Outcome]]

HEADER = """\
# Coverage

Documents that companies and projects publish, each taken from its text to a running
application and a client: checked, generated, compiled, imported, every operation reached by a
request and planned by the client, its own document served back with the same meaning, and the
package clean under ruff and `mypy --strict`. Written by `inv corpus`.

{complete} of {total} documents come all the way ({share:.0%}), with {operations} operations.
Half of them need at most {median:.0f} lines of generated code an operation, models included and
the client left out.

| document | operations | lines | seconds of CPU | result |
|---|---:|---:|---:|---|
"""
_ROW = re.compile(r"\| (?P<id>\S+) \| (?P<operations>\d+) \| (?P<lines>\d+) \|")


def table(results: Results) -> str:
    """Return the page."""
    complete = [outcome for _, outcome in results if outcome.is_complete]
    opening = HEADER.format(
        complete=len(complete),
        total=len(results),
        share=len(complete) / len(results),
        operations=sum(outcome.operations for outcome in complete),
        median=_median(results),
    )
    return opening + "".join(f"| {' | '.join(cells)} |\n" for cells in _rows(results))


def _rows(results: Results) -> Iterator[tuple[str, ...]]:
    for document, outcome in results:
        told = "complete" if outcome.is_complete else f"{outcome.stage}: {outcome.reason}"
        numbers = (str(outcome.operations), str(outcome.lines), f"{outcome.seconds:.1f}")
        yield (document.id, *numbers, told.replace("|", "\\|"))


def _median(results: Results) -> float:
    return statistics.median(o.lines / o.operations for _, o in results if o.operations)


def recorded() -> dict[str, float]:
    """Return the lines an operation of each document, as the page has them; 0 without any."""
    rows = _ROW.finditer(TABLE.read_text("utf-8"))
    counts = {row["id"]: (int(row["lines"]), int(row["operations"])) for row in rows}
    return {
        name: lines / operations if operations else 0
        for name, (lines, operations) in counts.items()
    }


def fallen(results: Results) -> list[str]:
    """Say which numbers of these documents are worse than the page has them."""
    worse = [f"{d.id}: {o.stage}: {o.reason}" for d, o in results if not o.is_complete]
    before = [recorded().get(d.id, 0) for d, o in results if o.operations]
    if _median(results) > statistics.median(before):
        worse.append(
            f"{_median(results):.1f} lines an operation, not {statistics.median(before):.1f}"
        )
    return worse


def main() -> int:
    """Run all; write the page unless a number fell, and return the exit code."""
    taken = [document for document in documents() if document.is_valid]
    if not taken:
        sys.stderr.write("The corpus is not beside the checkout.\n")
        return 2
    results: list[tuple[CorpusDocument, Outcome]] = []
    with tempfile.TemporaryDirectory() as name:
        for document, outcome in zip(taken, attempt_all(taken, Path(name)), strict=True):
            results.append((document, outcome))
            print(*next(_rows([(document, outcome)])), sep="  ", flush=True)  # noqa: T201
        said = findings(Path(name), [package_of(document) for document in taken])
    page, worse = table(results), [*fallen(results), *(f"{k}: {v}" for k, v in said.items())]
    print(page.split("\n\n")[2], *worse, sep="\n")  # noqa: T201
    if not worse:
        TABLE.write_text(page, encoding="utf-8")
    return 1 if worse else 0


if __name__ == "__main__":
    sys.exit(main())
