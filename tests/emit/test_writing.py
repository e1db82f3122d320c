from __future__ import annotations

import json
from pathlib import Path

import pytest

from adhere.emit import MANIFEST, Manifest, drift, is_foreign, write


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


def test_drift_is_a_diff_of_code_and_a_line_of_data(tmp_path: Path) -> None:
    folder = tmp_path / "p"
    files = with_manifest(folder, {"a.py": "x = 1\n", "contract.json": "{}", "gone.py": ""})
    write(folder, files)
    assert list(drift(folder, files)) == []
    wanted = with_manifest(folder, {"a.py": "x = 2\n", "contract.json": "[]", "new.json": "{}"})
    lines = list(drift(folder, wanted))
    assert {"-x = 1", "+x = 2"} <= set(lines)
    assert f"{folder / 'gone.py'} is stale" in lines
    assert f"{folder / 'contract.json'} differs" in lines
    assert f"{folder / 'new.json'} is missing" in lines


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
