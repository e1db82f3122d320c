"""The keys of a Responses Object."""

from __future__ import annotations

import re

_STATUS = re.compile(r"[1-5][0-9][0-9]|[1-5]XX|default")


def normal_status(written: str) -> str | None:
    """Return `200`, `4XX` or `default`; `None` for what is no status (OpenAPI 3.2 section 4.16)."""
    status = written if written == "default" else written.upper()
    return status if _STATUS.fullmatch(status) else None


def covers(status: str, code: int) -> bool:
    """Tell whether a declared status or range says what `code` means; `default` never does."""
    return status == str(code) or (status.endswith("XX") and status[0] == str(code)[0])
