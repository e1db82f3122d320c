from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from adhere.document import Document, Loaded
from adhere.source import Pointer

Files = dict[str, str]
MakeDocument = Callable[[Files], Document]
LoadFiles = Callable[[Files], Loaded]

HEAD = "openapi: 3.1.1\ninfo: {title: T, version: '1'}\n"

SHOP = {
    "openapi.yaml": """\
openapi: 3.0.3
info: {title: T, version: '1.0'}
paths:
  /a: {$ref: 'paths/a.yaml'}
components:
  schemas:
    Pet: {$ref: 'schemas/pet.yaml'}
""",
    "paths/a.yaml": """\
get:
  responses:
    200:
      description: ok
      content:
        application/json:
          schema: {$ref: '../schemas/pet.yaml'}
    404: {$ref: '../shared.yaml#/components/responses/NotFound'}
""",
    "schemas/pet.yaml": """\
type: object
properties:
  name: {type: string, nullable: true, example: Rex}
  mother: {$ref: '#'}
""",
    "shared.yaml": "components:\n  responses:\n    NotFound: {description: no}\n",
}

MEND_REMOTE = (
    "Copy the file beside this one and refer to the copy, or say in "
    "[tool.adhere.document.mirrors] which folder holds it, or pass --allow-remote."
)


def test_many_files_become_one(document: MakeDocument) -> None:
    made = document(SHOP)
    get = made.data["paths"]["/a"]["get"]
    assert get["responses"]["404"] == {"$ref": "#/components/responses/NotFound"}
    media_type = get["responses"]["200"]["content"]["application/json"]
    assert media_type["schema"] == {"$ref": "#/components/schemas/Pet"}
    pet = made.data["components"]["schemas"]["Pet"]
    assert pet["properties"]["name"] == {"type": ["string", "null"], "examples": ["Rex"]}
    assert pet["properties"]["mother"] == {"$ref": "#/components/schemas/Pet"}
    assert {str(file.path) for file in made.files} == set(SHOP)


@pytest.mark.parametrize(
    ("pointer", "place"),
    [
        ("/info/title", "openapi.yaml:2:15"),
        ("/paths/~1a/get/responses/200/description", "paths/a.yaml:4:20"),
        ("/components/schemas/Pet/properties/mother/$ref", "schemas/pet.yaml:4:18"),
        ("/components/schemas/Pet/properties/name/examples/0", "schemas/pet.yaml:3:49"),
        ("/components/schemas/Pet/properties/name/examples", "schemas/pet.yaml:3:49"),
        ("/components/responses/NotFound", "shared.yaml:3:15"),
        ("/components/responses/NotFound/content/x", "shared.yaml:3:15"),
    ],
)
def test_every_node_leads_back_to_the_file_that_wrote_it(
    document: MakeDocument, pointer: str, place: str
) -> None:
    assert str(document(SHOP).span(Pointer.parse(pointer))) == place


def test_resolving_follows_references_to_the_node(document: MakeDocument) -> None:
    made = document(SHOP)
    pointer, value = made.resolve(Pointer.parse("/paths/~1a/get/responses/404"))
    assert pointer == Pointer.parse("/components/responses/NotFound")
    assert value == {"description": "no"}
    with pytest.raises(KeyError):
        made.resolve(Pointer.parse("/paths/~1b"))


def schemas(made: Document) -> dict[str, Any]:
    found: dict[str, Any] = made.data["components"]["schemas"]
    return found


def test_names_that_meet_are_numbered(document: MakeDocument) -> None:
    made = document(
        {
            "a.yaml": HEAD
            + "components:\n  schemas:\n    Id: {type: string}\n    A: {$ref: 'b.yaml#/Id'}\n"
            "    B: {items: {$ref: 'c.yaml#/Id'}}\n    C: {items: {$ref: 'd/Id.yaml'}}\n",
            "b.yaml": "Id: {type: integer}\n",
            "c.yaml": "Id: {type: boolean}\n",
            "d/Id.yaml": "type: number\n",
        }
    )
    assert schemas(made) == {
        "Id": {"type": "string"},
        "A": {"type": "integer"},
        "B": {"items": {"$ref": "#/components/schemas/Id_2"}},
        "C": {"items": {"$ref": "#/components/schemas/Id_3"}},
        "Id_2": {"type": "boolean"},
        "Id_3": {"type": "number"},
    }


def test_siblings_of_a_reference_stay_in_3_1(document: MakeDocument) -> None:
    made = document(
        {
            "a.yaml": HEAD + "components:\n  schemas:\n"
            "    A: {$ref: 'b.yaml#/A', description: d, not: {const: 1}}\n",
            "b.yaml": "A: {$ref: '#/B', title: t}\nB: {type: integer}\n",
        }
    )
    assert schemas(made)["A"] == {
        "$ref": "#/components/schemas/A_2",
        "description": "d",
        "not": {"const": 1},
    }
    assert schemas(made)["A_2"] == {"$ref": "#/components/schemas/B", "title": "t"}


def test_a_reference_into_an_inlined_path_item_is_local(document: MakeDocument) -> None:
    made = document(
        {
            "a.yaml": HEAD + "paths:\n  /x: {$ref: 'x.yaml', summary: mine}\n",
            "x.yaml": """\
summary: theirs
parameters:
- {name: q, in: query, schema: {type: string}}
get:
  parameters:
  - {name: r, in: query, schema: {$ref: '#/parameters/0/schema'}}
  responses: {'200': {description: ok}}
""",
        }
    )
    item = made.data["paths"]["/x"]
    assert item["summary"] == "mine"
    assert item["get"]["parameters"][0]["schema"] == {"$ref": "#/paths/~1x/parameters/0/schema"}
    assert str(made.span(Pointer.parse("/paths/~1x/summary"))) == "a.yaml:4:33"
    assert str(made.span(Pointer.parse("/paths/~1x/get/responses"))) == "x.yaml:7:14"


def test_identifiers_and_anchors_name_schemas(document: MakeDocument) -> None:
    made = document(
        {
            "a.yaml": HEAD
            + """\
components:
  schemas:
    Tree:
      $id: https://example.com/tree
      properties: {left: {$ref: '#node'}, right: {$ref: '/leaf'}, up: {$ref: '#'}}
      $defs: {n: {$anchor: node, type: object}, leaf: {$id: leaf, type: string}}
    Loose:
      $id: pets/
      items: {$ref: '#/components/schemas/Tree'}
    Name: {$ref: 'https://example.com/leaf'}
"""
        }
    )
    tree = schemas(made)["Tree"]
    assert tree["properties"] == {
        "left": {"$ref": "#/components/schemas/Tree/$defs/n"},
        "right": {"$ref": "#/components/schemas/Tree/$defs/leaf"},
        "up": {"$ref": "#/components/schemas/Tree"},
    }
    resource = {"x-adhere-resource": True}
    assert tree["$defs"] == {
        "n": {"$anchor": "node", "type": "object"},
        "leaf": {"type": "string", **resource},
    }
    assert schemas(made)["Loose"] == {"items": {"$ref": "#/components/schemas/Tree"}, **resource}
    assert schemas(made)["Name"] == {"$ref": "#/components/schemas/Tree/$defs/leaf"}


def test_discriminator_mappings_and_links_follow_their_targets(document: MakeDocument) -> None:
    made = document(
        {
            "a.yaml": HEAD
            + """\
paths:
  /x:
    get:
      responses:
        '200':
          description: ok
          links: {again: {operationRef: 'y.yaml#/get'}}
  /y: {$ref: 'y.yaml'}
components:
  schemas:
    Pet:
      discriminator:
        propertyName: kind
        mapping: {dog: Dog, cat: 'pets.yaml#/Cat', cow: Cow.yaml}
    Dog: {type: object}
""",
            "y.yaml": "get: {responses: {'200': {description: ok}}}\n",
            "pets.yaml": "Cat: {type: string}\n",
            "Cow.yaml": "type: integer\n",
        }
    )
    mapping = schemas(made)["Pet"]["discriminator"]["mapping"]
    assert mapping == {
        "dog": "#/components/schemas/Dog",
        "cat": "#/components/schemas/Cat",
        "cow": "#/components/schemas/Cow",
    }
    served = made.served["components"]["schemas"]["Pet"]["discriminator"]["mapping"]
    assert served["dog"] == "Dog"
    links = made.data["paths"]["/x"]["get"]["responses"]["200"]["links"]
    assert links["again"]["operationRef"] == "#/paths/~1y/get"


def test_what_only_looks_like_a_reference_is_left_in_peace(document: MakeDocument) -> None:
    values = """\
        type: object
        properties:
          $ref: {type: string, nullable: true}
          example: {type: string}
          nullable: {type: boolean}
        example: {$ref: nowhere.yaml}
        default: {$ref: '#/nowhere', nullable: true}
        enum: [{$ref: nowhere.yaml}]
        x-note: {$ref: nowhere.yaml, nullable: true}
"""
    made = document(
        {
            "a.yaml": "openapi: 3.0.3\ninfo: {title: T, version: '1', x-a: {$ref: 'nowhere'}}\n"
            "paths: {}\ncomponents:\n  examples: {E: {value: {$ref: nowhere.yaml}}}\n"
            "  schemas:\n    A:\n" + values.replace("        ", "      ", 9)
        }
    )
    assert schemas(made)["A"] == {
        "type": "object",
        "properties": {
            "$ref": {"type": ["string", "null"]},
            "example": {"type": "string"},
            "nullable": {"type": "boolean"},
        },
        "examples": [{"$ref": "nowhere.yaml"}],
        "default": {"$ref": "#/nowhere", "nullable": True},
        "enum": [{"$ref": "nowhere.yaml"}],
        "x-note": {"$ref": "nowhere.yaml", "nullable": True},
    }


NOWHERE = "the $ref '{}' leads nowhere: a.yaml has no '{}' at {}"


def schema_ref(ref: str, other: str = "{}") -> Files:
    return {
        "a.yaml": HEAD + f"components:\n  schemas:\n    Name: {other}\n    B: {{$ref: '{ref}'}}\n",
        "broken.yaml": "a: [\n",
        "files/b.yaml": "Nome: {type: string}\n",
    }


@pytest.mark.parametrize(
    ("ref", "rule", "message", "mend"),
    [
        (
            "#/components/schemas/Nam",
            "dangling-ref",
            NOWHERE.format("#/components/schemas/Nam", "Nam", "/components/schemas"),
            "Did you mean 'Name'?",
        ),
        (
            "files/b.yaml#/Name",
            "dangling-ref",
            "the $ref 'files/b.yaml#/Name' leads nowhere: b.yaml has no 'Name' at the top",
            "Did you mean 'Nome'?",
        ),
        (
            "files/c.yaml",
            "dangling-ref",
            "the $ref 'files/c.yaml' leads nowhere: files/c.yaml does not exist",
            None,
        ),
        (
            "files/bb.yml",
            "dangling-ref",
            "the $ref 'files/bb.yml' leads nowhere: files/bb.yml does not exist",
            "Did you mean 'b.yaml'?",
        ),
        (
            "files",
            "dangling-ref",
            "the $ref 'files' leads nowhere: files is a directory, not a file",
            None,
        ),
        (
            "#/components/schemas/B",
            "circular-ref",
            "the $ref '#/components/schemas/B' leads back to itself and never to an object",
            "Let one of the references hold the object.",
        ),
        (
            "#/components/schemas/B/x",
            "dangling-ref",
            NOWHERE.format("#/components/schemas/B/x", "x", "/components/schemas/B"),
            None,
        ),
        (
            "#nope",
            "dangling-ref",
            "the $ref '#nope' leads nowhere: no '$anchor' there is 'nope'",
            None,
        ),
        (
            "#/a~b",
            "dangling-ref",
            "'#/a~b' is no reference: '~' stands only in '~0' and '~1': 'a~b'",
            "A reference into a file looks like 'file.yaml#/components/schemas/Name'.",
        ),
        (
            "https://example.com/a.yaml",
            "remote-ref",
            "the $ref 'https://example.com/a.yaml' leads to another host and is not followed",
            MEND_REMOTE,
        ),
        (
            "ftp://example.com/a.yaml",
            "remote-ref",
            "a $ref with the scheme 'ftp' is not followed",
            None,
        ),
        (
            "/etc/passwd",
            "absolute-ref",
            "the $ref '/etc/passwd' names a place on one machine",
            "Write the path relative to this file.",
        ),
        (
            "file:///etc/passwd",
            "absolute-ref",
            "the $ref 'file:///etc/passwd' names a place on one machine",
            "Write the path relative to this file.",
        ),
    ],
)
def test_a_reference_that_leads_nowhere_is_said_where_it_stands(
    load_files: LoadFiles, ref: str, rule: str, message: str, mend: str | None
) -> None:
    loaded = load_files(schema_ref(ref))
    (finding,) = loaded.report
    assert (finding.rule, finding.message, finding.help) == (rule, message, mend)
    assert str(finding.span) == "a.yaml:6:15"
    assert str(finding.pointer) == "/components/schemas/B/$ref"
    assert loaded.document is not None
    assert loaded.document.resolve(Pointer.parse("/components/schemas/B"))[0]


def test_a_broken_file_is_said_once_and_at_each_reference(load_files: LoadFiles) -> None:
    loaded = load_files(schema_ref("broken.yaml"))
    found = [(str(d.span), d.rule) for d in loaded.report]
    assert found == [("a.yaml:6:15", "dangling-ref"), ("broken.yaml:2:1", "syntax-error")]


def test_circles_of_references_end(load_files: LoadFiles) -> None:
    loaded = load_files(
        {
            "a.yaml": HEAD + "paths:\n  /a: {$ref: 'a2.yaml'}\ncomponents:\n  schemas:\n"
            "    A: {$ref: '#/components/schemas/B'}\n    B: {$ref: '#/components/schemas/A'}\n"
            "    C: {$ref: '#/components/schemas/C/x'}\n"
            "    D: {properties: {d: {$ref: '#/components/schemas/D'}}}\n",
            "a2.yaml": "post:\n  callbacks: {c: {'{$url}': {$ref: 'a2.yaml'}}}\n"
            "  responses: {'200': {description: ok}}\n",
        }
    )
    found = [(str(d.span), d.rule) for d in loaded.report]
    assert found == [
        ("a.yaml:7:15", "circular-ref"),
        ("a.yaml:8:15", "circular-ref"),
        ("a.yaml:9:15", "dangling-ref"),
        ("a2.yaml:2:36", "circular-ref"),
    ]


def test_a_reference_to_the_wrong_object_is_said(load_files: LoadFiles) -> None:
    loaded = load_files(
        {
            "a.yaml": HEAD
            + "components:\n  parameters:\n    P: {name: p, in: query, schema: {type: string}}\n"
            "  schemas:\n    A: {$ref: '#/components/parameters/P'}\n"
        }
    )
    (finding,) = loaded.report
    assert finding.rule == "mistyped-ref"
    assert finding.message == (
        "the $ref '#/components/parameters/P' leads to the wrong object: "
        "Parameter Object instead of Schema Object"
    )


def test_a_reference_where_none_may_stand_is_said_and_read_as_meant(
    load_files: LoadFiles,
) -> None:
    loaded = load_files(
        {
            "a.yaml": HEAD + "paths: {$ref: 'paths.yaml'}\n",
            "paths.yaml": "/a:\n  get: {$ref: 'get.yaml'}\n",
            "get.yaml": "responses: {'200': {description: ok}}\n",
        }
    )
    assert [(str(d.span), d.rule) for d in loaded.report] == [
        ("a.yaml:3:15", "misplaced-ref"),
        ("paths.yaml:2:15", "misplaced-ref"),
    ]
    assert loaded.document is not None
    assert loaded.document.data["paths"]["/a"]["get"]["responses"]


def test_definitions_inside_a_file_stay_inside_it(document: MakeDocument) -> None:
    made = document(
        {
            "a.yaml": HEAD + "components:\n  schemas:\n    A: {$ref: 'pet.json'}\n"
            "    B: {items: {$ref: 'pet.json#/$defs/name'}}\n",
            "pet.json": '{"$defs": {"name": {"type": "string"}}, "$ref": "#/$defs/name"}',
        }
    )
    assert schemas(made) == {
        "A": {"$defs": {"name": {"type": "string"}}, "$ref": "#/components/schemas/A/$defs/name"},
        "B": {"items": {"$ref": "#/components/schemas/A/$defs/name"}},
    }


def test_a_long_chain_of_files_ends(load_files: LoadFiles) -> None:
    files = {"a.yaml": HEAD + "paths:\n  /a: {$ref: 'p0.yaml'}\n"}
    for number in range(60):
        files[f"p{number}.yaml"] = f"{{$ref: p{number + 1}.yaml, summary: '{number}'}}\n"
    files["p60.yaml"] = "summary: end\n"
    loaded = load_files(files)
    assert [d.rule for d in loaded.report] == ["circular-ref"]
    assert loaded.document is not None


def test_a_long_chain_of_references_ends(load_files: LoadFiles) -> None:
    names = "".join(f"    A{n}: {{$ref: '#/components/schemas/A{n + 1}/x'}}\n" for n in range(300))
    loaded = load_files({"a.yaml": HEAD + "components:\n  schemas:\n" + names})
    assert {d.rule for d in loaded.report} <= {"dangling-ref", "circular-ref"}
    assert len(loaded.report) == 300


def test_an_external_value_is_written_from_the_root(document: Callable[..., Document]) -> None:
    root = """
openapi: 3.1.1
info: {title: T, version: "1"}
components: {examples: {a: {$ref: "inner/examples.yaml#/a"}, b: {externalValue: data/b.json}}}
"""
    inner = "a: {externalValue: data/a.json}\n"
    found = document({"openapi.yaml": root, "inner/examples.yaml": inner})
    examples = found.served["components"]["examples"]
    assert examples["a"]["externalValue"] == "inner/data/a.json"
    assert examples["b"]["externalValue"] == "data/b.json"
