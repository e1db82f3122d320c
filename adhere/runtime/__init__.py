"""What generated code imports. Knows nothing of the toolkit."""

from fastapi import APIRouter, FastAPI, UploadFile
from pydantic import Field
from starlette.requests import Request

from .application import build_router, create_app, warm_up
from .call import Call, OperationInfo
from .content import BinaryContent, ItemStream
from .contract_files import ContractFiles
from .credentials import (
    ApiKey,
    BasicCredentials,
    BearerToken,
    ClientCertificate,
    Granted,
    HttpCredentials,
)
from .events import ServerSentEvent
from .implementations import ImplementationError
from .model import CamelModel, ClosedCamelModel, ClosedModel, Model
from .operation import Cookie, Header, Path, Query, QueryString, operation, scheme
from .options import Options
from .principal import P, P_co, P_contra
from .problems import problem_response
from .replies import (
    EmptyErrorReply,
    EmptyRangeErrorReply,
    EmptyRangeReply,
    EmptyReply,
    ErrorReply,
    RangeErrorReply,
    RangeReply,
    Reply,
)
from .upload import UploadBody

__all__ = [
    "APIRouter",
    "ApiKey",
    "BasicCredentials",
    "BearerToken",
    "BinaryContent",
    "Call",
    "CamelModel",
    "ClientCertificate",
    "ClosedCamelModel",
    "ClosedModel",
    "ContractFiles",
    "Cookie",
    "EmptyErrorReply",
    "EmptyRangeErrorReply",
    "EmptyRangeReply",
    "EmptyReply",
    "ErrorReply",
    "FastAPI",
    "Field",
    "Granted",
    "Header",
    "HttpCredentials",
    "ImplementationError",
    "ItemStream",
    "Model",
    "OperationInfo",
    "Options",
    "P",
    "P_co",
    "P_contra",
    "Path",
    "Query",
    "QueryString",
    "RangeErrorReply",
    "RangeReply",
    "Reply",
    "Request",
    "ServerSentEvent",
    "UploadBody",
    "UploadFile",
    "build_router",
    "create_app",
    "operation",
    "problem_response",
    "scheme",
    "warm_up",
]
