"""A tiny bot, trained once, and engines that run it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import pytest
import pytest_asyncio

from bot.engine.agent import Engine
from bot.engine.training import train
from bot.storage.database import Database
from bot.storage.tables import RasaEvent

if TYPE_CHECKING:
    from bot.services import Services

TINY = Path(__file__).parent / "tiny"
ACTIONS = "tests.engine.tiny_actions"


@dataclass
class _Settings:
    models: Path


@dataclass
class _Parts:
    """Of the services of a process what the engine itself uses."""

    settings: _Settings
    database: Database


@pytest.fixture(scope="session")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("models") / "tiny.tar.gz"
    train(TINY, file)
    return file


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = Database(f"sqlite:///{tmp_path / 'tiny.db'}")
    RasaEvent.__table__.create(database.engine)
    yield database
    database.close()


Start = Callable[[], Awaitable[Engine]]


@pytest_asyncio.fixture
async def start(model: Path, database: Database) -> AsyncIterator[Start]:
    """Starts an engine on the same database; a second one is the process after a restart."""
    engines: list[Engine] = []

    async def start() -> Engine:
        parts: Any = _Parts(_Settings(model.parent), database)
        engines.append(await Engine.start(cast("Services", parts), ACTIONS))
        return engines[-1]

    yield start
    for engine in engines:
        await engine.stop()


@pytest_asyncio.fixture
async def engine(start: Start) -> Engine:
    return await start()
