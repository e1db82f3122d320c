from __future__ import annotations

import json
from pathlib import Path

import pytest

from adhere.emit import MANIFEST, Manifest, drift, is_foreign, manifest, write
from adhere.emit.manifest import hash_of


def with_manifest(folder: Path, files: dict[str, str]) -> dict[str, str]:
    return {**files, MANIFEST: Manifest.of(folder, inputs=[], files=files).text}


def test_only_what_differs_is_written(tmp_path: Path) -> None:
    folder = tmp_path / "p"
    first = write(folder, with_manifest(folder, {"a.py": "1\n", "b.py": "2\n"}))
    assert first.added == ("a.py", "b.py", MANIFEST)
    before = (folder / "a.py").stat().st_mtime_ns
    second = write(folder, with_manifest(folder, {"a.py": "1\n", "b.py": "3\n"}))
    assert (second.added, second.changed, second.removed) == ((), ("b.py", MANIFEST), ())
    assert (folder / "a.py").stat().st_mtime_ns == before
    assert not write(folder, with_manifest(folder, {"a.py": "1\n", "b.py": "3\n"}))


def test_stale_files_are_removed_and_others_left_alone(tmp_path: Path) -> None:
    folder = tmp_path / "p"
    write(folder, with_manifest(folder, {"a.py": "", "b.py": ""}))
    (folder / "mine.py").write_text("mine")
    assert write(folder, with_manifest(folder, {"a.py": ""})).removed == ("b.py",)
    assert sorted(path.name for path in folder.iterdir()) == ["a.py", MANIFEST, "mine.py"]


def test_a_manifest_cannot_name_files_outside_the_folder(tmp_path: Path) -> None:
    folder = tmp_path / "p"
    write(folder, with_manifest(folder, {"a.py": ""}))
    outside = tmp_path / "precious.txt"
    outside.write_text("precious")
    manifest = json.loads((folder / MANIFEST).read_text())
    manifest["outputs"].update({"../precious.txt": "0", str(outside): "0"})
    (folder / MANIFEST).write_text(json.dumps(manifest))
    assert write(folder, with_manifest(folder, {"b.py": ""})).removed == ("a.py",)
    assert outside.read_text() == "precious"


def test_a_link_is_replaced_and_not_followed(tmp_path: Path) -> None:
    folder, outside = tmp_path / "p", tmp_path / "precious.txt"
    outside.write_text("precious")
    folder.mkdir()
    (folder / "a.py").symlink_to(outside)
    write(folder, with_manifest(folder, {"a.py": "generated"}))
    assert (outside.read_text(), (folder / "a.py").read_text()) == ("precious", "generated")


@pytest.mark.parametrize("failure", [OSError("disk full"), KeyboardInterrupt()])
def test_a_failure_before_the_end_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failure: BaseException
) -> None:
    folder = tmp_path / "p"
    old = with_manifest(folder, {"a.py": "old", "b.py": "old"})
    write(folder, old)
    write_bytes = Path.write_bytes

    def fail_on_b(path: Path, data: bytes) -> int:
        if path.name == "b.py":
            raise failure
        return write_bytes(path, data)

    monkeypatch.setattr(Path, "write_bytes", fail_on_b)
    with pytest.raises(type(failure)):
        write(folder, with_manifest(folder, {"a.py": "new", "b.py": "new"}))
    assert {path.name: path.read_text() for path in folder.iterdir()} == old
    assert [path.name for path in tmp_path.iterdir()] == ["p"]


def test_drift_is_a_diff_of_code_and_data(tmp_path: Path) -> None:
    folder = tmp_path / "p"
    files = with_manifest(folder, {"a.py": "x = 1\n", "contract.json": '{"a":1}', "gone.py": ""})
    write(folder, files)
    assert list(drift(folder, files)) == []
    new = {"a.py": "x = 2\n", "contract.json": '{"a":2}', "new.json": "{}", "py.typed": ""}
    lines = list(drift(folder, with_manifest(folder, new)))
    assert {"-x = 1", "+x = 2"} <= set(lines)
    assert f"{folder / 'gone.py'} is stale" in lines
    assert {'-  "a": 1', '+  "a": 2'} <= set(lines)
    assert f"{folder / 'new.json'} is missing" in lines
    assert f"{folder / 'py.typed'} is missing" in lines
    assert {'-    "gone.py"', '+    "py.typed"'} <= set(lines)
    assert not any(hash_of(b"x = 2\n") in line for line in lines)


def test_a_long_drift_is_cut_and_counted(tmp_path: Path) -> None:
    old, new = ({"contract.json": json.dumps([n] * 99)} for n in (1, 2))
    write(tmp_path, with_manifest(tmp_path, old))
    lines = list(drift(tmp_path, with_manifest(tmp_path, new)))
    assert f"... 143 more lines in {tmp_path / 'contract.json'}" in lines


@pytest.mark.parametrize("damaged", ["<<<<<<< ours\n", "[]"])
def test_a_damaged_manifest_is_shown(tmp_path: Path, damaged: str) -> None:
    files = with_manifest(tmp_path, {"a.py": ""})
    write(tmp_path, files)
    (tmp_path / MANIFEST).write_text(damaged)
    assert f"-{damaged.strip()}" in list(drift(tmp_path, files))


def test_another_text_of_the_document_is_told(tmp_path: Path) -> None:
    spec = tmp_path / "openapi.yaml"

    def files() -> dict[str, str]:
        text = Manifest.of(tmp_path / "p", inputs=[spec], files={}).text
        return {MANIFEST: text}

    spec.write_text("a: 1")
    write(tmp_path / "p", files())
    spec.write_text("a: 2")
    path = tmp_path / "p" / MANIFEST
    told = [f"{path} was written for another text of the document"]
    assert list(drift(tmp_path / "p", files())) == told


def test_a_package_of_other_sources_of_the_toolkit_is_not_current(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spec, folder = tmp_path / "openapi.yaml", tmp_path / "p"
    spec.touch()
    made = Manifest.of(folder, inputs=[spec], files={})
    write(folder, {MANIFEST: made.text})
    assert made.is_current(folder, spec, {})
    monkeypatch.setattr(manifest, "versions", lambda: {**made.tools, "adhere": "0.1.0+other"})
    assert not made.is_current(folder, spec, {})
    again = Manifest.of(folder, inputs=[spec], files={})
    assert again.text != made.text
    assert list(drift(folder, {MANIFEST: again.text})) == []


def test_sources_are_the_same_wherever_they_are_installed(tmp_path: Path) -> None:
    def hash_with(text: str, *, place: str) -> str:
        file = tmp_path / place / "emit" / "models.py"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
        return manifest.sources_hash(tmp_path / place)

    assert hash_with("x = 1", place="a") == hash_with("x = 1", place="b")
    assert hash_with("x = 2", place="a") != hash_with("x = 1", place="b")


def test_a_folder_with_other_files_is_foreign(tmp_path: Path) -> None:
    assert not is_foreign(tmp_path / "absent")
    assert not is_foreign(tmp_path)
    (tmp_path / "mine.py").touch()
    assert is_foreign(tmp_path)
    write(tmp_path, with_manifest(tmp_path, {"a.py": ""}))
    assert not is_foreign(tmp_path)


def test_a_file_on_another_host_is_never_current(tmp_path: Path) -> None:
    spec, folder = tmp_path / "openapi.yaml", tmp_path / "p"
    spec.touch()
    folder.mkdir()
    local = Manifest.of(folder, inputs=[spec], files={})
    remote = Manifest.of(folder, inputs=[spec, Path("https://example.com/x.yaml")], files={})
    assert local.is_current(folder, spec, {})
    assert not remote.is_current(folder, spec, {})
