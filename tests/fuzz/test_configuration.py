"""`[tool.adhere.fuzz]`: what it says, and what is wrong with it."""

from __future__ import annotations

from pathlib import Path

import pytest

from adhere.fuzz import (
    BasicCredential,
    ClientCredentials,
    FuzzError,
    Identity,
    OperationLogin,
    Profile,
    Secret,
    Settings,
    StaticCredential,
)
from adhere.fuzz.configuration import load_settings
from adhere.source import Pointer

FULL = """
[tool.adhere.fuzz]
max-examples = 7
max-time = 90
rate-limit = 12.5
profile = "read-only"
allow-hosts = ["staging.example"]
anonymous = false

[tool.adhere.fuzz.identities.user]
scheme = "userToken"
scopes = ["reader"]

[tool.adhere.fuzz.identities.user.login]
operation = "signIn"
token = "/t"
expires-in = "/e"
body = { n = "a", p = { env = "P" } }

[tool.adhere.fuzz.identities.key]
scheme = "apiKey"
token = { env = "KEY" }

[tool.adhere.fuzz.identities.old]
scheme = "basic"
username = "ada"
password = { env = "P" }

[tool.adhere.fuzz.identities.machine]
scheme = "oauth"
client-id = "svc"
client-secret = { env = "S" }
request-scopes = ["a", "b"]

[tool.adhere.fuzz.identities.both]
credentials = [
  { scheme = "apiKey", token = { env = "KEY" } },
  { scheme = "x", token = { env = "X" } },
]
"""


def write(folder: Path, text: str) -> Path:
    file = folder / "fuzz.toml"
    file.write_text(text)
    return file


def test_everything_is_read(tmp_path: Path) -> None:
    settings = load_settings(write(tmp_path, FULL))

    assert (settings.max_examples, settings.max_time, settings.rate_limit) == (7, 90, 12.5)
    assert settings.profile is Profile.READ_ONLY
    assert settings.allow_hosts == {"staging.example"}
    assert settings.anonymous is False
    body = {"n": "a", "p": Secret("P")}
    login = OperationLogin("userToken", "signIn", body, Pointer(("t",)), Pointer(("e",)))
    key = StaticCredential("apiKey", Secret("KEY"))
    assert settings.identities == (
        Identity("user", (login,), frozenset({"reader"})),
        Identity("key", (key,)),
        Identity("old", (BasicCredential("basic", "ada", Secret("P")),)),
        Identity("machine", (ClientCredentials("oauth", "svc", Secret("S"), ("a", "b")),)),
        Identity("both", (key, StaticCredential("x", Secret("X")))),
    )


def test_no_table_means_the_defaults(tmp_path: Path) -> None:
    assert load_settings(write(tmp_path, "[tool.other]\nx = 1\n")) == Settings()


def test_pyproject_of_a_folder_above_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "pyproject.toml").write_text("[tool.adhere.fuzz]\nseed = 5\n")
    (tmp_path / "below").mkdir()
    monkeypatch.chdir(tmp_path / "below")
    assert load_settings(None).seed == 5


WRONG = [
    ("max-exmples = 1", "unknown key 'max-exmples'; did you mean 'max-examples'"),
    ("max-examples = 'many'", "max-examples must be an integer"),
    ("max-examples = true", "max-examples must be an integer"),
    ("anonymous = 1", "anonymous must be true or false"),
    ("profile = 'wild'", 'must be "read-only", "own-objects", "sandbox" or "full"'),
    ("allow-hosts = 'x'", "allow-hosts must be a list of texts"),
    ("identities = 3", "identities must be a table"),
    ("identities.a = 3", r"identities.a must be a table"),
    ("identities.anonymous = {}", "taken by the caller without credentials"),
    ("identities.a = { scheme = 's' }", "identities.a needs one of: token"),
    ("identities.a = { schem = 's' }", "unknown key 'schem'; did you mean 'scheme'"),
    ("identities.a.credentials = [{ tokn = 's' }]", "unknown key 'tokn'; did you mean 'token'"),
    ("identities.a = { token = { env = 'X' } }", "identities.a scheme must be a text"),
    ("identities.a = { scheme = 's', token = 'open' }", "must name an environment variable"),
    ("identities.a = { scheme = 's', token = {env = 'X'}, x = 1 }", "unknown key 'x'"),
    ("identities.a = { scheme = 's', login = { operation = 'o' } }", "login token must be a text"),
    (
        "identities.a = { scheme = 's', login = { operation = 'o', token = 't' } }",
        "starts with '/'",
    ),
]


@pytest.mark.parametrize(("line", "message"), WRONG)
def test_mistake_is_one_sentence_with_its_key(tmp_path: Path, line: str, message: str) -> None:
    file = write(tmp_path, f"[tool.adhere.fuzz]\n{line}\n")
    with pytest.raises(FuzzError, match=message) as caught:
        load_settings(file)
    assert str(file) in str(caught.value)
    assert "\n" not in str(caught.value)


def test_table_that_is_none(tmp_path: Path) -> None:
    with pytest.raises(FuzzError, match="must be a table"):
        load_settings(write(tmp_path, "[tool.adhere]\nfuzz = 3\n"))


def test_file_that_is_no_toml_or_missing(tmp_path: Path) -> None:
    with pytest.raises(FuzzError, match="is not TOML"):
        load_settings(write(tmp_path, "= ="))
    with pytest.raises(FuzzError, match="cannot be read"):
        load_settings(tmp_path / "missing.toml")


def test_secret_shows_only_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("P", "hush-hush")
    assert "hush" not in repr(Secret("P"))
    assert Secret("P").reveal() == "hush-hush"
