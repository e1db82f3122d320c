"""Secrets stay out of what is shown; commands are safe to paste."""

from __future__ import annotations

import shlex
import subprocess

import pytest

from adhere.fuzz.curl import command
from adhere.fuzz.redaction import MASK, Redactor
from adhere.fuzz.shell import environment, placeholder


@pytest.fixture
def redactor() -> Redactor:
    redactor = Redactor()
    redactor.add("s3cret&more")
    return redactor


@pytest.mark.parametrize(
    "text",
    ["s3cret&more", "x=s3cret%26more", "czNjcmV0Jm1vcmU="],
    ids=["plain", "percent-encoded", "base64"],
)
def test_known_secret_is_replaced_in_every_writing(redactor: Redactor, text: str) -> None:
    shown = redactor.text(f"before {text} after")
    assert MASK in shown
    assert "s3cret" not in shown
    assert "czNj" not in shown


def test_short_secrets_do_not_maim_the_text() -> None:
    redactor = Redactor()
    redactor.add("a")
    assert redactor.text("a banana") == "a banana"


@pytest.mark.parametrize(
    ("name", "is_hidden"),
    [
        ("Authorization", True),
        ("Cookie", True),
        ("Set-Cookie", True),
        ("X-Api-Key", True),
        ("X-Auth-Token", True),
        ("Idempotency-Key", False),
        ("Content-Type", False),
        ("Monkey", False),
    ],
)
def test_headers_that_carry_credentials_are_hidden(
    redactor: Redactor,
    name: str,
    is_hidden: bool,  # noqa: FBT001
) -> None:
    assert (redactor.header(name, "value") == MASK) is is_hidden


def test_tokens_that_a_reply_issues_are_hidden(redactor: Redactor) -> None:
    shown = redactor.reply('{"access_token": "a\\"b", "refresh_token":"c", "name": "n"}')
    assert shown == f'{{"access_token": "{MASK}", "refresh_token":"{MASK}", "name": "n"}}'


def run_words(line: str) -> list[str]:
    """Return the words that a shell would hand to curl."""
    script = f"curl() {{ printf '%s\\0' \"$@\"; }}; {line}"
    done = subprocess.run(["/bin/sh", "-c", script], capture_output=True, check=True)
    return done.stdout.decode().split("\0")[:-1]


def test_command_survives_the_shell() -> None:
    body = 'it\'s $HOME `id` "x" \\ \n ü'.encode()
    line = command(
        "POST",
        "http://h/a?b='c'",
        headers=[("X", "a'b"), ("E", "")],
        body=body,
        redactor=Redactor(),
    )

    words = run_words(line)
    assert words[:4] == ["-i", "-X", "POST", "http://h/a?b='c'"]
    assert words[words.index("X: a'b") - 1] == "-H"
    assert "E;" in words
    assert words[-1] == body.decode()


def test_binary_body_travels_through_base64() -> None:
    line = command("PUT", "http://h/", headers=[], body=b"\xff\x00", redactor=Redactor())
    assert line.startswith("echo /wA= | base64 -d | curl ")
    assert shlex.split(line)[-2:] == ["--data-binary", "@-"]


def test_headers_that_curl_writes_itself_are_left_out() -> None:
    line = command(
        "GET",
        "http://h/",
        headers=[("Host", "h"), ("Content-Length", "3")],
        body=None,
        redactor=Redactor(),
    )
    assert line == "curl -i -X GET http://h/"


@pytest.mark.parametrize(
    ("text", "sent"),
    [
        ("Bearer s3cret&more", "Bearer from-env"),
        ('s3cret&moreover $HOME `id` \\ "!', 'from-envover $HOME `id` \\ "!'),
        ("no secret, $HOME", "no secret, $HOME"),
    ],
)
def test_variable_stands_in_for_a_secret(text: str, sent: str) -> None:
    redactor = Redactor()
    redactor.add("s3cret&more", environment("TOK", "unused"))
    words = run_words(f"TOK=from-env; curl {redactor.shell_word(text)}")
    assert words == [sent]


def test_header_names_the_variable() -> None:
    redactor = Redactor()
    redactor.add("s3cret", environment("TOK", "unused"))
    assert redactor.shell_header("Authorization", "Bearer s3cret") == '"Authorization: Bearer $TOK"'
    assert redactor.shell_header("Cookie", "sid=s3cret") == '"Cookie: sid=$TOK"'


@pytest.mark.parametrize("value", ["sid=s3cret; other=unknown", "Bearer unknown"])
def test_credential_that_is_not_known_is_asked_for(value: str) -> None:
    redactor = Redactor()
    redactor.add("s3cret", environment("TOK", "unused"))
    word = redactor.shell_header("X-Session", value)
    assert word.startswith('"X-Session: ${X_SESSION:?set it to')
    assert "unknown" not in word


def test_variable_that_no_shell_knows_becomes_a_placeholder() -> None:
    assert environment("my-token", "set } it") == "${MY_TOKEN:?set _ it}"
    assert placeholder("1$(id)", "`id` $(id)") == "${_1_ID_:?_id_ __id_}"


@pytest.mark.parametrize("name", ["token", "access_token", "accessToken", "clientSecret", "apiKey"])
def test_issued_tokens_are_hidden_in_any_naming_style(redactor: Redactor, name: str) -> None:
    assert (
        redactor.reply(f'{{"{name}": "eyJhbGci", "id": 7}}') == f'{{"{name}": "{MASK}", "id": 7}}'
    )
