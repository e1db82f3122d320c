"""The measured service on connexion; runs in an environment of its own.

The contract is what `ITEMS_CONTRACT` names, a file; its operations name the functions here.
Connexion checks requests and replies with jsonschema. Nothing of this project is imported.
"""

# Its libraries are in the other environment:
# mypy: ignore-errors
from __future__ import annotations

import os
from typing import Any

from connexion import AsyncApp

ITEM = "6a0b1f0e-2f0f-4c5e-9a3e-0d9a0f8f2b11"
BODY = {
    "sku": "ABC-123",
    "name": "A thing",
    "price": 1999,
    "stock": 3,
    "active": True,
    "note": "bright",
}


def known_caller(token: str) -> dict[str, Any] | None:
    """Recognise the one caller."""
    return {"sub": "caller"} if token == "good" else None  # noqa: S105  # a benchmark's


async def get_item(item_id: str) -> dict[str, Any]:
    """Read an item."""
    return {"id": item_id, **BODY}


async def list_items() -> list[dict[str, Any]]:
    """List five items."""
    return [{"id": ITEM, **BODY} for _ in range(5)]


async def create_item(body: dict[str, Any]) -> tuple[dict[str, Any], int]:
    """Make an item."""
    return {"id": ITEM, **body}, 201


serve = AsyncApp(__name__)
serve.add_api(os.environ["ITEMS_CONTRACT"], validate_responses=True)
