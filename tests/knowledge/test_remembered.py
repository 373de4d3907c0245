from __future__ import annotations

from pathlib import Path

import pytest

from bot.errors import ContentError
from bot.knowledge.reading import content, remembered
from bot.knowledge.reading.content import read_pages
from bot.knowledge.reading.pages import Page
from bot.knowledge.reading.remembered import Remembered


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The paths of the pages that were parsed."""
    paths: list[str] = []
    real = remembered.read_page

    def counting(text: str, path: str, includes: content.Includes) -> Page:
        paths.append(path)
        return real(text, path, includes)

    monkeypatch.setattr(remembered, "read_page", counting)
    return paths


@pytest.fixture
def place(tmp_path: Path) -> Path:
    folder = tmp_path / "content"
    folder.mkdir()
    for name in "abc":
        (folder / f"{name}.md").write_text(f"# Page {name}\n\nText of page {name}.\n")
    return folder


def read(place: Path, file: Path) -> list[Page]:
    known = Remembered(file)
    pages, _ = read_pages(place, known)
    known.save()
    assert pages == read_pages(place)[0]
    return pages


def test_only_what_changed_is_parsed(place: Path, tmp_path: Path, parsed: list[str]) -> None:
    known = Remembered()
    first, _ = read_pages(place, known)
    parsed.clear()
    (place / "b.md").write_text("# Page b\n\nAnother text.\n")
    second, _ = read_pages(place, known)
    assert parsed == ["b.md"]
    assert second[0] is first[0]
    assert second[1].passages[0].text == "Another text."


def test_a_restart_parses_nothing(place: Path, tmp_path: Path, parsed: list[str]) -> None:
    file = tmp_path / "kept" / "content.pages"
    read(place, file)
    parsed.clear()
    known = Remembered(file)
    read_pages(place, known)
    assert parsed == []


@pytest.mark.parametrize("damage", [b"", b"broken", None])
def test_a_damaged_file_is_made_anew(
    place: Path,
    tmp_path: Path,
    damage: bytes | None,
    parsed: list[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    file = tmp_path / "content.pages"
    read(place, file)
    file.write_bytes(file.read_bytes()[:-10] if damage is None else damage)
    parsed.clear()
    read(place, file)
    assert parsed[:3] == ["a.md", "b.md", "c.md"]
    assert ("is damaged" in caplog.text) == (damage is None)
    assert len(Remembered(file)._pages) == 3


def test_pages_of_another_reader_are_not_used(
    place: Path, tmp_path: Path, parsed: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "content.pages"
    read(place, file)
    parsed.clear()
    monkeypatch.setattr(remembered, "_reader", lambda: b"another".ljust(32))
    read_pages(place, Remembered(file))
    assert parsed == ["a.md", "b.md", "c.md"]


def test_a_folder_that_cannot_be_written_is_told(
    place: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "kept").write_text("a file is in the way")
    assert len(read(place, tmp_path / "kept" / "content.pages")) == 3
    assert "pages are not kept" in caplog.text


def test_a_page_that_includes_others_is_always_parsed(place: Path, parsed: list[str]) -> None:
    (place / "_includes").mkdir()
    part = place / "_includes" / "part.md"
    part.write_text("Old words.\n")
    (place / "a.md").write_text("# Page a\n\n{% include part.md %}\n")
    (place / "b.md").write_text("# Page b\n\nB.\n\n{% include later.md %}\n")
    known = Remembered()
    read_pages(place, known)
    part.write_text("New words.\n")
    (place / "_includes" / "later.md").write_text("Late words.\n")
    pages, _ = read_pages(place, known)
    texts = [passage.text for page in pages for passage in page.passages]
    assert "New words." in texts
    assert any("Late words." in text for text in texts)


def test_the_last_good_page_stays_until_its_file_is_gone(place: Path) -> None:
    known = Remembered()
    read_pages(place, known)
    (place / "a.md").write_text("---\ntitle: [\n---\n")
    pages, skipped = read_pages(place, known)
    assert [page.path for page in pages] == ["a.md", "b.md", "c.md"]
    assert [one.path for one in skipped] == ["a.md"]
    (place / "a.md").unlink()
    read_pages(place, known)
    (place / "a.md").write_text("---\ntitle: [\n---\n")
    pages, _ = read_pages(place, known)
    assert [page.path for page in pages] == ["b.md", "c.md"]
    with pytest.raises(ContentError):
        known.page("---\ntitle: [\n---\n", "a.md", content.Includes(place))
