"""Logs: one JSON object a line on standard error, without secrets."""

from __future__ import annotations

import logging
import logging.config
import re
from collections.abc import Mapping
from typing import Any

import structlog
from structlog.typing import EventDict, WrappedLogger

SECRET_NAME = re.compile(r"password|secret|token|authorization|cookie|api_?key", re.IGNORECASE)
TOKEN_LIKE = re.compile(r"eyJ[A-Za-z0-9_-]{10,}(?:\.[A-Za-z0-9_-]+){1,4}")
REDACTED = "[redacted]"


def redact(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """Blank what is called like a secret, and what looks like a token, at any depth."""
    return {name: _redacted(name, value) for name, value in event.items()}


def configure_logs(level: str) -> None:
    """Send every log line, of this service and of libraries, through the same steps."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        redact,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    formatter = {
        "()": structlog.stdlib.ProcessorFormatter,
        "processors": [
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.JSONRenderer(),
        ],
        "foreign_pre_chain": shared,
    }
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {"json": formatter},
            "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
            "root": {"handlers": ["stderr"], "level": level.upper()},
            # The exchange's own line says the same, with the request id.
            "loggers": {
                "uvicorn.access": {"level": "CRITICAL"},
                "alembic": {"level": "WARNING"},
            },
        }
    )


def _redacted(name: str, value: Any) -> Any:
    if SECRET_NAME.search(name):
        return REDACTED
    if isinstance(value, str):
        return TOKEN_LIKE.sub(REDACTED, value)
    if isinstance(value, Mapping):
        return {key: _redacted(str(key), inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_redacted(name, inner) for inner in value]
    return value
