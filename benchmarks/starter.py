"""Rasa's starter bot, as `rasa init` makes it, served by Rasa's own server."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import requests

from benchmarks.processes import Server, free_port

# What a developer types to the starter bot: the first two of each of its intents' examples.
MESSAGES = ("hey", "i am feeling great", "hello", "sad", "yes", "are you a bot?", "no", "bye")
WAIT_SECONDS = 180.0


def prepared(folder: Path) -> Path:
    """The starter bot, made and trained with `rasa init` unless `folder` has it from before."""
    made = folder / "starter"
    if not any((made / "models").glob("*.tar.gz")):
        print("Rasa's starter bot is made and trained once; this takes one to two minutes …")
        shutil.rmtree(made, ignore_errors=True)
        made.mkdir(parents=True)
        _rasa("init", "--no-prompt", folder=made)
    return made


def _rasa(*arguments: str, folder: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "rasa", *arguments],
        cwd=folder,
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise SystemExit(f"rasa {arguments[0]} failed:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")


def environment() -> dict[str, str]:
    """The environment without Baton's settings and without reports to Rasa."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("BATON_")}
    return {**kept, "RASA_TELEMETRY_ENABLED": "false", "TF_CPP_MIN_LOG_LEVEL": "3"}


class Starter:
    """The server, started; `start_seconds` is the time to its first answer."""

    def __init__(self, folder: Path) -> None:
        port = free_port()
        self._url = f"http://127.0.0.1:{port}/webhooks/rest/webhook"
        self._http = requests.Session()
        self.server = Server(
            [sys.executable, "-m", "rasa", "run", "--enable-api", "--port", str(port)],
            folder,
            environment(),
        )
        self.start_seconds = self.server.until(self._answers, WAIT_SECONDS)

    def _answers(self) -> bool:
        try:
            return bool(self._say("first", "hello"))
        except requests.ConnectionError:
            return False

    def _say(self, sender: str, text: str) -> object:
        answer = self._http.post(
            self._url, json={"sender": sender, "message": text}, timeout=WAIT_SECONDS
        )
        answer.raise_for_status()
        return answer.json()

    def turns(self, count: int) -> list[float]:
        """Milliseconds of each of `count` turns, in conversations of eight turns."""
        took = []
        for number in range(count):
            text = MESSAGES[number % len(MESSAGES)]
            sender = f"visitor-{number // len(MESSAGES)}"
            began = time.perf_counter()
            said = self._say(sender, text)
            took.append(1000 * (time.perf_counter() - began))
            if not said:
                raise SystemExit(f"the starter bot did not answer {text!r}")
        return took
