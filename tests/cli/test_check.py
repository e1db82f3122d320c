from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from click.testing import CliRunner, Result

from adhere.cli.check import check
from adhere.lint import RULES

Spec = Callable[..., Path]

BROKEN = """\
openapi: 3.1.1
info: {title: Shop, version: '1'}
paths:
  /orders:
    get:
      operationId: listOrders
      tags: [orders]
      responses:
        '200': {description: ok}
    post:
      operationId: listOrders
      tags: [orders]
      security: []
      responses:
        '200': {description: ok}
"""


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(check, [str(argument) for argument in arguments])


def test_text_shows_the_sentence_the_place_the_line_and_the_mend(spec: Spec) -> None:
    result = run(spec(BROKEN), "--select", "security-missing,operation-id-duplicate")
    assert result.exit_code == 1
    assert result.stdout.startswith(
        """\
error[security-missing]: GET /orders does not say who may call it
 --> openapi.yaml:5:5
  |
5 |     get:
  |     ^^^
  = help: Add 'security' with the schemes that admit a caller, or 'security: []' to admit everybody.
"""
    )
    assert (
        """
   |
11 |       operationId: listOrders
   |                    ^^^^^^^^^^
   = GET /orders has it here: openapi.yaml:6:20
   = help: Give each operation an operationId of its own.
"""
        in result.stdout
    )
    assert result.stdout.endswith("2 errors in openapi.yaml (2 operations).\n")


def test_a_clean_document_is_told_in_one_line(spec: Spec) -> None:
    result = run(spec())
    assert result.exit_code == 0
    assert result.stdout == "Nothing found in openapi.yaml (1 operation).\n"


def test_warnings_alone_exit_with_0(spec: Spec) -> None:
    result = run(spec(BROKEN), "--select", "invalid-request-undeclared", "--format", "json")
    assert json.loads(result.stdout)["summary"] == {"errors": 1, "warnings": 0, "notes": 0}
    assert "duplicate-operation-id" in result.stdout  # the standard's own rule comes back
    clean = spec().read_text(encoding="utf-8").replace("      tags: [health]\n", "")
    result = run(spec(clean))
    assert result.exit_code == 0
    assert result.stdout.endswith("1 warning in openapi.yaml (1 operation).\n")


def test_no_colour_where_no_terminal_is(spec: Spec) -> None:
    assert "\x1b" not in run(spec(BROKEN)).output


def test_json_is_stable_and_complete(spec: Spec) -> None:
    result = run(spec(BROKEN), "--select", "operation-id-duplicate", "--format", "json")
    report = json.loads(result.stdout)
    assert report["version"] == 1
    (finding,) = [f for f in report["findings"] if f["rule"] == "operation-id-duplicate"]
    assert finding == {
        "rule": "operation-id-duplicate",
        "severity": "error",
        "message": "the operationId 'listOrders' already belongs to GET /orders",
        "help": "Give each operation an operationId of its own.",
        "file": "openapi.yaml",
        "start": {"line": 11, "column": 20},
        "end": {"line": 11, "column": 30},
        "pointer": "/paths/~1orders/post/operationId",
        "related": [
            {
                "message": "GET /orders has it here",
                "file": "openapi.yaml",
                "start": {"line": 6, "column": 20},
                "end": {"line": 6, "column": 30},
            }
        ],
    }
    assert result.exit_code == 1


def test_github_annotations_are_escaped(spec: Spec) -> None:
    text = BROKEN.replace("/orders:", "'/a%3A,b:c':")
    path = spec(text, "odd,na:me.yaml")
    result = run(path, "--select", "security-missing", "--format", "github")
    assert (
        "::error file=odd%2Cna%3Ame.yaml,line=5,col=5,endColumn=8,title=security-missing"
        "::GET /a%253A,b:c does not say who may call it. Add 'security' with the schemes "
        "that admit a caller, or 'security: []' to admit everybody.\n"
    ) in result.stdout


# What SARIF 2.1.0 demands of the parts that are written (sections 3.13 to 3.34).
SARIF = {
    "type": "object",
    "required": ["version", "runs"],
    "properties": {
        "version": {"const": "2.1.0"},
        "runs": {
            "minItems": 1,
            "items": {
                "required": ["tool", "results"],
                "properties": {
                    "columnKind": {"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
                    "tool": {
                        "required": ["driver"],
                        "properties": {
                            "driver": {
                                "required": ["name"],
                                "properties": {
                                    "rules": {
                                        "uniqueItems": True,
                                        "items": {
                                            "required": ["id"],
                                            "properties": {
                                                "shortDescription": {"required": ["text"]}
                                            },
                                        },
                                    }
                                },
                            }
                        },
                    },
                    "results": {"items": {"$ref": "#/$defs/result"}},
                },
            },
        },
    },
    "$defs": {
        "result": {
            "required": ["message", "ruleId", "ruleIndex", "level", "locations"],
            "properties": {
                "level": {"enum": ["none", "note", "warning", "error"]},
                "ruleIndex": {"type": "integer", "minimum": 0},
                "message": {"required": ["text"]},
                "locations": {"items": {"$ref": "#/$defs/location"}},
                "relatedLocations": {"items": {"$ref": "#/$defs/location"}},
            },
        },
        "location": {
            "required": ["physicalLocation"],
            "properties": {
                "physicalLocation": {
                    "required": ["artifactLocation", "region"],
                    "properties": {
                        "artifactLocation": {
                            "properties": {"uri": {"type": "string", "format": "uri-reference"}}
                        },
                        "region": {
                            "additionalProperties": {"type": "integer", "minimum": 1},
                            "required": ["startLine", "startColumn", "endLine", "endColumn"],
                        },
                    },
                }
            },
        },
    },
}


def test_sarif_describes_rules_and_results(spec: Spec) -> None:
    path = spec(BROKEN, "my spec/openapi.yaml")
    log: Any = json.loads(run(path, "--format", "sarif").stdout)
    jsonschema_rs.Draft202012Validator(SARIF, validate_formats=True).validate(log)
    (run_,) = log["runs"]
    rules = run_["tool"]["driver"]["rules"]
    assert {rule["id"] for rule in rules} >= set(RULES)
    for result in run_["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
    location = run_["results"][0]["locations"][0]["physicalLocation"]
    assert location["artifactLocation"]["uri"] == "my%20spec/openapi.yaml"


def test_select_and_ignore_narrow_the_rules(spec: Spec) -> None:
    path = spec(BROKEN)
    assert "[security-missing]" in run(path).stdout
    assert "[security-missing]" not in run(path, "--ignore", "security-missing").stdout
    assert "[security-missing]" not in run(path, "--select", "tag-missing,unbounded").stdout


@pytest.mark.parametrize("option", ["--select", "--ignore", "--explain"])
def test_an_unknown_rule_is_one_sentence_with_a_suggestion(spec: Spec, option: str) -> None:
    result = run(spec(), option, "security-mising")
    assert result.exit_code == 2
    assert result.output.strip() == (
        f"Error: {option} names the unknown rule 'security-mising'; "
        "did you mean 'security-missing'?"
    )


def test_errors_come_first_where_not_everything_is_shown(spec: Spec) -> None:
    warnings = BROKEN.replace("      tags: [orders]\n", "", 1)
    result = run(spec(warnings), "--max-findings", "1")
    assert "warning[" not in result.stdout
    assert "more; see them all with --max-findings 0." in result.stdout
    assert "warning[" in run(spec(warnings), "--max-findings", "0").stdout


def test_the_cause_is_shown_before_the_operations_that_it_leaves_out(spec: Spec) -> None:
    paths = "".join(
        f"  /{n}: {{get: {{responses: {{'200': {{$ref: '#/components/responses/A'}}}}}}}}\n"
        for n in range(9)
    )
    broken = (
        "openapi: 3.1.1\ninfo: {title: Shop, version: '1'}\npaths:\n" + paths + "components:\n"
        "  responses: {A: {$ref: '#/components/responses/B'}}\n"
    )
    shown = run(spec(broken), "--ignore", ",".join(RULES), "--max-findings", "3").stdout
    headings = [line for line in shown.splitlines() if line.startswith(("error", "warning"))]
    assert headings[0].startswith("error[dangling-ref]: the $ref '#/components/responses/B'")
    assert "operation-left-out" in headings[-1]


def test_several_documents_are_counted_together(spec: Spec) -> None:
    first, second = spec(name="a.yaml"), spec(name="b.yaml")
    assert run(first, second).stdout == "Nothing found in 2 documents (2 operations).\n"


def test_a_setting_that_one_document_needs_is_not_unused(spec: Spec) -> None:
    spec(
        """
        [tool.adhere.lint]
        ignore = [
          {rule = "security-missing", reason = "old", file = "old.yaml"},
          {rule = "unbounded", reason = "gone", file = "gone.yaml"},
        ]
        """,
        "pyproject.toml",
    )
    old = spec(BROKEN.replace("operationId: listOrders\n", "operationId: list\n", 1), "old.yaml")
    result = run(spec(), old, "--ignore", "invalid-request-undeclared")
    assert result.stdout.count("[suppression-unused]") == 1
    assert "'gone.yaml'" in result.stdout
    assert result.exit_code == 0


def test_wrong_settings_end_with_2(spec: Spec) -> None:
    spec("[tool.adhere.lint]\nrules = {unbound = 'off'}\n", "pyproject.toml")
    result = run(spec())
    assert result.exit_code == 2
    assert "did you mean 'unbounded'?" in result.output


@pytest.mark.parametrize("rule", RULES)
def test_every_rule_explains_itself(rule: str) -> None:
    result = run("--explain", rule)
    assert result.exit_code == 0
    assert result.output.startswith(f"{rule} ({RULES[rule].severity})\n")
    assert "Why: " in result.output
    assert "But so:" in result.output


def test_nothing_is_said_twice(spec: Spec) -> None:
    path = spec(
        """
        openapi: 3.1.1
        info: {title: Shop, version: '1'}
        security: []
        paths:
          /a/{x}:
            get:
              operationId: a
              tags: [a]
              parameters:
                - {name: y, in: path, required: true, schema: {}}
                - {name: q, in: query, schema: {type: integer, default: a}}
                - {name: q, in: query, schema: {type: integer}}
              responses: {'200': {description: ok}, '400': {description: no}}
          /b:
            put:
              operationId: a
              tags: [a]
              responses: {'200': {description: ok}}
        """
    )
    findings = json.loads(run(path, "--format", "json").stdout)["findings"]
    assert [(f["rule"], f["start"]["line"]) for f in findings] == [
        ("path-parameter-mismatch", 6),
        ("path-parameter-mismatch", 10),
        ("example-invalid", 11),
        ("duplicate-parameter", 12),
        ("operation-id-duplicate", 16),
    ]
