"""What the documents say is held to the code."""

from __future__ import annotations

import argparse
import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from bot.cli import parser
from bot.settings import SETTINGS

ROOT = Path(__file__).parent.parent
DOCS = [ROOT / "README.md", ROOT / "SECURITY.md", *sorted((ROOT / "docs").glob("*.md"))]


def _verbs(command: argparse.ArgumentParser) -> Mapping[str, argparse.ArgumentParser]:
    """The commands below a command."""
    kinds = (a for a in command._actions if isinstance(a, argparse._SubParsersAction))
    return next((action.choices for action in kinds), {})


def test_every_setting_stands_in_the_settings_page_with_its_default_and_help() -> None:
    page = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
    for setting in SETTINGS:
        default = f"`{setting.default}`" if setting.default else "–"
        assert f"| `{setting.variable}` | {default} | {setting.help} |" in page
    named = set(re.findall(r"`(BATON_[A-Z_]+)`", page))
    assert named == {setting.variable for setting in SETTINGS}


@pytest.mark.parametrize("path", DOCS, ids=lambda path: path.name)
def test_every_command_named_exists_with_its_flags(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    for named in re.findall(r"`(?:BATON_\w+=\S+ )*baton ([^`]+)`", text):
        command, words = parser(), named.split()
        while words and (verbs := _verbs(command)):
            assert set(words[0].split("|")) <= set(verbs), f"baton {named}"
            command = verbs[words.pop(0).partition("|")[0]]
        flags = {flag for action in command._actions for flag in action.option_strings}
        assert flags.issuperset(re.findall(r"(?<![\w-])--[\w-]+", named)), f"baton {named}"
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    for name in re.findall(r"`make ([a-z]+)", text):
        assert name in targets, f"make {name}"


@pytest.mark.parametrize("path", DOCS, ids=lambda path: path.name)
def test_every_setting_and_file_named_exists(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert {s.variable for s in SETTINGS}.issuperset(re.findall(r"BATON_[A-Z_]+[A-Z]", text))
    for name in re.findall(
        r"`((?:bot|actions|tests|benchmarks|scripts|docs|data)/[\w./*-]+)`", text
    ):
        assert [*ROOT.glob(name), *ROOT.glob(f"{name}.py")], name


def test_the_rooms_of_the_dialogue_and_the_engine_are_told_whole() -> None:
    for room in ("dialogue", "engine"):
        page = (ROOT / "docs" / f"{room}.md").read_text(encoding="utf-8")
        there = {each.stem for each in (ROOT / "bot" / room).glob("*.py")} - {"__init__"}
        assert there <= set(re.findall(r"^\| `(\w+)", page, re.MULTILINE))


@pytest.mark.parametrize("path", DOCS, ids=lambda path: path.name)
def test_every_file_linked_exists(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    for link in re.findall(r"\]\(([^)#\s]+)[^)]*\)", text):
        if not re.match(r"[a-z]+:", link):
            assert (path.parent / link).exists(), link
