"""The request as an implementation sees it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Generic, cast

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.types import Message, Receive, Scope

from .credentials import Admission
from .principal import P_co
from .upload import UploadBody


@dataclass(frozen=True, slots=True)
class OperationInfo:
    """Which operation of the contract a request reached.

    `group` is the Protocol's name, `name` its method's, `path` the template of the contract.
    """

    group: str
    name: str
    method: str
    path: str
    implemented: bool


class Call(Generic[P_co]):
    """What every operation receives besides its body and parameters.

    `content_type` is the declared media range that the request's body matched, `None`
    without a body. `scope` is the request's ASGI scope.
    """

    __slots__ = (
        "_admission",
        "_body",
        "_headers",
        "_receive",
        "_request",
        "_upload",
        "content_type",
        "operation",
        "scope",
    )

    def __init__(
        self, operation: OperationInfo, admission: Admission, *, scope: Scope, receive: Receive
    ) -> None:
        """Hold the pieces; `request` and `response_headers` are made when asked for."""
        self.operation = operation
        self.content_type: str | None = None
        self._admission = admission
        self.scope = scope
        self._receive = receive
        self._body: bytes | None = None
        self._upload: UploadBody | None = None
        self._request: Request | None = None
        self._headers: MutableHeaders | None = None

    @property
    def principal(self) -> P_co:
        """The caller, as the first scheme of the satisfied requirement recognised it."""
        return cast("P_co", self._admission.principal)

    @property
    def principals(self) -> Mapping[str, object]:
        """The caller, by security scheme, where a requirement asks for several at once."""
        return self._admission.principals

    @property
    def request(self) -> Request:
        """The request; its body can be read again."""
        if self._request is None:
            receive = self._receive if self._body is None else self._replay
            self._request = Request(self.scope, receive)
        return self._request

    @property
    def response_headers(self) -> MutableHeaders:
        """Header fields to add to whatever reply this call ends in."""
        if self._headers is None:
            self._headers = MutableHeaders()
        return self._headers

    def admit(self, admission: Admission) -> None:
        """Note who was admitted."""
        self._admission = admission

    def added_headers(self) -> list[tuple[bytes, bytes]]:
        """Return the raw form of `response_headers`, without making it."""
        return [] if self._headers is None else self._headers.raw

    def keep_body(self, body: bytes | None, upload: UploadBody | None) -> None:
        """Keep the bytes that were read, so that `request` can read them again."""
        self._body = body
        self._upload = upload

    @property
    def is_receiving(self) -> bool:
        """Tell whether some of the request's body may yet be read."""
        return self._upload is not None and not self._upload.is_ended

    async def _replay(self) -> Message:
        if self._body is None:
            return await self._receive()
        body, self._body = self._body, None
        return {"type": "http.request", "body": body, "more_body": False}
