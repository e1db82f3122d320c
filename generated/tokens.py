"""Operations tagged `tokens`."""

from __future__ import annotations

from adhere.runtime import Call, ErrorReply, Protocol, Reply, operation

from . import models
from .replies import (
    ContentTooLarge413,
    NotAcceptable406,
    ServiceUnavailable503,
    TooManyRequests429,
    UnprocessableContent422,
    UnsupportedMediaType415,
)

TokensErrors = NotAcceptable406 | TooManyRequests429 | ServiceUnavailable503
"""What any of the operations tagged `tokens` may end in."""


class Tokens(Protocol):
    """What `impl` provides for the operations tagged `tokens`."""

    @operation("POST", "/oauth/token")
    async def issue_token(
        self, call: Call[None], body: models.ClientCredentialsGrant
    ) -> (
        models.ClientToken
        | IssueToken200
        | IssueToken400
        | IssueToken401
        | ContentTooLarge413
        | UnsupportedMediaType415
        | TokensErrors
    ):
        """Issue an access token to a machine client."""

    @operation("GET", "/.well-known/jwks.json")
    async def get_jwks(
        self, call: Call[None]
    ) -> models.JwkSet | GetJwks200 | UnprocessableContent422 | TokensErrors:
        """Read the keys that verify access tokens."""


class IssueToken200(Reply["models.ClientToken"], status=200):
    """An access token."""

    x_request_id: str | None = None


class IssueToken400(ErrorReply["models.OAuthError | models.Problem"], status=400):
    """The request is malformed, or the scope is more than the client may have."""

    x_request_id: str | None = None


class IssueToken401(ErrorReply["models.OAuthError"], status=401):
    """The client is unknown, or its secret is wrong."""

    x_request_id: str | None = None


class GetJwks200(Reply["models.JwkSet"], status=200):
    """The keys, the one in use first."""

    x_request_id: str | None = None
