"""Files on other hosts; used only where `allow_remote` was given."""

from __future__ import annotations

import json
from http.client import HTTPException, HTTPMessage
from pathlib import Path
from typing import IO
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from adhere.source import Problem, SourceFile, Span, parse

MAX_BYTES = 16_000_000
TIMEOUT_SECONDS = 10.0


class _SameSchemes(HTTPRedirectHandler):
    """Follows redirects to http and https only."""

    def redirect_request(
        self,
        req: Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: HTTPMessage,
        newurl: str,
    ) -> Request | None:
        if urlsplit(newurl).scheme not in ("http", "https"):
            raise HTTPError(newurl, code, "redirect to another scheme", headers, fp)
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def fetch(uri: str) -> SourceFile:
    """Fetch an http or https URI and read it. Never raises; a failure is the file's problem."""
    path = Path(uri)
    try:
        text = _get(uri)
    except (OSError, HTTPException, ValueError) as error:
        problem = Problem("unreadable-file", f"{uri} cannot be fetched: {error}", Span(path))
        return SourceFile(path, problems=(problem,), is_read=False)
    if _is_json(text):
        return parse(path.with_suffix(".json"), text)
    return parse(path, text)


def _get(uri: str) -> str:
    request = Request(uri, headers={"Accept": "application/yaml, application/json, */*;q=0.5"})  # noqa: S310 - the caller admits http and https only
    with build_opener(_SameSchemes).open(request, timeout=TIMEOUT_SECONDS) as response:
        raw: bytes = response.read(MAX_BYTES + 1)
    if len(raw) > MAX_BYTES:
        message = f"it is larger than {MAX_BYTES:,} bytes"
        raise ValueError(message)
    return raw.decode("utf-8-sig")


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True
