from __future__ import annotations

from collections.abc import Callable

import pytest

from adhere.contract import Built, Operation, ParameterLocation, ParameterStyle, completed
from adhere.diagnostics import Severity
from adhere.source import Pointer

Build = Callable[..., Built]


def only(built: Built) -> Operation:
    (operation,) = built.contract.operations
    return operation


def said(built: Built) -> list[str]:
    return [
        f"{d.span.start.line}:{d.span.start.column} {d.severity} {d.message}" for d in built.report
    ]


def test_parameters_of_the_path_item_are_merged_and_overridden(build_text: Build) -> None:
    built = build_text(
        """
        paths:
          /orders/{id}:
            parameters:
              - {name: id, in: path, required: true, schema: {type: integer}}
              - {name: limit, in: query, schema: {type: integer}}
              - {name: If-Match, in: header, schema: {type: string}}
            get:
              parameters:
                - {name: limit, in: query, required: true, schema: {type: string}}
                - {name: if-match, in: header, required: true, schema: {type: string}}
                - {name: limit, in: cookie, schema: {type: string}}
              responses: {'200': {description: ok}}
        """
    )
    parameters = only(built).parameters
    assert [(p.name, p.location, p.required) for p in parameters] == [
        ("id", "path", True),
        ("limit", "query", True),
        ("if-match", "header", True),
        ("limit", "cookie", False),
    ]
    assert parameters[1].pointer == Pointer.parse("/paths/~1orders~1{id}/get/parameters/0")
    assert not len(built.report)


def test_headers_that_openapi_tells_to_ignore_are_ignored(build_text: Build) -> None:
    built = build_text(
        """
        paths:
          /:
            get:
              parameters:
                - {name: accept, in: header, schema: {type: string}}
                - {name: Content-Type, in: header, schema: {type: string}}
                - {name: AUTHORIZATION, in: header, schema: {type: string}}
                - {name: Accept, in: query, schema: {type: string}}
              responses:
                '200':
                  description: ok
                  headers: {content-type: {schema: {type: string}}, ETag: {schema: {}}}
        """
    )
    assert [p.location for p in only(built).parameters] == [ParameterLocation.QUERY]
    assert [h.name for h in only(built).responses[0].headers] == ["ETag"]


@pytest.mark.parametrize(
    ("written", "style", "explode"),
    [
        ("in: path, required: true", ParameterStyle.SIMPLE, False),
        ("in: path, required: true, style: matrix", ParameterStyle.MATRIX, False),
        ("in: path, required: true, style: label, explode: true", ParameterStyle.LABEL, True),
        ("in: query", ParameterStyle.FORM, True),
        ("in: query, explode: false", ParameterStyle.FORM, False),
        ("in: query, style: deepObject", ParameterStyle.DEEP_OBJECT, False),
        ("in: query, style: pipeDelimited", ParameterStyle.PIPE_DELIMITED, False),
        ("in: header", ParameterStyle.SIMPLE, False),
        ("in: cookie", ParameterStyle.FORM, True),
        ("in: cookie, style: cookie", ParameterStyle.COOKIE, True),
    ],
)
def test_style_and_explode_have_the_defaults_of_the_location(
    build_text: Build, written: str, style: ParameterStyle, *, explode: bool
) -> None:
    built = build_text(
        f"""
        paths:
          /x/{{v}}:
            get:
              parameters: [{{name: v, {written}, schema: {{type: string}}}}]
              responses: {{'200': {{description: ok}}}}
        """,
        "3.2.0",
    )
    parameter = only(built).parameters[-1]
    assert (parameter.style, parameter.explode) == (style, explode)


def test_references_are_followed_and_component_names_kept(build_text: Build) -> None:
    built = build_text(
        """
        paths:
          /orders:
            post:
              parameters: [{$ref: '#/components/parameters/Limit'}]
              requestBody: {$ref: '#/components/requestBodies/NewOrder'}
              responses:
                '404': {$ref: '#/components/responses/NotFound'}
        components:
          parameters:
            Limit: {name: limit, in: query, schema: {$ref: '#/components/schemas/Size'}}
          requestBodies:
            NewOrder:
              required: true
              content:
                application/json:
                  schema: {$ref: '#/components/schemas/Order'}
                  example: 1
          responses:
            NotFound:
              description: Nothing there.
              headers: {X-Why: {$ref: '#/components/headers/Why'}}
              content: {application/json: {schema: {type: object, description: inline}}}
              links: {again: {$ref: '#/components/links/Again'}}
          headers: {Why: {required: true, schema: {type: string}}}
          links: {Again: {operationId: again, parameters: {id: $response.body#/id}}}
          schemas: {Size: {type: integer}, Order: {type: object}}
        """
    )
    operation = only(built)
    assert operation.parameters[0].pointer == Pointer.parse("/components/parameters/Limit")
    assert operation.parameters[0].schema.component == "Size"
    assert operation.request_body is not None
    assert operation.request_body.required
    body_schema = operation.request_body.content[0].schema
    assert body_schema is not None
    assert body_schema.component == "Order"
    response = operation.responses[0]
    assert (response.component, response.class_name) == ("NotFound", "NotFound404")
    assert [(h.name, h.required) for h in response.headers] == [("X-Why", True)]
    assert response.content[0].schema is not None
    assert response.content[0].schema.component is None
    assert [(link.name, link.status, link.operation_id) for link in operation.links] == [
        ("again", "404", "again")
    ]


def test_operations_and_groups_are_in_the_order_of_the_document(build_text: Build) -> None:
    built = build_text(
        """
        tags: [{name: stock, description: What is there.}, {name: orders}]
        paths:
          /b: {put: {tags: [orders, stock], responses: {}}, get: {tags: [stock], responses: {}}}
          /a: {get: {tags: [orders], responses: {}}, post: {responses: {}}}
        """
    )
    contract = built.contract
    assert [f"{o.method} {o.path}" for o in contract.operations] == [
        "PUT /b",
        "GET /b",
        "GET /a",
        "POST /a",
    ]
    assert [(g.name, g.tag, len(g.operations)) for g in contract.groups] == [
        ("orders", "orders", 2),
        ("stock", "stock", 1),
        ("default", "", 1),
    ]
    assert contract.groups[1].description == "What is there."
    assert contract.title == "Shop"


def test_openapi_3_2_brings_query_further_methods_and_item_schemas(build_text: Build) -> None:
    built = build_text(
        """
        paths:
          /search:
            query:
              parameters:
                - name: q
                  in: querystring
                  content: {application/x-www-form-urlencoded: {schema: {type: object}}}
              responses:
                '200':
                  description: ok
                  content: {application/jsonl: {itemSchema: {$ref: '#/components/schemas/Hit'}}}
            additionalOperations:
              LINK: {responses: {'204': {description: ok}}}
        components: {schemas: {Hit: {type: object}}}
        """,
        "3.2.0",
    )
    query, link = built.contract.operations
    assert (query.method, link.method) == ("QUERY", "LINK")
    parameter = query.parameters[0]
    assert parameter.location is ParameterLocation.QUERYSTRING
    assert parameter.media_type == "application/x-www-form-urlencoded"
    item_schema = query.responses[0].content[0].item_schema
    assert item_schema is not None
    assert item_schema.component == "Hit"


def test_security_is_the_operations_or_the_documents_or_unsaid(build_text: Build) -> None:
    paths = """
        paths:
          /silent: {get: {responses: {}}}
          /open: {get: {security: [], responses: {}}}
          /either: {get: {security: [{}, {a: [], b: [read]}], responses: {}}}
        """
    silent, public, either = build_text(paths).contract.operations
    assert silent.security is None
    assert public.security == ()
    assert either.security is not None
    assert [[(u.scheme, u.scopes) for u in r.uses] for r in either.security] == [
        [],
        [("a", ()), ("b", ("read",))],
    ]
    inherited, *_ = build_text("\n        security: [{a: []}]" + paths).contract.operations
    assert inherited.security is not None
    assert inherited.security[0].uses[0].scheme == "a"


def test_an_unreadable_security_scheme_is_an_error_at_its_place(build_text: Build) -> None:
    built = build_text(
        """
        components:
          securitySchemes:
            good: {type: http, scheme: Bearer}
            key: {type: apiKey, name: k, in: query}
            strange: {type: magic}
            half: {type: apiKey, in: query}
        """
    )
    assert [(s.name, s.http_scheme) for s in built.contract.security_schemes] == [
        ("good", "bearer"),
        ("key", None),
    ]
    assert said(built) == [
        "8:5 error the security scheme 'strange' cannot be read, so nobody can satisfy it",
        "9:5 error the security scheme 'half' cannot be read, so nobody can satisfy it",
    ]


def test_statuses_are_normal_and_what_is_none_is_ignored(build_text: Build) -> None:
    built = build_text(
        """
        paths:
          /a:
            get:
              responses:
                200: {description: ok}
                4xx: {description: no}
                default: {description: else}
                '999': {description: never}
                x-note: {description: an extension}
        """
    )
    assert [r.status for r in only(built).responses] == ["200", "4XX", "default"]
    assert [r.class_name for r in only(built).responses] == ["GetA200", "GetA4XX", "GetADefault"]
    assert said(built) == ["11:9 warning GET /a: '999' is no status; the response is ignored"]


def test_an_undescribed_template_expression_is_a_string(build_text: Build) -> None:
    built = build_text("paths: {'/a/{b}/{c}': {get: {responses: {}}}}")
    assert [(p.name, p.required, p.is_declared) for p in only(built).parameters] == [
        ("b", True, False),
        ("c", True, False),
    ]
    assert only(built).parameters[0].schema.value == {"type": "string"}


def test_the_completed_document_declares_what_was_forgotten(build_text: Build) -> None:
    built = build_text("paths: {'/a/{b}': {get: {responses: {}}}, /c: {get: {responses: {}}}}")
    data = built.contract.document.data
    done = completed(built.contract)
    assert done["paths"]["/a/{b}"]["get"]["parameters"] == [
        {"name": "b", "in": "path", "required": True, "schema": {"type": "string"}}
    ]
    assert "parameters" not in data["paths"]["/a/{b}"]["get"]
    assert done["paths"]["/c"] is data["paths"]["/c"]
    assert completed(build_text("paths: {}").contract) == {**data, "paths": {}}


def test_a_path_parameter_outside_the_template_is_dropped(build_text: Build) -> None:
    built = build_text(
        """
        paths:
          /a: {get: {parameters: [{name: b, in: path, required: true, schema: {}}], responses: {}}}
        """
    )
    assert only(built).parameters == ()


@pytest.mark.parametrize(
    ("parameter", "reason"),
    [
        ("{name: a, in: body, schema: {}}", "a parameter is in 'body'"),
        ("{name: a, schema: {}}", "a parameter has no `in`"),
        ("{in: query, schema: {}}", "a parameter has no name"),
        (
            "{name: a, in: query, style: matrix, schema: {}}",
            "a query parameter has no style 'matrix'",
        ),
        (
            "{$ref: '#/components/parameters/none'}",
            "it refers to '#/components/parameters/none', which does not exist",
        ),
    ],
)
def test_what_cannot_be_expressed_leaves_one_operation_out(
    build_text: Build, parameter: str, reason: str
) -> None:
    built = build_text(
        f"""
        paths:
          /a:
            get: {{operationId: good, responses: {{}}}}
            put:
              parameters:
                - {parameter}
              responses: {{}}
        """
    )
    assert only(built).name == "good"
    (diagnostic,) = built.report
    assert diagnostic.message == f"PUT /a is left out: {reason}"
    assert diagnostic.severity is Severity.WARNING
    assert diagnostic.span.start.line == 9
    assert diagnostic.help


def test_a_schema_that_leads_nowhere_leaves_its_operations_out(build_text: Build) -> None:
    built = build_text(
        """
        paths:
          /good: {get: {responses: {}}}
          /bad:
            post:
              requestBody:
                content: {application/json: {schema: {$ref: '#/components/schemas/A'}}}
              responses: {}
        components:
          schemas:
            A: {properties: {b: {$ref: '#/components/schemas/B'}}}
            B: {items: {$ref: '#/components/schemas/Missing'}}
            C: {properties: {$ref: {type: string}}, examples: [{$ref: '#/not/a/reference'}]}
        """
    )
    assert only(built).path == "/good"
    missing = "'#/components/schemas/Missing'"
    reason = f"it refers to {missing}, which does not exist"
    assert said(built) == [f"7:5 warning POST /bad is left out: {reason}"]


def test_a_parameter_twice_in_one_list_counts_once(build_text: Build) -> None:
    built = build_text(
        """
        paths:
          /a:
            get:
              parameters:
                - {name: q, in: query, schema: {type: integer}}
                - {name: q, in: query, schema: {type: string}}
              responses: {}
        """
    )
    assert [p.schema.value for p in only(built).parameters] == [{"type": "integer"}]
    assert said(built) == [
        "9:11 warning GET /a: the query parameter 'q' stands twice; the first counts"
    ]


@pytest.mark.parametrize(
    "text",
    [
        "paths: []",
        "paths: {/a: 1, /b: [], /c: {get: 3}, d: {get: {}}}",
        "paths: {/a: {get: {parameters: {}, responses: [], tags: 3, security: x, operationId: 4}}}",
        "paths: {/a: {get: {parameters: [1, null], requestBody: 5, responses: {'200': 7}}}}",
        "paths: {/a: {parameters: 4, get: {responses: {'200': {content: 1, headers: [2]}}}}}",
        "components: {schemas: [], securitySchemes: 1}\ntags: {a: 1}\nservers: 5",
        "components: {schemas: {A: 1, B: null}}",
        "paths: {/a: {get: {x-adhere-name: [1], responses: {}}}}",
    ],
)
def test_no_shape_of_document_raises(build_text: Build, text: str) -> None:
    built = build_text(text)
    assert built.contract.title == "Shop"
