"""Calling URLs that others have named: no private network, no endless reply."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Iterator
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import Any, Final

import httpx

MAX_REPLY: Final = 262_144
"""Bytes of a reply that are read."""

NAT64: Final = IPv6Network("64:ff9b::/96")
"""Addresses that stand for those of IPv4 (RFC 6052, section 2.1)."""

NO_REUSE: Final = httpx.Limits(max_keepalive_connections=0)
"""Connections are kept by address; names that share one must not share a connection."""


class AddressRefused(httpx.RequestError):
    """A URL leads to an address that is not public; nothing was sent."""


def is_public(address: str) -> bool:
    """Tell whether an address is on the public internet, whatever it is wrapped in.

    Loopback, private, link-local, shared, reserved and multicast addresses are not.
    """
    found = _unwrapped(ip_address(address.partition("%")[0]))
    return found.is_global and not found.is_multicast


def _unwrapped(address: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    if isinstance(address, IPv4Address):
        return address
    if address in NAT64:
        return IPv4Address(int(address) & 0xFFFF_FFFF)
    teredo = address.teredo[1] if address.teredo else None
    return address.ipv4_mapped or address.sixtofour or teredo or address


class OutwardTransport(httpx.BaseTransport):
    """Sends to public addresses, unless private ones are allowed, and bounds the reply.

    A host is resolved once and the connection made to what was checked, so that a name cannot
    lead elsewhere the second time; the certificate is checked against the name.
    """

    def __init__(self, transport: httpx.BaseTransport | None, *, private: bool) -> None:
        """Send with a transport of its own where none is given."""
        self._transport = transport or httpx.HTTPTransport(limits=NO_REUSE)
        self._private = private

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send. Raises `AddressRefused`, and what the transport raises."""
        if self._private:
            return _bounded(self._transport.handle_request(request), request)
        *others, last = _checked(request, _resolve(request))
        for candidate in others:
            try:
                return _bounded(self._transport.handle_request(candidate), request)
            except (httpx.ConnectError, httpx.ConnectTimeout):
                continue
        return _bounded(self._transport.handle_request(last), request)

    def close(self) -> None:
        """Close the transport."""
        self._transport.close()


class AsyncOutwardTransport(httpx.AsyncBaseTransport):
    """The same for async clients."""

    def __init__(self, transport: httpx.AsyncBaseTransport | None, *, private: bool) -> None:
        """Send with a transport of its own where none is given."""
        self._transport = transport or httpx.AsyncHTTPTransport(limits=NO_REUSE)
        self._private = private

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send. Raises `AddressRefused`, and what the transport raises."""
        if self._private:
            return _bounded(await self._transport.handle_async_request(request), request)
        *others, last = _checked(request, await asyncio.to_thread(_resolve, request))
        for candidate in others:
            try:
                return _bounded(await self._transport.handle_async_request(candidate), request)
            except (httpx.ConnectError, httpx.ConnectTimeout):
                continue
        return _bounded(await self._transport.handle_async_request(last), request)

    async def aclose(self) -> None:
        """Close the transport."""
        await self._transport.aclose()


def _resolve(request: httpx.Request) -> list[str]:
    """Return the addresses of a request's host. Raises `httpx.ConnectError`."""
    host, port = request.url.raw_host.decode("ascii"), request.url.port
    try:
        found = socket.getaddrinfo(host.strip("[]"), port, type=socket.SOCK_STREAM)
    except OSError as error:
        raise httpx.ConnectError(f"The host has no address: {error}", request=request) from error
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


def _checked(request: httpx.Request, addresses: list[str]) -> list[httpx.Request]:
    """Return the request to each address; all must be public. Raises `AddressRefused`."""
    if not all(map(is_public, addresses)):
        raise AddressRefused("The URL leads to an address that is not public.", request=request)
    return [_pinned(request, address) for address in addresses]


def _pinned(request: httpx.Request, address: str) -> httpx.Request:
    return httpx.Request(
        request.method,
        request.url.copy_with(host=address),
        headers=request.headers,
        stream=request.stream,
        extensions={**request.extensions, "sni_hostname": request.url.host},
    )


def _bounded(response: httpx.Response, request: httpx.Request) -> httpx.Response:
    """Return a response that can be read up to `MAX_REPLY`, as sent. Raises for an encoded one."""
    if response.headers.get("Content-Encoding", "identity") != "identity":
        raise httpx.RemoteProtocolError("The reply is encoded, unasked.", request=request)
    response.stream = _Bounded(response.stream, request)
    return response


class _Bounded(httpx.SyncByteStream, httpx.AsyncByteStream):
    """The bytes of a reply, sync or async, no more than `MAX_REPLY`."""

    def __init__(self, stream: Any, request: httpx.Request) -> None:
        self._stream = stream
        self._request = request
        self._left = MAX_REPLY

    def __iter__(self) -> Iterator[bytes]:
        for piece in self._stream:
            yield self._counted(piece)

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for piece in self._stream:
            yield self._counted(piece)

    def _counted(self, piece: bytes) -> bytes:
        self._left -= len(piece)
        if self._left < 0:
            told = f"The reply is larger than {MAX_REPLY} bytes."
            raise httpx.ReadError(told, request=self._request)
        return piece

    def close(self) -> None:
        if isinstance(self._stream, httpx.SyncByteStream):
            self._stream.close()

    async def aclose(self) -> None:
        if isinstance(self._stream, httpx.AsyncByteStream):
            await self._stream.aclose()
