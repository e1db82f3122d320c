"""Values of requests as Python expressions, with names for what differs from run to run."""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from adhere.fuzz.report import Pieces
from adhere.fuzz.story import run_mark

_VARIABLE = re.compile(r"\$(?P<plain>\w+)|\$\{(?P<braced>\w+):\?(?P<hint>[^}]*)\}")
_BASIC = re.compile(r'\$\(printf %s "(?P<user>[^"$\\]*):(?P<password>\$.+?)" \| base64.*\)')
_HEX = "0123456789abcdef"
# What nobody can set but by hand: a secret under no name, a credential that was forged.
_NAMELESS = re.compile(r"hidden here|FORGED_CREDENTIAL")
_MARKED = re.compile("\ue000(\\d+)\ue001")


class UnspeakableError(Exception):
    """Something cannot be written down as Python that runs by itself."""


@dataclass(slots=True)
class Spelling:
    """Spells the values of one finding's requests.

    `constants` are the lines at the head of the file, by the name that each defines; `names` the
    variables that hold what replies told, by its text in the run.
    """

    seed: int
    constants: dict[str, str] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    imports: set[str] = field(default_factory=set)
    _secrets: list[str] = field(default_factory=list)

    def marked(self, pieces: Pieces) -> str:
        """Return one text in which a mark stands for each secret."""
        text = [pieces[0]]
        for secret, plain in zip(pieces[1::2], pieces[2::2], strict=True):
            text += [f"\ue000{self._number(secret)}\ue001", plain]
        return "".join(text)

    def text(self, text: str) -> str:
        """Return the expression of a text: a name where it is one, else a literal."""
        return self.names.get(text) or self._literal(self._segments(text))

    def target(self, text: str) -> str:
        """Return the expression of a path and query."""
        parts = re.split(r"([/?&=])", text)
        segments = [
            (True, self.names[part]) if part in self.names else (False, part) for part in parts
        ]
        return self._literal(
            inner
            for is_name, part in segments
            for inner in ([(True, part)] if is_name else self._segments(part))
        )

    def value(self, value: Any) -> str:
        """Return the expression of a JSON value."""
        match value:
            case dict():
                members = (f"{self.text(name)}: {self.value(v)}" for name, v in value.items())
                return f"{{{', '.join(members)}}}"
            case list():
                return f"[{', '.join(map(self.value, value))}]"
            case str():
                return self.text(value)
            case int() if not isinstance(value, bool) and str(value) in self.names:
                return f"int({self.names[str(value)]})"
        return repr(value)

    def fresh(self, key: str, is_valid: Callable[[str], bool]) -> str | None:
        """Return what gives another key that is valid; `None` where none is known."""
        if is_valid(str(uuid.UUID(int=0, version=4))):
            self.imports.add("import uuid")
            return "str(uuid.uuid4())"
        if is_valid((_HEX * len(key))[: len(key)]):
            self.imports.add("import secrets")
            return f"secrets.token_hex({len(key)})[:{len(key)}]"
        return None

    def _number(self, secret: str) -> int:
        if secret not in self._secrets:
            self._secrets.append(secret)
        return self._secrets.index(secret)

    def _segments(self, text: str) -> Iterator[tuple[bool, str]]:
        """Yield literal texts, and names behind `True`."""
        run = run_mark(self.seed).pattern
        end = 0
        for match in re.finditer(f"{_MARKED.pattern}|{run}", text):
            yield False, text[end : match.start()]
            yield True, self._run() if match[1] is None else self._constant(int(match[1]))
            end = match.end()
        yield False, text[end:]

    def _run(self) -> str:
        self.imports.add("import secrets")
        self.constants["RUN"] = "RUN = secrets.randbelow(9000) + 1000  # texts that must be new"
        return "RUN"

    def _constant(self, number: int) -> str:
        secret = self._secrets[number]
        if _NAMELESS.search(secret):
            raise UnspeakableError(secret)
        basic = _BASIC.fullmatch(secret)
        variable = _VARIABLE.fullmatch(secret)
        if basic is not None:
            return self._basic(basic["user"], basic["password"], number)
        if variable is None:
            raise UnspeakableError(secret)
        self.imports.add("import os")
        name = variable["plain"] or variable["braced"]
        hint = f"  # {variable['hint']}" if variable["hint"] else ""
        self.constants[name] = f"{name} = os.environ[{_quoted(name)}]{hint}"
        return name

    def _basic(self, user: str, password: str, number: int) -> str:
        variable = _VARIABLE.fullmatch(password)
        if variable is None:
            raise UnspeakableError(password)
        self.imports |= {"import base64", "import os"}
        secret = _quoted(variable["plain"] or variable["braced"])
        name = f"BASIC_{number}"
        pair = f"({_quoted(f'{user}:')} + os.environ[{secret}]).encode()"
        self.constants[name] = f"{name} = base64.b64encode({pair}).decode()"
        return name

    @staticmethod
    def _literal(segments: Iterable[tuple[bool, str]]) -> str:
        parts = [(is_name, text) for is_name, text in segments if text]
        if not any(is_name for is_name, _ in parts):
            return _quoted("".join(text for _, text in parts))
        if len(parts) == 1 and parts[0][1] != "RUN":
            return parts[0][1]
        inner = (
            f"{{{text}}}" if is_name else _escaped(text).replace("{", "{{").replace("}", "}}")
            for is_name, text in parts
        )
        return f'f"{"".join(inner)}"'


def json_value(text: str) -> Any:
    """Return the value of a JSON text that can stand as a Python literal.

    Raises ValueError for others: no JSON, a member twice, a number that is none.
    """

    def once(pairs: list[tuple[str, Any]]) -> Mapping[str, Any]:
        if len(dict(pairs)) != len(pairs):
            raise ValueError("a member stands twice")
        return dict(pairs)

    def refuse(name: str) -> Any:
        raise ValueError(name)

    value = json.loads(text, object_pairs_hook=once, parse_constant=refuse)
    json.dumps(value, allow_nan=False).encode()
    if "\\ud" in text.lower():
        raise ValueError("a surrogate may stand alone")
    return value


def _quoted(text: str) -> str:
    return f'"{_escaped(text)}"'


def _escaped(text: str) -> str:
    return text.encode("unicode_escape").decode("ascii").replace('"', '\\"')
