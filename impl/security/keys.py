"""The keys that sign access tokens, and those that still verify them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import cast

from joserfc.errors import JoseError
from joserfc.jwk import ECKey

CURVE = "P-256"
ALGORITHM = "ES256"
PUBLIC_MEMBERS = ("kty", "crv", "x", "y")


class KeyRing:
    """P-256 keys by `kid`, their RFC 7638 thumbprint; the first signs, all verify."""

    def __init__(self, keys: Sequence[ECKey]) -> None:
        """Take at least one private key."""
        self.signing = keys[0]
        self.by_id: Mapping[str, ECKey] = MappingProxyType({k.thumbprint(): k for k in keys})

    @property
    def signing_id(self) -> str:
        """The `kid` of the key that signs."""
        return self.signing.thumbprint()

    def public(self) -> list[dict[str, str]]:
        """Return the public members of every key (RFC 7517, section 4)."""
        return [self._public(kid, key) for kid, key in self.by_id.items()]

    @staticmethod
    def _public(kid: str, key: ECKey) -> dict[str, str]:
        members = cast("Mapping[str, str]", key.as_dict(private=False))
        jwk = {name: members[name] for name in PUBLIC_MEMBERS}
        return {**jwk, "use": "sig", "alg": ALGORITHM, "kid": kid}


def load_keys(paths: Sequence[Path]) -> KeyRing:
    """Read private keys from PEM files; without any, make one that nobody else has.

    Raises `ValueError` with a sentence that names the file.
    """
    if not paths:
        return KeyRing([ECKey.generate_key(CURVE)])
    return KeyRing([_read(path) for path in paths])


def _read(path: Path) -> ECKey:
    try:
        key = ECKey.import_key(path.read_bytes())
    except OSError as error:
        raise ValueError(f"signing key {path} cannot be read: {error.strerror}") from None
    except (JoseError, ValueError, TypeError):
        raise ValueError(f"signing key {path} is not a PEM file of an elliptic curve key") from None
    if key.curve_name != CURVE or not key.is_private:
        raise ValueError(f"signing key {path} is not a private key on the curve {CURVE}")
    return key
