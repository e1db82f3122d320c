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


SAMPLE = frozenset(
    {
        "adyen__CheckoutService-v71", "burgershop__burgershop", "camara__quality-on-demand",
        "connexion__openapi-3", "cyclonedx__tea", "hey-api__discriminator-allof-nested",
        "hey-api__sse-post", "hey-api__transformers-recursive",
        "hey-api__transforms-read-write-nested", "langchain__agent-protocol",
        "matrix__key_backup", "matrix__registration", "mobilitydata__UserServiceAPI",
        "oai__v3.0-callback-example", "oai__v3.0-link-example", "oai__v3.1-webhook-example",
        "oai__v3.2-3.2-tags-example", "oasdiff__home-iot-api-1", "ogen__additional_operations-3.2",
        "ogen__allOf", "ogen__content_header_response", "ogen__issue1710_stream",
        "openapi-python-client__openapi_3.1_enums", "openehr__definition-codegen.openapi",
        "openeo__openeo", "ory__hydra", "stac__openapi", "typespec__sse-import-3.2",
        "vonage__conversation", "xero__xero-finance",
    }
)  # fmt: skip
"""Thirty unlike one another: every version, several files, streams, unions, recursion, hooks."""
