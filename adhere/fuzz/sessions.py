"""Keeps an identity logged in during a run."""

from __future__ import annotations

import time
from typing import Any

from schemathesis import AuthContext, BaseSchema, Case
from schemathesis.auths import CacheEntry, CachingAuthProvider, SelectiveAuthProvider
from schemathesis.filters import FilterSet

from adhere.fuzz.credentials import Credential
from adhere.fuzz.examiner import Examiner
from adhere.fuzz.identity import Identity
from adhere.fuzz.login import Desk

Credentials = tuple[Credential, ...]

# A credential is renewed when this much of its life is over.
_SHARE_OF_LIFE = 0.8
_FOREVER = 10**9


class LoggedIn:
    """The credentials of an identity, renewed before they expire and when the service refuses."""

    def __init__(self, identity: Identity, desk: Desk, examiner: Examiner) -> None:
        """Take who logs in, where, and who must know the credentials in use."""
        self._identity = identity
        self._desk = desk
        self._examiner = examiner

    def log_in(self) -> Credentials:
        """Log in; raise FuzzError where that fails."""
        credentials = self._desk.credentials(self._identity)
        self._examiner.credentials = credentials
        return credentials

    def get(self, _: Case[Any], __: AuthContext) -> Credentials:
        """Renew the credentials."""
        return self.log_in()

    def set(self, case: Case[Any], credentials: Credentials, __: AuthContext) -> None:
        """Put on a request those that its operation asks for."""
        wanted = _schemes(self._examiner, case.operation.label)
        for credential in credentials:
            if credential.scheme in wanted:
                credential.apply(case)


def keep_logged_in(schema: BaseSchema, logged_in: LoggedIn, examiner: Examiner) -> None:
    """Log in now, and let Schemathesis renew the credentials when it is time."""
    credentials = logged_in.log_in()
    lives = [c.expires_in for c in credentials if c.expires_in is not None]
    interval = max(1, int(min(lives) * _SHARE_OF_LIFE)) if lives else _FOREVER
    provider: CachingAuthProvider[Credentials] = CachingAuthProvider(
        logged_in,
        refresh_interval=interval,
        cache_entry=CacheEntry(data=credentials, expires=time.monotonic() + interval),
    )
    held = {credential.scheme for credential in credentials}

    def asks_for_a_held_scheme(context: Any) -> bool:
        return bool(held & _schemes(examiner, context.operation.label))

    filters = FilterSet()
    filters.include(asks_for_a_held_scheme)
    schema.auth.providers.append(SelectiveAuthProvider(provider, filters))


def _schemes(examiner: Examiner, label: str) -> frozenset[str]:
    operation = examiner.operations.get(label)
    security = () if operation is None else operation.security or ()
    return frozenset(use.scheme for requirement in security for use in requirement.uses)
