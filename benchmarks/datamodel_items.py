"""The measured service on the server that datamodel-code-generator writes.

Runs in an environment of its own, where `server` and `models` are what was generated, with
coroutines as handlers. Nothing of this project is imported.
"""

# Its libraries are in the other environment, and its functions take what is generated:
# mypy: ignore-errors
# ruff: noqa: ARG001, ARG002
from __future__ import annotations

from uuid import UUID

import models
from fastapi import HTTPException
from server.application import Credentials, RequirementSets, create_app

ITEM = "6a0b1f0e-2f0f-4c5e-9a3e-0d9a0f8f2b11"
BODY = {
    "sku": "ABC-123",
    "name": "A thing",
    "price": 1999,
    "stock": 3,
    "active": True,
    "note": "bright",
}


def stored(item_id: str | UUID) -> models.Item:
    """Return an item as a store would give it."""
    return models.Item.model_validate({"id": item_id, **BODY})


async def authorize(requirement_sets: RequirementSets, credentials: Credentials) -> str:
    """Recognise the one caller."""
    if credentials["bearer"].credentials != "good":
        raise HTTPException(401)
    return "caller"


class Items:
    """Implements the generated Protocol."""

    async def post_items(self, *, principal: str, body: models.NewItem) -> models.Item:
        """Make an item."""
        return models.Item(id=UUID(ITEM), **body.model_dump())

    async def get_items_by_item_id(self, *, principal: str, item_id: UUID) -> models.Item:
        """Read an item."""
        return stored(item_id)

    async def get_items(self, *, principal: str) -> models.ItemsGetResponse:
        """List five items."""
        return models.ItemsGetResponse([stored(ITEM) for _ in range(5)])


serve = create_app(default=Items(), authorize=authorize)
