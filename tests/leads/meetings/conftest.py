from __future__ import annotations

from pathlib import Path

import pytest

from bot.leads.desk import Desk
from tests.leads.conftest import database
from tests.leads.meetings.samples import make_meeting_desk

__all__ = ["database"]


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return make_meeting_desk(tmp_path / "playbook")
