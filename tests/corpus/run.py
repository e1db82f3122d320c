"""Try every document marked valid and write the table `docs/coverage.md`.

Run it as `python -m tests.corpus.run` from the root of the checkout.
"""

from __future__ import annotations

import statistics
import sys
from collections.abc import Iterator
from pathlib import Path

from .attempt import Outcome, attempt_all
from .documents import CorpusDocument, documents

TABLE = Path(__file__).parents[2] / "docs" / "coverage.md"

HEADER = """\
# Coverage

Documents that companies and projects publish, each taken from its text to a running
application: checked, generated, compiled, imported, and every operation reached by a request.
Written by `python -m tests.corpus.run`.

{complete} of {total} documents come all the way ({share:.0%}), with {operations} operations.
Half of them need at most {median:.0f} lines of generated code an operation, models included.

| document | operations | lines | seconds of CPU | result |
|---|---:|---:|---:|---|
"""


def table(results: list[tuple[CorpusDocument, Outcome]]) -> str:
    """Return the page."""
    complete = [outcome for _, outcome in results if outcome.is_complete]
    per_operation = [o.lines / o.operations for o in complete if o.operations]
    opening = HEADER.format(
        complete=len(complete),
        total=len(results),
        share=len(complete) / len(results),
        operations=sum(outcome.operations for outcome in complete),
        median=statistics.median(per_operation),
    )
    return opening + "".join(f"| {' | '.join(cells)} |\n" for cells in _rows(results))


def _rows(results: list[tuple[CorpusDocument, Outcome]]) -> Iterator[tuple[str, ...]]:
    for document, outcome in results:
        told = "all routed" if outcome.is_complete else f"{outcome.stage}: {outcome.reason}"
        numbers = (str(outcome.operations), str(outcome.lines), f"{outcome.seconds:.1f}")
        yield (document.id, *numbers, told.replace("|", "\\|"))


def main() -> None:
    """Run all and write the page."""
    taken = [document for document in documents() if document.is_valid]
    results = []
    for document, outcome in zip(taken, attempt_all(d.path for d in taken), strict=True):
        results.append((document, outcome))
        sys.stderr.write(f"{len(results)}/{len(taken)} {document.id}: {outcome.stage}\n")
    TABLE.write_text(table(results), encoding="utf-8")


if __name__ == "__main__":
    main()
