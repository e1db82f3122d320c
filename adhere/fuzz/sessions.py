"""Keeps an identity logged in during a run."""

from __future__ import annotations

import time
from typing import Any

from schemathesis import AuthContext, BaseSchema, Case, Response
from schemathesis.auths import CacheEntry, CachingAuthProvider, SelectiveAuthProvider
from schemathesis.filters import FilterSet
from schemathesis.hooks import HookContext

from adhere.fuzz.credentials import Credential
from adhere.fuzz.errors import FuzzError
from adhere.fuzz.examiner import Examiner
from adhere.fuzz.identity import Identity
from adhere.fuzz.login import Desk

Credentials = tuple[Credential, ...]

# A credential is renewed when this much of its life is over.
_SHARE_OF_LIFE = 0.8
_FOREVER = 10**9
_UNAUTHORIZED = 401


class Sessions:
    """The credentials of an identity, renewed before they expire and when the service refuses.

    A run may well end the very session that it uses: what was signed in is signed out by
    `DELETE /sessions/{id}`. `trouble` says why the identity could not log in again.
    """

    def __init__(self, identity: Identity, desk: Desk, examiner: Examiner) -> None:
        """Log in at once; raise FuzzError where that fails."""
        self._identity = identity
        self._desk = desk
        self._examiner = examiner
        self.trouble: str | None = None
        self._outdated: dict[str, Credential] = {}
        self._provider: CachingAuthProvider[Credentials] = CachingAuthProvider(self)
        self.log_in()

    def log_in(self) -> Credentials:
        """Log in anew; raise FuzzError where that fails."""
        self._outdated |= {old.value: old for old in self._examiner.credentials}
        credentials = self._desk.credentials(self._identity)
        self._examiner.credentials = credentials
        lives = [c.expires_in for c in credentials if c.expires_in is not None]
        interval = int(min(lives) * _SHARE_OF_LIFE) if lives else _FOREVER
        self._provider.refresh_interval = max(1, interval)
        expires = time.monotonic() + self._provider.refresh_interval
        self._provider.cache_entry = CacheEntry(data=credentials, expires=expires)
        return credentials

    def attach(self, schema: BaseSchema) -> None:
        """Let Schemathesis put the credentials on requests, and renew them when it is time."""
        filters = FilterSet()
        filters.include(self._has_credential_for)
        schema.auth.providers.append(SelectiveAuthProvider(self._provider, filters))

    def get(self, _: Case[Any], __: AuthContext) -> Credentials:
        """Renew the credentials; what an AuthProvider of Schemathesis does."""
        return self.log_in()

    def set(self, case: Case[Any], credentials: Credentials, __: AuthContext) -> None:
        """Put on a request those that its operation asks for."""
        wanted = self._examiner.schemes(case.operation.label)
        for credential in credentials:
            if credential.scheme in wanted:
                credential.apply(case)

    def before_call(self, _: HookContext, case: Case[Any], __: dict[str, Any]) -> None:
        """Replace credentials that were renewed since the request was made up; a hook."""
        current = {credential.scheme: credential for credential in self._examiner.credentials}
        for outdated in self._outdated.values():
            if outdated.is_meant_for(case) and outdated.value != current[outdated.scheme].value:
                current[outdated.scheme].apply(case)

    def is_fresh(self, case: Case[Any]) -> bool:
        """Tell whether a request that was answered 401 is so too with new credentials.

        False where that cannot be found out.
        """
        try:
            self.log_in()
        except FuzzError as error:
            self.trouble = str(error)
            return False
        again = case.derive(keep_auth=True)
        self.set(again, self._examiner.credentials, AuthContext(case.operation, None))
        reply: Response = again.call()
        return reply.status_code == _UNAUTHORIZED

    def _has_credential_for(self, context: Any) -> bool:
        held = {credential.scheme for credential in self._examiner.credentials}
        return bool(held & self._examiner.schemes(context.operation.label))
