"""YAML that people write, read as plain JSON data and checked against a JSON Schema.

Mappings, lists, strings, numbers, booleans and null. Dates stay strings (`2026-11-01`). Tags, merge
keys, repeated keys and documents that grow by aliases are refused. Every error names the file and
the line.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from bot.errors import ContentError
from bot.files import SIZE_LIMIT, read_text
from bot.lines import Lines, Place
from bot.schemas import check

_NODE_LIMIT = 100_000  # values in one file after aliases are followed
_DEPTH_LIMIT = 40
_LONG = 200_000  # characters of a YAML text that the parser in C reads
_SAFE_DEPTH = 100
_INDENTED = re.compile(rf"^[ \t?-]{{{_SAFE_DEPTH},}}", re.MULTILINE)
_BRACKET = re.compile(r"[\[\]{}]")
_TAG = "tag:yaml.org,2002:"


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
