"""Visitors over HTTP: each asks for a person, agrees, confirms, and repeats what got no answer."""

from __future__ import annotations

import itertools
import threading
import time
import uuid
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import requests

ANSWER_SECONDS = 45.0  # longer than a locked database is waited for, and than a turn may take
AGAIN_SECONDS = 0.2
ASKED = (
    "I want to talk to a person. I'm {name}, {email}, we are 12 people and we want to use it for "
    "time tracking"
)
AGREES, CONFIRMS = "Yes, that's fine", "Yes, send it"
HANDED_OVER = "I've passed this to"
NAMES = ("Ada Lark", "Ben Moore", "Cara Stone", "Dev Patel", "Eva Lind", "Finn Gray", "Gia Costa")


@dataclass(frozen=True)
class Acknowledged:
    """A lead of which the visitor was told that it is with a person."""

    conversation_id: str
    email: str
    messages: tuple[str, ...]  # the ids of what the visitor sent


@dataclass
class Record:
    """What all visitors got, and what they should never have got."""

    acknowledged: list[Acknowledged] = field(default_factory=list)
    failures: Counter[str] = field(default_factory=Counter)  # what was tried again, by reason
    wrong: list[str] = field(default_factory=list)
    slowest: float = 0.0  # seconds that a visitor needed for a lead
    lock: threading.Lock = field(default_factory=threading.Lock)


class GivenUp(Exception):
    """The run is over and the server does not answer."""


class Visitors:
    """`count` visitors at a time against `base`, one lead after the other until `stop` is set or
    there are `most` leads; a conversation that has begun is finished."""

    def __init__(self, base: str, count: int, most: int) -> None:
        self.record = Record()
        self._base = base
        self._most = most
        self._numbers = itertools.count(1)
        self._stopping = threading.Event()
        self._end = float("inf")
        self._threads = [
            threading.Thread(target=self._work, name=f"visitor {number}", daemon=True)
            for number in range(count)
        ]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    @property
    def busy(self) -> bool:
        return any(thread.is_alive() for thread in self._threads)

    def stop(self, seconds: float) -> None:
        """Begin no more; wait for those who are talking, at most so long."""
        self._stopping.set()
        self._end = time.monotonic() + seconds
        for thread in self._threads:
            thread.join(max(0.0, self._end - time.monotonic()) + ANSWER_SECONDS)

    def _work(self) -> None:
        with requests.Session() as session:
            session.trust_env = False
            while not self._stopping.is_set():
                number = next(self._numbers)
                if number > self._most:
                    return
                begun = time.monotonic()
                try:
                    lead = self._converse(session, number)
                except GivenUp as error:
                    self._wrong(f"visitor {number}: {error}")
                    return
                except (KeyError, IndexError, StopIteration, ValueError) as error:
                    self._wrong(f"visitor {number}: an answer that nobody expects: {error!r}")
                    continue
                with self.record.lock:
                    self.record.acknowledged.append(lead)
                    self.record.slowest = max(self.record.slowest, time.monotonic() - begun)

    def _converse(self, session: requests.Session, number: int) -> Acknowledged:
        opened = self._post(session, "/api/chat/sessions", {"page_url": "https://w.example/a"})
        token, conversation_id = opened["token"], opened["conversation_id"]
        address = f"visitor{number}@client{number}.example"
        said: dict[str, Any] = {
            "text": ASKED.format(name=NAMES[number % len(NAMES)], email=address)
        }
        ids = []
        for label in (AGREES, CONFIRMS, None):
            ids.append(str(uuid.uuid4()))
            body = {"id": ids[-1], **said}
            replies = self._post(session, "/api/chat/messages", body, token)["messages"]
            texts = [reply["text"] for reply in replies]
            if label is None:
                if not any(HANDED_OVER in text for text in texts):
                    raise ValueError(texts)
                break
            buttons = {
                each["label"]: each["button"] for reply in replies for each in reply["buttons"]
            }
            if label not in buttons:
                raise ValueError(texts)
            said = {"button": buttons[label]}
        return Acknowledged(conversation_id, address, tuple(ids))

    def _post(
        self, session: requests.Session, path: str, body: dict[str, Any], token: str | None = None
    ) -> dict[str, Any]:
        """The answer, however often the same has to be sent for it."""
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        while True:
            try:
                answer = session.post(
                    f"{self._base}{path}", json=body, headers=headers, timeout=ANSWER_SECONDS
                )
                if answer.status_code < 300:
                    found: dict[str, Any] = answer.json()
                    return found
                if answer.status_code < 500:
                    raise ValueError(f"{answer.status_code} {answer.text}")
                reason = f"HTTP {answer.status_code}"
            except requests.RequestException as error:
                reason = type(error).__name__
            with self.record.lock:
                self.record.failures[reason] += 1
            if time.monotonic() > self._end:
                raise GivenUp(f"no answer to {path} but {reason}")
            time.sleep(AGAIN_SECONDS)

    def _wrong(self, what: str) -> None:
        with self.record.lock:
            self.record.wrong.append(what)
