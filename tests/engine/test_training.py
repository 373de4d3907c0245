from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from bot.engine import training
from bot.errors import StartError
from bot.settings import Settings


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings.load(
        {"BATON_MODELS": str(tmp_path / "models"), "BATON_VAR": str(tmp_path / "var")}
    )


@pytest.fixture
def project(tmp_path: Path) -> Path:
    root = tmp_path / "project"
    for source in training.SOURCES:
        path = root / source
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.suffix:
            path.write_text("a: 1\n")
        else:
            path.mkdir()
            (path / "inner.yml").write_text("b: 2\n")
    return root


def test_the_fingerprint_changes_with_every_source(project: Path) -> None:
    before = training.fingerprint(project)
    assert training.fingerprint(project) == before
    seen = {before}
    for source in training.SOURCES:
        path = project / source
        file = path if path.is_file() else path / "inner.yml"
        file.write_text(file.read_text() + "# changed\n")
        seen.add(training.fingerprint(project))
    assert len(seen) == len(training.SOURCES) + 1
    (project / "data" / "new.yml").write_text("c: 3\n")
    assert training.fingerprint(project) not in seen


def test_the_fingerprint_does_not_change_with_what_python_leaves_behind(project: Path) -> None:
    before = training.fingerprint(project)
    cache = project / "bot/engine/nlu/__pycache__"
    cache.mkdir()
    (cache / "x.cpython-310.pyc").write_bytes(b"x")
    assert training.fingerprint(project) == before


def test_it_trains_once_and_again_only_after_a_change(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    trained: list[Path] = []

    def train(root: Path, model: Path) -> list[str]:
        trained.append(model)
        model.parent.mkdir(parents=True, exist_ok=True)
        model.write_bytes(b"model")
        return ["Something looks odd."]

    said: list[str] = []
    monkeypatch.setattr(training, "train", train)
    model = training.ensure_model(settings, said.append)
    assert trained == [model]
    assert "Rasa: Something looks odd." in said
    assert len(said) == 3
    assert training.is_trained(settings)
    assert training.ensure_model(settings, said.append) == model
    assert (len(trained), len(said)) == (1, 3)
    training.ensure_model(settings, said.append, force=True)
    assert len(trained) == 2
    monkeypatch.setattr(training, "fingerprint", lambda: "another")
    assert not training.is_trained(settings)
    training.ensure_model(settings, said.append)
    assert len(trained) == 3
    model.unlink()
    assert not training.is_trained(dataclasses.replace(settings))


def test_a_failed_training_leaves_the_old_model(tmp_path: Path) -> None:
    model = tmp_path / "models" / "baton.tar.gz"
    model.parent.mkdir()
    model.write_bytes(b"old")
    project = tmp_path / "broken"
    (project / "data").mkdir(parents=True)
    (project / "config.yml").write_text("recipe: default.v1\nlanguage: en\nassistant_id: x\n")
    (project / "domain.yml").write_text("intents: {not: a list}\n")
    with pytest.raises(StartError, match="cannot be trained"):
        training.train(project, model)
    assert model.read_bytes() == b"old"
    assert [file.name for file in model.parent.iterdir()] == ["baton.tar.gz"]
