from __future__ import annotations

from collections.abc import Callable

import pytest

from adhere.diagnostics import Severity
from adhere.document import Loaded, validate

LoadFiles = Callable[[dict[str, str]], Loaded]

V30 = "openapi: 3.0.3\ninfo: {title: T, version: '1'}\n"
V31 = "openapi: 3.1.1\ninfo: {title: T, version: '1'}\n"
V32 = "openapi: 3.2.0\ninfo: {title: T, version: '1'}\n"
PATHS = """\
paths:
  /a/{id}:
    get:
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      responses: {'200': {description: ok}}
"""


def edited(old: str, new: str, version: str = V31) -> str:
    assert old in PATHS
    return version + PATHS.replace(old, new)


def schema(text: str, version: str = V31) -> str:
    return f"{version}paths: {{}}\ncomponents: {{schemas: {{A: {{{text}}}}}}}\n"


PARAMETER = "/paths/~1a~1{id}/get/parameters/0"
CASES = [
    (V31, "", "the document lacks one of the fields 'paths', 'components' or 'webhooks'"),
    (V30, "", "the OpenAPI Object lacks the required field 'paths'"),
    (
        "openapi: 3.1\ninfo: {title: T, version: '1'}\npaths: {}\n",
        "/openapi",
        "the version '3.1' has not three numbers",
    ),
    ("openapi: 3.1.1\ninfo: []\npaths: {}\n", "/info", "'info' must be an object, not an array"),
    (
        edited("get:", "gett:"),
        "/paths/~1a~1{id}/gett",
        "'gett' is no field of the Path Item Object",
    ),
    (
        edited("get:", "gett:", V30),
        "/paths/~1a~1{id}/gett",
        "'gett' is no field of the Path Item Object",
    ),
    (edited("/a/{id}", "a/{id}"), "/paths/a~1{id}", "the path 'a/{id}' does not start with '/'"),
    (edited("{id}:", "{id:"), "/paths/~1a~1{id", "the braces of the path '/a/{id' do not match"),
    (edited("{id}", "x"), "/paths/~1a~1x/get", "the path parameter 'id' is not in the path '/a/x'"),
    (
        edited("required: true, ", ""),
        PARAMETER,
        "a path parameter is always required, and must say so",
    ),
    (
        edited("required: true, ", "", V30),
        PARAMETER,
        "a path parameter is always required, and must say so",
    ),
    (
        edited("schema:", "content: {a/b: {}}, schema:"),
        PARAMETER,
        "'schema' and 'content' exclude each other",
    ),
    (
        edited("schema:", "content: {a/b: {}}, schema:", V30),
        PARAMETER,
        "'schema' and 'content' exclude each other",
    ),
    (
        edited(", schema: {type: string}", ""),
        PARAMETER,
        "element 0 of 'parameters' lacks one of the fields 'schema' or 'content'",
    ),
    (
        edited(", schema: {type: string}", "", V30),
        PARAMETER,
        "element 0 of 'parameters' lacks one of the fields 'schema' or 'content'",
    ),
    (
        edited("schema:", "example: a, examples: {b: {value: c}}, schema:", V30),
        PARAMETER,
        "'example' and 'examples' exclude each other",
    ),
    (
        edited("in: path", "style: form, in: path"),
        f"{PARAMETER}/style",
        "'style' is 'form', which is none of 'matrix', 'label', 'simple'",
    ),
    (
        edited("type: string", "type: strin"),
        f"{PARAMETER}/schema/type",
        (
            "'type' is 'strin', which is none of 'array', 'boolean', 'integer', 'null', "
            "'number', 'object', 'string'"
        ),
    ),
    (
        edited("type: string", "type: strin", V30),
        f"{PARAMETER}/schema/type",
        (
            "'type' is 'strin', which is none of 'array', 'boolean', 'integer', 'number', "
            "'object', 'string'"
        ),
    ),
    (
        edited("type: string", "type: [string, 'null']", V30),
        f"{PARAMETER}/schema/type",
        "'type' must be a string, not an array",
    ),
    (
        edited("type: string", "const: x", V30),
        f"{PARAMETER}/schema/const",
        "'const' is a keyword from OpenAPI 3.1 on",
    ),
    (
        edited("    get:", "    query:"),
        "/paths/~1a~1{id}/query",
        "'query' is a field of the Path Item Object from OpenAPI 3.2 on",
    ),
    (edited("'200'", "OK"), "/paths/~1a~1{id}/get/responses/OK", "'OK' is no status"),
    (edited("'200'", "2xx", V30), "/paths/~1a~1{id}/get/responses/2xx", "'2xx' is no status"),
    (
        edited("{'200': {description: ok}}", "{}", V30),
        "/paths/~1a~1{id}/get/responses",
        "no response is declared",
    ),
    (
        edited("description: ok", "description: "),
        "/paths/~1a~1{id}/get/responses/200/description",
        "'description' must be a string, not null",
    ),
    (
        edited("description: ok", "description: 12"),
        "/paths/~1a~1{id}/get/responses/200/description",
        "'description' must be a string, not a number",
    ),
    (
        edited("description: ok", "descripton: ok"),
        "/paths/~1a~1{id}/get/responses/200/descripton",
        "'descripton' is no field of the Response Object",
    ),
    (
        edited("[{", "[{name: id, in: path, required: true, schema: {}}, {"),
        "/paths/~1a~1{id}/get/parameters/1",
        "the parameter 'id' stands twice in this list",
    ),
    (
        V31 + "tags: [{name: a}, {name: a}]\npaths: {}\n",
        "/tags/1",
        "the tag 'a' stands twice in this list",
    ),
    (
        V32 + "tags: [{name: a, parent: b}]\npaths: {}\n",
        "/tags/0/parent",
        "the parent 'b' of the tag 'a' is not declared",
    ),
    (
        V31 + "servers: [{uri: x}]\npaths: {}\n",
        "/servers/0/uri",
        "'uri' is no field of the Server Object",
    ),
    (
        V31 + "security: {A: []}\npaths: {}\n",
        "/security",
        "'security' must be an array, not an object",
    ),
    (
        V31 + "components: {schemas: {'A B': {}}}\n",
        "/components/schemas/A B",
        "'A B' is no name for a component",
    ),
    (
        V31 + "components: {securitySchemes: {A: {type: oauth}}}\n",
        "/components/securitySchemes/A/type",
        (
            "'type' is 'oauth', which is none of 'apiKey', 'http', 'mutualTLS', 'oauth2', "
            "'openIdConnect'"
        ),
    ),
    (
        V31 + "components: {securitySchemes: {A: {type: apiKey, name: x}}}\n",
        "/components/securitySchemes/A",
        "the Security Scheme Object lacks the required field 'in'",
    ),
    (
        schema("$schema: 'https://example.com/x'"),
        "/components/schemas/A/$schema",
        "the JSON Schema dialect 'https://example.com/x' is not known",
    ),
    (
        schema("allOf: [{properties: {a: {}}}], required: [b]"),
        "/components/schemas/A/required",
        "'required' names 'b', which no 'properties' describes",
    ),
    (
        schema("properties: {a: {required: true}}"),
        "/components/schemas/A/properties/a/required",
        "'required' must be an array, not a boolean",
    ),
    (
        schema("minimum: 1, exclusiveMinimum: true"),
        "/components/schemas/A/exclusiveMinimum",
        "'exclusiveMinimum' must be a number, not a boolean",
    ),
    (
        schema("minLength: -1"),
        "/components/schemas/A/minLength",
        "'minLength' is -1, which is less than 0",
    ),
    (schema("enum: []", V30), "/components/schemas/A/enum", "'enum' must not be empty"),
    (schema("enum: [a, b, a]", V30), "/components/schemas/A/enum", "'enum' holds 'a' twice"),
    (
        schema("items: [{}]"),
        "/components/schemas/A/items",
        "'items' must be an object or a boolean, not an array",
    ),
    (
        schema("pattern: '('"),
        "/components/schemas/A/pattern",
        "the pattern '(' is no regular expression (ECMA-262)",
    ),
    (
        schema("patternProperties: {'a**': {}}"),
        "/components/schemas/A/patternProperties/a**",
        "the pattern 'a**' is no regular expression (ECMA-262)",
    ),
    (
        schema("type: integer, default: a"),
        "/components/schemas/A/default",
        "'default' must be an integer, not a string",
    ),
    (
        schema("oneOf: [{type: string}, {}], default: a"),
        "/components/schemas/A/default",
        "'default' is 'a', which fits more than one alternative of 'oneOf'",
    ),
]


@pytest.mark.parametrize(("text", "pointer", "message"), CASES)
def test_a_mistake_is_one_sentence_at_its_place(
    load_files: LoadFiles, text: str, pointer: str, message: str
) -> None:
    loaded = load_files({"a.yaml": text})
    assert list(loaded.report) == []
    assert loaded.document is not None
    found = [(str(d.pointer), d.message) for d in validate(loaded.document)]
    assert found == [(pointer, message)]


@pytest.mark.parametrize(
    ("text", "mend"),
    [
        (edited("get:", "gett:", V30), "Did you mean 'get'?"),
        (edited("'200'", "4xx"), "Write '4XX'."),
        (edited("description: ok", "descripton: ok"), "Did you mean 'description'?"),
        (edited("type: string", "type: strin"), "Did you mean 'string'?"),
        (V31 + "servers: [{uri: x}]\npaths: {}\n", "Did you mean 'url'?"),
        (edited("description: ok", "description: 12"), "Quote it."),
    ],
)
def test_the_mend_names_what_was_meant(load_files: LoadFiles, text: str, mend: str) -> None:
    loaded = load_files({"a.yaml": text})
    assert loaded.document is not None
    assert [d.help for d in validate(loaded.document)] == [mend]


def test_every_mistake_is_found_also_beyond_references_and_in_other_files(
    load_files: LoadFiles,
) -> None:
    loaded = load_files(
        {
            "a.yaml": V31 + "paths:\n  /a: {$ref: 'b.yaml'}\n"
            "  /b: {get: {operationId: x, responses: {'200': {}}}}\n",
            "b.yaml": "get:\n  operationId: x\n"
            "  responses:\n    200: {$ref: 'c.yaml'}\n    201: {}\n",
            "c.yaml": "description: d\ncontent:\n  text/plain:\n    schema: {type: int}\n",
        }
    )
    assert loaded.document is not None
    assert [(str(d.span), d.rule) for d in validate(loaded.document)] == [
        ("a.yaml:5:27", "duplicate-operation-id"),
        ("a.yaml:5:49", "schema-violation"),
        ("b.yaml:5:10", "schema-violation"),
        ("c.yaml:4:20", "schema-violation"),
    ]


def test_a_field_beside_a_reference_is_a_warning(load_files: LoadFiles) -> None:
    responses = "components: {responses: {A: {description: d}}}\n"
    text = (
        edited("{description: ok}", "{$ref: '#/components/responses/A', headers: {}}") + responses
    )
    loaded = load_files({"a.yaml": text})
    assert loaded.document is not None
    (finding,) = validate(loaded.document)
    assert (finding.rule, finding.severity) == ("ref-sibling", Severity.WARNING)


def test_what_leads_nowhere_hides_nothing_else_and_fetches_nothing(
    load_files: LoadFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("socket.getaddrinfo", lambda *_: pytest.fail("the network was asked"))
    loaded = load_files(
        {
            "a.yaml": V31 + "paths:\n  /a:\n    get:\n"
            "      parameters: [{$ref: 'https://example.com/p'}, {name: q}]\n"
            "      responses: {'200': {$ref: '#/components/responses/X'}}\n"
            "components: {schemas: {A: {$ref: 'https://example.com/a'}, B: {type: int}}}\n"
        }
    )
    assert [d.rule for d in loaded.report] == ["remote-ref", "dangling-ref", "remote-ref"]
    assert loaded.document is not None
    assert {str(d.pointer) for d in validate(loaded.document)} == {
        "/paths/~1a/get/parameters/1",
        "/components/schemas/B/type",
    }


def test_patterns_are_judged_by_the_engine_that_runs_them(load_files: LoadFiles) -> None:
    loaded = load_files({"a.yaml": schema("pattern: '^\\p{L}+$', type: string, default: a")})
    assert loaded.document is not None
    assert not validate(loaded.document).has_errors
