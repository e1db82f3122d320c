"""What became of a webhook: whether to send it again, and when (Standard Webhooks 1.0.0)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from enum import StrEnum
from typing import Final

import httpx

from adhere.client.addresses import AddressRefused
from adhere.client.errors import UnexpectedReply
from adhere.runtime.expressions import reply_header
from adhere.runtime.replies import AnyReply

RETRY_DELAYS: Final = (5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400)
"""Seconds to wait after each attempt, as the standard recommends; add some jitter."""


class Outcome(StrEnum):
    """What an attempt came to.

    `GONE`: the receiver wants nothing more from this source. `REFUSED`: its URL leads to an
    address that is not public; sending again will not help. `RETRY`: any other failure.
    """

    DELIVERED = "delivered"
    GONE = "gone"
    REFUSED = "refused"
    RETRY = "retry"


@dataclass(frozen=True, slots=True)
class Delivery:
    """One attempt: its outcome, the status of the reply if one came, and its `Retry-After` in s."""

    outcome: Outcome
    status: int | None = None
    retry_after: float | None = None


def delivery_of(ended: AnyReply | UnexpectedReply | httpx.RequestError) -> Delivery:
    """Tell what an attempt came to, by the reply or by what was raised instead of one.

    A 2xx is delivered, whatever its body; a redirect is not.
    """
    if isinstance(ended, AddressRefused):
        return Delivery(Outcome.REFUSED)
    if isinstance(ended, httpx.RequestError):
        return Delivery(Outcome.RETRY)
    if isinstance(ended, UnexpectedReply):
        response = ended.response
        return _delivery(response.status_code, response.headers.get("Retry-After"))
    return _delivery(ended.status_code, reply_header(ended, "Retry-After"))


def _delivery(status: int, retry_after: object) -> Delivery:
    if httpx.codes.is_success(status):
        return Delivery(Outcome.DELIVERED, status)
    if status == httpx.codes.GONE:
        return Delivery(Outcome.GONE, status)
    return Delivery(Outcome.RETRY, status, _seconds(retry_after))


def _seconds(retry_after: object) -> float | None:
    """Read `Retry-After`: seconds or a date (RFC 9110, section 10.2.3)."""
    text = str(retry_after or "").strip()
    if text.isdecimal() and text.isascii():
        return float(text)
    try:
        at = parsedate_to_datetime(text)
    except ValueError:
        return None
    now = datetime.now(UTC)
    return max(0.0, (at if at.tzinfo else at.replace(tzinfo=UTC)).timestamp() - now.timestamp())
