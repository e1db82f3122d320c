from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from adhere.diagnostics import Report, Severity
from adhere.lint import Ignore, Settings, SettingsError, load_settings

Lint = Callable[..., Report]

RULE = "security-missing"


def found(report: Report) -> list[tuple[str, int]]:
    return [(d.rule, d.span.start.line) for d in report]


def only(*rules: str, **more: object) -> Settings:
    return Settings(only=frozenset(rules), **more)  # type: ignore[arg-type]


def test_a_suppression_holds_for_its_node_and_all_below(lint: Lint) -> None:
    report = lint(
        """
        paths:
          /old:
            x-adhere-ignore: {security-missing: goes away in May}
            get: {responses: {}}
            put: {responses: {}}
          /new:
            get: {responses: {}, x-adhere-ignore: {security-missing: public on purpose}}
            put: {responses: {}}
        """,
        RULE,
    )
    assert found(report) == [(RULE, 10)]


def test_a_suppression_for_another_rule_or_place_changes_nothing(lint: Lint) -> None:
    report = lint(
        """
        paths:
          /a:
            x-adhere-ignore: {tag-missing: one module is enough}
            get: {responses: {}}
          /b:
            x-adhere-ignore: {security-missing: said elsewhere}
            get: {security: [], responses: {}}
        """,
        RULE,
    )
    assert found(report) == [(RULE, 6), ("suppression-unused", 8)]


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ("security-missing: ''", "x-adhere-ignore gives no reason for 'security-missing'"),
        ("security-missing: true", "x-adhere-ignore gives no reason for 'security-missing'"),
        (
            "security-mising: because",
            (
                "x-adhere-ignore names the unknown rule 'security-mising'; "
                "did you mean 'security-missing'?"
            ),
        ),
    ],
)
def test_a_suppression_without_reason_or_rule_is_an_error_and_suppresses_nothing(
    lint: Lint, entry: str, message: str
) -> None:
    report = lint(
        f"""
        paths:
          /a:
            x-adhere-ignore: {{{entry}}}
            get: {{responses: {{}}}}
        """,
        RULE,
    )
    assert found(report) == [("suppression-invalid", 5), (RULE, 6)]
    assert next(d.message for d in report) == message


def test_settings_ignore_by_pointer_and_by_file(lint: Lint) -> None:
    text = """
        paths:
          /old/{id}: {get: {responses: {}}}
          /new: {get: {responses: {}}, put: {security: [], responses: {}}}
        """
    old = Ignore(RULE, "goes away", pointer="/paths/~1old~1{id}/*")
    assert found(lint(text, settings=only(RULE, ignore=(old,)))) == [(RULE, 5)]
    whole = Ignore(RULE, "generated elsewhere", file="*/openapi.yaml")
    assert found(lint(text, settings=only(RULE, ignore=(whole,)))) == []


def test_an_unused_setting_is_told(lint: Lint, tmp_path: Path) -> None:
    source = tmp_path / "pyproject.toml"
    settings = only(
        RULE, ignore=(Ignore(RULE, "was so once", pointer="/paths/~1gone*"),), source=source
    )
    (diagnostic,) = lint("security: []\npaths: {}\n", settings=settings)
    assert diagnostic.severity is Severity.WARNING
    assert diagnostic.span.file == source
    assert "'/paths/~1gone*'" in diagnostic.message


def test_settings_change_severities_and_switch_rules_off(lint: Lint) -> None:
    text = "paths: {/a: {get: {tags: [a], operationId: a, responses: {'200': {description: ok}}}}}"
    settings = Settings(rules={RULE: "note"})
    assert [d.severity for d in lint(text, settings=settings)] == [Severity.NOTE]
    assert found(lint(text, settings=Settings(rules={RULE: "off"}))) == []


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_the_nearest_file_with_the_table_holds_the_settings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    table = "[tool.adhere.lint]\nrules = {unbounded = 'off'}\n"
    write(tmp_path / "far/pyproject.toml", table + "ignore = []\n")
    write(tmp_path / "far/near/pyproject.toml", "[project]\nname = 'x'\n")
    settings = load_settings(tmp_path / "far/near/spec/openapi.yaml")
    assert settings.rules == {"unbounded": "off"}
    assert settings.source == tmp_path / "far/pyproject.toml"
    assert load_settings(tmp_path / "elsewhere/openapi.yaml") == Settings()


def test_the_working_directory_is_asked_last(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path / "work/pyproject.toml", "[tool.adhere.lint]\nrules = {unbounded = 'error'}\n")
    monkeypatch.chdir(tmp_path / "work")
    assert load_settings(tmp_path / "spec/openapi.yaml").rules == {"unbounded": "error"}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "rules = {unbound = 'off'}",
            "names the unknown rule 'unbound'; did you mean 'unbounded'?",
        ),
        (
            "rules = {zzz = 'off'}",
            "names the unknown rule 'zzz'; the rules are operation-id-missing",
        ),
        ("rules = {unbounded = 'no'}", "the level 'no' of 'unbounded' is none of 'off', 'error'"),
        ("rules = 3", "'rules' is a table and 'ignore' an array"),
        ("ignored = []", "has the unknown key 'ignored'; did you mean 'ignore'?"),
        ("ignore = [{rule = 'unbounded'}]", "gives no reason for 'unbounded'; add 'reason'"),
        ("ignore = [{rule = 'unbounded', reason = ' '}]", "gives no reason for 'unbounded'"),
        ("ignore = [{reason = 'x'}]", "has an entry whose 'rule' or other member is not a text"),
        ("ignore = [{rule = 'x', why = 'x'}]", "holds tables with rule, reason, and pointer"),
        ("rules = {", "is not TOML: "),
    ],
)
def test_wrong_settings_are_one_sentence_with_the_file(
    tmp_path: Path, text: str, message: str
) -> None:
    path = write(tmp_path / "pyproject.toml", f"[tool.adhere.lint]\n{text}\n")
    with pytest.raises(SettingsError) as caught:
        load_settings(tmp_path / "openapi.yaml")
    assert str(caught.value).startswith(str(path))
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)
