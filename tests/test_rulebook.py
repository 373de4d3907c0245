"""The playbook in force: follows its files, and a broken one changes nothing."""

from __future__ import annotations

import logging
import os
from pathlib import Path

import pytest

from bot.errors import ContentError
from bot.rulebook import Rulebook
from bot.services import Services
from bot.storage.tables import User
from tests.leads.samples import REPS, ROUTING, write_playbook
from tests.web.fakes import make_services


def touched(file: Path, text: str) -> None:
    """Write a file so that its time of change is another, however coarse the clock."""
    before = file.stat().st_mtime_ns if file.exists() else 0
    file.write_text(text, encoding="utf-8")
    os.utime(file, ns=(before + 10**9, before + 10**9))


def test_a_change_is_in_force_at_the_next_look(tmp_path: Path) -> None:
    rules = Rulebook.load(write_playbook(tmp_path))
    assert not rules.refresh()
    touched(tmp_path / "routing.yml", ROUTING.replace("window_days: 30", "window_days: 7"))
    assert rules.refresh()
    assert rules.playbook.routing.window_days == 7
    assert not rules.refresh()


def test_wordings_of_the_company_are_followed_too(tmp_path: Path) -> None:
    rules = Rulebook.load(write_playbook(tmp_path))
    touched(tmp_path / "texts.yml", "talk_to_person: [Fetch me a person]\n")
    assert rules.refresh()
    assert rules.texts.say("talk_to_person") == "Fetch me a person"


def test_a_mistake_is_told_with_its_line_and_the_last_good_one_stays(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    rules = Rulebook.load(write_playbook(tmp_path))
    good = rules.playbook
    touched(tmp_path / "routing.yml", ROUTING.replace("catch_all: omar", "catch_all: omer"))
    with caplog.at_level(logging.ERROR):
        assert not rules.refresh()
    assert rules.playbook is good
    assert rules.problem is not None
    assert rules.problem.line == 11
    assert "routing.yml" in caplog.text
    assert "expected 'omar'" in caplog.text
    assert not rules.refresh()  # told once
    assert len(caplog.records) == 1
    touched(tmp_path / "routing.yml", ROUTING)
    assert not rules.refresh()  # good again, and nothing has changed
    assert rules.problem is None


def test_a_file_that_goes_missing_takes_nothing_down(tmp_path: Path) -> None:
    rules = Rulebook.load(write_playbook(tmp_path))
    good = rules.playbook
    (tmp_path / "reps.yml").unlink()
    assert not rules.refresh()
    assert rules.playbook is good
    assert "no such file" in str(rules.problem)


def test_a_broken_first_state_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ContentError):
        Rulebook.load(write_playbook(tmp_path, routing="teams: []\n"))


def test_who_is_new_in_the_playbook_may_get_leads(tmp_path: Path) -> None:
    services: Services = make_services(tmp_path)
    folder = write_playbook(tmp_path / "playbook")
    services.rules = Rulebook.load(folder)
    assert not services.follow_playbook()
    kim = "  - {id: kim, name: Kim Bo, email: kim@fern.example, roles: [rep], teams: [small]}\n"
    touched(folder / "reps.yml", REPS + kim)
    assert services.follow_playbook()
    with services.database.reading() as session:
        assert session.get(User, "kim").profile["teams"] == ["small"]
        assert session.get(User, "kim").password_hash is None
    services.database.close()


def test_a_file_that_is_not_read_is_named(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (write_playbook(tmp_path) / "notes.yml").write_text("a: 1\n", encoding="utf-8")
    with caplog.at_level(logging.WARNING):
        Rulebook.load(tmp_path)
    assert "notes.yml: not read" in caplog.text


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("privacy: ['Here: {privacy_url']\n", 1, "in pairs"),
        ("privacy: [Here]\nprivasy: [Here]\n", 2, "unknown text 'privasy', expected 'privacy'"),
        ("privacy:\n  - Here\n  - '{where}'\n", 3, "the placeholder {where}"),
    ],
)
def test_wordings_that_cannot_be_said_are_told_with_their_line(
    tmp_path: Path, text: str, line: int, says: str
) -> None:
    (write_playbook(tmp_path) / "texts.yml").write_text(text, encoding="utf-8")
    with pytest.raises(ContentError) as caught:
        Rulebook.load(tmp_path)
    assert caught.value.line == line
    assert says in str(caught.value)
