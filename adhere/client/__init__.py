"""What a generated `client.py` imports: calls to operations over httpx, sync and async."""

from adhere.runtime.contract_files import ContractFiles
from adhere.runtime.credentials import BasicCredentials, HttpCredentials

from .addresses import AddressRefused
from .base import BaseAsyncClient, BaseClient
from .credentials import AsyncSecret, AsyncToken, Secret, Token
from .deliveries import RETRY_DELAYS, Delivery, Outcome, delivery_of
from .downloads import ReceivedBytes, async_pieces_of, pieces_of
from .errors import TokenRefused, UnexpectedReply
from .in_process import AppTransport
from .items import ReceivedItems, items_of
from .operation import Group, S, operation
from .senders import (
    AsyncWebhookSettings,
    BaseAsyncWebhookSender,
    BaseWebhookSender,
    Secrets,
    WebhookSettings,
)
from .sending import AsyncSender, AsyncSettings, Exchange, Sender, Settings
from .tokens import ClientCredentials
from .uploads import UploadContent

__all__ = [
    "RETRY_DELAYS",
    "AddressRefused",
    "AppTransport",
    "AsyncSecret",
    "AsyncSender",
    "AsyncSettings",
    "AsyncToken",
    "AsyncWebhookSettings",
    "BaseAsyncClient",
    "BaseAsyncWebhookSender",
    "BaseClient",
    "BaseWebhookSender",
    "BasicCredentials",
    "ClientCredentials",
    "ContractFiles",
    "Delivery",
    "Exchange",
    "Group",
    "HttpCredentials",
    "Outcome",
    "ReceivedBytes",
    "ReceivedItems",
    "S",
    "Secret",
    "Secrets",
    "Sender",
    "Settings",
    "Token",
    "TokenRefused",
    "UnexpectedReply",
    "UploadContent",
    "WebhookSettings",
    "async_pieces_of",
    "delivery_of",
    "items_of",
    "operation",
    "pieces_of",
]
