from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.leads.desk import Desk
from bot.storage.database import Database
from bot.storage.migrate import upgrade
from tests.leads.samples import make_desk, seeded
from tests.storage.databases import KINDS, empty


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return make_desk(tmp_path / "playbook")


@pytest.fixture(params=KINDS)
def database(request: pytest.FixtureRequest, tmp_path: Path, desk: Desk) -> Iterator[Database]:
    """Migrated, with the people of the small playbook."""
    with empty(request.param, tmp_path) as database:
        upgrade(database)
        yield seeded(database, desk)
