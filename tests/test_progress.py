from __future__ import annotations

import time

import pytest

from bot.progress import Indexing


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    now = [100.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    return now


def test_nothing_is_said_of_what_is_quick(
    clock: list[float], capsys: pytest.CaptureFixture[str]
) -> None:
    progress = Indexing()
    clock[0] += 1.5
    progress(10_000, 10_000)
    assert capsys.readouterr().err == ""


def test_a_line_each_two_seconds_and_one_at_the_end(
    clock: list[float], capsys: pytest.CaptureFixture[str]
) -> None:
    progress = Indexing(midway=True)
    for done in (310, 620, 930, 1240, 1300):
        clock[0] += 1
        progress(done, 1300)
    assert capsys.readouterr().err == (
        "\nindexed 620 of 1,300 passages, 310/s\n"
        "indexed 1,240 of 1,300 passages, 310/s\n"
        "indexed 1,300 of 1,300 passages, 260/s\n"
    )
