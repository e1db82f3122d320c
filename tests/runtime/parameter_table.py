"""The Style Examples of OpenAPI 3.0 to 3.2 as a table, and what no style can read.

The values are those of the specification (3.1.1, section 4.8.12.4; 3.2.0, section 4.12.4; RFC
6570, section 3.2). A row is one style, explode and type in its location.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

NAME = "color"
STRING = {"type": "string"}
INTEGER = {"type": "integer"}
ARRAY = {"type": "array", "items": STRING}
INTEGERS = {"type": "array", "items": INTEGER}
OBJECT = {
    "type": "object",
    "properties": {"R": INTEGER, "G": INTEGER, "B": INTEGER},
    "additionalProperties": False,
}
TEXTS = {"type": "object", "properties": {"R": STRING, "G": STRING}, "additionalProperties": False}
COLORS = ["blue", "black", "brown"]
RGB = {"R": 100, "G": 200, "B": 150}
ODD = "a b/c?d&e=f;g%h+i.ü"  # what a component must encode
ODD_ENCODED = "a%20b%2Fc%3Fd%26e%3Df%3Bg%25h%2Bi.%C3%BC"


@dataclass(frozen=True)
class Row:
    """How a value is written, and what is refused in the same place.

    `wire` is what the client sends for `value`, `also` are other texts that are read as a value.
    """

    location: str
    style: str
    explode: bool
    schema: Mapping[str, Any]
    value: Any
    wire: str
    also: Mapping[str, Any] = field(default_factory=dict)
    refused: tuple[str, ...] = ()
    more: Mapping[str, Any] = field(default_factory=dict)

    @property
    def parameter(self) -> dict[str, Any]:
        """The Parameter Object."""
        required = self.location == "path"
        described: Mapping[str, Any] = {
            "schema": self.schema,
            "style": self.style,
            "explode": self.explode,
        }
        if "content" in self.more:
            described = {}
        return {
            "name": NAME,
            "in": self.location,
            "required": required,
            **described,
            **self.more,
        }

    def __str__(self) -> str:
        exploded = "explode" if self.explode else "joined"
        return f"{self.location}-{self.style}-{exploded}-{self.wire}"


def _content(schema: Mapping[str, Any], media_type: str = "application/json") -> dict[str, Any]:
    return {"content": {media_type: {"schema": schema}}}


PATH = [
    # simple
    Row("path", "simple", False, STRING, "blue", "blue", refused=("%FF", "a%00b")),
    Row("path", "simple", False, STRING, "a b/c,d", "a%20b%2Fc%2Cd", {"a+b": "a+b"}),
    Row("path", "simple", False, INTEGER, -5, "-5", {"%35": 5}, ("x", "05", "5.0", "%205")),
    Row("path", "simple", True, STRING, "a,b", "a%2Cb", {"a=b": "a=b"}),
    Row("path", "simple", True, INTEGER, -5, "-5", {}, ("x", "1,2")),
    Row("path", "simple", False, ARRAY, COLORS, "blue,black,brown", {"a%2Cb": ["a,b"]}),
    Row("path", "simple", True, ARRAY, COLORS, "blue,black,brown", {"blue,": ["blue", ""]}),
    Row("path", "simple", False, INTEGERS, [1, 2], "1,2", {"%31,2": [1, 2]}, ("1,x", "1;2")),
    Row("path", "simple", False, OBJECT, RGB, "R,100,G,200,B,150", {},
        ("R,100,G", "R,1,R,2", "R,x", "X,1", "R=1")),
    Row("path", "simple", True, OBJECT, RGB, "R=100,G=200,B=150", {"%52=1": {"R": 1}},
        ("R,100", "R=1,R=2", "R=x", "X=1")),
    # label
    Row("path", "label", False, STRING, "", "%2E", {}, ("blue",)),  # `.` would be resolved
    Row("path", "label", False, STRING, "blue", ".blue", {".%2E": ".", "%2eblue": "blue"},
        ("blue",)),
    Row("path", "label", True, STRING, "blue", ".blue"),
    Row("path", "label", False, ARRAY, COLORS, ".blue,black,brown", {".a%2Cb": ["a,b"]}, ("a,b",)),
    Row("path", "label", True, ARRAY, COLORS, ".blue.black.brown", {".a%2Eb": ["a.b"]}, ("a.b",)),
    Row("path", "label", False, OBJECT, RGB, ".R,100,G,200,B,150", {}, (".R,1,G", ".R,x", ".X,1")),
    Row("path", "label", True, OBJECT, RGB, ".R=100.G=200.B=150", {}, (".R=1.R=2", ".R", ".X=1")),
    # matrix
    Row("path", "matrix", False, STRING, "", ";color", {";color=": ""}, ("color", ";colour")),
    Row("path", "matrix", False, STRING, "blue", ";color=blue", {";color=a%3Bb": "a;b"},
        ("blue", ";colour=blue")),
    Row("path", "matrix", True, STRING, "blue", ";color=blue"),
    Row("path", "matrix", False, ARRAY, COLORS, ";color=blue,black,brown", {},
        (";color=a;color=b;colour=c", ";x=a,b", "a,b")),
    Row("path", "matrix", True, ARRAY, COLORS, ";color=blue;color=black;color=brown",
        {";color=a%3Bb": ["a;b"]}, (";color=a;x=b", "color=a")),
    Row("path", "matrix", False, OBJECT, RGB, ";color=R,100,G,200,B,150", {},
        (";color=R,100,G", ";color=R,x", ";R=100")),
    Row("path", "matrix", True, OBJECT, RGB, ";R=100;G=200;B=150", {},
        (";R=1;R=2", ";R=x", ";X=1", "R=1")),
]  # fmt: skip
QUERY = [
    # form
    Row("query", "form", True, STRING, "", "color=", {"color": "", "": None}),
    Row("query", "form", True, STRING, "blue", "color=blue", {"%63olor=blue": "blue"},
        ("color=a&color=b", "color=%FF", "color=%00", "colour=blue", "color=a&x=1")),
    Row("query", "form", True, STRING, ODD, f"color={ODD_ENCODED}", {"color=a+b": "a b"}),
    Row("query", "form", False, STRING, "blue", "color=blue", {}, ("color=a&color=b",)),
    Row("query", "form", True, INTEGER, 5, "color=5", {"color=%35": 5},
        ("color=", "color", "color=x", "color=5.0", "color=1&color=2")),
    Row("query", "form", False, INTEGER, 5, "color=5", {"": None}, ("color=", "color=1,2")),
    Row("query", "form", True, ARRAY, COLORS, "color=blue&color=black&color=brown",
        {"color=": [""], "color=a,b": ["a,b"], "": None}),
    Row("query", "form", False, ARRAY, COLORS, "color=blue,black,brown",
        {"color=": [], "color=a%2Cb,c": ["a,b", "c"]}, ("color=a&color=b",)),
    Row("query", "form", True, INTEGERS, [1, 2], "color=1&color=2", {}, ("color=1,2", "color=x")),
    Row("query", "form", True, OBJECT, RGB, "R=100&G=200&B=150", {"%52=1": {"R": 1}, "": None},
        ("R=x", "R=1&R=2", "X=1", "R=")),
    Row("query", "form", False, OBJECT, RGB, "color=R,100,G,200,B,150", {"color=": {}},
        ("color=R,100,G", "color=R,1,R,2", "color=R,x", "R=100")),
    Row("query", "form", True, STRING, "a/b?c", "color=a/b?c", {}, (), {"allowReserved": True}),
    Row("query", "form", True, STRING, "a&b#c", "color=a%26b%23c", {}, (), {"allowReserved": True}),
    # delimited
    Row("query", "spaceDelimited", False, ARRAY, COLORS, "color=blue%20black%20brown",
        {"color=a+b": ["a", "b"], "color=": []}, ("color=a&color=b",)),
    Row("query", "spaceDelimited", False, OBJECT, RGB, "color=R%20100%20G%20200%20B%20150", {},
        ("color=R%20100%20G", "color=R%20x", "color=R,100")),
    Row("query", "spaceDelimited", True, ARRAY, COLORS, "color=blue&color=black&color=brown",
        {"color=a+b": ["a b"], "": None}),
    Row("query", "spaceDelimited", True, OBJECT, RGB, "color=R%20100%20G%20200%20B%20150", {},
        ("color=R%20x", "R=100")),
    Row("query", "pipeDelimited", False, ARRAY, COLORS, "color=blue%7Cblack%7Cbrown",
        {"color=a|b": ["a", "b"], "color=": []}, ("color=a&color=b",)),
    Row("query", "pipeDelimited", False, OBJECT, RGB, "color=R%7C100%7CG%7C200%7CB%7C150", {},
        ("color=R%7C100%7CG", "color=R|x", "color=R,100")),
    Row("query", "pipeDelimited", True, ARRAY, COLORS, "color=blue&color=black&color=brown",
        {"color=a|b": ["a|b"], "": None}),
    Row("query", "pipeDelimited", True, OBJECT, RGB, "color=R%7C100%7CG%7C200%7CB%7C150", {},
        ("color=R|x", "R=100")),
    # deepObject
    Row("query", "deepObject", False, OBJECT, RGB,
        "color%5BR%5D=100&color%5BG%5D=200&color%5BB%5D=150", {"color[R]=1": {"R": 1}},
        ("color[R]=x", "color=R,100")),
    Row("query", "deepObject", True, OBJECT, RGB,
        "color%5BR%5D=100&color%5BG%5D=200&color%5BB%5D=150", {"color[R]=1": {"R": 1}, "": None},
        ("color[R]=x", "color[R]=1&color[R]=2", "color[X]=1", "color=1", "color[R=1",
         "color[R]x=1")),
    Row("query", "deepObject", True, TEXTS, {"R": "a&b"}, "color%5BR%5D=a%26b",
        {"color[R]=": {"R": ""}}),
    # content
    Row("query", "content", False, OBJECT, {"R": 1}, "color=%7B%22R%22%3A1%7D", {"": None},
        ("color=", "color=x", "color=%7B%22R%22%3A1%2C%22R%22%3A2%7D", "color={}&color={}"),
        _content(OBJECT)),
    Row("query", "content", False, STRING, "a b", "color=a%20b", {}, ("color=%FF",),
        _content(STRING, "text/plain")),
]  # fmt: skip
HEADER = [
    Row("header", "simple", False, STRING, "blue", "blue", {"a%20b": "a%20b", "a,b": "a,b"}),
    Row("header", "simple", False, INTEGER, 5, "5", {"  5 ": 5}, ("x", "5, 6", "05")),
    Row("header", "simple", True, STRING, "a=b", "a=b", {"a,b": "a,b"}),
    Row("header", "simple", True, INTEGER, 5, "5", {}, ("x", "5, 6")),
    Row("header", "simple", False, ARRAY, COLORS, "blue,black,brown",
        {"blue, black ,brown": COLORS, "a%2Cb": ["a%2Cb"]}),
    Row("header", "simple", True, INTEGERS, [1, 2], "1,2", {"1, 2": [1, 2]}, ("1,x", "1;2")),
    Row("header", "simple", False, OBJECT, RGB, "R,100,G,200,B,150", {},
        ("R,100,G", "R,1,R,2", "R,x", "X,1")),
    Row("header", "simple", True, OBJECT, RGB, "R=100,G=200,B=150", {},
        ("R,100", "R=1,R=2", "R=x")),
    Row("header", "content", False, OBJECT, {"R": 1}, '{"R":1}', {}, ("x", '{"R":"x"}'),
        _content(OBJECT)),
]  # fmt: skip
COOKIE = [
    Row("cookie", "form", True, STRING, "", "color=", {"": None, "other=1": None}),
    Row("cookie", "form", True, STRING, "blue", "color=blue", {"a=1; color=blue; b=2": "blue"},
        ("color=a; color=b", "color=%FF")),
    Row("cookie", "form", True, STRING, "a b;c", "color=a%20b%3Bc"),
    Row("cookie", "form", True, INTEGER, 5, "color=5", {"color=%35": 5}, ("color=", "color=x")),
    Row("cookie", "form", False, STRING, "a,b", "color=a%2Cb", {"color=a,b": "a,b"}),
    Row("cookie", "form", False, INTEGER, 5, "color=5", {}, ("color=1,2", "color=x")),
    Row("cookie", "form", True, ARRAY, COLORS, "color=blue; color=black; color=brown",
        {"color=a%2Cb": ["a,b"], "color=a,b": ["a,b"], "": None}),
    Row("cookie", "form", True, OBJECT, RGB, "R=100; G=200; B=150", {"R=%31; x=2": {"R": 1}},
        ("R=x", "R=1; R=2")),
    Row("cookie", "form", False, ARRAY, COLORS, "color=blue,black,brown", {"color=a%2Cb": ["a,b"]}),
    Row("cookie", "form", False, OBJECT, RGB, "color=R,100,G,200,B,150", {},
        ("color=R,100,G", "color=R,x")),
    Row("cookie", "cookie", True, STRING, "", "color="),
    Row("cookie", "cookie", True, STRING, "a%20b", "color=a%20b", {"": None},
        ("color=a; color=b",)),
    Row("cookie", "cookie", False, STRING, "a%20b", "color=a%20b", {"color=a,b": "a,b"}),
    Row("cookie", "cookie", False, ARRAY, COLORS, "color=blue,black,brown"),
    Row("cookie", "cookie", True, ARRAY, COLORS, "color=blue; color=black; color=brown"),
    Row("cookie", "cookie", False, OBJECT, RGB, "color=R,100,G,200,B,150", {}, ("color=R,100,G",)),
    Row("cookie", "cookie", True, OBJECT, RGB, "R=100; G=200; B=150", {"R=1; x=2": {"R": 1}},
        ("R=x", "R=1; R=2")),
    Row("cookie", "content", False, OBJECT, {"R": 1}, "color=%7B%22R%22%3A1%7D", {"": None},
        ("color=x", "color=%7B%22R%22%3A%22x%22%7D"), _content(OBJECT)),
]  # fmt: skip
QUERYSTRING = [
    Row("querystring", "content", False, OBJECT, RGB, "R=100&G=200&B=150", {"": None},
        ("R=x", "R=1&R=2", "X=1"), _content(OBJECT, "application/x-www-form-urlencoded")),
    Row("querystring", "content", False, TEXTS, {"R": "a&b=c"}, "R=a%26b%3Dc",
        {"R=a+b": {"R": "a b"}},
        (), _content(TEXTS, "application/x-www-form-urlencoded")),
    Row("querystring", "content", False, OBJECT, {"R": 1}, "%7B%22R%22%3A1%7D", {},
        ("x", "%7B%22R%22%3A%22x%22%7D"), _content(OBJECT)),
]  # fmt: skip
ROWS = [*PATH, *QUERY, *HEADER, *COOKIE, *QUERYSTRING]
