from __future__ import annotations

import logging
import sqlite3
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from bot.knowledge.search import vectors
from bot.knowledge.search.vectors import BATCH, VectorCache
from tests.knowledge.fakes import HashEncoder

TEXTS = [f"text {number}" for number in range(40)]
MANY = [f"text {number}" for number in range(5 * BATCH)]


@pytest.fixture(autouse=True)
def _nothing_said_before() -> None:
    vectors._told.clear()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "cache" / "content.sqlite"


def read(file: Path | None, texts: list[str], encoder: HashEncoder | None = None) -> HashEncoder:
    """Ask for the vectors of texts, check them; gives the encoder, which knows what it did."""
    encoder = encoder or HashEncoder()
    with VectorCache(encoder, file) as cache:
        found = cache.vectors(texts)
        cache.drop_unused()
    expected = [encoder._vector(text) for text in texts]
    np.testing.assert_allclose(found.astype(np.float32), np.stack(expected), atol=1e-3)
    return encoder


def test_a_restart_encodes_nothing(file: Path) -> None:
    assert read(file, TEXTS).encoded == TEXTS
    assert read(file, TEXTS).encoded == []


def test_only_new_texts_are_encoded_and_each_once(file: Path) -> None:
    read(file, TEXTS)
    assert read(file, ["new", *TEXTS, "new", TEXTS[3]]).encoded == ["new"]


def test_nothing_to_do(file: Path) -> None:
    with VectorCache(HashEncoder(), file) as cache:
        assert cache.vectors([]).shape == (0, 384)


def test_the_vectors_of_another_encoder_are_not_used(file: Path) -> None:
    read(file, TEXTS)
    assert read(file, TEXTS, HashEncoder("other")).encoded == TEXTS
    assert read(file, TEXTS).encoded == []


@pytest.mark.parametrize("damage", ["other", "cut", "overwritten"])
def test_a_damaged_file_is_told_and_made_anew(
    file: Path, damage: str, caplog: pytest.LogCaptureFixture
) -> None:
    read(file, MANY)
    data = file.read_bytes()
    file.write_bytes(
        {
            "other": b"this is no database",
            "cut": data[: len(data) // 2],
            "overwritten": data[:4096] + b"\xff" * (len(data) - 4096),
        }[damage]
    )
    assert read(file, MANY).encoded
    assert "is damaged" in caplog.text
    assert str(file) in caplog.text
    assert read(file, MANY).encoded == []


def test_a_vector_that_changed_on_disk_is_made_anew(
    file: Path, caplog: pytest.LogCaptureFixture
) -> None:
    read(file, TEXTS)
    database = sqlite3.connect(file)
    with database:
        database.execute(
            "UPDATE vectors SET vector = zeroblob(768) WHERE key = (SELECT key FROM vectors)"
        )
        database.execute(
            "UPDATE vectors SET vector = x'00' WHERE key = (SELECT MAX(key) FROM vectors)"
        )
    database.close()
    assert len(read(file, TEXTS).encoded) == 2
    assert "2 vectors were damaged" in caplog.text
    assert read(file, TEXTS).encoded == []


def test_a_full_disk_costs_only_the_keeping(
    file: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = vectors._open

    def full(place: Path) -> sqlite3.Connection:
        database = real(place)
        database.execute("PRAGMA max_page_count = 12")
        return database

    monkeypatch.setattr(vectors, "_open", full)
    for _ in range(2):
        assert read(file, MANY).encoded
    told = [one.getMessage() for one in caplog.records if one.levelno == logging.WARNING]
    assert told == [f"vectors are not kept in {file}: database or disk is full"]


def test_a_folder_that_cannot_be_made_costs_only_the_keeping(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "cache").write_text("a file is in the way")
    assert read(tmp_path / "cache" / "content.sqlite", TEXTS).encoded == TEXTS
    assert "vectors are not kept" in caplog.text


def test_without_a_file_nothing_is_kept() -> None:
    assert read(None, TEXTS).encoded == TEXTS


def test_what_is_no_longer_used_is_dropped(file: Path) -> None:
    read(file, [f"old {number}" for number in range(3000)])
    large = file.stat().st_size
    read(file, TEXTS)
    assert file.stat().st_size < large / 5
    assert read(file, TEXTS).encoded == []


def test_an_edit_taken_back_encodes_nothing(file: Path) -> None:
    read(file, TEXTS)
    read(file, ["edited", *TEXTS[1:]])
    assert read(file, TEXTS).encoded == []


def test_batches_before_an_error_are_kept(file: Path) -> None:
    encoder = HashEncoder()
    encoder.fails_after = 3 * BATCH
    with pytest.raises(RuntimeError, match="gave up"):
        read(file, MANY, encoder)
    assert len(read(file, MANY).encoded) == 2 * BATCH


_KILLED = """
import os, signal, sys
from pathlib import Path
from bot.knowledge.search.vectors import BATCH, VectorCache
from tests.knowledge.fakes import HashEncoder

class Killed(HashEncoder):
    def encode(self, texts):
        if len(self.encoded) == 3 * BATCH:
            os.kill(os.getpid(), signal.SIGKILL)
        return super().encode(texts)

with VectorCache(Killed(), Path(sys.argv[1])) as cache:
    cache.vectors([f"text {number}" for number in range(5 * BATCH)])
"""


def test_indexing_goes_on_where_it_was_killed(file: Path) -> None:
    done = subprocess.run([sys.executable, "-c", _KILLED, str(file)], check=False)
    assert done.returncode == -9
    assert read(file, MANY).encoded == MANY[3 * BATCH :]


_WRITER = """
import sys
from pathlib import Path
from bot.knowledge.search.vectors import VectorCache
from tests.knowledge.fakes import HashEncoder

first = int(sys.argv[2])
with VectorCache(HashEncoder(), Path(sys.argv[1])) as cache:
    for number in range(first, first + 400, 10):
        cache.vectors([f"text {n}" for n in range(number, number + 10)])
"""


def test_two_processes_write_at_once(file: Path) -> None:
    writers = [
        subprocess.Popen(
            [sys.executable, "-c", _WRITER, str(file), first], stderr=subprocess.PIPE, text=True
        )
        for first in ("0", "200")
    ]
    for writer in writers:
        _, said = writer.communicate(timeout=120)
        assert writer.returncode == 0, said
        assert said == ""
    assert read(file, [f"text {number}" for number in range(600)]).encoded == []
