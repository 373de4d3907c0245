"""A real browser, and a real `baton run` for it to visit."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

from bot.settings import ROOT  # noqa: E402 - after the check that there is a browser to drive

FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
START_SECONDS = 120


@pytest.fixture(scope="session")
def chromium() -> Iterator[playwright.Browser]:
    path = os.environ.get("BATON_TEST_CHROMIUM") or shutil.which("chromium")
    if not path or not Path(path).exists():
        pytest.skip("no Chromium: install it or name it in BATON_TEST_CHROMIUM")
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def page(chromium: playwright.Browser) -> Iterator[playwright.Page]:
    """A page of an ordinary desktop; the test fails when the browser had to complain."""
    with closing(chromium.new_context(viewport={"width": 1280, "height": 800})) as context:
        page = context.new_page()
        complaints: list[str] = []
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on(
            "console",
            lambda message: (
                complaints.append(message.text)
                if "Content Security Policy" in message.text
                else None
            ),
        )
        yield page
        assert complaints == []


@dataclass
class Running:
    """A `baton run` that is ready; `output` is what it printed until then."""

    base: str
    output: str
    process: subprocess.Popen[str]
    database: Path

    def stop(self) -> tuple[int, float]:
        """Ctrl-C; gives the exit status and how many seconds it took."""
        begun = time.monotonic()
        self.process.send_signal(signal.SIGINT)
        status = self.process.wait(20)
        return status, time.monotonic() - begun


Start = Callable[..., Running]


@pytest.fixture
def start_baton(tmp_path: Path) -> Iterator[Start]:
    """Starts `baton run` on a free port over a database of its own.

    Takes the folder of an example (with `knowledge/` and `playbook/`) and settings.
    """
    if not list((ROOT / "models").glob("*.tar.gz")):
        pytest.skip("no trained model: run `baton train`")
    started: list[Running] = []

    def start(example: Path, **settings: str) -> Running:
        with closing(socket.create_server(("127.0.0.1", 0))) as probe:
            port = probe.getsockname()[1]
        environ = {k: v for k, v in os.environ.items() if not k.startswith("BATON_")}
        environ |= {
            "BATON_KNOWLEDGE": str(example / "knowledge"),
            "BATON_PLAYBOOK": str(example / "playbook"),
            "BATON_VAR": str(tmp_path / "var"),
            "BATON_DATABASE_URL": f"sqlite:///{tmp_path / 'baton.db'}",
            "BATON_DEMO": "yes",
            "PYTHONUNBUFFERED": "1",
            **settings,
        }
        log = tmp_path / "run.log"
        with log.open("w") as out:
            process = subprocess.Popen(
                [sys.executable, "-m", "bot.cli", "run", "--port", str(port)],
                cwd=ROOT, env=environ, stdout=out, stderr=subprocess.STDOUT, text=True,
            )  # fmt: skip
        running = Running(f"http://127.0.0.1:{port}", "", process, tmp_path / "baton.db")
        started.append(running)
        end = time.monotonic() + START_SECONDS
        while "Ctrl-C stops it." not in log.read_text():
            assert process.poll() is None, log.read_text()
            assert time.monotonic() < end, log.read_text()
            time.sleep(0.1)
        running.output = log.read_text()
        return running

    yield start
    for running in started:
        if running.process.poll() is None:
            running.process.kill()
            running.process.wait()
