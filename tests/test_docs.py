"""What the documents say is held to the code."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.cli import parser
from bot.settings import SETTINGS

ROOT = Path(__file__).parent.parent
DOCS = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]


def test_every_setting_stands_in_the_settings_page_with_its_default_and_help() -> None:
    page = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
    for setting in SETTINGS:
        default = f"`{setting.default}`" if setting.default else "–"
        assert f"| `{setting.variable}` | {default} | {setting.help} |" in page
    named = set(re.findall(r"`(BATON_[A-Z_]+)`", page))
    assert named == {setting.variable for setting in SETTINGS}


@pytest.mark.parametrize("path", DOCS, ids=lambda path: path.name)
def test_every_command_named_exists(path: Path) -> None:
    commands = next(action.choices for action in parser()._actions if action.dest == "command")
    text = path.read_text(encoding="utf-8")
    for name in re.findall(r"`(?:BATON_\w+=\S+ )*baton ([a-z]+)", text):
        assert name in commands, f"baton {name}"
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    for name in re.findall(r"`make ([a-z]+)", text):
        assert name in targets, f"make {name}"


@pytest.mark.parametrize("path", DOCS, ids=lambda path: path.name)
def test_every_file_linked_exists(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    for link in re.findall(r"\]\(([^)#\s]+)[^)]*\)", text):
        if not re.match(r"[a-z]+:", link):
            assert (path.parent / link).exists(), link
