"""Whether an answer's figures stand in the content: apart from the proof that replies pass.

Deliberately simpler than `bot.knowledge.replies.proof`, so that one can be held against the other:
a figure counts as the content's own if it stands anywhere in a file that the answer cites, or if a
line of the answer works it out from such figures with + − × ÷ and the sum comes out right.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import ROUND_CEILING, Decimal
from pathlib import Path

from bot.knowledge import Answer

_FIGURE = re.compile(r"\d[\d,]*(?:\.\d+)?")
_STEP = re.compile(r"([+−×÷]?)\s*[^\d+−×÷=]*?(\d[\d,]*(?:\.\d+)?)(%?)")


def invented(answer: Answer, folder: Path, asked: Iterable[str]) -> list[str]:
    """The figures of an answer that neither a cited file nor shown arithmetic has.

    `folder` is the content; `asked` are the visitor's own questions, whose figures may be used.
    """
    known = {number for text in asked for number in _figures(text)}
    for path in {source.path for source in (*answer.sources, *answer.evidence)}:
        known |= _figures((folder / path).read_text(encoding="utf-8", errors="replace"))
    known |= {Decimal(12)}  # months of a year
    wrong: list[str] = []
    for line in answer.text.split("\n"):
        left, equals, right = line.rpartition(" = ")
        worked = _worked(left) if equals else None
        first = True
        for text in _FIGURE.findall(right if equals else line):
            figure = _number(text)
            if first and worked is not None and abs(worked - figure) <= Decimal("0.005"):
                known.add(figure)
            elif figure not in known:
                wrong.append(text)
            first = False
    return wrong


def _figures(text: str) -> set[Decimal]:
    return {_number(one) for one in _FIGURE.findall(text)}


def _number(text: str) -> Decimal:
    return Decimal(text.replace(",", ""))


def _worked(text: str) -> Decimal | None:
    """The value of "12 users × $10.00 × 12 months", × and ÷ before + and −."""
    terms: list[Decimal] = []
    for sign, digits, percent in _STEP.findall(text.rsplit(": ", 1)[-1]):
        value = _number(digits)
        if percent and sign == "−" and terms:
            terms = [sum(terms, Decimal(0)) * (100 - value) / 100]
        elif sign == "×" and terms:
            terms[-1] *= value
        elif sign == "÷" and terms and value:
            terms[-1] /= value
        else:
            terms.append(-value if sign == "−" else value)
    if not terms:
        return None
    total = sum(terms, Decimal(0))
    return total.to_integral_value(ROUND_CEILING) if "rounded up" in text else total
