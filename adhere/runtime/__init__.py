"""What generated code imports. Knows nothing of the toolkit."""

from fastapi import APIRouter, FastAPI, UploadFile
from pydantic import Field
from starlette.requests import Request

from .application import build_receiver, build_router, create_app, warm_up
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
from .expressions import NoCallbackUrl, callback_url
from .implementations import ImplementationError
from .model import CamelModel, ClosedCamelModel, ClosedModel, Model
from .operation import (
    Cookie,
    Header,
    Path,
    Query,
    QueryString,
    callback,
    operation,
    scheme,
    webhook,
)
from .options import Options
from .principal import P, P_co, P_contra
from .problems import problem_response
from .receiving import Receiving
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
from .signature_check import WebhookSecrets
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
    "NoCallbackUrl",
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
    "Receiving",
    "Reply",
    "Request",
    "ServerSentEvent",
    "UploadBody",
    "UploadFile",
    "WebhookSecrets",
    "build_receiver",
    "build_router",
    "callback",
    "callback_url",
    "create_app",
    "operation",
    "problem_response",
    "scheme",
    "warm_up",
    "webhook",
]
