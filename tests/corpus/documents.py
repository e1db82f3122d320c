"""The documents of the corpus, as its manifest lists them."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

CORPUS = Path(__file__).parents[3] / "shared" / "corpus"


@dataclass(frozen=True, slots=True)
class CorpusDocument:
    """One published OpenAPI document. `path` is where its root file is."""

    id: str
    path: Path
    is_valid: bool
    operations: int


def documents() -> list[CorpusDocument]:
    """Read the manifest; nothing where the corpus is absent."""
    manifest = CORPUS / "manifest.csv"
    if not manifest.exists():
        return []
    with manifest.open(encoding="utf-8", newline="") as lines:
        return [
            CorpusDocument(
                row["id"], CORPUS / row["root"], row["valid"] == "1", int(row["operations"])
            )
            for row in csv.DictReader(lines)
        ]
