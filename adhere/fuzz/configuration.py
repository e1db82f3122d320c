"""Reads `[tool.adhere.fuzz]`: the identities, and what differs from the defaults."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any

from adhere.fuzz.errors import FuzzError
from adhere.fuzz.identity import (
    ANONYMOUS,
    BasicCredential,
    ClientCredentials,
    CredentialSource,
    Identity,
    OperationLogin,
    Secret,
    StaticCredential,
)
from adhere.fuzz.settings import Profile, Settings
from adhere.source import Pointer
from adhere.source.settings import SettingsError, read_settings, refuse_unknown

Table = Mapping[str, Any]

_PROJECT_FILE = "pyproject.toml"
# The settings that a file may hold, and how each is read.
_PLAIN = {
    "anonymous": bool,
    "thorough": bool,
    "max-concurrency": int,
    "max-examples": int,
    "max-findings": int,
    "max-requests": int,
    "max-time": float,
    "rate-limit": float,
    "request-timeout": float,
    "seed": int,
}
_KEYS = (*_PLAIN, "profile", "allow-hosts", "identities")
# What each kind of credential consists of, by the keys that it needs and those it may have.
_KINDS: Mapping[frozenset[str], frozenset[str]] = {
    frozenset({"token"}): frozenset(),
    frozenset({"username", "password"}): frozenset(),
    frozenset({"login"}): frozenset(),
    frozenset({"client-id", "client-secret"}): frozenset({"request-scopes"}),
}
_SOURCE_KEYS = ("scheme", *sorted(frozenset().union(*_KINDS, *_KINDS.values())))


def load_settings(path: Path | None) -> Settings:
    """Read the settings of a file, by default of `pyproject.toml` here or in a folder above.

    Raises FuzzError, naming file and key, for what cannot be read or understood.
    """
    file = path or _find()
    if file is None:
        return Settings()
    where = f"{file}: [tool.adhere.fuzz]"
    table = _read(file).get("fuzz", {})
    if not isinstance(table, Mapping):
        raise FuzzError(f"{where} must be a table")
    return _settings(table, where)


def _find() -> Path | None:
    here = Path.cwd()
    candidates = (folder / _PROJECT_FILE for folder in (here, *here.parents))
    return next((file for file in candidates if file.is_file()), None)


def _read(file: Path) -> Table:
    try:
        return read_settings(file)
    except SettingsError as error:
        raise FuzzError(str(error)) from error


def _settings(table: Table, where: str) -> Settings:
    _refuse_unknown(table, _KEYS, where)
    values: dict[str, Any] = {}
    for key, kind in _PLAIN.items():
        if key in table:
            values[key.replace("-", "_")] = _plain(table[key], kind, f"{where} {key}")
    if "profile" in table:
        values["profile"] = _profile(table["profile"], where)
    if "allow-hosts" in table:
        values["allow_hosts"] = frozenset(_texts(table["allow-hosts"], f"{where} allow-hosts"))
    values["identities"] = _identities(table.get("identities", {}), where)
    known = {field.name for field in fields(Settings)}
    return Settings(**{name: value for name, value in values.items() if name in known})


def _plain(value: Any, kind: type, where: str) -> Any:
    accepted = (int, float) if kind is float else kind
    if not isinstance(value, accepted) or (kind is not bool and isinstance(value, bool)):
        names = {bool: "true or false", int: "an integer", float: "a number"}
        raise FuzzError(f"{where} must be {names[kind]}")
    return value


def _profile(value: Any, where: str) -> Profile:
    try:
        return Profile(value)
    except ValueError:
        *others, last = (f'"{profile}"' for profile in Profile)
        raise FuzzError(f"{where} profile must be {', '.join(others)} or {last}") from None


def _identities(table: Any, where: str) -> tuple[Identity, ...]:
    if not isinstance(table, Mapping):
        raise FuzzError(f"{where} identities must be a table")
    return tuple(
        _identity(name, entry, f"{where} identities.{name}") for name, entry in table.items()
    )


def _identity(name: str, entry: Any, where: str) -> Identity:
    if name == ANONYMOUS:
        raise FuzzError(f"{where}: this name is taken by the caller without credentials")
    if not isinstance(entry, Mapping):
        raise FuzzError(f"{where} must be a table")
    scopes = None
    if "scopes" in entry:
        scopes = frozenset(_texts(entry["scopes"], f"{where} scopes"))
    several = entry.get("credentials")
    if several is None:
        _refuse_unknown(entry, ("scopes", "credentials", *_SOURCE_KEYS), where)
        single = {key: value for key, value in entry.items() if key != "scopes"}
        return Identity(name, (_source(single, where),), scopes)
    _refuse_unknown(entry, ("scopes", "credentials"), where)
    if not isinstance(several, list) or not all(isinstance(item, Mapping) for item in several):
        raise FuzzError(f"{where} credentials must be a list of tables")
    return Identity(name, tuple(_source(item, where) for item in several), scopes)


def _source(table: Table, where: str) -> CredentialSource:
    _refuse_unknown(table, _SOURCE_KEYS, where)
    scheme = _text(table, "scheme", where)
    given = frozenset(table) - {"scheme"}
    needed = next((keys for keys in _KINDS if keys <= given), None)
    if needed is None:
        kinds = ", ".join("/".join(sorted(keys)) for keys in _KINDS)
        raise FuzzError(f"{where} needs one of: {kinds}")
    _refuse_unknown(table, sorted(needed | _KINDS[needed] | {"scheme"}), where)
    if "token" in needed:
        return StaticCredential(scheme, _secret(table, "token", where))
    if "username" in needed:
        username = _text(table, "username", where)
        return BasicCredential(scheme, username, _secret(table, "password", where))
    if "login" in needed:
        return _login(scheme, table["login"], f"{where} login")
    return ClientCredentials(
        scheme,
        _text(table, "client-id", where),
        _secret(table, "client-secret", where),
        _texts(table.get("request-scopes", []), f"{where} request-scopes"),
    )


def _login(scheme: str, table: Any, where: str) -> OperationLogin:
    if not isinstance(table, Mapping):
        raise FuzzError(f"{where} must be a table")
    _refuse_unknown(table, ("operation", "body", "token", "expires-in"), where)
    expires_in = None
    if "expires-in" in table:
        expires_in = _pointer(table, "expires-in", where)
    return OperationLogin(
        scheme=scheme,
        operation_id=_text(table, "operation", where),
        body=_body(table.get("body", {})),
        token=_pointer(table, "token", where),
        expires_in=expires_in,
    )


def _body(value: Any) -> Any:
    """Take a body over, each `{ env = "NAME" }` in it as a secret."""
    if isinstance(value, Mapping):
        if set(value) == {"env"} and isinstance(value["env"], str):
            return Secret(value["env"])
        return {name: _body(item) for name, item in value.items()}
    return [_body(item) for item in value] if isinstance(value, list) else value


def _pointer(table: Table, key: str, where: str) -> Pointer:
    try:
        return Pointer.parse(_text(table, key, where))
    except ValueError as error:
        raise FuzzError(f"{where} {key}: {error}") from None


def _secret(table: Table, key: str, where: str) -> Secret:
    value = _body(table.get(key))
    if not isinstance(value, Secret):
        raise FuzzError(f'{where} {key} must name an environment variable: {{ env = "NAME" }}')
    return value


def _text(table: Table, key: str, where: str) -> str:
    value = table.get(key)
    if not isinstance(value, str) or not value:
        raise FuzzError(f"{where} {key} must be a text")
    return value


def _texts(value: Any, where: str) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise FuzzError(f"{where} must be a list of texts")
    return tuple(value)


def _refuse_unknown(table: Table, known: Collection[str], where: str) -> None:
    try:
        refuse_unknown(table, known, where=where)
    except SettingsError as error:
        raise FuzzError(str(error)) from error
