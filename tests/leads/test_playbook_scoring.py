"""Mistakes in scoring.yml are told with file and line."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.leads.mistakes import Mistake, check_told

MISTAKES: dict[str, Mistake] = {
    "unknown field in scoring": (
        "{company_size: {at_most: 1}}",
        "{sise: {at_most: 1}}",
        7,
        "unknown field",
    ),
    "unknown choice": (
        "{company_size: {at_most: 1}}",
        "{need: {in: [sails]}}",
        7,
        "expected 'sales'",
    ),
    "an unknown event": ("event: asked_price", "event: asked_prize", 16, "asked_prize"),
    "grades the wrong way round": ("{A: 30, B: 10}", "{A: 3, B: 10}", 17, "A below B"),
}


@pytest.mark.parametrize("case", MISTAKES)
def test_a_mistake_is_told_with_its_line(case: str, tmp_path: Path) -> None:
    check_told(tmp_path, "scoring", MISTAKES[case])
