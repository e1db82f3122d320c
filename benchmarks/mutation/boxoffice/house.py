"""What the service keeps, and which bug it has."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import itertools
import json
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

Record = dict[str, Any]
API_KEY = "office-key-7"
PASSWORD = "curtain up tonight"  # noqa: S105 - everybody's, in memory
_KEY = b"only for this process"
LIFETIME = 3600


def now() -> str:
    """Return this instant (RFC 3339)."""
    return datetime.now(UTC).isoformat().replace("+00:00", "Z")


def _encoded(value: Any) -> str:
    text = value if isinstance(value, bytes) else json.dumps(value).encode()
    return base64.urlsafe_b64encode(text).decode().rstrip("=")


def _decoded(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


@dataclass(slots=True)
class House:
    """Everything in memory; `bug` is the name of the one that is switched on."""

    bug: str = ""
    people: dict[str, Record] = field(default_factory=dict)
    venues: dict[int, Record] = field(default_factory=dict)
    events: dict[int, Record] = field(default_factory=dict)
    comments: dict[int, Record] = field(default_factory=dict)
    bookings: dict[int, Record] = field(default_factory=dict)
    posters: dict[int, tuple[str, bytes]] = field(default_factory=dict)
    done: dict[tuple[str, str], tuple[Any, Record]] = field(default_factory=dict)
    revoked: set[str] = field(default_factory=set)
    numbers: Iterator[int] = field(default_factory=lambda: itertools.count(100))

    def __post_init__(self) -> None:
        """Put in two members, one of the staff, and something to book."""
        for name, roles in {"mara": ["member"], "otto": ["member"], "sue": ["staff"]}.items():
            self.people[name] = {
                "id": next(self.numbers),
                "email": f"{name}@stalls.example",
                "displayName": name.title(),
                "phone": None,
                "birthday": None,
                "roles": roles,
            }
        venue = {"name": "Old Mill", "city": "Ghent", "code": "GNT-01", "capacity": 900}
        self.venues[1] = {"id": 1, **venue, "website": None}
        event = {"venueId": 1, "title": "The Storm", "startsAt": "2031-05-01T19:30:00Z"}
        more = {"seats": 900, "price": 20.0, "kind": "play", "tags": ["classic"]}
        self.keep_event(1, {**event, **more, "description": "A play."})["status"] = "published"

    def has(self, *bugs: str) -> bool:
        """Tell whether one of these bugs is switched on."""
        return self.bug in bugs

    def keep_event(self, number: int, members: Record) -> Record:
        """Enter an event, as a draft."""
        event = {
            "id": number,
            **members,
            "seatsLeft": members["seats"],
            "status": members.get("status", "draft"),
            "createdAt": now(),
            "version": 1,
        }
        self.events[number] = event
        return event

    async def gap(self, *bugs: str) -> None:
        """Let others in between what is looked at and what is done, where that is the bug."""
        if self.has(*bugs):
            await asyncio.sleep(0.02)

    # Tokens

    def token(self, name: str) -> str:
        """Issue a JWT (RFC 7519), HS256."""
        head = _encoded({"alg": "HS256", "typ": "JWT"})
        claims = {"sub": name, "exp": int(time.time()) + LIFETIME, "jti": next(self.numbers)}
        signed = f"{head}.{_encoded(claims)}"
        return f"{signed}.{self._signature(signed)}"

    def holder(self, token: str) -> Record | None:
        """Return whose token this is; `None` where it is nobody's."""
        try:
            head, claims, signature = token.split(".")
            algorithm = str(json.loads(_decoded(head))["alg"]).lower()
            said = json.loads(_decoded(claims))
            name, expires = str(said["sub"]), float(said["exp"])
        except (ValueError, KeyError, TypeError):
            return None
        is_right = hmac.compare_digest(
            signature.encode(), self._signature(f"{head}.{claims}").encode()
        )
        is_right = is_right and algorithm == "hs256"
        is_let_in = self.has("signature-unchecked") or (
            self.has("unsigned-token-taken") and algorithm == "none"
        )
        if not (is_right or is_let_in) or token in self.revoked:
            return None
        return self.people.get(name) if expires > time.time() else None

    @staticmethod
    def _signature(text: str) -> str:
        return _encoded(hmac.new(_KEY, text.encode(), hashlib.sha256).digest())
