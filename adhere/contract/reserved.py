"""Names that generated code needs for itself."""

from __future__ import annotations

from keyword import kwlist, softkwlist

KEYWORDS = frozenset(kwlist)

TYPES = frozenset({"bool", "dict", "float", "int", "list", "str", "tuple"})
"""A method or field named like one of these would hide it from the annotations below it."""

_TYPES_IN_CLASS_SCOPE = TYPES | {
    "bytes", "date", "datetime", "frozenset", "object", "set", "time", "timedelta", "type",
}  # fmt: skip
_DECORATORS = frozenset(
    {"classmethod", "dataclass", "operation", "property", "scheme", "staticmethod"}
)

_MODULES = frozenset({"models"})

METHODS = KEYWORDS | _TYPES_IN_CLASS_SCOPE | _DECORATORS | _MODULES
SENT_METHODS = METHODS | {"callback", "webhook"}
FORM_FIELDS = KEYWORDS | TYPES | _MODULES
PARAMETERS = KEYWORDS | {"body", "call", "self"}
HEADERS = (
    KEYWORDS
    | _TYPES_IN_CLASS_SCOPE
    | _MODULES
    | {"args", "body", "extra_headers", "headers", "media_type", "self", "status", "with_traceback"}
    | {"add_note"}
)
GROUPS = (
    KEYWORDS
    | frozenset(softkwlist)
    | {
        "adhere", "app", "app_maker", "build_receiver", "build_router", "client", "contract",
        "create_app", "generated", "manifest", "models", "openapi", "prefix", "py", "replies",
        "router", "router_maker", "security", "self", "senders", "test", "tests",
        # what `create_app` takes besides the groups
        "debug", "dependencies", "docs_url", "exception_handlers", "fastapi", "lifespan",
        "middleware", "openapi_url", "options", "redoc_url", "root_path",
        "swagger_ui_init_oauth", "swagger_ui_oauth2_redirect_url", "swagger_ui_parameters",
        "title",
    }
)  # fmt: skip

CLASSES = frozenset(
    {
        # adhere.runtime
        "ApiKey", "Base64Data", "Base64UrlData", "BasicCredentials", "BearerToken",
        "BinaryContent", "Call", "ClientCertificate", "ContractFiles", "Cookie", "EmptyErrorReply",
        "DecimalText", "EmptyRangeErrorReply", "EmptyRangeReply", "EmptyReply", "ErrorReply",
        "ExactDate", "ExactDateTime", "Granted", "Header", "HttpCredentials",
        "ImplementationError", "Implementations", "IsoDuration", "ItemStream", "Options", "P",
        "Path", "Query", "QueryString", "RangeErrorReply", "RangeReply", "Receiving", "Reply",
        "Request", "Security", "ServerSentEvent", "UploadBody", "UploadFile", "WebhookSecrets",
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
