"""What an OpenAPI document says, resolved, typed and named."""

from adhere.contract.build import Built, build
from adhere.contract.complete import completed
from adhere.contract.cursor import Cursor
from adhere.contract.nodes import (
    Contract,
    Encoding,
    Group,
    Header,
    Link,
    MediaType,
    NamedSchema,
    Node,
    OAuthFlow,
    Operation,
    Parameter,
    ParameterLocation,
    ParameterStyle,
    RequestBody,
    Response,
    Schema,
    SchemeType,
    SchemeUse,
    SecurityRequirement,
    SecurityScheme,
)
from adhere.contract.salvage import Salvaged, all_of, salvage

__all__ = [
    "Built",
    "Contract",
    "Cursor",
    "Encoding",
    "Group",
    "Header",
    "Link",
    "MediaType",
    "NamedSchema",
    "Node",
    "OAuthFlow",
    "Operation",
    "Parameter",
    "ParameterLocation",
    "ParameterStyle",
    "RequestBody",
    "Response",
    "Salvaged",
    "Schema",
    "SchemeType",
    "SchemeUse",
    "SecurityRequirement",
    "SecurityScheme",
    "all_of",
    "build",
    "completed",
    "salvage",
]
