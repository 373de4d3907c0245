"""`baton simulate` as it is typed: a short run against a real server, for both companies."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.cli import main
from bot.settings import ROOT

pytestmark = pytest.mark.slow

CONVERSATIONS = 27  # three of each temperament
MOST_WRONG = 3  # reached: docs/conversations.md


@pytest.mark.parametrize("company", [".", "examples/dealership"])
def test_visitors_are_served(
    company: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
) -> None:
    monkeypatch.setenv("BATON_KNOWLEDGE", str(ROOT / company / "knowledge"))
    monkeypatch.setenv("BATON_PLAYBOOK", str(ROOT / company / "playbook"))
    monkeypatch.setenv("BATON_VAR", str(tmp_path / "var"))
    main(["simulate", "--conversations", str(CONVERSATIONS), "--seed", "11", "--workers", "2",
          "--json", "--save", str(tmp_path / "failed")])  # fmt: skip
    figures = json.loads(capsys.readouterr().out)
    failed = "\n\n".join(
        each.read_text(encoding="utf-8") for each in (tmp_path / "failed").glob("*.yml")
    )
    assert figures["conversations"] == CONVERSATIONS
    assert figures["turns"] > CONVERSATIONS * 8
    assert (figures["lost_leads"], figures["contact_without_consent"]) == (0, 0), failed
    assert figures["loops"] == 0, failed
    assert figures["right"] >= 1 - MOST_WRONG / CONVERSATIONS, failed


def test_an_unknown_temperament_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["simulate", "--temperament", "jolly"]) == 2
    assert "patient" in capsys.readouterr().out
