"""Replies that operations share."""

from adhere.runtime import ErrorReply

from .models import Problem


class NotFound404(ErrorReply[Problem], status=404):
    """No such thing."""
