"""Details through the trained model, on messages by a writer who saw neither code nor data."""

from __future__ import annotations

import pytest

from bot.engine.training import ensure_model
from bot.engine.understanding import Understanding
from bot.evaluation.details import read_told, score
from bot.settings import ROOT, Settings

MESSAGES = ROOT / "tests" / "evaluation" / "messages"
LEAST = 0.95  # F1 of each kind; reached: docs/conversations.md
LEAST_OF_NAMES = 0.88
MOST_FALSE = 0.02

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def understanding() -> Understanding:
    return Understanding(ensure_model(Settings.load(), print))


def test_what_was_reached_is_kept(understanding: Understanding) -> None:
    report = score(read_told(MESSAGES / "details.jsonl"), understanding.details)
    failures = "\n".join(report.failures)
    for kind in ("company_size", "budget", "timeline", "place"):
        assert report.counts[kind].right > 100
        assert report.counts[kind].f1 >= LEAST, failures
    assert report.empty > 100
    assert report.alarm_rate <= MOST_FALSE, failures


def test_who_somebody_is_and_how_to_reach_them(understanding: Understanding) -> None:
    report = score(read_told(MESSAGES / "contacts.jsonl"), understanding.details)
    failures = "\n".join(report.failures)
    for kind in ("email", "phone", "name", "company", "role"):
        assert report.counts[kind].right > 20
        assert report.counts[kind].f1 >= LEAST_OF_NAMES, failures
    assert report.alarms <= 4, failures
