"""What the commands' settings point at."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.storage.database import Database
from bot.storage.migrate import upgrade
from tests.leads.samples import write_playbook


@pytest.fixture
def pointed_at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Database]:
    """Makes an empty database and the playbook in `tmp_path` what the settings name; its
    arguments are further settings, without BATON_."""

    def point(**settings: str) -> Database:
        for name in [name for name in os.environ if name.startswith("BATON_")]:
            monkeypatch.delenv(name)
        url = f"sqlite:///{tmp_path / 'baton.db'}"
        for name, value in {
            "PLAYBOOK": str(write_playbook(tmp_path / "playbook")),
            "VAR": str(tmp_path / "var"),
            "DATABASE_URL": url,
            **settings,
        }.items():
            monkeypatch.setenv(f"BATON_{name}", value)
        database = Database(url)
        upgrade(database)
        return database

    return point
