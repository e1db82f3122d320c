"""The service under test: an address, or an ASGI application in this process."""

from __future__ import annotations

import functools
import ipaddress
import logging
import socket
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import requests
from schemathesis.python import asgi

from adhere.fuzz.errors import FuzzError
from adhere.fuzz.observer import Observed, Observer
from adhere.fuzz.settings import Profile, Settings

ASGIApp = Callable[..., Any]

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Target:
    """Where requests go. `base_url` has no trailing slash; `app` is set for in-process runs.

    `observer` is told of what is sent here.
    """

    base_url: str
    app: ASGIApp | None = None
    observer: Observer | None = None

    @property
    def name(self) -> str:
        """How reports call it."""
        return self.base_url if self.app is None else f"in-process application at {self.base_url}"

    @property
    def host(self) -> str:
        """The host name or address, without port."""
        return urlsplit(self.base_url).hostname or ""

    def send(self, method: str, url: str, *, timeout: float, **request: Any) -> requests.Response:
        """Send one request to a path of the service or to an absolute URL; no redirects.

        Raises FuzzError, one sentence, where no reply comes.
        """
        absolute = url if "://" in url else f"{self.base_url}{url}"
        session = requests.Session() if self.app is None else asgi.get_client(self.app)
        with session:
            try:
                reply = session.request(
                    method, absolute, timeout=timeout, allow_redirects=False, **request
                )
            except requests.RequestException as error:
                raise FuzzError(unreachable(absolute, error)) from error
        if self.observer is not None:
            self.observer(Observed.of_reply(reply))
        return reply


def locate(app_or_url: ASGIApp | str, settings: Settings) -> Target:
    """Return the target; raise FuzzError for what is no HTTP address or not an allowed host."""
    if not isinstance(app_or_url, str):
        return Target(f"http://{asgi.HOST}", contain(app_or_url))
    parts = urlsplit(app_or_url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise FuzzError(f"{app_or_url!r} is not an address: write http://HOST[:PORT][/PATH]")
    if parts.username or parts.password:
        raise FuzzError("the address carries a password: configure an identity instead")
    target = Target(app_or_url.split("?", 1)[0].split("#", 1)[0].rstrip("/"))
    if not is_loopback(target) and target.host not in settings.allow_hosts:
        if not _is_known(target.host):
            raise FuzzError(f"{target.host} is not a known host name")
        raise FuzzError(
            f"{target.host} is not this machine: "
            f"add --allow-host {target.host} if you may send test data there"
        )
    return target


@functools.cache  # a started application lives as long as the process: never start it twice
def contain(app: ASGIApp) -> ASGIApp:
    """Return the application as a server runs it: an exception ends one request, with 500."""

    async def contained(scope: Any, receive: Any, send: Any) -> None:
        has_started = False

        async def watched(message: Any) -> None:
            nonlocal has_started
            has_started = has_started or message["type"] == "http.response.start"
            await send(message)

        try:
            await app(scope, receive, watched)
        except Exception:
            if scope["type"] != "http":
                raise
            _log.exception("The application raised on %s %s", scope["method"], scope["path"])
            if not has_started:
                await send({"type": "http.response.start", "status": 500, "headers": []})
                await send({"type": "http.response.body", "body": b""})

    return contained


def _is_known(host: str) -> bool:
    """Tell whether the name resolves, so that a misspelt one is told as such."""
    try:
        return bool(socket.getaddrinfo(host, None))
    except (OSError, UnicodeError):
        return False


def is_loopback(target: Target) -> bool:
    """Tell whether requests stay on this machine."""
    if target.app is not None or target.host == "localhost":
        return True
    try:
        return ipaddress.ip_address(target.host).is_loopback
    except ValueError:
        return False


def profile_for(target: Target, settings: Settings) -> Profile:
    """Return the profile that was asked for, or the careful default for this target."""
    if settings.profile is not None:
        return settings.profile
    return Profile.FULL if is_loopback(target) else Profile.READ_ONLY


def unreachable(url: str, error: requests.RequestException) -> str:
    """Say in one sentence why no reply came from there."""
    host = urlsplit(url).netloc
    if isinstance(error, requests.exceptions.SSLError):
        if "WRONG_VERSION_NUMBER" in str(error) or "record layer failure" in str(error):
            return f"{host} does not speak TLS: write http:// instead of https://"
        return f"{host} has a certificate that this machine does not trust"
    if isinstance(error, requests.Timeout):
        return f"{host} did not answer in time: look whether the service is up"
    if "RemoteDisconnected" in str(error) or "BadStatusLine" in str(error):
        return f"{host} closed the connection without an HTTP reply: it may want https://"
    if "NameResolutionError" in str(error):
        return f"{urlsplit(url).hostname} is not a known host name"
    return f"nothing answers at {host}: start the service, or correct the address"
