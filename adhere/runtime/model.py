"""The base of generated models."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Model(BaseModel):
    """A JSON object whose members outlive a round trip, those that no field names included."""

    model_config = ConfigDict(
        extra="allow",
        validate_by_name=True,
        serialize_by_alias=True,
        protected_namespaces=(),
        defer_build=True,
    )
