from __future__ import annotations

from collections.abc import Callable
from itertools import permutations

import pytest

from adhere.contract import Built
from adhere.contract.words import header_case, pascal_case, snake_case

Build = Callable[..., Built]


@pytest.mark.parametrize(
    ("text", "snake", "pascal"),
    [
        ("listOrders", "list_orders", "ListOrders"),
        ("list-orders", "list_orders", "ListOrders"),
        ("list_orders", "list_orders", "ListOrders"),
        ("orders.list all", "orders_list_all", "OrdersListAll"),
        ("LIST_ORDERS", "list_orders", "ListOrders"),
        ("HTTPServerError", "http_server_error", "HTTPServerError"),
        ("getOAuth2Token", "get_o_auth2_token", "GetOAuth2Token"),
        ("APIKey", "api_key", "APIKey"),
        ("v1/users", "v1_users", "V1Users"),
        ("getUsersV2", "get_users_v2", "GetUsersV2"),
        ("2fa", "x_2fa", "X2fa"),
        ("__init__", "init", "Init"),
        ("größe", "große", "Große"),
        ("Ångström", "angstrom", "Angstrom"),
        ("订单", "订单", "订单"),
        ("ﬁle", "file", "File"),
        ("$$$", "x", "X"),
        ("", "x", "X"),
        ("a\u202eb", "a_b", "AB"),
        ("x'); import os #", "x_import_os", "XImportOs"),
    ],
)
def test_words_become_identifiers(text: str, snake: str, pascal: str) -> None:
    assert snake_case(text, prefix="x") == snake
    assert pascal_case(text, prefix="X") == pascal
    assert snake.isidentifier()
    assert pascal.isidentifier()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ETag", "etag"),
        ("X-Request-ID", "x_request_id"),
        ("X-RateLimit-Limit", "x_ratelimit_limit"),
    ],
)
def test_case_tells_no_words_apart_in_header_names(text: str, expected: str) -> None:
    assert header_case(text, prefix="header") == expected


def names(built: Built) -> list[str]:
    return [operation.name for operation in built.contract.operations]


def messages(built: Built) -> list[str]:
    return [diagnostic.message for diagnostic in built.report]


def test_operations_without_an_id_are_named_after_method_and_path(build_text: Build) -> None:
    built = build_text(
        """
        paths:
          /: {get: {responses: {}}}
          /orders/{order_id}/items: {post: {responses: {}}}
          /reports/{year}-{month}.pdf: {get: {responses: {}}}
        """
    )
    assert names(built) == [
        "get_root",
        "post_orders_by_order_id_items",
        "get_reports_by_year_by_month_pdf",
    ]
    assert [o.class_name for o in built.contract.operations][:2] == [
        "GetRoot",
        "PostOrdersByOrderIdItems",
    ]


@pytest.mark.parametrize(
    ("operation_id", "expected"),
    [
        ("import", "import_"),
        ("list", "list_"),
        ("operation", "operation_"),
        ("match", "match"),
        ("self", "self"),
        ("None", "none"),
    ],
)
def test_methods_avoid_what_would_break_their_module(
    build_text: Build, operation_id: str, expected: str
) -> None:
    built = build_text(f"paths: {{/a: {{get: {{operationId: {operation_id}, responses: {{}}}}}}}}")
    assert names(built) == [expected]
    assert not messages(built)


def test_a_collision_is_told_with_both_places_and_numbered(build_text: Build) -> None:
    built = build_text(
        """
        paths:
          /a: {get: {operationId: listOrders, responses: {'200': {description: ok}}}}
          /b: {get: {operationId: list-orders, responses: {'200': {description: ok}}}}
          /c: {get: {operationId: list_orders, responses: {'200': {description: ok}}}}
        """
    )
    assert names(built) == ["list_orders_2", "list_orders_3", "list_orders"]
    replies = [o.responses[0].class_name for o in built.contract.operations]
    assert replies == ["ListOrders2Reply200", "ListOrders3Reply200", "ListOrders200"]
    first, second = built.report
    assert first.message == (
        "the operations 'listOrders' and 'list_orders' would both be called 'list_orders'; "
        "this one is called 'list_orders_2'"
    )
    assert first.span.start.line == 5
    assert [r.span.start.line for r in first.related] == [7]
    assert second.span.start.line == 6


def test_names_do_not_depend_on_the_order_of_the_document(build_text: Build) -> None:
    lines = [
        "  /a: {get: {operationId: listOrders, tags: [Orders], responses: {}}}",
        "  /b: {get: {operationId: list-orders, tags: [orders], responses: {}}}",
        "  /c: {get: {operationId: list.orders, tags: [ORDERS], responses: {}}}",
        "  /d: {get: {responses: {}}}",
    ]
    outcomes = {
        tuple(sorted((o.path, o.name, o.group, o.class_name) for o in built.contract.operations))
        for order in permutations(lines)
        for built in [build_text("paths:\n" + "\n".join(order) + "\n")]
    }
    assert len(outcomes) == 1


def test_the_same_id_twice_is_left_to_the_lint_rule(build_text: Build) -> None:
    built = build_text(
        "paths: {/a: {get: {operationId: x, responses: {}}, put: {operationId: x, responses: {}}}}"
    )
    assert names(built) == ["x", "x_2"]
    assert not messages(built)


def test_parameters_keep_clear_of_each_other_and_of_the_signature(build_text: Build) -> None:
    built = build_text(
        """
        paths:
          /a/{id}:
            get:
              parameters:
                - {name: id, in: query, schema: {}}
                - {name: id, in: path, required: true, schema: {}}
                - {name: ID, in: header, schema: {}}
                - {name: body, in: query, schema: {}}
                - {name: call, in: query, schema: {}}
                - {name: self, in: query, schema: {}}
                - {name: from, in: query, schema: {}}
                - {name: 'fields[post]', in: query, schema: {}}
                - {name: X-Request-Id, in: header, schema: {}}
                - {name: 'página', in: query, schema: {}}
              responses: {}
        """
    )
    (operation,) = built.contract.operations
    assert [p.python_name for p in operation.parameters] == [
        "id_query",
        "id",
        "id_header",
        "body_",
        "call_",
        "self_",
        "from_",
        "fields_post",
        "x_request_id",
        "pagina",
    ]


def test_headers_of_a_reply_keep_clear_of_its_own_fields(build_text: Build) -> None:
    built = build_text(
        """
        paths:
          /a:
            get:
              responses:
                '200':
                  description: ok
                  headers: {Status: {schema: {}}, Body: {schema: {}}, Date: {schema: {}}}
        """
    )
    headers = built.contract.operations[0].responses[0].headers
    assert [h.python_name for h in headers] == ["status_", "body_", "date_"]


@pytest.mark.parametrize("tag", ["models", "replies", "app", "security", "options", "Contract"])
def test_groups_keep_clear_of_generated_modules(build_text: Build, tag: str) -> None:
    built = build_text(f"paths: {{/a: {{get: {{tags: [{tag}], responses: {{}}}}}}}}")
    assert built.contract.groups[0].name == f"{tag.lower()}_operations"
    assert built.contract.operations[0].group == f"{tag.lower()}_operations"


def test_class_names_of_all_kinds_differ(build_text: Build) -> None:
    built = build_text(
        """
        paths:
          /a:
            get:
              operationId: getPet
              tags: [pet]
              responses:
                '200': {description: ok}
                '404': {$ref: '#/components/responses/Missing404'}
                4XX: {$ref: '#/components/responses/Missing404'}
        components:
          responses: {Missing404: {description: no}}
          schemas:
            Pet: {}
            GetPet200: {}
            Header: {}
            pet_: {}
            1st: {}
        """
    )
    contract = built.contract
    assert {s.key: s.class_name for s in contract.schemas} == {
        "Pet": "Pet",
        "GetPet200": "GetPet200",
        "Header": "HeaderModel",
        "pet_": "Pet2",
        "1st": "Schema1st",
    }
    assert contract.groups[0].class_name == "PetOperations"
    assert [r.class_name for r in contract.operations[0].responses] == [
        "GetPet200Reply",
        "Missing404",
        "Missing404Reply4XX",
    ]
    assert messages(built) == [
        "the schemas 'pet_' and 'Pet' would both be called 'Pet'; this one is called 'Pet2'"
    ]


def test_x_adhere_name_pins_every_kind_of_name(build_text: Build) -> None:
    built = build_text(
        """
        tags: [{name: Things, x-adhere-name: stuff}]
        paths:
          /a:
            get:
              operationId: a
              x-adhere-name: fetch_it
              tags: [Things]
              parameters: [{name: q, in: query, x-adhere-name: search, schema: {}}]
              responses:
                '200':
                  description: ok
                  headers: {X-A: {x-adhere-name: marker, schema: {}}}
          /b: {get: {operationId: fetchIt, responses: {}}}
        components:
          schemas: {order_v2: {x-adhere-name: Order, type: object}, Order: {type: object}}
          securitySchemes: {b: {type: http, scheme: basic, x-adhere-name: staff}}
        """
    )
    contract = built.contract
    assert names(built) == ["fetch_it", "fetch_it_2"]
    operation = contract.operations[0]
    assert operation.parameters[0].python_name == "search"
    assert operation.responses[0].class_name == "FetchIt200"
    assert operation.responses[0].headers[0].python_name == "marker"
    assert (contract.groups[0].name, contract.groups[0].class_name) == ("stuff", "Stuff")
    assert [s.class_name for s in contract.schemas] == ["Order", "Order2"]
    assert contract.security_schemes[0].python_name == "staff"


@pytest.mark.parametrize("pin", ["'not a name'", "'class'", "7", "'Upper'"])
def test_an_invalid_pin_is_a_located_error_and_not_followed(build_text: Build, pin: str) -> None:
    built = build_text(
        f"""
        paths:
          /a:
            get:
              operationId: getA
              x-adhere-name: {pin}
              responses: {{}}
        """
    )
    assert names(built) == ["get_a"]
    (diagnostic,) = built.report
    assert diagnostic.message == f"{pin} cannot be the name of this"
    assert diagnostic.span.start.line == 8
    assert diagnostic.help == (
        "Write a Python identifier in snake case that is not reserved, such as 'get_a'."
    )
