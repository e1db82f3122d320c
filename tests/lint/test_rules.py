from __future__ import annotations

from collections.abc import Callable

import pytest

from adhere.diagnostics import Diagnostic, Report
from adhere.lint import RULES

Lint = Callable[..., Report]


def line(d: Diagnostic) -> str:
    return f"{d.span.start.line}:{d.span.start.column} {d.severity}: {d.message} | {d.help}"


INVALID = {
    "operation-id-missing": (
        """
        paths:
          /orders/{id}:
            get: {responses: {}}
        """,
        [
            (
                "5:5 warning: GET /orders/{id} has no operationId; its method is called "
                "'get_orders_by_id' after the path | Add an operationId, such as "
                "'operationId: get_orders_by_id'."
            )
        ],
    ),
    "operation-id-duplicate": (
        """
        paths:
          /a: {get: {operationId: list, responses: {}}}
          /b: {get: {operationId: list, responses: {}}}
        webhooks:
          made: {post: {operationId: list, responses: {}}}
        """,
        [
            (
                "5:27 error: the operationId 'list' already belongs to GET /a | "
                "Give each operation an operationId of its own."
            ),
            (
                "7:30 error: the operationId 'list' already belongs to GET /a | "
                "Give each operation an operationId of its own."
            ),
        ],
    ),
    "operation-id-not-identifier": (
        """
        paths:
          /a: {get: {operationId: import, responses: {}}}
          /b: {get: {operationId: 2fa, responses: {}}}
          /c: {get: {operationId: '***', responses: {}}}
        """,
        [
            f"{place} warning: the operationId {written!r} gives no Python name; the method is "
            f"called {name!r} | Write an operationId that starts with a letter and is not "
            "reserved in Python, or pin a name with `x-adhere-name`."
            for place, written, name in (
                ("4:27", "import", "import_"),
                ("5:27", "2fa", "operation_2fa"),
                ("6:27", "***", "operation_"),
            )
        ],
    ),
    "tag-missing": (
        """
        paths:
          /a: {get: {responses: {}}}
          /b: {get: {tags: [b], responses: {}}}
        """,
        [
            (
                "4:8 warning: GET /a has no tag; it goes into the module 'default' | "
                "Add 'tags' with the group that the operation belongs to."
            )
        ],
    ),
    "security-missing": (
        """
        paths:
          /a: {get: {responses: {}}}
          /b: {get: {security: [], responses: {}}}
        """,
        [
            (
                "4:8 error: GET /a does not say who may call it | Add 'security' with the schemes "
                "that admit a caller, or 'security: []' to admit everybody."
            )
        ],
    ),
    "security-undeclared": (
        """
        paths:
          /a:
            get:
              security:
                - {bearer: []}
                - {login: [orders:read, order:write]}
                - {machine: []}
              responses: {}
        components:
          securitySchemes:
            bearerAuth: {type: http, scheme: bearer}
            login:
              type: oauth2
              flows: {clientCredentials: {tokenUrl: /t, scopes: {orders:write: Write.}}}
        """,
        [
            (
                "7:12 error: the security scheme 'bearer' is not declared, so nobody can "
                "satisfy it | "
                "Write 'bearerAuth' if that is meant. Declare it under components/securitySchemes."
            ),
            (
                "8:20 error: the scope 'orders:read' is not declared by the scheme 'login' | "
                "Write 'orders:write' if that is meant. "
                "Declare it under 'scopes' of the scheme's flow."
            ),
            (
                "8:33 error: the scope 'order:write' is not declared by the scheme 'login' | "
                "Write 'orders:write' if that is meant. "
                "Declare it under 'scopes' of the scheme's flow."
            ),
            (
                "9:12 error: the security scheme 'machine' is not declared, so nobody can "
                "satisfy it | "
                "Declare it under components/securitySchemes."
            ),
        ],
    ),
    "invalid-request-undeclared": (
        """
        paths:
          /a:
            get:
              parameters: [{name: limit, in: query, schema: {type: integer}}]
              responses: {'200': {description: ok}}
            post:
              requestBody: {content: {application/json: {schema: {}}}}
              responses: {'200': {description: ok}}
        """,
        [
            f"{place} warning: {label} declares no status for invalid requests | "
            "Add a response 400 or 422, best a reference to one that all operations share."
            for place, label in (("7:7", "GET /a"), ("10:7", "POST /a"))
        ],
    ),
    "link-unresolvable": (
        """
        paths:
          /a/{id}:
            get:
              operationId: read
              parameters: [{name: id, in: path, required: true, schema: {}}]
              responses:
                '200':
                  description: ok
                  links:
                    a: {operationId: raed}
                    b: {operationRef: '#/paths/~1b/get'}
                    c: {operationId: read, parameters: {idd: 1, path.id: 1, query.id: 1}}
                    d: {operationRef: '#/paths/~1a~1{id}/get', parameters: {name: 1}}
        """,
        [
            (
                "12:30 warning: no operation has the operationId 'raed' | "
                "Name an operationId of this document."
            ),
            (
                "13:31 warning: '#/paths/~1b/get' leads to no operation | "
                "Write it as '#/paths/~1orders/get'."
            ),
            *(
                f"{place} warning: GET /a/{{id}} has no parameter {name!r} | "
                "Name a parameter of the operation that the link leads to."
                for place, name in (("14:54", "idd"), ("14:79", "query.id"), ("15:75", "name"))
            ),
        ],
    ),
    "callback-expression-malformed": (
        """
        paths:
          /a:
            post:
              callbacks:
                done:
                  '{$request.bdy#/url}': {post: {responses: {}}}
                  'https://x.test/{id}?a={$url}': {post: {responses: {}}}
                  '$response.body#/~2': {post: {responses: {}}}
                  '{$request.body#/url': {post: {responses: {}}}
              responses: {}
        """,
        [
            f"{line}:11 warning: the callback's {text!r} is no runtime expression | "
            "Write it like {$request.body#/callbackUrl} or https://host/{$request.query.id}."
            for line, text in (
                (8, "$request.bdy#/url"),
                (9, "id"),
                (10, "$response.body#/~2"),
                (11, "{$request.body#/url"),
            )
        ],
    ),
    "success-missing": (
        """
        paths:
          /a:
            get:
              responses: {'404': {description: no}, 5XX: {description: no}}
        webhooks:
          made: {post: {responses: {'410': {description: gone}}}}
        """,
        [
            (
                "6:7 error: GET /a declares no response for success | "
                "Add the response of a request that succeeds, such as '200' or '204'."
            ),
            (
                "8:17 error: POST made declares no response for success | "
                "Add the response of a request that succeeds, such as '200' or '204'."
            ),
        ],
    ),
    "path-parameter-mismatch": (
        """
        paths:
          /a/{order_id}/{shop}:
            get:
              parameters:
                - {name: orderid, in: path, required: true, schema: {}}
              responses: {}
        """,
        [
            (
                "5:5 error: GET /a/{order_id}/{shop} declares no path parameter 'order_id'; "
                "it is "
                "taken for a string | "
                "Add the parameter: {name: order_id, in: path, required: true, schema: ...}."
            ),
            (
                "5:5 error: GET /a/{order_id}/{shop} declares no path parameter 'shop'; it is "
                "taken for a string | "
                "Add the parameter: {name: shop, in: path, required: true, schema: ...}."
            ),
            (
                "7:18 error: the path parameter 'orderid' is not in the path "
                "'/a/{order_id}/{shop}', "
                "so nobody can send it | "
                "Rename it to 'order_id', or write '{orderid}' where it belongs in the path."
            ),
        ],
    ),
    "path-ambiguous": (
        """
        paths:
          /a/{id}: {get: {responses: {}}}
          /a/{key}: {put: {responses: {}}}
          /{kind}/me: {get: {responses: {}}}
          /b#get: {get: {responses: {}}}
          /b#put: {put: {responses: {}}}
        """,
        [
            (
                "5:3 error: '/a/{key}' differs from '/a/{id}' only in names | "
                "Merge the two path items, or change the path of one."
            ),
            (
                "6:3 warning: a request may mean '/{kind}/me' or '/a/{id}', and neither is the "
                "more "
                "concrete | Change one of the paths so that a fixed segment tells them apart."
            ),
            (
                "8:3 error: '/b#put' differs from '/b#get' only in what stands after '#', "
                "which no request carries | Merge the two path items, or change the path of one."
            ),
        ],
    ),
    "example-invalid": (
        """
        paths:
          /a:
            get:
              parameters:
                - {name: q, in: query, schema: {type: string, maxLength: 3}, example: long}
              responses:
                '200':
                  description: ok
                  content:
                    application/json:
                      schema: {$ref: '#/components/schemas/Order'}
                      examples:
                        one:
                          value:
                            lines:
                              - {quantity: 1}
                              - {quantity: many}
                    application/xml:
                      schema: {$ref: '#/components/schemas/Order'}
                      example: <order/>
        components:
          schemas:
            Order:
              required: [id, lines]
              properties:
                id: {type: string, readOnly: true}
                lines: {type: array, items: {properties: {quantity: {type: integer}}}}
                state: {enum: [open, shut], default: closed}
                day: {type: string, format: date, examples: [1 May]}
        """,
        [
            (
                "7:79 warning: the example does not satisfy its schema: "
                '"long" is longer than 3 characters | Correct the example, or the schema.'
            ),
            (
                "19:36 warning: the example does not satisfy its schema: "
                '"many" is not of type "integer" | Correct the example, or the schema.'
            ),
            (
                "30:46 error: the default does not satisfy its schema: "
                '"closed" is not one of "open" or "shut" | Correct the default, or the schema.'
            ),
            (
                "31:54 warning: the example does not satisfy its schema: "
                '"1 May" is not a "date" | Correct the example, or the schema.'
            ),
        ],
    ),
    "unbounded": (
        """
        paths:
          /a:
            post:
              parameters:
                - {name: q, in: query, schema: {type: string}}
                - {name: ids, in: query, schema: {type: array, items: {type: integer}}}
              requestBody:
                content: {application/json: {schema: {$ref: '#/components/schemas/New'}}}
              responses: {'200': {$ref: '#/components/responses/Free'}}
        components:
          responses:
            Free:
              description: ok
              content: {application/json: {schema: {properties: {reply: {type: string}}}}}
          schemas:
            New:
              properties:
                name: {type: string}
                note: {type: [string, 'null']}
                tags: {type: array, items: {type: string}}
                more: {$ref: '#/components/schemas/More'}
            More: {properties: {sub: {properties: {text: {type: string}}}}}
        """,
        [
            (
                "7:32 warning: the query parameter 'q' has no maxLength | "
                "Add maxLength with the most that a caller may send."
            ),
            (
                "8:34 warning: the query parameter 'ids' has no maxItems | "
                "Add maxItems with the most that a caller may send."
            ),
            (
                "20:9 warning: the properties 'name', 'note', 'tags' have no maxItems or "
                "maxLength | "
                "Add maxItems or maxLength with the most that a caller may send."
            ),
            (
                "22:29 warning: each element of 'tags' has no maxLength | "
                "Add maxLength with the most that a caller may send."
            ),
            (
                "24:44 warning: the property 'text' has no maxLength | "
                "Add maxLength with the most that a caller may send."
            ),
        ],
    ),
    "component-unused": (
        """
        paths:
          /a: {get: {responses: {'200': {$ref: '#/components/responses/Used'}}}}
        components:
          responses:
            Used:
              description: ok
              content: {application/json: {schema: {$ref: '#/components/schemas/Used'}}}
          schemas:
            Used: {type: object}
            Chain: {$ref: '#/components/schemas/Link'}
            Link: {type: object}
          securitySchemes:
            nobody: {type: http, scheme: basic}
        """,
        [
            f"{place} warning: nothing refers to {key} | Remove it, or refer to it."
            for place, key in (
                ("12:5", "'Chain' of components/schemas"),
                ("13:5", "'Link' of components/schemas"),
                ("15:5", "'nobody' of components/securitySchemes"),
            )
        ],
    ),
    "oauth2-flow-unsafe": (
        """
        components:
          securitySchemes:
            login:
              type: oauth2
              flows:
                password: {tokenUrl: /t, scopes: {}}
                implicit: {authorizationUrl: /a, scopes: {}}
        """,
        [
            (
                "8:9 error: the password flow of 'login' hands the password of a person to the "
                "client "
                "| Use the authorizationCode flow with PKCE (RFC 9700 section 2.4)."
            ),
            (
                "9:9 warning: the implicit flow of 'login' shows the access token to the browser's "
                "history | Use the authorizationCode flow with PKCE (RFC 9700 section 2.1.2)."
            ),
        ],
    ),
    "location-missing": (
        """
        paths:
          /a: {post: {responses: {'201': {description: made}}}}
        """,
        [
            (
                "4:27 warning: the 201 of POST /a has no header Location | Add the header Location "
                "with the URL of what was created (RFC 9110 section 15.3.2)."
            )
        ],
    ),
    "schema-unsatisfiable": (
        """
        components:
          schemas:
            Range: {type: integer, minimum: 10, maximum: 1}
            Holder: {required: [range], properties: {range: {type: string, enum: [1]}}}
            Both: {allOf: [{type: string}, {type: integer}]}
            Never: {not: {}}
            Closed: {type: object, required: [a], properties: {b: {}}, additionalProperties: false}
            Barred: {type: object, required: [a], properties: {a: false}}
            User: {type: array, minItems: 1, items: {$ref: '#/components/schemas/Both'}}
        """,
        [
            f"{place} error: no value satisfies this schema | Correct the keywords that "
            "contradict each other; write 'not: {}' if nothing is to be allowed."
            for place in ("5:5", "6:46", "7:5", "9:5", "10:5")
        ],
    ),
}

VALID = {
    "operation-id-missing": "paths: {/a: {get: {operationId: getA, responses: {}}}}",
    "operation-id-duplicate": (
        "paths: {/a: {get: {operationId: a, responses: {}}, put: {responses: {}},"
        " post: {operationId: b, responses: {}}}}"
    ),
    "operation-id-not-identifier": (
        "paths: {/a: {get: {operationId: list-all.v2, responses: {}}, put: {responses: {}}}}"
    ),
    "tag-missing": "paths: {/a: {get: {tags: [a], responses: {}}}}",
    "security-missing": "security: []\npaths: {/a: {get: {responses: {}}}}",
    "security-undeclared": """
        security: [{}, {login: [read]}, {key: [admin]}]
        paths: {/a: {get: {responses: {}}}}
        components:
          securitySchemes:
            key: {type: apiKey, in: header, name: X-Key}
            login:
              type: oauth2
              flows: {clientCredentials: {tokenUrl: /t, scopes: {read: Read.}}}
        """,
    "invalid-request-undeclared": """
        paths:
          /a/{id}:
            parameters: [{name: id, in: path, required: true, schema: {type: string}}]
            get: {responses: {'200': {description: ok}}}
            put: {requestBody: {content: {}}, responses: {4xx: {description: no}}}
            post: {requestBody: {content: {}}, responses: {'422': {description: no}}}
            patch: {requestBody: {content: {}}, responses: {default: {description: no}}}
        """,
    "link-unresolvable": """
        paths:
          /a/{id}:
            get:
              operationId: read
              parameters: [{name: id, in: path, required: true, schema: {}}]
              responses:
                '200':
                  description: ok
                  links:
                    a: {operationId: read, parameters: {id: $response.body#/id, path.id: 1}}
                    b: {operationRef: '#/paths/~1a~1{id}/get'}
                    c: {operationRef: 'https://x.test/openapi.json#/paths/~1b/get'}
        """,
    "callback-expression-malformed": """
        paths:
          /a:
            post:
              callbacks:
                done:
                  '$request.header.X-Url': {post: {responses: {}}}
                  '{$request.body}/{$statusCode}': {post: {responses: {}}}
                  'https://x.test/{$request.query.a b}/{$response.body#/a~1b/0}':
                    post: {responses: {}}
                  'https://x.test/': {post: {responses: {}}}
              responses: {}
        """,
    "success-missing": """
        paths:
          /a:
            get: {responses: {2XX: {description: ok}}}
            put: {responses: {'303': {description: ok}}}
            post: {responses: {default: {description: ok}}}
        """,
    "path-parameter-mismatch": """
        paths:
          /a/{id}/{name}:
            parameters: [{name: id, in: path, required: true, schema: {}}]
            get:
              parameters: [{$ref: '#/components/parameters/Name'}]
              responses: {}
        components: {parameters: {Name: {name: name, in: path, required: true, schema: {}}}}
        """,
    "path-ambiguous": """
        paths:
          /a/{id}: {get: {responses: {}}}
          /a/me: {get: {responses: {}}}
          /{kind}/other: {put: {responses: {}}}
          /a/{id}/b: {get: {responses: {}}}
        """,
    "example-invalid": """
        components:
          parameters:
            P: {name: p, in: query, schema: {type: integer}, example: 3}
          schemas:
            Order: {type: object, properties: {n: {type: integer, default: 1}}, examples: [{n: 2}]}
            Broken: {$ref: '#/components/schemas/Missing'}
            Strange: {pattern: '(', examples: [a]}
        """,
    "unbounded": """
        paths:
          /a:
            post:
              parameters: [{name: q, in: query, schema: {type: string, maxLength: 9}}]
              requestBody:
                content:
                  application/json:
                    schema:
                      properties:
                        id: {type: string, readOnly: true}
                        day: {type: string, format: date}
                        kind: {type: string, enum: [a]}
                        code: {type: string, pattern: '^[A-Z]{3}$'}
                        file: {type: string, contentMediaType: image/png}
                        tags: {type: array, maxItems: 3, items: {type: string, maxLength: 5}}
                        self: {$ref: '#/components/schemas/Self'}
              responses: {}
        components: {schemas: {Self: {properties: {self: {$ref: '#/components/schemas/Self'}}}}}
        """,
    "component-unused": """
        security: [{key: []}]
        paths:
          /a:
            get:
              responses: {'200': {$ref: '#/components/responses/Used'}}
              callbacks: {done: {'{$url}': {post: {security: [{called: []}], responses: {}}}}}
        components:
          responses:
            Used:
              description: ok
              content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}
              headers: {X-Trace: {$ref: '#/components/headers/x-trace'}}
          schemas:
            Pet:
              discriminator:
                propertyName: kind
                mapping: {cat: Cat, dog: '#/components/schemas/Dog'}
            Cat: {properties: {self: {$ref: '#/components/schemas/Cat'}}}
            Dog: {type: object}
            XTrace: {type: string}
          headers: {x-trace: {schema: {$ref: '#/components/schemas/XTrace'}}}
          securitySchemes:
            key: {type: apiKey, in: header, name: X-Key}
            called: {type: http, scheme: basic}
        """,
    "oauth2-flow-unsafe": """
        components:
          securitySchemes:
            login: {type: oauth2, flows: {clientCredentials: {tokenUrl: /t, scopes: {}}}}
        """,
    "location-missing": """
        paths:
          /a:
            post:
              responses: {'201': {description: made, headers: {location: {schema: {}}}}}
        """,
    "schema-unsatisfiable": """
        components:
          schemas:
            Range: {type: integer, minimum: 1, maximum: 10}
            Tree: {required: [next], properties: {next: {$ref: '#/components/schemas/Tree'}}}
            Leaf: {type: [string, 'null'], enum: [a, null]}
            Missing: {required: [a], $ref: '#/components/schemas/None'}
        """,
}


def test_every_rule_has_a_valid_and_an_invalid_fixture() -> None:
    assert set(INVALID) == set(VALID) == set(RULES)


@pytest.mark.parametrize("rule", INVALID)
def test_what_breaks_a_rule_is_told_where_and_how_to_mend_it(lint: Lint, rule: str) -> None:
    text, expected = INVALID[rule]
    report = lint(text, rule)
    assert [line(d) for d in report] == expected
    assert {d.rule for d in report} == {rule}


@pytest.mark.parametrize("rule", VALID)
def test_what_keeps_a_rule_is_left_in_peace(lint: Lint, rule: str) -> None:
    assert [line(d) for d in lint(VALID[rule], rule)] == []


@pytest.mark.parametrize("rule", RULES)
def test_the_documentation_of_a_rule_is_complete(rule: str) -> None:
    documented = RULES[rule]
    assert documented.id == rule
    for text in (documented.summary, documented.why, documented.mend):
        assert text[0].isupper()
        assert text.endswith(".")
    assert documented.bad != documented.good


@pytest.mark.parametrize("rule", ["tag-missing", "security-missing"])
def test_what_no_operation_has_is_said_once(lint: Lint, rule: str) -> None:
    text = "paths: {/a: {get: {responses: {}}, put: {responses: {}}}}"
    (diagnostic,) = lint(text, rule)
    assert diagnostic.message.startswith("none of the 2 operations ")
    assert diagnostic.span.start.line == 3


def test_a_related_place_shows_the_other_half(lint: Lint) -> None:
    text, _ = INVALID["operation-id-duplicate"]
    diagnostic = next(iter(lint(text, "operation-id-duplicate")))
    (related,) = diagnostic.related
    assert (related.message, related.span.start.line) == ("GET /a has it here", 4)


def test_an_example_that_lacks_what_travels_the_other_way_is_valid(lint: Lint) -> None:
    report = lint(
        """
        components:
          schemas:
            Order:
              required: [id]
              properties: {id: {$ref: '#/components/schemas/Id'}}
              examples: [{}]
            Id: {type: string, readOnly: true}
            Other: {required: [id], properties: {id: {type: string}}, examples: [{}]}
        """,
        "example-invalid",
    )
    assert [d.span.start.line for d in report] == [10]
