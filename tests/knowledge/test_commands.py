from __future__ import annotations

import argparse
import json
import re
from pathlib import Path

import pytest

from bot.commands import ask as ask_command
from bot.commands import knowledge as knowledge_command


@pytest.fixture(autouse=True)
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BATON_VAR", str(tmp_path / "var"))


def baton(*words: str) -> int:
    parser = argparse.ArgumentParser()
    subparsers = parser.add_subparsers()
    ask_command.register(subparsers)
    knowledge_command.register(subparsers)
    args = parser.parse_args(words)
    return int(args.run(args))


def test_ask_prints_answer_and_source(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert baton("ask", "how long is the trial?", "--knowledge", str(folder)) == 0
    out = capsys.readouterr().out
    assert "14 days" in out
    assert "pages/faq.md:11" in out


def test_ask_json_with_history(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ("ask", "and yearly?", "--json", "--knowledge", str(folder))
    assert baton(*words, "--history", "how much is team for 12 users") == 0
    data = json.loads(capsys.readouterr().out)
    assert data["kind"] == "price"
    assert "$1,440.00" in data["text"]


def test_ask_batch_keeps_the_order(folder: Path, tmp_path: Path) -> None:
    source, out = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_text(
        '{"question": "team price"}\n\n{"question": "and yearly?", "history": ["team price"]}\n'
        '{"question": "who is the ceo", "other": 1}\n'
    )
    words = ("ask", "--batch", str(source), "--out", str(out), "--knowledge", str(folder))
    assert baton(*words) == 0
    kinds = [json.loads(line)["kind"] for line in out.read_text().splitlines()]
    assert kinds == ["price", "price", "unknown"]


@pytest.mark.parametrize(
    "bad", ["{", '{"q": 1}', '{"question": 5}', '{"question": "a", "history": "b"}', "[]"]
)
def test_a_bad_line_is_named(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], bad: str
) -> None:
    source, out = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_text(f'{{"question": "a"}}\n{bad}\n')
    words = ("ask", "--batch", str(source), "--out", str(out), "--knowledge", str(folder))
    assert baton(*words) == 1
    error = capsys.readouterr().err
    error = re.sub(r"^indexed .*\n", "", error)  # told where it takes long
    assert "in.jsonl:2" in error
    assert error.count("\n") == 1
    assert not out.exists()


@pytest.mark.parametrize(
    "words", [("ask",), ("ask", "a", "--batch", "b"), ("ask", "a", "--out", "b")]
)
def test_bad_usage(words: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    assert baton(*words) == 2
    assert capsys.readouterr().err.startswith("baton ask:")


def test_check_finds_what_to_mend(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert baton("knowledge", "check", "--knowledge", str(folder)) == 0
    assert "catalog.yml\n  46: warning: a price of SMS pack" in capsys.readouterr().out
    assert baton("knowledge", "check", "--strict", "--knowledge", str(folder)) == 1
    assert "a passage is quoted from a trust of" in capsys.readouterr().out
    (folder / "pages" / "old.md").write_text(
        "---\nreview_by: 2020-01-01\nowner: Kim\nproducts: [gone]\nquestions:\n"
        "  - how long is the trial?\n---\nOld words.\n"
    )
    (folder / "pages" / "bad.md").write_text("---\ntitle: [\n---\n")
    assert baton("knowledge", "check", "--json", "--knowledge", str(folder)) == 1
    found = [
        (one["severity"], one["path"], one["line"])
        for one in json.loads(capsys.readouterr().out)["findings"]
    ]
    assert ("error", "pages/bad.md", 2) in found or ("error", "pages/bad.md", 3) in found
    assert ("warning", "pages/old.md", 2) in found
    assert ("warning", "pages/old.md", 4) in found
    assert ("warning", "pages/old.md", 6) in found


def test_check_names_the_line_of_a_broken_catalogue(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    catalog = folder / "catalog.yml"
    catalog.write_text(catalog.read_text().replace("amount: 12,", "amount: twelve,"))
    assert baton("knowledge", "check", "--knowledge", str(folder)) == 1
    assert "catalog.yml\n  20: error: found" in capsys.readouterr().out


def test_search_tells_what_a_question_finds(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ("knowledge", "search", "how long is the trial?", "--knowledge", str(folder))
    assert baton(*words, "--json") == 0
    first, *others = json.loads(capsys.readouterr().out)
    assert first["path"].startswith("pages/")
    assert all(first["score"] >= other["score"] for other in others)
    assert baton(*words) == 0
    assert f"{first['path']}:{first['line']}" in capsys.readouterr().out
