"""Names that generated code needs for itself."""

from __future__ import annotations

from keyword import kwlist, softkwlist

KEYWORDS = frozenset(kwlist)

# A method or field named like a type would hide it from the annotations below it.
_TYPES_IN_CLASS_SCOPE = frozenset(
    {
        "bool", "bytes", "date", "datetime", "dict", "float", "frozenset", "int", "list",
        "object", "set", "str", "time", "timedelta", "tuple", "type",
    }
)  # fmt: skip
_DECORATORS = frozenset(
    {"classmethod", "dataclass", "operation", "property", "scheme", "staticmethod"}
)

METHODS = KEYWORDS | _TYPES_IN_CLASS_SCOPE | _DECORATORS
SENT_METHODS = METHODS | {"callback", "webhook"}
PARAMETERS = KEYWORDS | {"body", "call", "self"}
HEADERS = (
    KEYWORDS
    | _TYPES_IN_CLASS_SCOPE
    | {"args", "body", "extra_headers", "headers", "media_type", "self", "status", "with_traceback"}
    | {"add_note"}
)
GROUPS = (
    KEYWORDS
    | frozenset(softkwlist)
    | {
        "adhere", "app", "build_router", "client", "contract", "create_app", "fastapi",
        "generated", "manifest", "models", "openapi", "options", "prefix", "py", "replies",
        "router", "security", "self", "senders", "test", "tests",
    }
)  # fmt: skip

CLASSES = frozenset(
    {
        # adhere.runtime
        "ApiKey", "BasicCredentials", "BearerToken", "BinaryContent", "Call",
        "ClientCertificate", "ContractFiles", "Cookie", "EmptyErrorReply",
        "EmptyRangeErrorReply", "EmptyRangeReply", "EmptyReply", "ErrorReply", "Granted",
        "Header", "HttpCredentials",
        "ImplementationError", "ItemStream", "Options", "P", "Path", "Query", "QueryString",
        "RangeErrorReply", "RangeReply", "Reply", "Request", "Security", "ServerSentEvent",
        "UploadBody", "UploadFile",
        # typing, dataclasses, enum, uuid, decimal, datetime
        "Annotated", "Any", "ClassVar", "Decimal", "Enum", "Final", "Generic", "IntEnum",
        "Literal", "Mapping", "NotRequired", "Optional", "Protocol", "Required", "Self",
        "Sequence", "StrEnum", "TypeAlias", "TypeAliasType", "TypeVar", "TypedDict", "UUID",
        "Union",
        # pydantic
        "AnyUrl", "AwareDatetime", "Base64Bytes", "Base64Str", "BaseModel", "ByteSize",
        "ConfigDict", "Discriminator", "EmailStr", "Field", "FutureDate", "HttpUrl",
        "IPvAnyAddress", "IPvAnyNetwork", "Json", "MISSING", "NaiveDatetime", "PastDate",
        "RootModel", "SecretBytes", "SecretStr", "StrictBool", "StrictBytes", "StrictFloat",
        "StrictInt", "StrictStr", "Tag", "UrlConstraints",
        # fastapi, in __init__.py
        "APIRouter", "FastAPI",
        # builtins
        "BaseException", "Ellipsis", "Exception", "False", "None", "NotImplemented", "True",
    }
)  # fmt: skip
