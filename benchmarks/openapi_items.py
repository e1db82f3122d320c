"""The measured service on what openapi-generator writes for FastAPI.

Runs in an environment of its own, where `openapi_server` is what was generated. Nothing of this
project is imported.
"""

# Its libraries are in the other environment:
# mypy: ignore-errors
from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import Depends, HTTPException
from fastapi.security import HTTPAuthorizationCredentials
from openapi_server.apis.default_api_base import BaseDefaultApi
from openapi_server.main import app as serve
from openapi_server.models.extra_models import TokenModel
from openapi_server.models.item import Item
from openapi_server.models.new_item import NewItem
from openapi_server.security_api import bearer_auth, get_token_bearer

ITEM = "6a0b1f0e-2f0f-4c5e-9a3e-0d9a0f8f2b11"
BODY = {
    "sku": "ABC-123",
    "name": "A thing",
    "price": 1999,
    "stock": 3,
    "active": True,
    "note": "bright",
}


def stored(item_id: str | UUID) -> Item:
    """Return an item as a store would give it."""
    return Item.model_validate({"id": item_id, **BODY})


async def caller(
    credentials: Annotated[HTTPAuthorizationCredentials, Depends(bearer_auth)],
) -> TokenModel:
    """Recognise the one caller, where the generated function is left empty."""
    if credentials.credentials != "good":
        raise HTTPException(401)
    return TokenModel(sub="caller")


class Items(BaseDefaultApi):
    """Implements the generated base class."""

    async def items_post(self, new_item: NewItem) -> Item:
        """Make an item."""
        return Item(id=UUID(ITEM), **new_item.model_dump())

    async def items_item_id_get(self, item_id: UUID) -> Item:
        """Read an item."""
        return stored(item_id)

    async def items_get(self) -> list[Item]:
        """List five items."""
        return [stored(ITEM) for _ in range(5)]


serve.dependency_overrides[get_token_bearer] = caller
