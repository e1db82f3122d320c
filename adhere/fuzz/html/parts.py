"""Small pieces that several sections show."""

from __future__ import annotations

from importlib.resources import files

from adhere.fuzz.html.element import Markup, element, fragment

# A page holds text that a stranger wrote: forbid everything but its own style.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"


def page_head(title: str, style: str) -> Markup:
    """Return the `head` of a page that asks nobody for anything; `style` is `PACKAGE/FILE`."""
    package, _, file = style.partition("/")
    text = files(package).joinpath(file).read_text(encoding="utf-8")
    return element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", name="color-scheme", content="light dark"),
        element("meta", name="referrer", content="no-referrer"),
        element("meta", http_equiv="Content-Security-Policy", content=_POLICY),
        element("title", title),
        element("style", Markup(text)),
    )


def operation_name(operation: str) -> Markup:
    """Return `POST /orders` with its method marked; the path may break at its slashes."""
    method, _, path = operation.partition(" ")
    parts = [fragment("/", element("wbr"), part) for part in path.split("/")[1:]]
    return fragment(
        element("span", method, class_=f"method {method.lower()}"),
        " ",
        element("code", *parts, class_="path"),
    )


def status_chip(status: str, note: str = "", *, is_seen: bool = True) -> Markup:
    """Return a status with how often it was seen, or that it never was."""
    family = f"s{status[0]}" if status[0] in "12345" else "s0"
    classes = f"chip {family}" if is_seen else f"chip {family} unseen"
    return element("span", element("b", status), f" {note}" if note else None, class_=classes)


def times(count: int) -> str:
    """Return how often, as a factor."""
    return f"\N{MULTIPLICATION SIGN}{count}"


def finding_mark(number: int) -> Markup:
    """Return a link to a finding by its number."""
    label = f"finding {number}"
    return element("a", f"▲{number}", href=f"#finding-{number}", class_="mark", aria_label=label)
