from __future__ import annotations

import shutil
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest

from bot.encoder import Encoder, shared_encoder
from bot.knowledge import Knowledge

DATA = Path(__file__).parent / "data"
TODAY = date(2026, 11, 23)


def written(folder: Path, name: str, pages: Mapping[str, str], catalogue: str = "") -> Path:
    """A British company's content: pages by file name, and a catalogue if there is one."""
    (folder / "company.yml").write_text(f"name: {name}\ncurrency: GBP\ncountry: GB\n")
    if catalogue:
        (folder / "catalog.yml").write_text(catalogue)
    (folder / "pages").mkdir()
    for file, text in pages.items():
        (folder / "pages" / file).write_text(text)
    return folder


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
