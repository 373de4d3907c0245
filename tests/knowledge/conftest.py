from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from bot.encoder import Encoder, shared_encoder
from bot.knowledge import Knowledge

DATA = Path(__file__).parent / "data"
TODAY = date(2026, 11, 23)


@pytest.fixture(scope="session")
def encoder() -> Encoder:
    return shared_encoder()


@pytest.fixture(scope="session")
def software(encoder: Encoder) -> Knowledge:
    return Knowledge.load(DATA / "software", encoder)


@pytest.fixture(scope="session")
def bikes(encoder: Encoder) -> Knowledge:
    return Knowledge.load(DATA / "bikes", encoder)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the software company's content that a test may change."""
    copy = tmp_path / "knowledge"
    shutil.copytree(DATA / "software", copy)
    return copy
