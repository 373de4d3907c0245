from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from bot.encoder import Encoder, Vectors
from bot.errors import ContentError
from bot.knowledge import Knowledge
from bot.knowledge.live import LiveKnowledge
from bot.knowledge.search import vectors
from tests.knowledge.conftest import TODAY
from tests.knowledge.fakes import HashEncoder


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


def test_a_page_that_breaks_goes_on_answering_as_it_was(
    folder: Path, encoder: Encoder, caplog: pytest.LogCaptureFixture
) -> None:
    live = LiveKnowledge(folder, encoder, None)
    before = live.current
    page = folder / "pages" / "faq.md"
    good = page.read_text()
    page.write_text("---\ntitle: [\n---\nHalf a page.\n")
    assert live.refresh() is True
    (refused,) = live.current.skipped
    assert refused.path == "pages/faq.md"
    assert "as it was before goes on answering" in refused.reason
    assert "pages/faq.md" in caplog.text
    assert "14 days" in live.current.ask("how long is the trial?", today=TODAY).text
    page.write_text(good.replace("14 days", "21 days"))
    assert live.refresh() is True
    assert live.current.skipped == before.skipped
    assert "21 days" in live.current.ask("how long is the trial?", today=TODAY).text


def test_a_page_taken_away_or_made_a_draft_answers_no_more(folder: Path, encoder: Encoder) -> None:
    live = LiveKnowledge(folder, encoder, None)
    page = folder / "pages" / "faq.md"
    good = page.read_text()
    page.unlink()
    assert live.refresh() is True
    assert "pages/faq.md" not in {one.path for one in live.current.pages}
    page.write_text("---\ntitle: [\n---\n")
    live.refresh()
    assert "pages/faq.md" not in {one.path for one in live.current.pages}
    page.write_text(good)
    live.refresh()
    assert "pages/faq.md" in {one.path for one in live.current.pages}
    page.write_text("---\ndraft: true\n---\n" + good.split("---\n")[-1])
    assert live.refresh() is True
    assert "pages/faq.md" not in {one.path for one in live.current.pages}


def test_an_unreadable_page_goes_on_answering_as_it_was(folder: Path, encoder: Encoder) -> None:
    live = LiveKnowledge(folder, encoder, None)
    page = folder / "pages" / "faq.md"
    page.write_bytes(b"\xff\xfe broken bytes")
    assert live.refresh() is True
    page.unlink()
    page.symlink_to(folder / "pages" / "nowhere.md")
    live.refresh()
    assert "14 days" in live.current.ask("how long is the trial?", today=TODAY).text
    assert [one.path for one in live.current.skipped] == ["pages/faq.md"]


def test_an_edit_of_an_included_file_goes_live(folder: Path, encoder: Encoder) -> None:
    part = folder / "pages" / "_includes" / "herons.md"
    part.parent.mkdir()
    part.write_text("Herons stand on 1 leg.\n")
    (folder / "pages" / "birds.md").write_text("# Herons\n\n{% include herons.md %}\n")
    live = LiveKnowledge(folder, encoder, None)
    part.write_text("Herons stand on 2 legs.\n")
    assert live.refresh() is True
    texts = {passage.text for passage in live.current.passages}
    assert "Herons stand on 2 legs." in texts
    assert "Herons stand on 1 leg." not in texts


def test_an_edit_embeds_only_its_own_passages(folder: Path, tmp_path: Path) -> None:
    encoder = HashEncoder()
    live = LiveKnowledge(folder, encoder, tmp_path / "cache")
    encoder.encoded.clear()
    page = folder / "pages" / "faq.md"
    page.write_text(page.read_text() + "\n## Do herons fly?\n\nHerons fly slowly.\n")
    assert live.refresh() is True
    assert {text for text in encoder.encoded if "eron" not in text} == set()
    encoder.encoded.clear()
    LiveKnowledge(folder, encoder, tmp_path / "cache")
    assert encoder.encoded == []


def test_an_encoder_that_fails_leaves_what_is_live(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [1000.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    encoder = HashEncoder()
    live = LiveKnowledge(folder, encoder, tmp_path / "cache")
    before = live.current
    page = folder / "pages" / "faq.md"
    page.write_text(page.read_text() + "\n## Do herons fly?\n\nHerons fly slowly.\n")
    encoder.fails_after = len(encoder.encoded)
    with pytest.raises(RuntimeError, match="gave up"):
        live.refresh()
    assert live.current is before
    encoder.fails_after = None
    assert live.refresh() is False  # not each second
    now[0] += 11
    assert live.refresh() is True
    assert "Do herons fly?" in {passage.heading for passage in live.current.passages}


def test_a_full_disk_does_not_keep_an_edit_from_going_live(
    folder: Path, encoder: Encoder, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    vectors._told.clear()
    (tmp_path / "cache").write_text("a file is in the way")
    live = LiveKnowledge(folder, encoder, tmp_path / "cache")
    page = folder / "pages" / "faq.md"
    page.write_text(page.read_text().replace("14 days", "21 days"))
    assert live.refresh() is True
    answer = live.current.ask("how long is the trial?", today=TODAY)
    assert "21 days" in answer.text
    assert answer.revision == live.current.revision
    assert caplog.text.count("vectors are not kept") == 1


def test_readers_go_on_while_many_threads_refresh(folder: Path) -> None:
    class Slow(HashEncoder):
        def encode(self, texts: Sequence[str]) -> Vectors:
            if any("heron" in text for text in texts):
                indexing.set()
                assert go_on.wait(30)
            return super().encode(texts)

    indexing, go_on = threading.Event(), threading.Event()
    live = LiveKnowledge(folder, Slow(), None)
    before = live.current
    page = folder / "pages" / "faq.md"
    page.write_text(page.read_text() + "\nSome herons fly.\n")
    went: list[bool] = []
    threads = [threading.Thread(target=lambda: went.append(live.refresh())) for _ in range(6)]
    for thread in threads:
        thread.start()
    assert indexing.wait(30)
    assert live.current is before
    assert live.current.ask("how long is the trial?", today=TODAY).revision == before.revision
    go_on.set()
    for thread in threads:
        thread.join()
    assert sorted(went) == [False] * 5 + [True]
    assert live.current.revision != before.revision


def test_looking_takes_a_small_part_of_the_time(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    live = LiveKnowledge(folder, HashEncoder(), None)
    ticks = iter(range(0, 1000, 3))  # each look at the clock is 3 s later
    monkeypatch.setattr(time, "monotonic", lambda: next(ticks))
    live.refresh()
    assert live.pause == 30


def test_a_broken_start_is_an_error(folder: Path, encoder: Encoder) -> None:
    (folder / "company.yml").write_text("name: [\n")
    with pytest.raises(ContentError, match=r"company\.yml"):
        LiveKnowledge(folder, encoder, None)
    with pytest.raises(ContentError, match="no such folder"):
        Knowledge.load(folder / "nothing", encoder)


def test_a_damaged_cache_is_made_anew(folder: Path, encoder: Encoder, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    Knowledge.load(folder, encoder, cache)
    (file,) = cache.glob("*.sqlite")
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
