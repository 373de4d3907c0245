"""The proof of an answer: each figure in it stands in a cited line or in arithmetic shown."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import ROUND_CEILING, Decimal, InvalidOperation

from bot.knowledge.amounts import spoken_numbers
from bot.knowledge.answer import Answer, Source
from bot.knowledge.words import figures, number

_TOKEN = re.compile(
    r"(?P<n>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)(?P<percent>%)?|(?P<op>[×÷+−])"
)
_CENTS = Decimal("0.005")


def unsupported(answer: Answer, files: Mapping[str, Sequence[str]], asked: str = "") -> list[str]:
    """The figures of an answer's text that nothing supports; empty when all are proven.

    `files` are the lines of the content by path. Figures of `asked` (the question and those
    before it) count only as factors of arithmetic that the text shows and that comes out right.
    """
    proven = {
        figure
        for source in answer.evidence or answer.sources
        for figure in (*figures(evidence(source, files)), *figures(source.heading))
    }
    given = set(figures(asked)) | set(spoken_numbers(asked))
    wrong: list[str] = []
    for line in answer.text.split("\n"):
        left, equals, right = line.rpartition(" = ")
        if equals and _comes_out(left, right, proven | given):
            operands = {number(m["n"]) for m in _TOKEN.finditer(left) if m["n"]}
            allowed = proven | operands | {figures(right)[0]}
            if all(figure in allowed for figure in figures(right)):
                proven.add(figures(right)[0])
                proven.update(_counted(left, given))
                continue
        wrong += [f"{figure:f}" for figure in figures(line) if figure not in proven]
    return wrong


def evidence(source: Source, files: Mapping[str, Sequence[str]]) -> str:
    """What a source cites: its line with what belongs to it.

    In YAML these are the lines that are indented deeper; in a page the rest of the section, and
    the header when the line is a table's row.
    """
    lines = files.get(source.path, ())
    at = source.line - 1
    if not 0 <= at < len(lines):
        return ""
    if source.path.endswith((".yml", ".yaml")):
        depth = _indent(lines[at])
        end = at + 1
        while end < len(lines) and (not lines[end].strip() or _indent(lines[end]) > depth):
            end += 1
        return "\n".join(lines[at:end])
    end = at + 1
    while end < len(lines) and not re.match(r"#{1,6}\s", lines[end]):
        end += 1
    start = at
    if "|" in lines[at]:
        while start > 0 and "|" in lines[start - 1]:
            start -= 1
    return "\n".join((*lines[start : min(start + 2, at)], *lines[at:end]))


def _comes_out(left: str, right: str, known: set[Decimal]) -> bool:
    """Whether the arithmetic left of the = gives the first figure right of it, and whether all
    that goes into it is known; twelve months are a year."""
    expression = left.rsplit(": ", 1)[-1]
    factors = [number(m["n"]) for m in _TOKEN.finditer(expression) if m["n"]]
    months = {Decimal(12)} if "× 12 months" in expression else set()
    results = figures(right)
    if not factors or not results:
        return False
    if any(factor not in known | months for factor in factors) and not _splits(factors, known):
        return False
    value = _value(expression)
    return value is not None and abs(value - results[0]) < _CENTS


def _splits(factors: Sequence[Decimal], known: set[Decimal]) -> bool:
    """Whether the unknown factors are parts of a known quantity, as tiers divide it."""
    unknown = [factor for factor in factors if factor not in known]
    counts = factors[::2]
    return all(one in counts for one in unknown) and sum(counts) in known


def _counted(left: str, given: set[Decimal]) -> set[Decimal]:
    """Quantities of a shown calculation may be named again below it."""
    return {number(m["n"]) for m in _TOKEN.finditer(left) if m["n"]} & given


def _value(expression: str) -> Decimal | None:
    total, term = Decimal(0), None
    operator, sign = "+", Decimal(1)
    for match in _TOKEN.finditer(expression):
        if match["op"]:
            operator = match["op"]
            continue
        try:
            value = number(match["n"])
        except InvalidOperation:
            return None
        if match["percent"]:
            if operator != "−" or term is None:
                return None
            total, term, sign = (total + sign * term) * (100 - value) / 100, Decimal(0), Decimal(1)
        elif operator == "×" and term is not None:
            term *= value
        elif operator == "÷" and term is not None and value:
            term /= value
        else:
            total += sign * (term or Decimal(0))
            sign, term = Decimal(-1 if operator == "−" else 1), value
        operator = "+"
    if term is None:
        return None
    total += sign * term
    return total.to_integral_value(ROUND_CEILING) if "rounded up" in expression else total


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))
