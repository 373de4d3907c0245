"""Reading files that people write: size limits, encodings, YAML checked against a JSON Schema.

YAML is read as plain JSON data: mappings, lists, strings, numbers, booleans and null. Dates stay
strings (`2026-11-01`). Tags, merge keys, repeated keys and documents that grow by aliases are
refused. Every error names the file and the line.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError, best_match
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from bot.errors import ContentError

SIZE_LIMIT = 1_000_000  # bytes in one file
_NODE_LIMIT = 100_000  # values in one file after aliases are followed
_DEPTH_LIMIT = 40
_LONG = 200_000  # characters of a YAML text that the parser in C reads
_SAFE_DEPTH = 100
_INDENTED = re.compile(rf"^[ \t?-]{{{_SAFE_DEPTH},}}", re.MULTILINE)
_BRACKET = re.compile(r"[\[\]{}]")
_WORDS = re.compile(r"\^\(([\w|]+)\)\$")
_TAG = "tag:yaml.org,2002:"

Place = tuple[str | int, ...]

_KINDS = (
    (b"\xff\xfe\x00\x00", "text in UTF-32"),
    (b"\xff\xfe", "text in UTF-16"),
    (b"\xfe\xff", "text in UTF-16"),
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"%PDF-", "a PDF"),
    (b"PK\x03\x04", "a ZIP archive or an office document"),
    (b"\x1f\x8b", "a gzip archive"),
)


@dataclass
class Lines:
    """On which line of its file each value stands; a place is the keys that lead to it."""

    _lines: dict[Place, int] = field(default_factory=dict)

    def at(self, *place: str | int) -> int:
        """Line (from 1) of the value at `place`, or of the nearest value around it."""
        for end in range(len(place), -1, -1):
            if place[:end] in self._lines:
                return self._lines[place[:end]]
        return 1

    def put(self, place: Place, line: int) -> None:
        """Note the line of the value at `place`."""
        self._lines[place] = line


_CONTROL = bytes(range(9)) + bytes(range(14, 32))


def read_text(path: Path, limit: int = SIZE_LIMIT) -> str:
    """The text of a UTF-8 file of at most `limit` bytes; raises ContentError."""
    try:
        size = path.stat().st_size
        if size > limit:
            raise ContentError(path, None, f"{size:,} bytes", f"at most {limit:,} bytes")
        data = path.read_bytes()
    except FileNotFoundError:
        raise ContentError(path, None, "no such file", "a file") from None
    except OSError as error:
        reason = error.strerror or "an unreadable file"
        raise ContentError(path, None, reason, "a readable file") from None
    kind = _kind_of(data)
    if kind:
        raise ContentError(path, None, kind, "text saved as UTF-8")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        found = f"byte 0x{data[error.start]:02x}, which is not UTF-8 but may be Latin-1"
        raise ContentError(path, line, found, "text saved as UTF-8") from None
    if "\x00" in text:
        line = text.count("\n", 0, text.index("\x00")) + 1
        raise ContentError(path, line, "a NUL character", "text saved as UTF-8")
    return text


def _kind_of(data: bytes) -> str:
    """What a file is when it is clearly no text in UTF-8, else an empty text."""
    for start, kind in _KINDS:
        if data.startswith(start):
            return kind
    begin = data[:4096]
    if 0 not in begin:
        return ""
    # Latin letters in UTF-16 have a zero beside each.
    odd, even = begin[1::2].count(0), begin[::2].count(0)
    if max(odd, even) >= 0.4 * len(begin[1::2]) and min(odd, even) <= 0.02 * len(begin):
        return "text in UTF-16"
    return (
        "binary data"
        if len(begin) - len(begin.translate(None, _CONTROL)) > 0.01 * len(begin)
        else ""
    )


def load_yaml(path: Path, schema: Mapping[str, Any]) -> Any:
    """The data of a YAML file that fits `schema`; raises ContentError for anything else."""
    return load_yaml_lines(path, schema)[0]


def load_yaml_lines(
    path: Path, schema: Mapping[str, Any], limit: int = SIZE_LIMIT, values: int = _NODE_LIMIT
) -> tuple[Any, Lines]:
    """Like `load_yaml`, with the line of each value; of at most `limit` bytes and `values`."""
    data, lines = parse_yaml(read_text(path, limit), path, values=values)
    check(data, schema, path, lines)
    return data, lines


@lru_cache(maxsize=32)
def load_schema(path: Path) -> Mapping[str, Any]:
    """A JSON Schema that comes with this package."""
    schema: Mapping[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    return schema


def parse_yaml(
    text: str,
    path: Path | str,
    first_line: int = 1,
    repeats: bool = False,
    values: int = _NODE_LIMIT,
) -> tuple[Any, Lines]:
    """The data of a YAML text and its lines; `first_line` is where the text begins in `path`.

    `repeats`: of a key that stands twice the last counts, instead of an error. `values` is how
    many values it may hold after aliases are followed.

    An empty text is an empty mapping. Raises ContentError.
    """
    lines = Lines()
    try:
        # The parser in C is three times as fast, that in Python explains errors better.
        node = YAML(typ="safe", pure=len(text) < _LONG or _deep(text)).compose(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = first_line + mark.line if mark is not None else None
        raise ContentError(path, line, error.problem or "broken YAML", "valid YAML") from None
    except YAMLError as error:
        found = str(error).splitlines()[0] if str(error) else "broken YAML"
        raise ContentError(path, None, found, "valid YAML") from None
    except RecursionError:
        raise ContentError(path, None, "values nested too deep", "plain YAML") from None
    except ValueError as error:
        raise ContentError(path, None, str(error), "valid YAML") from None
    if node is None:
        return {}, lines
    return _Reader(path, first_line, lines, repeats, values).read(node, ()), lines


def _deep(text: str) -> bool:
    """Whether a YAML text may nest deeper than the stack of the parser in C, which would crash."""
    if _INDENTED.search(text):
        return True
    depth = 0
    for match in _BRACKET.finditer(text):
        depth = max(0, depth + (1 if match.group() in "[{" else -1))
        if depth > _SAFE_DEPTH:
            return True
    return False


class _Reader:
    """Turns YAML nodes into data, counting as it goes so that aliases cannot blow up."""

    def __init__(
        self, path: Path | str, first_line: int, lines: Lines, repeats: bool, values: int
    ) -> None:
        self._path = path
        self._first = first_line
        self._lines = lines
        self._limit = self._left = values
        self._repeats = repeats

    def read(self, node: Node, place: Place) -> Any:
        line = self._line(node)
        self._left -= 1
        if self._left < 0:
            raise ContentError(self._path, line, f"over {self._limit:,} values", "a smaller file")
        if len(place) > _DEPTH_LIMIT:
            raise ContentError(self._path, line, "values nested too deep", "plain YAML")
        self._lines.put(place, line)
        if isinstance(node, MappingNode):
            self._plain_tag(node, "map")
            return self._mapping(node, place)
        if isinstance(node, SequenceNode):
            self._plain_tag(node, "seq")
            return [self.read(item, (*place, i)) for i, item in enumerate(node.value)]
        if not isinstance(node, ScalarNode):
            raise ContentError(self._path, line, "an unknown kind of value", "plain YAML")
        return self._scalar(node)

    def _mapping(self, node: MappingNode, place: Place) -> dict[str, Any]:
        result: dict[str, Any] = {}
        for key_node, value_node in node.value:
            line = self._line(key_node)
            if not isinstance(key_node, ScalarNode):
                raise ContentError(self._path, line, "a key that is not a word", "a plain key")
            if str(key_node.tag) == f"{_TAG}merge":
                raise ContentError(self._path, line, "the merge key <<", "the keys written out")
            self._plain_tag(key_node)
            key = str(key_node.value)
            if key in result and not self._repeats:
                raise ContentError(self._path, line, f"{key!r} a second time", "each key once")
            result[key] = self.read(value_node, (*place, key))
            # A block value begins on the line after its key; people look for the key.
            self._lines.put((*place, key), line)
        return result

    def _scalar(self, node: ScalarNode) -> Any:
        kind = self._plain_tag(node)
        text = str(node.value)
        try:
            if kind == "null":
                return None
            if kind == "bool":
                return text.lower() == "true"
            if kind == "int":
                return _whole(text)
            if kind == "float":
                number = float(text.replace("_", ""))
                if not math.isfinite(number):
                    raise ValueError
                return number
        except ValueError:
            raise ContentError(self._path, self._line(node), repr(text), "a plain number") from None
        return text

    def _plain_tag(self, node: Node, *allowed: str) -> str:
        tag = str(node.tag)
        kind = tag.removeprefix(_TAG)
        plain = allowed or ("str", "int", "float", "bool", "null", "timestamp")
        if not tag.startswith(_TAG) or kind not in plain:
            raise ContentError(self._path, self._line(node), f"the tag {tag}", "YAML without tags")
        return kind

    def _line(self, node: Node) -> int:
        return int(node.start_mark.line) + self._first


def _whole(text: str) -> int:
    digits = text.replace("_", "")
    for prefix, base in (("0x", 16), ("0o", 8), ("0b", 2)):
        if digits.lower().lstrip("+-").startswith(prefix):
            return int(digits, base)
    if len(digits) > 30:
        raise ValueError
    return int(digits)


def check(data: Any, schema: Mapping[str, Any], path: Path | str, lines: Lines) -> None:
    """Raise ContentError, with the line, when `data` does not fit `schema`."""
    error = best_match(Draft202012Validator(schema).iter_errors(data))
    if error is None:
        return
    place = tuple(error.absolute_path)
    if error.validator == "additionalProperties":
        rules: Any = error.schema
        known = sorted(rules.get("properties", {}))
        patterns = list(rules.get("patternProperties", {}))
        unknown = sorted(
            name
            for name in set(error.instance) - set(known)
            if not any(re.search(pattern, name) for pattern in patterns)
        )
        name = unknown[0] if unknown else "?"
        close = get_close_matches(name, known, n=1)
        listed = f"one of {', '.join(known)}" if known else _named(patterns)
        expected = f"{close[0]!r}" if close else listed
        raise ContentError(path, lines.at(*place, name), f"unknown key {name!r}", expected)
    where = ".".join(str(step) for step in place)
    found = _brief(error.instance) + (f" in {where}" if where else "")
    raise ContentError(path, lines.at(*place), found, _expected(error))


def _expected(error: ValidationError) -> str:
    rule = str(error.validator)
    value: Any = error.validator_value
    instance: Any = error.instance
    described = error.schema.get("description") if isinstance(error.schema, Mapping) else None
    if rule == "required":
        missing = [name for name in value if name not in instance]
        return f"the key {missing[0]!r}"
    simple: dict[str, Callable[[], str]] = {
        "type": lambda: " or ".join([value] if isinstance(value, str) else value),
        "enum": lambda: "one of " + ", ".join(str(one) for one in value),
        "const": lambda: str(value),
        "minimum": lambda: f"at least {value}",
        "maximum": lambda: f"at most {value}",
        "exclusiveMinimum": lambda: f"more than {value}",
        "minItems": lambda: f"at least {value} entries",
        "minLength": lambda: "a text that is not empty",
        "uniqueItems": lambda: "entries without repeats",
    }
    expected = simple[rule]() if rule in simple else ""
    if described and expected:
        return f"{expected} ({described.rstrip('.')})"
    return expected or (described.rstrip(".") if described else error.message)


def _named(patterns: Sequence[str]) -> str:
    """The names that patterns allow, for people: a choice of words is listed."""
    listed = [match[1] for each in patterns if (match := _WORDS.fullmatch(each))]
    if len(listed) == len(patterns):
        return f"one of {', '.join(name for names in listed for name in names.split('|'))}"
    return f"a name as {' or '.join(patterns)}"


def _brief(value: Any) -> str:
    if isinstance(value, Mapping):
        return f"a mapping with {', '.join(list(value)[:6]) or 'no keys'}"
    if isinstance(value, Sequence) and not isinstance(value, str):
        return f"a list of {len(value)}"
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 80 else text[:77] + "…"
