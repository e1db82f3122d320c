"""The connection itself: header fields of bounded size, requests that arrive in bounded time.

uvicorn waits for a request forever, and httptools takes header fields of any size.
"""

from __future__ import annotations

import asyncio
from http import HTTPStatus
from typing import Any
from uuid import uuid4

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from adhere.runtime import problem_response
from impl.web.exchange import HEADERS

# The request target and all header fields together, and how many of them there may be.
MAX_HEADER_BYTES = 65_536
MAX_HEADER_FIELDS = 100


class TooLargeError(Exception):
    """There are more header fields than are read."""


class BoundedProtocol(HttpToolsProtocol):
    """An HTTP/1.1 connection whose requests must arrive in time and in measure.

    What cannot be read as a request is answered 400, header fields beyond measure 431 (RFC
    6585, section 5), and a request that stays away 408 (RFC 9110, section 15.5.9). All three
    close the connection.
    """

    # For all header fields together, and for each next piece of the body; in seconds.
    patience = 8.0

    def __init__(self, *arguments: Any, **named: Any) -> None:
        """Take what uvicorn gives every protocol."""
        super().__init__(*arguments, **named)
        self._timer: asyncio.TimerHandle | None = None
        self._in_header = True
        self._header_bytes = 0
        self._fault = HTTPStatus.BAD_REQUEST

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Wait for the first request."""
        super().connection_made(transport)
        self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait for nothing more."""
        self._end_wait()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Parse what came; header fields without an end are bounded by all that came."""
        self._header_bytes += len(data)
        super().data_received(data)
        if self._in_header and self._header_bytes > MAX_HEADER_BYTES:
            self._refuse(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE)

    def on_message_begin(self) -> None:
        """Wait for the header fields to be complete."""
        super().on_message_begin()
        self._in_header = True
        self._wait()

    def on_headers_complete(self) -> None:
        """Bound the header fields, and wait for the body."""
        self._in_header = False
        self._header_bytes = 0
        size = len(self.url) + sum(len(name) + len(value) for name, value in self.headers)
        if size > MAX_HEADER_BYTES or len(self.headers) > MAX_HEADER_FIELDS:
            self._fault = HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE
            raise TooLargeError
        self._wait()
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        """Wait for the next piece."""
        self._wait()
        super().on_body(body)

    def on_message_complete(self) -> None:
        """Leave it to uvicorn how long an idle connection is kept."""
        self._end_wait()
        self._in_header = True
        self._header_bytes = 0
        super().on_message_complete()

    def send_400_response(self, msg: str) -> None:
        """Refuse what uvicorn's parser stopped at."""
        del msg
        self._refuse(self._fault)

    def _wait(self) -> None:
        self._end_wait()
        self._timer = self.loop.call_later(self.patience, self._lose_patience)

    def _end_wait(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    @property
    def _answers(self) -> bool:
        return self.cycle is not None and not self.cycle.response_complete

    def _lose_patience(self) -> None:
        if self.flow.read_paused or (self._in_header and self._answers):
            self._wait()  # the caller waits for us
        elif self._header_bytes or not self._in_header:
            self._refuse(HTTPStatus.REQUEST_TIMEOUT)
        else:
            self.transport.close()

    def _refuse(self, status: HTTPStatus) -> None:
        """Answer with a problem, unless an answer has begun, and close the connection."""
        self._end_wait()
        answered = self.cycle is not None and self.cycle.response_started
        if not (self._answers if self._in_header else answered):
            self.transport.write(_refusal(status))
        self.transport.close()


def bounded_protocol(patience: float) -> type[BoundedProtocol]:
    """Return the protocol that waits so many seconds for the next piece of a request."""
    return type("PatientProtocol", (BoundedProtocol,), {"patience": patience})


def _refusal(status: HTTPStatus) -> bytes:
    """Write the response that no application was asked for."""
    request_id = str(uuid4())
    own = {**HEADERS, "X-Request-ID": request_id, "Cache-Control": "no-store"}
    answer = problem_response(status, headers={**own, "Connection": "close"}, request_id=request_id)
    lines = [f"HTTP/1.1 {status.value} {status.phrase}".encode()]
    lines += [name + b": " + value for name, value in answer.raw_headers]
    return b"\r\n".join([*lines, b"", bytes(answer.body)])
