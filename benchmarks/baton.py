"""Baton, started as `baton run` on a fresh database, spoken to as its widget does."""

from __future__ import annotations

import os
import sys
import time
import uuid
from itertools import cycle, product
from pathlib import Path
from typing import Any

import requests

from benchmarks.processes import Server, free_port
from bot.knowledge.reading.content import read_pages
from bot.leads.playbook.playbook import Playbook
from bot.settings import ROOT, Settings

WAIT_SECONDS = 120.0
MOST_ANSWERS = 25  # a qualification that takes longer goes in circles

# Put before the questions, so that none is asked twice in a round: a repeat would be quicker.
OPENINGS = ("", "Hello, ", "Quick question: ", "Could you tell me: ", "One more thing: ", "Hi! ")

# An answer to a question of each type, for whatever the playbook asks.
ANSWERS = {
    "text": "We want to get rid of our spreadsheets",
    "yes_no": "yes",
    "number": "60",
    "money": "15000 a year",
    "timeline": "next month",
    "person": "Ana Pereira",
    "company": "Brightwater Ltd",
    "place": "United States",
    "email": "ana@brightwater.example",
    "phone": "+1 202 555 0143",
}


class Baton:
    """The server, started; `start_seconds` is the time to its first answer."""

    def __init__(self, folder: Path, settings: Settings) -> None:
        port = free_port()
        self._url = f"http://127.0.0.1:{port}/api/chat"
        self._http = requests.Session()
        self._playbook = Playbook.load(settings.playbook)
        found = product(OPENINGS, questions(settings.knowledge))
        self._questions = cycle([opening + question for opening, question in found])
        self.server = Server(
            [sys.executable, "-m", "bot.cli", "run", "--port", str(port)],
            folder,
            {
                **os.environ,
                "PYTHONPATH": str(ROOT),
                "BATON_VAR": str(folder / "var"),
                "BATON_DATABASE_URL": f"sqlite:///{folder / 'baton.db'}",
                # One visitor from one address: the limits are for the public.
                "BATON_MESSAGES_PER_MINUTE": "10000",
                "BATON_SESSIONS_PER_MINUTE": "100000",
            },
        )
        self.start_seconds = self.server.until(self._answers, WAIT_SECONDS)

    def _answers(self) -> bool:
        try:
            return bool(self.say(self.open(), "hello"))
        except requests.ConnectionError:
            return False

    def open(self) -> str:
        """Begin a chat; gives its token."""
        answer = self._http.post(f"{self._url}/sessions", json={}, timeout=WAIT_SECONDS)
        answer.raise_for_status()
        return str(answer.json()["token"])

    def say(self, token: str, text: str | None, button: str | None = None) -> list[dict[str, Any]]:
        """Say something, or press a button; gives the replies."""
        said = {"text": text} if button is None else {"button": button}
        answer = self._http.post(
            f"{self._url}/messages",
            json={"id": str(uuid.uuid4()), **said},
            headers={"Authorization": f"Bearer {token}"},
            timeout=WAIT_SECONDS,
        )
        answer.raise_for_status()
        messages: list[dict[str, Any]] = answer.json()["messages"]
        return messages

    def searches(self, count: int) -> list[float]:
        """Milliseconds of each of `count` questions that the content answers, eight in a chat."""
        took: list[float] = []
        token = ""
        while len(took) < count:
            if len(took) % 8 == 0:
                token = self.open()
            question = next(self._questions)
            began = time.perf_counter()
            said = self.say(token, question)
            took.append(1000 * (time.perf_counter() - began))
            if not said:
                raise SystemExit(f"Baton did not answer {question!r}")
        return took

    def qualifications(self, count: int) -> tuple[list[float], int]:
        """Milliseconds of each of at least `count` turns of qualifications, which all write to the
        lead, and how many qualifications were finished."""
        took: list[float] = []
        finished = 0
        while len(took) < count:
            token = self.open()
            said = self.say(token, "I would like a demo")
            for _ in range(MOST_ANSWERS):
                button, text = self._answer(said)
                if button is None and text is None:
                    finished += 1
                    break
                began = time.perf_counter()
                said = self.say(token, text, button)
                took.append(1000 * (time.perf_counter() - began))
            else:
                raise SystemExit(f"the qualification does not end: {said[-1]['text']!r}")
        return took, finished

    def _answer(self, said: list[dict[str, Any]]) -> tuple[str | None, str | None]:
        """What to say to a question: a button if there is one; nothing when none was asked."""
        last = said[-1]
        if last["buttons"]:
            return last["buttons"][0]["button"], None
        for field in self._playbook.qualification.fields:
            if any(wording in last["text"] for wording in field.ask):
                return None, ANSWERS[field.type]
        return None, None


def questions(folder: Path) -> list[str]:
    """The questions that the pages themselves say they answer."""
    pages, _ = read_pages(folder)
    found = [question for page in pages for question, _ in page.questions]
    if not found:
        raise SystemExit(f"no page in {folder} has questions in its front matter")
    return found
