"""Replies that operations share."""

from adhere.runtime import ErrorReply

from .models import NotFound404Body


class NotFound404(ErrorReply[NotFound404Body], status=404):
    """No such user."""
