"""`baton run` when it cannot start: one line that says why, status 2, no traceback."""

from __future__ import annotations

import argparse
import socket
from contextlib import closing
from pathlib import Path

import pytest

from bot.commands import run as command
from tests.web.fakes import write_content


@pytest.fixture
def environ(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An environment in which all is well but for what a test spoils."""
    write_content(tmp_path / "knowledge")
    models = tmp_path / "models"
    models.mkdir()
    (models / "model.tar.gz").touch()
    for name, value in {
        "KNOWLEDGE": tmp_path / "knowledge",
        "PLAYBOOK": tmp_path / "playbook",
        "MODELS": models,
        "VAR": tmp_path / "var",
        "DATABASE_URL": f"sqlite:///{tmp_path / 'baton.db'}",
        "PORT": 0,
    }.items():
        monkeypatch.setenv(f"BATON_{name}", str(value))
    return tmp_path


def start(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str]:
    """Exit status and what stood on stderr."""
    parser = argparse.ArgumentParser()
    command.register(parser.add_subparsers())
    status = command.run(parser.parse_args(["run", *words]))
    return status, capsys.readouterr().err


def test_a_taken_port(environ: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as taken:
        port = taken.getsockname()[1]
        status, error = start(capsys, "--port", str(port))
    assert status == 2
    assert error.count("\n") == 1
    assert f"cannot listen on 127.0.0.1 port {port} (address already in use)" in error


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--port", "70000"], "found 70000, expected a whole number 0 to 65535"),
        (["--host", "203.0.113.7"], "cannot listen on 203.0.113.7"),
        (["--host", "no such host"], "no address of this machine"),
    ],
)
def test_an_address_that_cannot_be_used(
    environ: Path, capsys: pytest.CaptureFixture[str], words: list[str], says: str
) -> None:
    status, error = start(capsys, *words)
    assert (status, error.count("\n")) == (2, 1)
    assert says in error


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("BATON_PORT", "many", "BATON_PORT: found 'many'"),
        ("BATON_LOG_LEVEL", "loud", "BATON_LOG_LEVEL: found 'loud'"),
        ("BATON_COLOUR", "red", "BATON_COLOUR: found an unknown setting"),
    ],
)
def test_a_wrong_setting(
    environ: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    value: str,
    says: str,
) -> None:
    monkeypatch.setenv(name, value)
    status, error = start(capsys)
    assert (status, error.count("\n")) == (2, 1)
    assert says in error


def test_no_model(environ: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (environ / "models" / "model.tar.gz").unlink()
    status, error = start(capsys)
    assert (status, error.count("\n")) == (2, 1)
    assert "no trained model" in error
    assert "baton train" in error


def test_a_broken_content_file(environ: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (environ / "knowledge" / "company.yml").write_text("name: Fernhill\ncurrency: euros\n")
    status, error = start(capsys)
    assert (status, error.count("\n")) == (2, 1)
    assert "company.yml:2" in error


def test_no_content_folder(
    environ: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BATON_KNOWLEDGE", str(environ / "nowhere"))
    status, error = start(capsys)
    assert (status, error.count("\n")) == (2, 1)
    assert "nowhere" in error


def test_the_port_is_free_again_after_a_failure(
    environ: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (environ / "knowledge" / "company.yml").write_text("name: [\n")
    with closing(socket.create_server(("127.0.0.1", 0))) as probe:
        port = probe.getsockname()[1]
    assert start(capsys, "--port", str(port))[0] == 2
    socket.create_server(("127.0.0.1", port)).close()
