from __future__ import annotations

import threading
from pathlib import Path

import pytest

from bot.encoder import Encoder
from bot.errors import ContentError
from bot.knowledge import Knowledge
from bot.knowledge.live import LiveKnowledge
from tests.knowledge.conftest import TODAY


def test_changes_go_live(folder: Path, encoder: Encoder, tmp_path: Path) -> None:
    live = LiveKnowledge(folder, encoder, tmp_path / "cache")
    before = live.current
    assert live.refresh() is False
    page = folder / "pages" / "faq.md"
    page.write_text(page.read_text().replace("14 days", "21 days"))
    assert live.refresh() is True
    assert live.current.revision != before.revision
    assert "21 days" in live.current.ask("how long is the trial?", today=TODAY).text
    assert "14 days" in before.ask("how long is the trial?", today=TODAY).text


def test_a_touched_file_is_no_change(folder: Path, encoder: Encoder) -> None:
    live = LiveKnowledge(folder, encoder, None)
    (folder / "catalog.yml").touch()
    assert live.refresh() is False


def test_a_broken_catalogue_never_goes_live(folder: Path, encoder: Encoder) -> None:
    live = LiveKnowledge(folder, encoder, None)
    before = live.current
    catalog = folder / "catalog.yml"
    good = catalog.read_text()
    catalog.write_text(good.replace("amount: 12,", "amount: twelve,"))
    assert live.refresh() is False
    assert live.problem is not None
    assert live.problem.line == 20
    assert live.current is before
    assert live.refresh() is False
    catalog.write_text(good)
    assert live.refresh() is False
    assert live.problem is None


def test_a_broken_page_is_left_out_and_the_rest_goes_live(folder: Path, encoder: Encoder) -> None:
    live = LiveKnowledge(folder, encoder, None)
    (folder / "pages" / "new.md").write_text("---\ntitle: [\n---\nText.\n")
    assert live.refresh() is True
    assert [page.path for page in live.current.skipped] == ["pages/new.md"]


def test_a_broken_start_is_an_error(folder: Path, encoder: Encoder) -> None:
    (folder / "company.yml").write_text("name: [\n")
    with pytest.raises(ContentError, match=r"company\.yml"):
        LiveKnowledge(folder, encoder, None)
    with pytest.raises(ContentError, match="no such folder"):
        Knowledge.load(folder / "nothing", encoder)


def test_a_damaged_cache_is_made_anew(folder: Path, encoder: Encoder, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    Knowledge.load(folder, encoder, cache)
    (file,) = cache.iterdir()
    file.write_bytes(b"broken")
    knowledge = Knowledge.load(folder, encoder, cache)
    assert knowledge.ask("how long is the trial?", today=TODAY).kind == "answer"
    assert file.stat().st_size > 100


def test_an_empty_folder_answers_nothing(tmp_path: Path, encoder: Encoder) -> None:
    knowledge = Knowledge.load(tmp_path, encoder)
    for question in ("how much is it?", "which is the cheapest?", "compare", "hours?"):
        assert knowledge.ask(question).kind == "unknown"


def test_many_threads_ask_at_once(software: Knowledge) -> None:
    wrong: list[str] = []

    def ask() -> None:
        for _ in range(5):
            answer = software.ask("how much is team yearly for 12 users", today=TODAY)
            if "$1,440.00" not in answer.text:
                wrong.append(answer.text)

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
