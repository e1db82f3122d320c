from __future__ import annotations

import os
from pathlib import Path

import pytest

from adhere.source import Pointer, read


def problem_of(path: Path) -> tuple[str, str, str]:
    file = read(path)
    (problem,) = file.problems
    assert not file.is_read
    return problem.rule, str(problem.span).removeprefix(str(path)), problem.message


def test_what_cannot_be_read_is_one_sentence(tmp_path: Path) -> None:
    missing = tmp_path / "missing.yaml"
    assert problem_of(missing) == ("unreadable-file", ":1:1", f"{missing} does not exist")
    assert problem_of(tmp_path) == (
        "unreadable-file",
        ":1:1",
        f"{tmp_path} is a directory, not a file",
    )
    pipe = tmp_path / "pipe.yaml"
    os.mkfifo(pipe)
    assert problem_of(pipe) == ("unreadable-file", ":1:1", f"{pipe} is no regular file")
    nameless = Path("a\0b")
    assert problem_of(nameless)[0] == "unreadable-file"


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads every file")
def test_a_file_without_permission_is_one_sentence(tmp_path: Path) -> None:
    path = tmp_path / "secret.yaml"
    path.touch(mode=0o000)
    assert problem_of(path)[2] == f"{path} cannot be read: Permission denied"


@pytest.mark.parametrize(
    ("raw", "rule", "place", "message"),
    [
        (b"a: \xc3\xa9\nb: \xff", "not-utf-8", ":2:4", "the byte 0xff is not UTF-8"),
        (b"\x89PNG\r\n\x1a\n\0\0", "unreadable-file", ":1:1", "{path} is no text file"),
        ("a: 1".encode("utf-16"), "not-utf-8", ":1:1", "{path} is UTF-16"),
    ],
)
def test_what_is_no_utf_8_text(
    tmp_path: Path, raw: bytes, rule: str, place: str, message: str
) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes(raw)
    assert problem_of(path) == (rule, place, message.format(path=path))


@pytest.mark.parametrize("name", ["a.yaml", "a.json"])
def test_a_byte_order_mark_takes_no_place(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(b'\xef\xbb\xbf{"a": 1}')
    file = read(path)
    assert file.data == {"a": 1}
    assert file.span(Pointer(("a",))).start.column == 7
