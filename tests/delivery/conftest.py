from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot.delivery.worker import Worker
from bot.leads.desk import Desk
from bot.storage.database import Database
from tests.delivery.receivers import SECRET, settings_for
from tests.delivery.rows import Clock
from tests.delivery.servers import Server, serving
from tests.leads.conftest import database, desk

__all__ = ["database", "desk"]


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def make(tmp_path: Path, database: Database, desk: Desk, clock: Clock) -> Callable[..., Worker]:
    """A worker for some webhooks."""

    def make_worker(*urls: str, secrets: str | None = None, **environ: str) -> Worker:
        settings = settings_for(
            tmp_path,
            database,
            BATON_WEBHOOK_URL=",".join(urls),
            BATON_WEBHOOK_SECRET=secrets or ",".join([SECRET] * len(urls)),
            **environ,
        )
        return Worker(database, settings, desk, clock=clock)

    return make_worker


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as server:
        yield server
