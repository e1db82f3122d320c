"""The reply types of the registered statuses below 400, by body (IANA HTTP Status Codes)."""

from __future__ import annotations

from .replies import EmptyReply, RangeReply, Reply, T_co


class Ok200(Reply[T_co], status=200):
    """OK (RFC 9110, section 15.3.1)."""


class Created201(Reply[T_co], status=201):
    """Created (RFC 9110, section 15.3.2)."""


class Accepted202(Reply[T_co], status=202):
    """Accepted (RFC 9110, section 15.3.3)."""


class NonAuthoritativeInformation203(Reply[T_co], status=203):
    """Non-Authoritative Information (RFC 9110, section 15.3.4)."""


class NoContent204(EmptyReply, status=204):
    """No Content (RFC 9110, section 15.3.5)."""


class ResetContent205(Reply[T_co], status=205):
    """Reset Content (RFC 9110, section 15.3.6)."""


class PartialContent206(Reply[T_co], status=206):
    """Partial Content (RFC 9110, section 15.3.7)."""


class MultiStatus207(Reply[T_co], status=207):
    """Multi-Status (RFC 4918, section 11.1)."""


class AlreadyReported208(Reply[T_co], status=208):
    """Already Reported (RFC 5842, section 7.1)."""


class ImUsed226(Reply[T_co], status=226):
    """IM Used (RFC 3229, section 10.4.1)."""


class MultipleChoices300(Reply[T_co], status=300):
    """Multiple Choices (RFC 9110, section 15.4.1)."""


class MovedPermanently301(Reply[T_co], status=301):
    """Moved Permanently (RFC 9110, section 15.4.2)."""


class Found302(Reply[T_co], status=302):
    """Found (RFC 9110, section 15.4.3)."""


class SeeOther303(Reply[T_co], status=303):
    """See Other (RFC 9110, section 15.4.4)."""


class NotModified304(EmptyReply, status=304):
    """Not Modified (RFC 9110, section 15.4.5)."""


class UseProxy305(Reply[T_co], status=305):
    """Use Proxy (RFC 9110, section 15.4.6)."""


class TemporaryRedirect307(Reply[T_co], status=307):
    """Temporary Redirect (RFC 9110, section 15.4.8)."""


class PermanentRedirect308(Reply[T_co], status=308):
    """Permanent Redirect (RFC 9110, section 15.4.9)."""


class Successful2XX(RangeReply[T_co], status="2XX"):
    """Any success (RFC 9110, section 15.3)."""


class Redirection3XX(RangeReply[T_co], status="3XX"):
    """Any redirection (RFC 9110, section 15.4)."""
