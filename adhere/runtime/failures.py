"""The reply types of the registered statuses from 400, by body; each may be raised as well."""

from __future__ import annotations

from .replies import ErrorReply, RangeErrorReply, T_co


class BadRequest400(ErrorReply[T_co], status=400):
    """Bad Request (RFC 9110, section 15.5.1)."""


class Unauthorized401(ErrorReply[T_co], status=401):
    """Unauthorized (RFC 9110, section 15.5.2)."""


class PaymentRequired402(ErrorReply[T_co], status=402):
    """Payment Required (RFC 9110, section 15.5.3)."""


class Forbidden403(ErrorReply[T_co], status=403):
    """Forbidden (RFC 9110, section 15.5.4)."""


class NotFound404(ErrorReply[T_co], status=404):
    """Not Found (RFC 9110, section 15.5.5)."""


class MethodNotAllowed405(ErrorReply[T_co], status=405):
    """Method Not Allowed (RFC 9110, section 15.5.6)."""


class NotAcceptable406(ErrorReply[T_co], status=406):
    """Not Acceptable (RFC 9110, section 15.5.7)."""


class ProxyAuthenticationRequired407(ErrorReply[T_co], status=407):
    """Proxy Authentication Required (RFC 9110, section 15.5.8)."""


class RequestTimeout408(ErrorReply[T_co], status=408):
    """Request Timeout (RFC 9110, section 15.5.9)."""


class Conflict409(ErrorReply[T_co], status=409):
    """Conflict (RFC 9110, section 15.5.10)."""


class Gone410(ErrorReply[T_co], status=410):
    """Gone (RFC 9110, section 15.5.11)."""


class LengthRequired411(ErrorReply[T_co], status=411):
    """Length Required (RFC 9110, section 15.5.12)."""


class PreconditionFailed412(ErrorReply[T_co], status=412):
    """Precondition Failed (RFC 9110, section 15.5.13)."""


class ContentTooLarge413(ErrorReply[T_co], status=413):
    """Content Too Large (RFC 9110, section 15.5.14)."""


class UriTooLong414(ErrorReply[T_co], status=414):
    """URI Too Long (RFC 9110, section 15.5.15)."""


class UnsupportedMediaType415(ErrorReply[T_co], status=415):
    """Unsupported Media Type (RFC 9110, section 15.5.16)."""


class RangeNotSatisfiable416(ErrorReply[T_co], status=416):
    """Range Not Satisfiable (RFC 9110, section 15.5.17)."""


class ExpectationFailed417(ErrorReply[T_co], status=417):
    """Expectation Failed (RFC 9110, section 15.5.18)."""


class MisdirectedRequest421(ErrorReply[T_co], status=421):
    """Misdirected Request (RFC 9110, section 15.5.20)."""


class UnprocessableContent422(ErrorReply[T_co], status=422):
    """Unprocessable Content (RFC 9110, section 15.5.21)."""


class Locked423(ErrorReply[T_co], status=423):
    """Locked (RFC 4918, section 11.3)."""


class FailedDependency424(ErrorReply[T_co], status=424):
    """Failed Dependency (RFC 4918, section 11.4)."""


class TooEarly425(ErrorReply[T_co], status=425):
    """Too Early (RFC 8470, section 5.2)."""


class UpgradeRequired426(ErrorReply[T_co], status=426):
    """Upgrade Required (RFC 9110, section 15.5.22)."""


class PreconditionRequired428(ErrorReply[T_co], status=428):
    """Precondition Required (RFC 6585, section 3)."""


class TooManyRequests429(ErrorReply[T_co], status=429):
    """Too Many Requests (RFC 6585, section 4)."""


class RequestHeaderFieldsTooLarge431(ErrorReply[T_co], status=431):
    """Request Header Fields Too Large (RFC 6585, section 5)."""


class UnavailableForLegalReasons451(ErrorReply[T_co], status=451):
    """Unavailable For Legal Reasons (RFC 7725, section 3)."""


class InternalServerError500(ErrorReply[T_co], status=500):
    """Internal Server Error (RFC 9110, section 15.6.1)."""


class NotImplemented501(ErrorReply[T_co], status=501):
    """Not Implemented (RFC 9110, section 15.6.2)."""


class BadGateway502(ErrorReply[T_co], status=502):
    """Bad Gateway (RFC 9110, section 15.6.3)."""


class ServiceUnavailable503(ErrorReply[T_co], status=503):
    """Service Unavailable (RFC 9110, section 15.6.4)."""


class GatewayTimeout504(ErrorReply[T_co], status=504):
    """Gateway Timeout (RFC 9110, section 15.6.5)."""


class HttpVersionNotSupported505(ErrorReply[T_co], status=505):
    """HTTP Version Not Supported (RFC 9110, section 15.6.6)."""


class VariantAlsoNegotiates506(ErrorReply[T_co], status=506):
    """Variant Also Negotiates (RFC 2295, section 8.1)."""


class InsufficientStorage507(ErrorReply[T_co], status=507):
    """Insufficient Storage (RFC 4918, section 11.5)."""


class LoopDetected508(ErrorReply[T_co], status=508):
    """Loop Detected (RFC 5842, section 7.2)."""


class NetworkAuthenticationRequired511(ErrorReply[T_co], status=511):
    """Network Authentication Required (RFC 6585, section 6)."""


class ClientError4XX(RangeErrorReply[T_co], status="4XX"):
    """Any mistake of the client (RFC 9110, section 15.5)."""


class ServerError5XX(RangeErrorReply[T_co], status="5XX"):
    """Any failure of the server (RFC 9110, section 15.6)."""


class DefaultReply(RangeErrorReply[T_co], status="default"):
    """Any status that the operation does not declare otherwise."""
