"""Colours: every pair that text is set in has the contrast that WCAG 2.2 AA asks for."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

STATIC = Path(__file__).parents[2] / "bot" / "web" / "static"
TEXT = [
    ("ink", "paper"), ("ink", "surface"), ("ink", "soft"), ("muted", "paper"), ("muted", "surface"),
    ("muted", "soft"), ("muted", "tint"), ("accent", "paper"), ("accent", "surface"),
    ("accent", "tint"), ("accent", "soft"), ("good", "good-tint"), ("good", "surface"),
    ("warn", "warn-tint"), ("danger", "danger-tint"), ("danger", "surface"), ("danger", "soft"),
    ("white", "fill"),
]  # fmt: skip
PARTS = [("edge", "surface"), ("edge", "paper"), ("accent", "paper"), ("fill", "surface")]


def colours(sheet: str, dark: bool) -> dict[str, str]:
    pairs = re.findall(
        r"--([a-z-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)", (STATIC / sheet).read_text()
    )
    return {"white": "#ffffff"} | {name: (night if dark else day) for name, day, night in pairs}


def luminance(colour: str) -> float:
    def linear(part: str) -> float:
        value = int(part, 16) / 255
        return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4

    red, green, blue = (linear(colour[at : at + 2]) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(first: str, second: str) -> float:
    low, high = sorted((luminance(first), luminance(second)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("sheet", ["base.css", "widget.css"])
def test_contrast(sheet: str, dark: bool) -> None:
    palette = colours(sheet, dark)
    assert {"ink", "surface", "accent", "fill"} <= set(palette)
    for least, pairs in ((4.5, TEXT), (3.0, PARTS)):
        for one, other in pairs:
            if one in palette and other in palette:
                found = contrast(palette[one], palette[other])
                assert found >= least, f"{one} on {other}: {found:.2f}"
