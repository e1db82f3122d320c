"""What a run tells of each exchange to whoever listens: the coverage of the contract, say."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlsplit

import requests
from schemathesis.engine.recorder import Interaction

from adhere.fuzz.identity import ANONYMOUS, Identity
from adhere.fuzz.wire import WireRequest


@dataclass(frozen=True, slots=True)
class Observed:
    """A request and its reply. `headers` have lower-case names.

    `caller` is whose credential the request carries as far as the sender knows; `None` where
    nobody does.
    """

    request: WireRequest
    status: int
    headers: Mapping[str, str]
    content: bytes
    caller: Identity | None = None

    @classmethod
    def of(cls, interaction: Interaction, caller: Identity | None = None) -> Observed | None:
        """Read what was recorded; `None` where no reply came."""
        request, response = interaction.request, interaction.response
        if response is None:
            return None
        parts = urlsplit(request.uri)
        sent = WireRequest(
            method=request.method.upper(),
            path=parts.path,
            query=tuple(parse_qsl(parts.query, keep_blank_values=True)),
            headers=_joined(request.headers),
            body=request.body,
        )
        headers = _joined(response.headers)
        return cls(sent, response.status_code, headers, response.content, caller)

    @classmethod
    def of_reply(cls, reply: requests.Response) -> Observed:
        """Read what was sent beside the engine and the checks: a login, a deletion in the end."""
        request = WireRequest.of(reply.request)
        headers = {name.lower(): value for name, value in reply.headers.items()}
        return cls(request, reply.status_code, headers, reply.content, Identity(ANONYMOUS))


Observer = Callable[[Observed], None]


def _joined(headers: Mapping[str, list[str]]) -> dict[str, str]:
    return {name.lower(): ", ".join(values) for name, values in headers.items()}
