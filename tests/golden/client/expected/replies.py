"""Replies that operations share."""

from adhere.runtime import ErrorReply, RangeErrorReply

from .models import Problem


class Refused4XX(RangeErrorReply[Problem], status="4XX"):
    """No."""


class Refused401(ErrorReply[Problem], status=401):
    """No."""


class Refused409(ErrorReply[Problem], status=409):
    """No."""


class Refused404(ErrorReply[Problem], status=404):
    """No."""


class RefusedDefault(RangeErrorReply[Problem], status="default"):
    """No."""


class Refused403(ErrorReply[Problem], status=403):
    """No."""


class Refused400(ErrorReply[Problem], status=400):
    """No."""
