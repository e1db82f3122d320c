"""Says which contract a service runs, so that whoever tests it can hold it to the same one."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from .contract_files import ContractFiles

AGREEMENT_PATH = "/.well-known/adhere-contract"


def digest(document: Any) -> str:
    """Return the SHA-256 of a document, in hexadecimal, whatever the order of its members."""
    text = json.dumps(document, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def agreement_route(files: ContractFiles, document_path: str | None) -> Route:
    """Return a route that answers title, version and digest, and where the document is served."""
    info: Mapping[str, Any] = files.contract.data.get("info", {})
    agreed = {
        "title": str(info.get("title", "")),
        "version": str(info.get("version", "")),
        "document": document_path,
    }

    async def agreement(_: Request) -> Response:
        if "sha256" not in agreed:  # large documents take a while: not at start-up
            agreed["sha256"] = digest(json.loads(files.served))
        return JSONResponse(agreed)

    return Route(AGREEMENT_PATH, agreement, methods=["GET"], include_in_schema=False)
