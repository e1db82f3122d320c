"""What a generated `client.py` imports: calls to operations over httpx, sync and async."""

from adhere.runtime.contract_files import ContractFiles
from adhere.runtime.credentials import BasicCredentials, HttpCredentials

from .base import BaseAsyncClient, BaseClient
from .credentials import AsyncSecret, AsyncToken, Secret, Token
from .errors import TokenRefused, UnexpectedReply
from .in_process import AppTransport
from .items import ReceivedItems, items_of
from .operation import Group, S, operation
from .sending import AsyncSettings, Exchange, Settings
from .tokens import ClientCredentials

__all__ = [
    "AppTransport",
    "AsyncSecret",
    "AsyncSettings",
    "AsyncToken",
    "BaseAsyncClient",
    "BaseClient",
    "BasicCredentials",
    "ClientCredentials",
    "ContractFiles",
    "Exchange",
    "Group",
    "HttpCredentials",
    "ReceivedItems",
    "S",
    "Secret",
    "Settings",
    "Token",
    "TokenRefused",
    "UnexpectedReply",
    "items_of",
    "operation",
]
