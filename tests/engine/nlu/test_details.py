"""Details through the trained model, on messages by a writer who saw neither code nor data."""

from __future__ import annotations

import pytest

from bot.engine.training import ensure_model
from bot.engine.understanding import Understanding
from bot.evaluation.details import read_told, score
from bot.settings import ROOT, Settings

MESSAGES = ROOT / "tests" / "evaluation" / "messages" / "details.jsonl"
LEAST = 0.95  # F1 of each kind; reached: docs/conversations.md
MOST_FALSE = 0.02

pytestmark = pytest.mark.slow


def test_what_was_reached_is_kept() -> None:
    understanding = Understanding(ensure_model(Settings.load(), print))
    report = score(read_told(MESSAGES), understanding.details)
    failures = "\n".join(report.failures)
    for kind in ("company_size", "budget", "timeline", "place"):
        assert report.counts[kind].right > 100
        assert report.counts[kind].f1 >= LEAST, failures
    assert report.empty > 100
    assert report.alarm_rate <= MOST_FALSE, failures
