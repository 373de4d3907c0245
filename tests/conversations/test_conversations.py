"""Every transcript beside this file, through the real agent with real actions."""

from __future__ import annotations

from pathlib import Path

import pytest

from .conftest import FOLDERS, Stage
from .player import FOLDER, load, play

SCRIPTS = sorted(FOLDER.glob("*.yml"))


@pytest.mark.asyncio(loop_scope="session")
@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.stem)
async def test_conversation(path: Path, stage: Stage) -> None:
    script = load(path)
    services, turns = await stage.of(script["company"])
    await play(script, services, turns)


def test_there_are_enough() -> None:
    """At least 40 transcripts, on all companies, of every kind."""
    scripts = [load(path) for path in SCRIPTS]
    assert len(scripts) >= 40
    assert {script["company"] for script in scripts} == set(FOLDERS)
    kinds = {path.stem.split("_")[0] for path in SCRIPTS}
    assert {"happy", "interrupted", "corrected", "refused", "silent", "hostile"} <= kinds
