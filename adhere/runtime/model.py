"""The bases of generated models."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict
from pydantic.alias_generators import to_camel


class Model(BaseModel):
    """A JSON object whose members outlive a round trip, those that no field names included."""

    model_config = ConfigDict(
        extra="allow",
        validate_by_name=True,
        serialize_by_alias=True,
        protected_namespaces=(),
        defer_build=True,
    )


class ClosedModel(Model):
    """A JSON object without other members than the fields name (`additionalProperties: false`)."""

    model_config = ConfigDict(extra="forbid")


class CamelModel(Model):
    """A `Model` whose field `unit_price` is the member `unitPrice`, unless an alias says else."""

    model_config = ConfigDict(alias_generator=to_camel)


class ClosedCamelModel(CamelModel):
    """A `CamelModel` without other members than the fields name."""

    model_config = ConfigDict(extra="forbid")
