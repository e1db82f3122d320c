"""Documents of kinds that nobody publishes twice: names, texts, recursion, paths, files, sizes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

TEXTS = [
    'quotes " and \' and """ and \'\'\'', "back\\slash \\N{BULLET} \\u0000 \\x", "ends with \\",
    'ends with "', "{{ braces }} {% block %} %s %(x)s ${y}", "line\nbreak\r\nand\ttab\u2028end",
    "\u202eright to left\u2066", "# type: ignore", "\ufeffzero\u200bwidth", "emoji \U0001f600",
]  # fmt: skip
NAMES = [
    "Root", "Model", "Optional", "Field", "self", "call", "body", "typing", "None", "True", "class",
    "def", "__init__", "__class__", "_private", "__", "list", "dict", "str", "int", "type", "id",
    "match", "Reply", "Call", "Any", "Literal", "Annotated", "datetime", "uuid", "UUID", "date",
    "model_config", "model_fields", "copy", "json", "schema", "validate", "MISSING", "Error",
    "foo-bar", "foo_bar", "fooBar", "FooBar", "foo bar", "1st", "2", "$", "@type", "größe", "名前",
    "a" * 90, "Exception", "object", "Enum", "StrEnum", "dataclass", "Protocol", "annotations",
]  # fmt: skip
COMPONENTS = [
    name for name in NAMES if all(c.isascii() and (c.isalnum() or c in "._-") for c in name)
]
JSON = "application/json"


def operation(**members: Any) -> dict[str, Any]:
    return {"responses": {"204": {"description": "Done."}}, **members}


def taking(schema: Any, **members: Any) -> dict[str, Any]:
    content = {JSON: {"schema": schema}}
    responses = {"200": {"description": "It.", "content": content}}
    return {"requestBody": {"content": content}, "responses": responses, **members}


def in_path(*names: str) -> list[dict[str, Any]]:
    return [
        {"name": n, "in": "path", "required": True, "schema": {"type": "string"}} for n in names
    ]


def document(paths: Mapping[str, Any], version: str = "3.1.0", **members: Any) -> dict[str, Any]:
    return {"openapi": version, "info": {"title": "T", "version": "1"}, "paths": paths, **members}


def named() -> dict[str, Any]:
    """Let every name stand for a schema, property, parameter, operation, tag and enum value."""
    every = {"type": "object", "properties": {n: {"type": "string"} for n in NAMES}}
    schemas: dict[str, Any] = {
        name: {
            "type": "object",
            "required": [NAMES[i]],
            "properties": {NAMES[i]: {"type": "integer"}},
        }
        for i, name in enumerate(COMPONENTS)
    }
    paths = {
        f"/schemas/{i}": {
            "post": taking({"$ref": f"#/components/schemas/{name}"}, operationId=name, tags=[name])
        }
        for i, name in enumerate(COMPONENTS)
    }
    query = [{"name": n, "in": "query", "schema": {"type": "string"}} for n in NAMES]
    header = [
        {"name": n, "in": "header", "schema": {"type": "string"}}
        for n in ("self", "Self", "X-Class")
        if n != "Self"
    ]
    paths["/all"] = {"post": taking(every, parameters=query + header)}
    paths["/enum"] = {"post": taking({"type": "string", "enum": NAMES})}
    tagged = [operation(operationId=f"o{i}", tags=[name]) for i, name in enumerate(NAMES)]
    paths |= {f"/tags/{i}": {"get": one} for i, one in enumerate(tagged)}
    return document(paths, components={"schemas": schemas})


def told() -> dict[str, Any]:
    """Let every text stand wherever a document may have one."""
    schemas = {
        f"S{i}": {
            "type": "object",
            "title": text,
            "description": text,
            "properties": {
                text: {"type": "string", "description": text, "default": text, "example": text},
                "e": {"type": "string", "enum": [text, "x"]},
                "c": {"const": text},
            },
        }
        for i, text in enumerate(TEXTS)
    }
    paths = {
        f"/{i}": {
            "summary": text,
            "post": taking(
                {"$ref": f"#/components/schemas/S{i}"},
                summary=text,
                description=text,
                parameters=[
                    {
                        "name": text.strip() or "x",
                        "in": "query",
                        "description": text,
                        "schema": {"type": "string", "default": text},
                    }
                ],
                tags=[text],
            ),
        }
        for i, text in enumerate(TEXTS)
    }
    whole = document(
        paths, components={"schemas": schemas}, tags=[{"name": t, "description": t} for t in TEXTS]
    )
    whole["info"] |= {"title": TEXTS[0], "description": "\n".join(TEXTS)}
    return whole


def recursive() -> dict[str, Any]:
    def ref(name: str) -> dict[str, str]:
        return {"$ref": f"#/components/schemas/{name}"}

    schemas = {
        "Tree": {"type": "object", "properties": {"kids": {"type": "array", "items": ref("Tree")}}},
        "Json": {
            "oneOf": [
                {"type": "string"},
                {"type": "array", "items": ref("Json")},
                {"type": "object", "additionalProperties": ref("Json")},
            ]
        },
        "A": {"type": "object", "properties": {"b": ref("B")}},
        "B": {
            "allOf": [
                ref("A"),
                {"properties": {"a": ref("A"), "all": {"type": "array", "items": ref("B")}}},
            ]
        },
        "Loop": {"anyOf": [ref("Loop"), {"type": "integer"}]},
        "One": {"oneOf": [ref("Two"), {"type": "null"}]},
        "Two": {"anyOf": [ref("One"), {"type": "string"}]},
        "Map": {"type": "object", "additionalProperties": ref("Map")},
        "List": {"type": "array", "items": ref("List")},
        "Shape": {
            "oneOf": [ref("Circle"), ref("Group")],
            "discriminator": {"propertyName": "kind"},
        },
        "Circle": {
            "type": "object",
            "required": ["kind"],
            "properties": {"kind": {"const": "Circle"}},
        },
        "Group": {
            "type": "object",
            "required": ["kind"],
            "properties": {
                "kind": {"const": "Group"},
                "of": {"type": "array", "items": ref("Shape")},
            },
        },
    }
    return document(
        {f"/{n}": {"post": taking({**ref(n), "description": "Beside."})} for n in schemas},
        components={"schemas": schemas},
    )


def routed() -> dict[str, Any]:
    templates = [
        "/a-{id}.json",
        "/x/{a}{b}",
        "/c/{id}:action",
        "/c/{id}",
        "/",
        "/trailing/",
        "/trailing",
        "/d//e",
        "/f/{id}.{ext}",
        "/ü/{ñ}",
        "/percent%20",
        "/g/{a-b}/{a_b}/{a.b}",
    ]
    names = [
        ["id"],
        ["a", "b"],
        ["id"],
        ["id"],
        [],
        [],
        [],
        [],
        ["id", "ext"],
        ["ñ"],
        [],
        ["a-b", "a_b", "a.b"],
    ]
    paths: dict[str, Any] = {
        template: {"get": operation(parameters=in_path(*found))}
        for template, found in zip(templates, names, strict=True)
    }
    paths["/override/{id}"] = {
        "parameters": [
            *in_path("id"),
            {"name": "limit", "in": "query", "schema": {"type": "string"}},
        ],
        "get": operation(
            parameters=[{"name": "limit", "in": "query", "schema": {"type": "integer"}}]
        ),
        "servers": [
            {
                "url": "https://{host}.example/{v}",
                "variables": {"host": {"default": "h", "enum": ["h"]}, "v": {"default": "1"}},
            }
        ],
        "put": operation(servers=[{"url": "/other"}]),
        "head": operation(),
        "options": operation(),
    }
    return document(
        paths, servers=[{"url": "{scheme}://x", "variables": {"scheme": {"default": "https"}}}]
    )


def answered() -> dict[str, Any]:
    problem = {
        "description": "Wrong.",
        "content": {"application/problem+json": {"schema": {"type": "object"}}},
    }
    link = {
        "operationId": "get_it",
        "parameters": {"id": "$response.body#/id"},
        "description": TEXTS[0],
    }
    every = {
        "2XX": {
            "description": "Good.",
            "content": {JSON: {"schema": {"type": "object"}}},
            "links": {"self": link},
        },
        "201": {
            "description": "Made.",
            "headers": {
                "Location": {"required": True, "schema": {"type": "string"}},
                "self": {"schema": {"type": "integer"}},
                "body": {"schema": {"type": "string"}},
                "media_type": {"schema": {"type": "string"}},
                "status": {"schema": {"type": "string"}},
            },
        },
        "4XX": problem,
        "404": {"$ref": "#/components/responses/None"},
        "default": problem,
    }
    paths = {
        "/items/{id}": {
            "get": {"operationId": "get_it", "responses": every, "parameters": in_path("id")},
            "put": {"responses": {"default": problem}},
            "parameters": in_path("id"),
        }
    }
    return document(paths, components={"responses": {"None": problem, "class": problem}})


def media() -> dict[str, Any]:
    some = {
        "type": "object",
        "properties": {"a": {"type": "integer"}, "f": {"type": "string", "format": "binary"}},
    }
    event = {
        "type": "object",
        "properties": {"data": {"type": "string", "contentMediaType": JSON, "contentSchema": some}},
    }
    alternatives = {
        "oneOf": [
            {"type": "string", "contentEncoding": "base64", "contentMediaType": "image/png"},
            {"type": "string", "contentMediaType": JSON, "contentSchema": some},
            some,
        ]
    }
    contents: list[dict[str, Any]] = [
        {"text/event-stream": {"itemSchema": event}},
        {"application/jsonl": {"itemSchema": some}},
        {"multipart/mixed": {"itemSchema": some, "itemEncoding": {"contentType": JSON}}},
        {"multipart/form-data": {"schema": some, "encoding": {"a": {"contentType": "text/plain"}}}},
        {"multipart/form-data": {"prefixEncoding": [{"contentType": JSON}], "itemSchema": some}},
        {JSON: {"schema": alternatives}},
        {"application/xml": {"schema": some}},
        {"*/*": {}},
        {"image/*": {}, "text/*": {"schema": {"type": "string"}}, JSON: {"schema": some}},
        {"text/plain": {}},
        {
            "application/x-www-form-urlencoded": {
                "schema": some,
                "encoding": {"a": {"style": "deepObject"}},
            }
        },
    ]
    paths: dict[str, Any] = {
        f"/{i}": {
            "post": {
                "requestBody": {"content": content},
                "responses": {"200": {"description": "It.", "content": content}},
            }
        }
        for i, content in enumerate(contents)
    }
    paths["/query"] = {
        "query": taking(some),
        "additionalOperations": {"COPY": operation(), "x-odd": operation()},
    }
    return document(paths, version="3.2.0")


def large() -> dict[str, Any]:
    ref = "#/components/schemas/S{}"
    schemas: dict[str, Any] = {
        f"S{i}": {
            "type": "object",
            "properties": {"n": {"$ref": ref.format((i * 7 + 1) % 3000)}, "v": {"type": "integer"}},
        }
        for i in range(3000)
    }
    schemas["Huge"] = {"type": "string", "enum": [f"value {i}" for i in range(5000)]}
    schemas["S0"]["properties"]["h"] = {"$ref": "#/components/schemas/Huge"}
    everything = {f"/s/{i}": {"post": taking({"$ref": ref.format(i * 30)})} for i in range(100)}
    return document(everything, components={"schemas": schemas})


ONE_FILE = {
    "named": named,
    "told": told,
    "recursive": recursive,
    "routed": routed,
    "answered": answered,
    "media": media,
    "large": large,
    "empty": lambda: document({}),
}

FILES = {
    "several/api/openapi.json": document(
        {
            "/a/{id}": {"$ref": "../paths/a.json"},
            "/b": {
                "get": operation(
                    parameters=[{"$ref": "../parts.json#/parameters/limit"}],
                    responses={
                        "200": {"$ref": "../parts.json#/responses/It"},
                        "default": {"$ref": "../parts.json#/responses/It"},
                    },
                    callbacks={"done": {"$ref": "../parts.json#/callbacks/done"}},
                )
            },
        },
        components={"schemas": {"Thing": {"$ref": "../parts.json#/schemas/Thing"}}},
    ),
    "several/paths/a.json": {
        "parameters": [{"$ref": "../parts.json#/parameters/id"}],
        "post": taking(
            {"$ref": "../api/openapi.json#/components/schemas/Thing", "description": "Beside."}
        ),
    },
    "several/parts.json": {
        "parameters": {
            "id": in_path("id")[0],
            "limit": {"name": "limit", "in": "query", "schema": {"$ref": "#/schemas/Limit"}},
        },
        "responses": {
            "It": {
                "description": "It.",
                "headers": {"X-It": {"$ref": "#/headers/It"}},
                "links": {"next": {"$ref": "#/links/next"}},
                "content": {
                    JSON: {
                        "schema": {"$ref": "#/schemas/Thing"},
                        "examples": {"one": {"$ref": "examples/one.json"}},
                    }
                },
            }
        },
        "headers": {"It": {"schema": {"$ref": "#/schemas/Limit"}}},
        "links": {"next": {"operationRef": "api/openapi.json#/paths/~1b/get"}},
        "callbacks": {"done": {"{$request.query.url}": {"post": operation()}}},
        "schemas": {
            "Thing": {
                "type": "object",
                "properties": {"parent": {"$ref": "parts.json#/schemas/Thing"}},
            },
            "Limit": {"type": "integer"},
        },
    },
    "several/examples/one.json": {"value": {"parent": {}}},
}
