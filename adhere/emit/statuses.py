"""Statuses that the runtime has a reply type for, and the responses that need no other."""

from __future__ import annotations

from collections.abc import Mapping

from adhere.contract.nodes import Response

STANDARD: Mapping[str, str] = {
    "200": "Ok200",
    "201": "Created201",
    "202": "Accepted202",
    "203": "NonAuthoritativeInformation203",
    "204": "NoContent204",
    "205": "ResetContent205",
    "206": "PartialContent206",
    "207": "MultiStatus207",
    "208": "AlreadyReported208",
    "226": "ImUsed226",
    "300": "MultipleChoices300",
    "301": "MovedPermanently301",
    "302": "Found302",
    "303": "SeeOther303",
    "304": "NotModified304",
    "305": "UseProxy305",
    "307": "TemporaryRedirect307",
    "308": "PermanentRedirect308",
    "400": "BadRequest400",
    "401": "Unauthorized401",
    "402": "PaymentRequired402",
    "403": "Forbidden403",
    "404": "NotFound404",
    "405": "MethodNotAllowed405",
    "406": "NotAcceptable406",
    "407": "ProxyAuthenticationRequired407",
    "408": "RequestTimeout408",
    "409": "Conflict409",
    "410": "Gone410",
    "411": "LengthRequired411",
    "412": "PreconditionFailed412",
    "413": "ContentTooLarge413",
    "414": "UriTooLong414",
    "415": "UnsupportedMediaType415",
    "416": "RangeNotSatisfiable416",
    "417": "ExpectationFailed417",
    "421": "MisdirectedRequest421",
    "422": "UnprocessableContent422",
    "423": "Locked423",
    "424": "FailedDependency424",
    "425": "TooEarly425",
    "426": "UpgradeRequired426",
    "428": "PreconditionRequired428",
    "429": "TooManyRequests429",
    "431": "RequestHeaderFieldsTooLarge431",
    "451": "UnavailableForLegalReasons451",
    "500": "InternalServerError500",
    "501": "NotImplemented501",
    "502": "BadGateway502",
    "503": "ServiceUnavailable503",
    "504": "GatewayTimeout504",
    "505": "HttpVersionNotSupported505",
    "506": "VariantAlsoNegotiates506",
    "507": "InsufficientStorage507",
    "508": "LoopDetected508",
    "511": "NetworkAuthenticationRequired511",
    "2XX": "Successful2XX",
    "3XX": "Redirection3XX",
    "4XX": "ClientError4XX",
    "5XX": "ServerError5XX",
    "default": "DefaultReply",
}
"""Reply types of `adhere.runtime`, by status (RFC 9110, section 15; IANA HTTP Status Codes)."""

BODILESS = frozenset({"204", "304"})
"""Statuses that have no body whatever is declared (RFC 9110, sections 15.3.5 and 15.4.5)."""


def needs_class(response: Response) -> bool:
    """Tell whether a response has more to say than a status and a body, or a name of its own."""
    is_more = response.is_named or bool(response.headers)
    return is_more or response.status not in STANDARD
