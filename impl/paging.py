"""Cursors: where a page ended, signed, so that only ours are taken."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar
from uuid import UUID

from impl.problems import bad_request

FOREIGN = "The cursor is not one that this list handed out."
MAC_BYTES = 16
ID_BYTES = 16

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Cursors:
    """Seals the id of the last item of a page, for one list only."""

    key: bytes

    def seal(self, last: UUID, *of_list: object) -> str:
        """Return the cursor after an item of the list that `of_list` describes."""
        sealed = last.bytes + self._mac(last.bytes, of_list)
        return base64.urlsafe_b64encode(sealed).rstrip(b"=").decode()

    def open(self, cursor: str | None, *of_list: object) -> UUID | None:
        """Return the id after which to go on. Raises 400 for a cursor that is none of this list."""
        if cursor is None:
            return None
        try:
            sealed = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        except (binascii.Error, ValueError):
            raise bad_request(FOREIGN) from None
        last, mac = sealed[:ID_BYTES], sealed[ID_BYTES:]
        if not hmac.compare_digest(mac, self._mac(last, of_list)) or len(last) != ID_BYTES:
            raise bad_request(FOREIGN)
        return UUID(bytes=last)

    def _mac(self, last: bytes, of_list: Sequence[object]) -> bytes:
        described = repr(tuple(map(str, of_list))).encode()
        return hmac.digest(self.key, last + described, hashlib.sha256)[:MAC_BYTES]


@dataclass(frozen=True, slots=True)
class Page:
    """Which part of a list is asked for: at most `limit` items, those after `after`."""

    limit: int
    after: UUID | None

    def cut(self, rows: Sequence[T], name: Callable[[T], UUID]) -> tuple[Sequence[T], UUID | None]:
        """Split what a query of `limit + 1` rows found: the page, and where the next begins."""
        if len(rows) <= self.limit:
            return rows, None
        page = rows[: self.limit]
        return page, name(page[-1])
