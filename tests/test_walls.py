"""Which room may import what (DESIGN: rooms)."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

# For each room: what its modules must not import, by the first parts of the name.
WALLS = {
    "bot/knowledge": (
        "rasa",
        "rasa_sdk",
        "starlette",
        "requests",
        "httpx",
        "sqlalchemy",
        "bot.leads",
        "bot.delivery",
        "bot.chat",
        "bot.engine",
        "bot.web",
        "bot.storage",
        "bot.dialogue",
        "bot.services",
        "actions",
    ),
    "bot/leads": (
        "rasa",
        "rasa_sdk",
        "starlette",
        "requests",
        "httpx",
        "bot.knowledge",
        "bot.chat",
        "bot.engine",
        "bot.web",
        "bot.dialogue",
        "bot.services",
        "actions",
    ),
    "bot/delivery": (
        "rasa",
        "rasa_sdk",
        "starlette",
        "bot.knowledge",
        "bot.chat",
        "bot.engine",
        "bot.web",
        "bot.dialogue",
        "actions",
    ),
    "bot/storage": (
        "rasa",
        "rasa_sdk",
        "starlette",
        "requests",
        "bot.knowledge",
        "bot.leads",
        "bot.delivery",
        "bot.chat",
        "bot.engine",
        "bot.web",
        "bot.dialogue",
        "actions",
    ),
    "bot/dialogue": (
        "rasa",
        "rasa_sdk",
        "starlette",
        "requests",
        "bot.chat",
        "bot.engine",
        "bot.web",
        "actions",
    ),
    "bot/chat": ("rasa", "rasa_sdk", "starlette", "bot.engine", "bot.web", "actions"),
    "bot/web": ("rasa", "rasa_sdk", "bot.engine", "actions"),
    "bot/evaluation": ("rasa", "rasa_sdk", "starlette", "bot.engine", "bot.web", "actions"),
    "bot/simulation": (
        "rasa",
        "rasa_sdk",
        "starlette",
        "bot.chat",
        "bot.engine",
        "bot.web",
        "bot.leads.details.answers",
        "bot.leads.details.details",
        "actions",
    ),
    "bot/commands": ("rasa", "rasa_sdk"),
    "actions": ("rasa", "bot.engine", "bot.web", "bot.chat", "starlette", "requests", "sqlalchemy"),
}


def imported(source: str) -> list[tuple[int, str]]:
    """Line and name of everything that a module imports, anywhere in it."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found += [(node.lineno, alias.name) for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found += [(node.lineno, f"{node.module}.{alias.name}") for alias in node.names]
    return found


def breaches(source: str, forbidden: tuple[str, ...]) -> list[str]:
    """What a module imports over the wall."""
    return [
        f"line {line} imports {name}"
        for line, name in imported(source)
        if any(name == wall or name.startswith(f"{wall}.") for wall in forbidden)
    ]


@pytest.mark.parametrize("room", WALLS)
def test_room_keeps_its_walls(room: str) -> None:
    modules = [path for path in (ROOT / room).rglob("*.py") if "migrations" not in path.parts]
    assert modules
    found = {
        path.relative_to(ROOT).as_posix(): broken
        for path in modules
        if (broken := breaches(path.read_text(encoding="utf-8"), WALLS[room]))
    }
    assert not found


def test_every_room_has_walls() -> None:
    rooms = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "bot").iterdir()
        if path.is_dir() and path.name != "__pycache__"
    }
    assert rooms - set(WALLS) == {"bot/engine"}  # the one room that may import Rasa


def test_a_breach_is_found() -> None:
    source = "def f():\n    from rasa.core.agent import Agent\nimport starlette.requests\n"
    assert breaches(source, ("rasa", "starlette")) == [
        "line 3 imports starlette.requests",
        "line 2 imports rasa.core.agent.Agent",
    ]
    assert not breaches("import rasa_sdk\n", ("rasa",))
