"""Rasa's own commands from the root of the repository, as a Rasa developer uses them."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
import requests

from benchmarks.processes import Server, free_port
from bot.engine.training import ensure_model
from bot.settings import ROOT, Settings
from bot.storage.database import Database
from bot.storage.migrate import upgrade

pytestmark = pytest.mark.slow

WAIT_SECONDS = 180.0


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    folder = tmp_path_factory.mktemp("rasa")
    url = f"sqlite:///{folder / 'rasa.db'}"
    database = Database(url)
    upgrade(database)
    database.close()
    return {
        **os.environ,
        "BATON_DATABASE_URL": url,
        "BATON_VAR": str(folder),
        "RASA_TELEMETRY_ENABLED": "false",
        "TF_CPP_MIN_LOG_LEVEL": "3",
    }


@pytest.fixture(scope="module")
def model() -> Path:
    return ensure_model(Settings.load(), print)


@pytest.fixture(scope="module")
def actions(environment: dict[str, str]) -> Iterator[int]:
    port = free_port()
    command = [sys.executable, "-m", "rasa", "run", "actions", "--port", str(port)]
    server = Server(command, Path(environment["BATON_VAR"]), environment, cwd=ROOT)

    def healthy() -> bool:
        try:
            return requests.get(f"http://127.0.0.1:{port}/health", timeout=10).ok
        except requests.ConnectionError:
            return False

    server.until(healthy, WAIT_SECONDS)
    yield port
    server.stop()


def test_rasa_run_with_its_action_server_answers(
    environment: dict[str, str], model: Path, actions: int, tmp_path: Path
) -> None:
    endpoints = tmp_path / "endpoints.yml"
    text = (ROOT / "endpoints.yml").read_text()
    assert ":5055/" in text
    endpoints.write_text(text.replace(":5055/", f":{actions}/"))
    port = free_port()
    command = [
        *(sys.executable, "-m", "rasa", "run", "--port", str(port)),
        *("--model", str(model), "--endpoints", str(endpoints)),
    ]
    server = Server(command, tmp_path, environment, cwd=ROOT)
    said: list[dict[str, str]] = []

    def answers() -> bool:
        try:
            answer = requests.post(
                f"http://127.0.0.1:{port}/webhooks/rest/webhook",
                json={"sender": "developer", "message": "hello"},
                timeout=WAIT_SECONDS,
            )
        except requests.ConnectionError:
            return False
        said.extend(answer.json())
        return True

    try:
        server.until(answers, WAIT_SECONDS)
    finally:
        server.stop()
    log = (tmp_path / "bench.log").read_text()
    assert said, log
    assert said[0]["text"]
    assert "InMemory" not in log


def test_rasa_shell_answers(environment: dict[str, str], model: Path) -> None:
    """`rasa shell nlu` reads a message and shows how it is understood."""
    shell = psutil.Popen(
        [sys.executable, "-m", "rasa", "shell", "nlu", "--model", str(model)],
        cwd=ROOT,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    began = time.monotonic()
    out, _ = shell.communicate("How much does it cost?\n", timeout=WAIT_SECONDS)
    assert time.monotonic() - began < WAIT_SECONDS
    assert '"intent"' in out
