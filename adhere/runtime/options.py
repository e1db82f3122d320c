"""Settings of the runtime."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How a generated application treats requests and replies.

    `max_body` is in bytes and counts what arrives, with or without `Content-Length`. Bodies
    that need not fit in memory (binary ones, multipart forms, items one after another) have
    a limit of their own, `max_upload`; each item is at most `max_body`. A file of a form is
    kept in memory up to `max_file_in_memory` bytes, a larger one on disk.
    `max_depth` counts nested arrays and objects of a JSON text (RFC 8259, section 9). `allow_nul`
    admits U+0000 in the strings of JSON bodies, which many databases cannot store.
    `max_errors` bounds the `errors` of one problem. `check_replies` says what becomes of a
    reply that breaks the contract: a logged 500, a log line, or nothing. `unknown_query`
    says what becomes of a query parameter that the operation does not declare.
    `max_parts` and `max_part_size` (bytes) bound the fields of a form and the parts of an array,
    not their files.
    `keep_alive` is how long (seconds) a stream of events may be silent before a comment is
    sent, `None` for ever. `tell_contract` answers `/.well-known/adhere-contract` with title,
    version and digest of the contract, for applications of `create_app`.
    """

    max_body: int = 1_048_576
    max_upload: int = 67_108_864
    max_file_in_memory: int = 1_048_576
    max_depth: int = 32
    allow_nul: bool = False
    max_errors: int = 20
    max_parts: int = 1000
    max_part_size: int = 1_048_576
    check_replies: Literal["enforce", "log", "off"] = "enforce"
    unknown_query: Literal["reject", "ignore"] = "reject"
    keep_alive: float | None = 15.0
    tell_contract: bool = True
