"""What is raised for replies that the contract does not allow."""

from __future__ import annotations

import httpx


class UnexpectedReply(Exception):  # noqa: N818  # a finding about the service
    """A reply whose status is not declared, or that does not fit what is.

    `response` is the whole of it. The message names the operation and the places that do not
    fit; it repeats no value, neither of the request nor of the reply.
    """

    def __init__(self, message: str, response: httpx.Response) -> None:
        """Hold the response."""
        super().__init__(message)
        self.response = response


class TokenRefused(UnexpectedReply):
    """A token endpoint did not issue a token (RFC 6749, section 5.2)."""


class Unfit(Exception):  # noqa: N818  # caught where the operation is known
    """What of a response does not fit the contract, in words without its values."""
